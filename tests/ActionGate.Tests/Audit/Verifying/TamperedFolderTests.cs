using System.Text;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>Every small change to a log of several segments, one by one: with a checkpoint nothing but an append goes unseen, without one what a bare chain can't show.</summary>
public sealed class TamperedFolderTests
{
    [Fact]
    public void Verify_UntouchedLog_IsAnchored()
    {
        var anchored = Tampering.Anchored.Verify(Tampering.WithKey with { RequireCheckpoint = true });
        anchored.ToString().Should().Be($"anchored at 10 by the checkpoint of example.com/a, 10 records, head {ForgedLog.HashOf(Tampering.Lines[^1])}");
        anchored.IsValid.Should().BeTrue();
        anchored.Anchor!.Size.Should().Be(10);

        var bare = Tampering.Bare.Verify();
        bare.IsValid.Should().BeTrue();
        bare.ToString().Should().StartWith("unanchored, 10 records, head ");
        bare.Warnings.Should().BeEmpty();
    }

    [Fact]
    [Trait("Fault", "1")]
    [Trait("Fault", "15")]
    [Trait("Fault", "19")]
    [Trait("Fault", "40")]
    public void Verify_AnyBitByteOrCut_IsSeen()
    {
        int copies = 0;
        foreach (var copy in Tampering.Bytes(1))
        {
            // Whatever the chain shows, it shows with a checkpoint as well.
            Expect(copy, !copy.IsSeen || copies % 3 == 0);
            copies++;
        }
        copies.Should().BeGreaterThan(40_000);
    }

    [Fact]
    [Trait("Fault", "7")]
    [Trait("Fault", "8")]
    [Trait("Fault", "9")]
    [Trait("Fault", "10")]
    [Trait("Fault", "11")]
    [Trait("Fault", "13")]
    [Trait("Fault", "18")]
    [Trait("Fault", "20")]
    [Trait("Fault", "26")]
    [Trait("Fault", "29")]
    [Trait("Fault", "30")]
    public void Verify_AnyRecordOrSegmentRemovedDoubledMovedOrForged_IsSeenAsThePageSays()
    {
        foreach (var copy in Tampering.Wholes())
            Expect(copy, true);
    }

    [Fact]
    [Trait("Fault", "12")]
    public void Verify_RecordsAppendedWithARightChain_AreBehindTheAnchor()
    {
        var lines = ForgedLog.Chain([.. Tampering.Bodies, Tampering.Bodies[1]]);
        var log = ForgedLog.Anchored(Tampering.Lines, ForgedLog.Segments(lines, Tampering.Starts), Tampering.Sizes);

        var verification = log.Verify(Tampering.WithKey);

        verification.IsValid.Should().BeTrue();
        verification.ToString().Should().StartWith("anchored at 10 by the checkpoint of example.com/a, 11 records");
    }

    [Fact]
    [Trait("Fault", "19")]
    [Trait("Fault", "40")]
    public void Verify_CutWithinARecord_IsTornOnlyBehindTheCheckpoint()
    {
        string last = Tampering.Segments[^1];
        byte[] cut = Tampering.Bare.Files[last][..^5];
        Tampering.Bare.With(last, cut).Verify().Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4004");
        Tampering.Anchored.With(last, cut).Verify().Problems.Should().ContainSingle().Which.Message.Should().Be("a checkpoint counts 10 records, found 9: the rest was cut off");
        Tampering.Anchored.With(last, Tampering.Bare.Files[last][..^1]).Verify().Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4003", "a checkpoint counts what was on the disk");
        Tampering.Bare.With(last, Tampering.Bare.Files[last][..^1]).Verify().ToString().Should().Contain("lacks its line feed").And.Contain("10 records");
    }

    [Fact]
    [Trait("Fault", "31")]
    public void Verify_FirstOrLastRecordOfASegmentOfAnotherPlace_IsSeen()
    {
        for (int i = 1; i < 3; i++)
        {
            int start = Tampering.Starts[i];
            foreach (string forged in new[] { ForgedLog.Chain([Tampering.Bodies[start]], start + 1, ForgedLog.HashOf(Tampering.Lines[start - 1]))[0],
                ForgedLog.Chain([Tampering.Bodies[start]], start)[0], ForgedLog.Chain([Tampering.Bodies[start]], start, ForgedLog.HashOf(Tampering.Lines[start - 2]))[0] })
            {
                List<string> lines = [.. Tampering.Lines.Take(start), forged, .. Tampering.Lines.Skip(start + 1)];
                var files = ForgedLog.Segments(Tampering.Lines, Tampering.Starts);
                files[Tampering.Segments[i]] = ChainOracle.Bytes(lines.Skip(start).Take(3));
                new MemoryLog(files).Verify().Problems[0].Should().Match<AuditProblem>(p => p.Segment == Tampering.Segments[i] && p.Line == 1 && p.Offset == 0 && p.Sequence == start);
            }
        }
    }

