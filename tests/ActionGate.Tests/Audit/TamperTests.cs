using System.Text;
using System.Text.Json.Nodes;
using ActionGate.Audit.Verifying;
using static ActionGate.Tests.Audit.ChainOracle;

namespace ActionGate.Tests.Audit;

/// <summary>Every small change to a log, one by one. The oracle must agree on each, and what goes unseen must be exactly what a bare chain can't show.</summary>
public sealed class TamperTests
{
    private static readonly byte[] Log = Sample.Log();
    private static readonly string[] Records = Lines(Log);

    [Fact]
    public void Verify_UntouchedLog_IsValidAndUnanchored()
    {
        var verification = BytesFile.Verify(Log);

        verification.IsValid.Should().BeTrue();
        verification.Records.Should().Be(6);
        verification.ToString().Should().Be($"unanchored, 6 records, head {verification.Head}");
        Records[^1].Should().Contain(verification.Head);
    }

    [Fact]
    [Trait("Fault", "1")]
    public void Verify_AnyBitFlipped_IsTampered()
    {
        for (int i = 0; i < Log.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] flipped = [.. Log];
                flipped[i] ^= (byte)(1 << bit);
                Expect(flipped, i == Log.Length - 1 ? Outcome.Torn : Outcome.Tampered, $"bit {bit} of byte {i}");
            }
        }
    }

    [Fact]
    public void Verify_AnyByteRemovedOrDoubled_IsTampered()
    {
        for (int i = 0; i < Log.Length; i++)
        {
            var expected = i == Log.Length - 1 ? (Outcome?)null : Outcome.Tampered;
            Expect([.. Log[..i], .. Log[(i + 1)..]], expected ?? Outcome.Torn, $"byte {i} removed", lacksLineFeed: expected is null);
            Expect([.. Log[..i], Log[i], .. Log[i..]], Outcome.Tampered, $"byte {i} doubled");
        }
    }

    [Fact]
    [Trait("Fault", "2")]
    public void Verify_AnyMemberChanged_IsTampered()
    {
        int changed = 0;
        for (int i = 0; i < Records.Length; i++)
        {
            foreach (var (name, value) in JsonNode.Parse(Records[i])!.AsObject())
            {
                string old = value!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
                string other = old[0] == '"' ? $"\"{(old[1] == 'a' ? 'b' : 'a')}{old[2..]}" : old + "1";
                string member = $"\"{name}\":";
                int at = Records[i].IndexOf(member, StringComparison.Ordinal) + member.Length;
                string line = Records[i][..at] + other + Records[i][(at + old.Length)..];
                Expect(With(i, line), Outcome.Tampered, $"{name} of record {i}");
                changed++;
            }
        }
        changed.Should().BeGreaterThan(60);
    }

    [Fact]
    [Trait("Fault", "3")]
    public void Verify_RecordWrittenAnewWithTheSameMeaning_IsTampered()
    {
        for (int i = 0; i < Records.Length; i++)
        {
            string line = Records[i];
            Expect(With(i, line.Replace("\",\"", "\", \"", StringComparison.Ordinal)), Outcome.Tampered, "spaces");
            Expect(With(i, line.Replace("\"type\"", "\"t\\u0079pe\"", StringComparison.Ordinal)), Outcome.Tampered, "an escape");
            Expect(With(i, line.Replace("{\"v\":1,", "{\"v\":1.0,", StringComparison.Ordinal)), Outcome.Tampered, "a number");
            var members = JsonNode.Parse(line)!.AsObject().Reverse().Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()));
            Expect(With(i, new JsonObject(members).ToJsonString()), Outcome.Tampered, "another order");
        }
    }

    [Theory]
    [Trait("Fault", "4")]
    [InlineData("\"verdict\":\"allow\"", "\"verdict\":\"deny\",\"verdict\":\"allow\"")]
    [InlineData("\"verdict\":\"allow\"", "\"verdict\":\"deny\",\"verd\\u0069ct\":\"allow\"")]
    [InlineData("\"verdict\":\"allow\"", "\"c\":{\"a\":{\"x\":1,\"y\":2,\"\\u0078\":3}},\"verdict\":\"allow\"")]
    [InlineData("\"verdict\":\"allow\"", "\"c\":[{\"a\":1},{\"b\":1,\"b\":1}],\"verdict\":\"allow\"")]
    [InlineData("\"verdict\":\"allow\"", "\"prev\":\"0\",\"verdict\":\"allow\"")]
    [InlineData("\"verdict\":\"allow\"", "\"hash\":\"0\",\"verdict\":\"allow\"")]
    [InlineData("\"verdict\":\"allow\"", "\"seq\":1,\"verdict\":\"allow\"")]
    [InlineData("\"type\":\"decision\"", "\"kind\":\"decision\"")]
    [InlineData("\"type\":\"decision\"", "\"type\":7")]
    [InlineData("\"v\":1,", "\"v\":01,")]
    [InlineData("\"v\":1,", "\"v\":1 ,")]
    [InlineData("\"v\":1,", "\"v\":\"1\",")]
    [InlineData("{\"v\"", "{ \"v\"")]
    [InlineData("\"ls\"", "\"l\ts\"")]
    [InlineData("\"ls\"", "\"l\rs\"")]
    [InlineData("\"ls\"", "\"l\0s\"")]
    [InlineData("\"ls\"", "\"l\\xs\"")]
    [InlineData("\"ls\"", "ls")]
    [InlineData("\"ls\"", "\"ls\",")]
    [InlineData("\"ls\"", "[\"ls\"")]
    public void Verify_BadFormWithRightHashes_IsTampered(string old, string replacement)
    {
        string[] forged = [.. Records.Select(Entry)];
        forged[1].Should().Contain(old);
        forged[1] = forged[1].Replace(old, replacement, StringComparison.Ordinal);

        Expect(Rechain(forged), Outcome.Tampered, replacement);
    }

    [Fact]
    public void Verify_ManyEqualNames_AreFoundWithoutComparingEachPair()
    {
        string many = string.Join(',', Enumerable.Range(0, 6000).Select(i => $"\"{i}\":0"));
        string[] forged = [.. Records.Select(Entry)];
        forged[1] = Entry(Records[1]).Replace("\"verdict\"", $"\"c\":{{{many}}},\"verdict\"", StringComparison.Ordinal);
        Expect(Rechain(forged), Outcome.Valid, "all names differ");

        forged[1] = forged[1].Replace("\"5999\":0", "\"17\":0", StringComparison.Ordinal);
        Expect(Rechain(forged), Outcome.Tampered, "one stands twice");
    }

    [Fact]
    public void Verify_NestedTooDeep_IsTampered()
    {
        string[] forged = [.. Records.Select(Entry)];
        forged[1] = forged[1].Replace("\"verdict\"", $"\"c\":{new string('[', 5000)}{new string(']', 5000)},\"verdict\"", StringComparison.Ordinal);

        BytesFile.Verify(Rechain(forged)).IsValid.Should().BeFalse();
    }

    [Theory]
    [Trait("Fault", "5")]
    [Trait("Fault", "6")]
    [InlineData("prev")]
    [InlineData("hash")]
    public void Verify_LinkRemovedOrMisspelt_IsTampered(string name)
    {
        string pattern = $",\"{name}\":\"([0-9a-f]{{64}})\"";
        foreach (string replacement in new[] { "", $",\"{name}\":\"\"", $",\"{name}\":\"$1 \"", $",\"{name}\":null" })
        {
            string[] all = [.. Records.Select(r => Replace(r, pattern, replacement))];
            Expect(Bytes(all), Outcome.Tampered, $"'{replacement}' in all records");
            for (int i = 0; i < Records.Length; i++)
                Expect(With(i, all[i]), Outcome.Tampered, $"'{replacement}' in record {i}");
        }
        for (int i = 0; i < Records.Length; i++)
        {
            int at = Records[i].LastIndexOf($"\"{name}\":\"", StringComparison.Ordinal) + name.Length + 4;
            string upper = Records[i][..at] + Records[i].Substring(at, 64).ToUpperInvariant() + Records[i][(at + 64)..];
            Expect(With(i, upper), upper == Records[i] ? Outcome.Valid : Outcome.Tampered, "upper case");
            Expect(With(i, Records[i].Remove(at, 1)), Outcome.Tampered, "63 digits");
        }
    }

    [Fact]
    [Trait("Fault", "7")]
    public void Verify_RecordDeleted_IsTamperedUnlessItIsTheLast()
    {
        for (int i = 0; i < Records.Length; i++)
            Expect(Bytes(Records.Where((_, n) => n != i)), i == Records.Length - 1 ? Outcome.Valid : Outcome.Tampered, $"record {i} deleted");
    }

    [Fact]
    [Trait("Fault", "8")]
    [Trait("Fault", "9")]
    public void Verify_RecordDoubledOrSwapped_IsTampered()
    {
        for (int i = 0; i < Records.Length; i++)
        {
            Expect(Bytes([.. Records[..i], Records[i], .. Records[i..]]), Outcome.Tampered, $"record {i} doubled");
            for (int j = i + 1; j < Records.Length; j++)
            {
                string[] swapped = [.. Records];
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                Expect(Bytes(swapped), Outcome.Tampered, $"records {i} and {j} swapped");
            }
        }
    }

    [Fact]
    [Trait("Fault", "10")]
    public void Verify_RecordForgedIntoTheMiddle_IsTampered()
    {
        // The forged record is right by itself: the fourth record of a log that is the same up to the third.
        for (int i = 1; i < Records.Length; i++)
        {
            string[] upTo = [.. Records[..i].Select(Entry), Entry(Records[1]).Replace("\"ls\"", "\"forged\"", StringComparison.Ordinal)];
            string forged = Lines(Rechain(upTo))[i];
            Expect(Bytes([.. Records[..i], forged, .. Records[i..]]), Outcome.Tampered, $"inserted before record {i}");
        }
    }

    [Fact]
    [Trait("Fault", "11")]
    public void Verify_RecordChangedAndChainMadeAnew_CannotBeSeenWithoutAnAnchor()
    {
        for (int i = 1; i < Records.Length; i++)
        {
            string[] forged = [.. Records.Select(Entry)];
            forged[i] = forged[i].Replace("\"type\":", "\"forged\":true,\"type\":", StringComparison.Ordinal);
            byte[] log = Rechain(forged);
            Expect(log, Outcome.Valid, $"record {i} changed");
            BytesFile.Verify(log).Head.Should().NotBe(BytesFile.Verify(Log).Head);
        }
    }

    [Fact]
    [Trait("Fault", "13")]
    public void Verify_HeadOfOneLogAndTailOfAnother_IsTampered()
    {
        string[] other = Lines(Sample.Log());
        for (int i = 1; i < Records.Length; i++)
            Expect(Bytes([.. Records[..i], .. other[i..]]), Outcome.Tampered, $"spliced at record {i}");
    }

    [Fact]
    [Trait("Fault", "15")]
    public void Verify_OtherBytesBetweenRecords_IsTampered()
    {
        Expect(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Log).Replace("\n", "\r\n", StringComparison.Ordinal)), Outcome.Tampered, "CRLF");
        Expect([0xEF, 0xBB, 0xBF, .. Log], Outcome.Tampered, "a byte order mark");
        Expect([.. Log, (byte)'\n'], Outcome.Tampered, "a blank line at the end");
        Expect([(byte)'\n', .. Log], Outcome.Tampered, "a blank line at the start");
        Expect([.. Log, 0, 0, 0], Outcome.Torn, "NULs at the end");
        Expect([.. Log, 0, 0, (byte)'\n'], Outcome.Tampered, "a line of NULs");
        Expect([.. Log, .. Enumerable.Repeat((byte)'x', 70_000)], Outcome.Tampered, "more bytes than a line has");
        Expect(new byte[4096], Outcome.Torn, "zeros alone");
        for (int i = 0; i < Records.Length; i++)
        {
            Expect(With(i, Records[i] + "\0"), Outcome.Tampered, $"a NUL after record {i}");
            Expect(With(i, Records[i] + " "), Outcome.Tampered, $"a space after record {i}");
            Expect(With(i, Records[i] + "\n"), Outcome.Tampered, $"a blank line after record {i}");
        }
    }

    [Fact]
    public void Verify_LineOfGreatestLength_IsValidAndOneByteMoreIsTampered()
    {
        string[] forged = [.. Records[..2].Select(Entry)];
        int room = 65_535 - Encoding.UTF8.GetByteCount(Records[1]) - 1;
        string filled = new('x', room);
        Expect(Rechain([forged[0], forged[1].Replace("\"ls\"", $"\"ls{filled}\"", StringComparison.Ordinal)]), Outcome.Valid, "65,535 bytes");
        Expect(Rechain([forged[0], forged[1].Replace("\"ls\"", $"\"ls{filled}x\"", StringComparison.Ordinal)]), Outcome.Tampered, "65,536 bytes");
    }

    [Fact]
    public void Verify_NoLogOpenAtTheStart_IsTampered() =>
        Expect(Rechain([.. Records[1..].Select(Entry)]), Outcome.Tampered, "begins with a decision");

    [Fact]
    public void Verify_InvalidUtf8WithRightHashes_IsTampered()
    {
        byte[] entry = Encoding.UTF8.GetBytes(Entry(Records[0]).Replace("example.com/a", "example.com/~", StringComparison.Ordinal));
        entry[Array.IndexOf(entry, (byte)'~')] = 0xFF;
        byte[] log = [.. entry[..^1], .. Encoding.UTF8.GetBytes($",\"hash\":\"{HashOf(entry)}\"}}\n")];

        Expect(log, Outcome.Tampered, "a byte that is no UTF-8");
    }

    [Fact]
    [Trait("Fault", "70")]
    public void Verify_UnknownVersionOrType_VerifiesByBytesAndIsReported()
    {
        string[] newer = [.. Records.Select(Entry)];
        newer[1] = newer[1].Replace("{\"v\":1,", "{\"v\":2,", StringComparison.Ordinal);
        for (int i = 2; i <= 3; i++)
            newer[i] = newer[i].Replace("\"type\":\"decision\"", "\"type\":\"dream\"", StringComparison.Ordinal);

        var verification = BytesFile.Verify(Rechain(newer));

        verification.IsValid.Should().BeTrue();
        verification.Warnings.Select(w => w.ToString()).Should().SatisfyRespectively(
            w => w.Should().MatchRegex("^AG4007 audit-0{12}.jsonl line 2, offset [0-9]+, record 1: unknown record version: 1 such"),
            w => w.Should().MatchRegex("^AG4007 audit-0{12}.jsonl line 3, offset [0-9]+, record 2: unknown record type 'dream': 2 such"));
        verification.ToString().Should().Contain("warning: AG4007");
    }

    [Fact]
    public void Verify_ManyUnknownTypes_AreReportedInBoundedMemory()
    {
        string[] entries = [Entry(Records[0]), .. Enumerable.Range(0, 100).Select(i => Entry(Records[1]).Replace("\"type\":\"decision\"", $"\"type\":\"t{i}\"", StringComparison.Ordinal))];

        var warnings = BytesFile.Verify(Rechain(entries)).Warnings;

        warnings.Should().HaveCount(16);
        warnings[^1].Message.Should().Be("unknown record type, further ones: 85 such verify by their bytes, what they say was not checked");
    }

    [Fact]
    public void Read_RecordStillBeingWritten_GoesOnWhenTheRestArrives()
    {
        for (int cut = 1; cut < Log.Length; cut += 11)
        {
            using var scan = new SegmentScan();
            var file = new BytesFile(Log) { Visible = cut };
            scan.Read(file, CancellationToken.None).Should().Be(Log[cut - 1] != (byte)'\n');
            file.Visible = Log.Length;
            scan.Read(file, CancellationToken.None).Should().BeFalse();
            scan.End();
            scan.Tampering.Should().BeNull();
            scan.IsTorn.Should().BeFalse();
        }
    }

    private static void Expect(byte[] log, Outcome expected, string because, bool lacksLineFeed = false)
    {
        var judgement = Judge(log);
        var found = BytesFile.Verify(log);
        judgement.Outcome.Should().Be(expected, because);
        found.IsValid.Should().Be(expected == Outcome.Valid, because);
        found.Records.Should().Be(judgement.Records + (lacksLineFeed ? 1 : 0), because);
        if (found.IsValid)
            return;
        var problem = found.Problems.Should().ContainSingle().Subject;
        problem.DiagnosticId.Should().Be(expected == Outcome.Torn ? "AG4004" : "AG4003", because);
        found.ToString().Should().StartWith("not valid: ").And.Contain("unanchored");
    }

    private static byte[] With(int index, string line) => Bytes(Records.Select((r, i) => i == index ? line : r));

    private static string Entry(string line) => line.EndsWith('}') && line.Contains(",\"hash\":\"", StringComparison.Ordinal)
        ? line[..line.LastIndexOf(",\"hash\":\"", StringComparison.Ordinal)] + "}"
        : line;

    private static string Replace(string text, string pattern, string replacement) =>
        System.Text.RegularExpressions.Regex.Replace(text, pattern, replacement, System.Text.RegularExpressions.RegexOptions.CultureInvariant);
}
