using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Tests.Audit;

/// <summary>What a crash leaves behind is put right and said; anything else is never appended to.</summary>
public sealed class RecoveryTests
{
    private static readonly byte[] Log = Sample.Log(decisions: 2);
    // Without checkpoints: with one, what is cut off below it is tampering.
    private static readonly AuditOptions Options = new() { Clock = new ManualClock(), CheckpointInterval = null };

    /// <summary>A cut at a record's end can't be seen without an anchor; anywhere else it is a torn tail, and the bytes are kept.</summary>
    [Fact]
    [Trait("Fault", "19")]
    [Trait("Fault", "38")]
    [Trait("Fault", "39")]
    public async Task Open_LogCutAnywhere_KeepsTornBytesAndSaysSoInTheChain()
    {
        for (int cut = 1; cut <= Log.Length; cut++)
        {
            byte[] left = Log[..cut];
            int goodEnd = Array.LastIndexOf(left, (byte)'\n') + 1;
            bool isBoundary = goodEnd == cut;
            bool lacksLineFeed = cut < Log.Length && Log[cut] == (byte)'\n';
            var found = BytesFile.Verify(left);
            found.IsValid.Should().Be(isBoundary, $"cut at {cut}");
            if (!isBoundary)
                found.ToString().Should().Contain("torn tail at offset");
            if (cut % 23 != 0 && !isBoundary && !lacksLineFeed)
                continue; // the disk is slow; every cut was verified above

            using var folder = new TempFolder();
            using (AuditLog.Open(folder.LogOf(left), Options))
            {
                folder.SegmentBytes().AsSpan().StartsWith(left.AsSpan(0, goodEnd)).Should().BeTrue();
            }
            byte[] opened = folder.SegmentBytes();
            byte[] tail = left[goodEnd..];
            string[] torn = Directory.GetFiles(folder.Log, "*.torn-*");
            if (isBoundary || lacksLineFeed)
            {
                torn.Should().BeEmpty();
                Encoding.UTF8.GetString(opened).Should().NotContain("recovery");
                ChainOracle.Lines(opened).Should().HaveCount(ChainOracle.Lines(left).Length + 1, "all records and a close");
            }
            else
            {
                torn.Should().Equal(folder.Segment + ".torn-" + goodEnd.ToString(CultureInfo.InvariantCulture));
                (await File.ReadAllBytesAsync(torn[0])).Should().Equal(tail);
                Encoding.UTF8.GetString(opened).Should().Contain(
                    $"\"type\":\"recovery\",\"offset\":{goodEnd},\"bytes\":{tail.Length},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(tail))}\"");
            }
            ChainOracle.Judge(opened).Outcome.Should().Be(ChainOracle.Outcome.Valid);

            using (AuditLog.Open(folder.Log, Options))
            {
                folder.SegmentBytes().Should().Equal(opened, "the second time there is nothing to recover");
            }
            Directory.GetFiles(folder.Log, "*.torn-*").Should().Equal(torn);
        }
    }