    [Fact]
    [Trait("Fault", "24")]
    public void Verify_AnyBitOfACheckpoint_IsSeen()
    {
        foreach (string name in new[] { "checkpoint", "checkpoints.log" })
        {
            byte[] bytes = Tampering.Anchored.Files[name];
            // The last of the earlier ones may be torn: it is left out, and a warning says so.
            int torn = name is "checkpoint" ? bytes.Length : Encoding.UTF8.GetString(bytes).LastIndexOf(ForgedLog.Origin + "\n7\n", StringComparison.Ordinal);
            for (int i = 0; i < bytes.Length; i++)
            {
                // Each bit of each byte would be some thousand signatures; the bits take turns.
                byte[] flipped = [.. bytes];
                flipped[i] ^= (byte)(1 << i % 8);
                var verification = Tampering.Anchored.With(name, flipped).Verify(Tampering.WithKey);
                if (verification.IsValid)
                    verification.Warnings.Should().ContainSingle($"byte {i} of {name}").Which.Message.Should().StartWith("checkpoints.log, note 2: ");
                verification.IsValid.Should().Be(verification.IsValid && i >= torn, $"byte {i} of {name}");
            }
        }
    }

    [Fact]
    [Trait("Fault", "14")]
    [Trait("Fault", "24")]
    public void Verify_CheckpointOfAnotherKeyLogOrSize_IsSeen()
    {
        var lines = Tampering.Lines;
        var stranger = new Signed.InMemorySigner(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        Check(ForgedLog.Note(lines, 10, signer: stranger), "AG4010", "*there is no signature of 'example.com/a' with the key*");
        Check(ForgedLog.Note(lines, 10, origin: "example.com/b"), "AG4010", "*it is of the log 'example.com/a', another is of 'example.com/b'");
        Check(Signed.Sign(ForgedLog.Origin, 0, 11, new byte[32]).Note, "AG4003", "a checkpoint counts 11 records, found 10: the rest was cut off");
        Check(Signed.Sign(ForgedLog.Origin, 0, 9, new byte[32]).Note, "AG4003", "the first 9 records of the tree are not those of the checkpoint*");
        Check("", "AG4010", "checkpoint: *");
        Check(new string('x', 1_000_000), "AG4010", "checkpoint: the note is too long");
        Tampering.Bare.Verify(new VerifyOptions { Origin = "example.com/b" }).Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4008");
        Tampering.Bare.Verify(new VerifyOptions { Origin = ForgedLog.Origin }).IsValid.Should().BeTrue();
        var other = ForgedLog.Anchored(ForgedLog.Chain(Tampering.Bodies), ForgedLog.Segments(lines, Tampering.Starts), 10).With("checkpoint", Encoding.UTF8.GetBytes(ForgedLog.Note(lines, 10, origin: "example.com/b")));
        other.Verify(Tampering.WithKey).Problems.Should().ContainSingle().Which.Message.Should().Be("the checkpoints are of the log 'example.com/b', the records of 'example.com/a'");

        static void Check(string note, string id, string message)
        {
            var problems = Tampering.Anchored.With("checkpoint", Encoding.UTF8.GetBytes(note)).Verify(Tampering.WithKey).Problems;
            problems.Should().Contain(p => p.DiagnosticId == id);
            problems.Select(p => p.Message).Should().ContainMatch(message);
        }
    }

    [Fact]
    [Trait("Fault", "22")]
    public void Verify_YesterdaysLogWithYesterdaysCheckpoint_IsForAWitnessToSee()
    {
        var lines = Tampering.Lines.Take(7).ToList();

        var verification = ForgedLog.Anchored(lines, ForgedLog.Segments(lines, 0, 4), 4, 7).Verify(Tampering.WithKey);

        verification.IsValid.Should().BeTrue();
        verification.Anchor!.Size.Should().Be(7, "who kept the checkpoint of 10 records sees it");
    }

    [Fact]
    [Trait("Fault", "17")]
    public void Verify_TextThatLooksLikeTheEndOfARecord_IsOnlyText()
    {
        List<string> bodies = [.. Tampering.Bodies];
        bodies[3] += $",\"x\":\"\\\",\\\"prev\\\":\\\"{ForgedLog.Zeros}\\\",\\\"hash\\\":\\\"{ForgedLog.Zeros}\\\"}}\"";
        var lines = ForgedLog.Chain(bodies);
        lines[3].Should().Contain($"\\\"hash\\\":\\\"{ForgedLog.Zeros}\\\"}}");

        ForgedLog.Anchored(lines, ForgedLog.Segments(lines, Tampering.Starts), 10).Verify(Tampering.WithKey, MemoryLog.Parallel).Anchor!.Size.Should().Be(10);
    }

    [Fact]
    [Trait("Fault", "23")]
    public void Verify_TwoCheckpointsOfOneSizeWithDifferentRoots_PrintsBoth()
    {
        string one = ForgedLog.Note(Tampering.Lines, 7), other = Signed.Sign(ForgedLog.Origin, 0, 7, new byte[32]).Note;
        string last = ForgedLog.Note(Tampering.Lines, 10);
        foreach (var log in new[] { Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes($"{one}\n{other}\n")),
            Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes($"{other}\n")).With("checkpoint", Encoding.UTF8.GetBytes(one)) })
        {
            log.Verify(Tampering.WithKey).Problems[0].Message.Should().Contain("two checkpoints of 7 records have different roots").And.Contain(one).And.Contain(other);
        }
        Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes($"{one}\n{one}\n{last}\n")).Verify(Tampering.WithKey).IsValid.Should().BeTrue();
        Tampering.Anchored.With("checkpoints.log", Encoding.UTF8.GetBytes($"{last}\n{one}\n")).Verify(Tampering.WithKey).Problems.Should().ContainSingle().Which.Message.Should().Contain("it counts fewer records");
    }

    [Fact]
    [Trait("Fault", "25")]
    public void Verify_CheckpointDeleted_IsAWarningOrRefused()
    {
        var log = Tampering.Anchored.With("checkpoint", null).With("checkpoints.log", null);

        log.Verify(Tampering.WithKey).Warnings.Should().ContainSingle().Which.Message.Should().EndWith("the anchor is missing: there is no checkpoint");
        log.Verify(Tampering.WithKey).IsValid.Should().BeTrue();
        log.Verify(Tampering.WithKey with { RequireCheckpoint = true }).Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4010");
        Tampering.Anchored.Verify(new VerifyOptions { RequireCheckpoint = true }).IsValid.Should().BeFalse();
        Tampering.Anchored.Verify().Warnings.Should().ContainSingle().Which.Message.Should().EndWith("the checkpoint was not checked: no public key was given");
        Tampering.Anchored.With("checkpoint", null).Verify(Tampering.WithKey).Anchor!.Size.Should().Be(7, "an earlier one is kept");
    }

    [Fact]
    [Trait("Fault", "20")]
    public void Verify_NoSegmentButACheckpoint_IsTampered()
    {
        var log = Tampering.Segments.Aggregate(Tampering.Anchored, (l, s) => l.With(s, null));
        log.Verify().Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4003");
        new MemoryLog([]).Verify().Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4005");
        new MemoryLog(new() { [Tampering.Segments[0]] = [] }).Verify().Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4005");
    }

    private static void Expect(Tampering.Copy copy, bool withCheckpoint)
    {
        if (copy.WithoutCheckpoints().Verify().IsValid == copy.IsSeen)
            throw new Xunit.Sdk.XunitException($"{copy.What}, without a checkpoint: {copy.WithoutCheckpoints().Verify()}");
        if (!withCheckpoint)
            return;
        // Signatures take their time, and no segment changes them.
        var log = copy.WithCheckpoints();
        bool isWhole = copy.What is "all segments joined into one" || copy.What.StartsWith("cut behind record 9", StringComparison.Ordinal);
        if (log.Verify().IsValid != isWhole)
            throw new Xunit.Sdk.XunitException($"{copy.What}, with a checkpoint: {log.Verify()}");
    }
}