    [Fact]
    [Trait("Fault", "42")]
    public void Open_EmptySegment_BeginsTheLog()
    {
        using var folder = new TempFolder();
        AuditLog.Open(folder.LogOf([]), Options).Dispose();

        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 2));
    }

    [Fact]
    [Trait("Fault", "36")]
    public void Open_CrashWhileRecovering_LosesNoTornBytes()
    {
        byte[] torn = [.. Log, .. Encoding.UTF8.GetBytes(new string('x', 2000))];
        using var folder = new TempFolder();
        AuditLog.Open(folder.LogOf(torn), Options).Dispose();
        byte[] recovered = folder.SegmentBytes();
        int recordEnd = Array.IndexOf(recovered, (byte)'\n', Log.Length) + 1;

        // A recovery ends by cutting: before that the record stands over the torn bytes, in part or in whole.
        for (int written = 0; written <= recordEnd - Log.Length; written += 5)
        {
            using var crashed = new TempFolder();
            byte[] half = [.. recovered[..(Log.Length + written)], .. torn[(Log.Length + written)..]];
            AuditLog.Open(crashed.LogOf(half), Options).Dispose();

            byte[] bytes = crashed.SegmentBytes();
            ChainOracle.Judge(bytes).Outcome.Should().Be(ChainOracle.Outcome.Valid);
            Encoding.UTF8.GetString(bytes).Should().Contain("\"type\":\"recovery\"");
            Directory.GetFiles(crashed.Log, "*.torn-*").Should().ContainSingle();
        }
    }

    [Fact]
    public void Open_TornTwiceAtOneOffset_KeepsBoth()
    {
        using var folder = new TempFolder();
        AuditLog.Open(folder.LogOf([.. Log, (byte)'a']), Options).Dispose();
        File.WriteAllBytes(folder.Segment, [.. Log, (byte)'b']);
        AuditLog.Open(folder.Log, Options).Dispose();
        File.WriteAllBytes(folder.Segment, [.. Log, (byte)'b']);
        AuditLog.Open(folder.Log, Options).Dispose();

        string name = $"{folder.Segment}.torn-{Log.Length}";
        Directory.GetFiles(folder.Log, "*.torn-*").Should().BeEquivalentTo(name, name + "-2");
        File.ReadAllText(name).Should().Be("a");
        File.ReadAllText(name + "-2").Should().Be("b");
    }

    [Fact]
    public void Open_LogThatDoesNotVerify_RefusesAndChangesNothing()
    {
        byte[] changed = [.. Log];
        changed[Log.Length / 2] ^= 1;
        using var folder = new TempFolder();

        var open = () => AuditLog.Open(folder.LogOf(changed), Options);

        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*does not verify*AG4003 audit-000000000000.jsonl line *, offset *, record *actiongate audit new-segment");
        folder.SegmentBytes().Should().Equal(changed);
        open.Should().Throw<AuditException>("the lock was given back").Where(e => e.DiagnosticId == "AG4003");
    }

    [Fact]
    [Trait("Fault", "70")]
    public void Open_RecordsOfNewerVersion_Refuses()
    {
        string[] entries = [.. ChainOracle.Lines(Log).Select(l => l[..^75] + "}")];
        entries[^1] = entries[^1].Replace("{\"v\":1,", "{\"v\":2,", StringComparison.Ordinal);
        using var folder = new TempFolder();

        var open = () => AuditLog.Open(folder.LogOf(ChainOracle.Rechain(entries)), Options);

        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4007");
    }

    [Fact]
    public void Open_LogOfAnotherName_RefusesOnlyWhereANameWasGiven()
    {
        using var folder = new TempFolder();
        folder.LogOf(Log);
        AuditLog.Open(folder.Log, Options).Dispose();
        AuditLog.Open(folder.Log, Options with { Origin = "example.com/a" }).Dispose();

        var open = () => AuditLog.Open(folder.Log, Options with { Origin = "example.com/b" });

        open.Should().Throw<AuditException>().WithMessage("*expected the log 'example.com/b', found 'example.com/a'").Where(e => e.DiagnosticId == "AG4008");
    }

    [Fact]
    public void Open_WriteFailsWhileRecovering_LeavesTheTornTailForNextTime()
    {
        byte[] torn = [.. Log, (byte)'a'];
        using var folder = new TempFolder();
        folder.LogOf(torn);

        var open = () => AuditLog.Open(folder.Log, Options, file => new FaultyFile(file) { FailWrites = 1 });

        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4006");
        folder.SegmentBytes().AsSpan().StartsWith(Log).Should().BeTrue();
        AuditLog.Open(folder.Log, Options).Dispose();
        Encoding.UTF8.GetString(folder.SegmentBytes()).Should().Contain("\"type\":\"recovery\"");
    }
}
