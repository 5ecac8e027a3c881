using System.Text;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>After damage a log goes on only where an operator says so, in a chain of its own.</summary>
public sealed class BreakTests
{
    private static readonly AuditOptions Options = new() { Clock = new ManualClock() };

    [Fact]
    [Trait("Fault", "41")]
    public void NewSegment_DamageInTheMiddle_BreaksTheChainAndNamesIt()
    {
        using var folder = Logged(5, rotateAt: 3);
        string before = folder.Checkpoint().Origin;
        byte[] bytes = File.ReadAllBytes(folder.Segment);
        int third = Encoding.UTF8.GetString(bytes).IndexOf("{\"v\":1,\"seq\":2,", StringComparison.Ordinal);
        bytes[third + 200] ^= 1;
        File.WriteAllBytes(folder.Segment, bytes);
        var open = () => AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true });
        open.Should().Throw<AuditException>().WithMessage("*actiongate audit new-segment");

        var problem = AuditLog.NewSegment(folder.Log, "disk replaced", Options);

        problem!.Offset.Should().Be(third);
        string text = File.ReadAllText(Path.Combine(folder.Log, "audit-000000000007.jsonl"));
        text.Should().MatchRegex("^\\{\"v\":1,\"seq\":7,\"ts\":\"[^\"]*\",\"type\":\"break\",\"log\":\"actiongate/[0-9a-f]{16}\",\"log_id\":\"[0-9a-f]{32}\",\"engine\":\"[^\"]*\","
            + "\"reason\":\"disk replaced\",\"segment\":\"audit-000000000000.jsonl\",\"offset\":" + third + ",\"problem\":\"[^\"]*\",\"records\":2,\"head\":\"[0-9a-f]{64}\",\"prev\":\"0{64}\",\"hash\":\"[0-9a-f]{64}\"\\}\n$");
        folder.Checkpoint().Origin.Should().Be(before + "/break-7", "the log keeps its name");
        folder.Kept().Should().Contain(7, "the old tree's checkpoint is kept");

        foreach (bool isWhole in new[] { false, true })
        {
            using var log = AuditLog.Open(folder.Log, Options with { VerifyOnOpen = isWhole });
            log.AppendDecision(Sample.Decision(), Sample.Context).Sequence.Should().Be(isWhole ? 10 : 8);
        }
        folder.Checkpoint().Size.Should().Be(5);
        File.ReadAllBytes(folder.Segment).Should().Equal(bytes, "the damaged records stay");
    }

    [Fact]
    public void NewSegment_RecordsCutOff_BeginsBehindWhatTheCheckpointCounts()
    {
        using var folder = Logged(5);
        string[] lines = File.ReadAllLines(folder.Segment);
        File.WriteAllText(folder.Segment, string.Concat(lines.Take(3).Select(l => l + "\n")));

        var problem = AuditLog.NewSegment(folder.Log, null, Options);

        problem!.Message.Should().Contain("counts 7 records, found 3");
        folder.Segments()[^1].Should().EndWith("audit-000000000007.jsonl");
        AuditLog.Open(folder.Log, Options).Dispose();
    }

    [Fact]
    public void NewSegment_SegmentsOrCheckpointGoneOrForged_GoesOn()
    {
        Action<TempFolder>[] damages =
        [
            f => File.Delete(f.Segment),
            f => File.WriteAllText(f.Segment, "junk"),
            f => File.WriteAllText(f.CheckpointPath, "junk"),
            f => File.WriteAllText(f.Segment, "{\"v\":1,\"seq\":999999999999,\"x\":"),
            f => File.WriteAllText(f.Segment, "{\"v\":1,\"seq\":41,\n{\"v\":1,\"seq\":99999999999999999999,"),
        ];
        foreach (var damage in damages)
        {
            using var folder = Logged(5);
            damage(folder);
            var open = () => AuditLog.Open(folder.Log, Options);
            open.Should().Throw<AuditException>();
            AuditLog.NewSegment(folder.Log, null, Options).Should().NotBeNull();
            open().Dispose();
            AuditLog.NewSegment(folder.Log, null, Options).Should().BeNull();
        }
    }

    [Fact]
    public async Task NewSegment_LogThatVerifies_JustGetsOne()
    {
        using var folder = Logged(2);
        AuditLog.NewSegment(folder.Log, null, Options).Should().BeNull();
        folder.Segments().Should().HaveCount(2);
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();
    }

    [Fact]
    public void NewSegment_BreakThatNobodySigned_IsNotBelieved()
    {
        using var folder = Logged(3);
        using var copy = folder.Copy();
        File.Delete(Path.Combine(copy.Log, "checkpoint"));
        File.WriteAllText(copy.Segment, "junk");
        AuditLog.NewSegment(copy.Log, null, Options with { CheckpointInterval = null });
        File.Copy(copy.Segments()[^1], Path.Combine(folder.Log, Path.GetFileName(copy.Segments()[^1])), overwrite: true);

        var open = () => AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true });
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
    }

    [Fact]
    public void NewSegment_NothingTellsTheLogsName_GivesItAnother()
    {
        using var folder = Logged(1);
        string before = folder.Checkpoint().Origin;
        File.WriteAllText(folder.Segment, "junk\n");
        using var nameless = folder.Copy();
        foreach (string name in new[] { "checkpoint", "checkpoints.log" })
            File.Delete(Path.Combine(nameless.Log, name));

        AuditLog.NewSegment(folder.Log, null, Options);
        AuditLog.NewSegment(nameless.Log, null, Options);

        folder.Checkpoint().Origin.Should().Be(before + "/break-3");
        nameless.Checkpoint().Origin.Should().MatchRegex("^actiongate/[0-9a-f]{16}/break-1$").And.NotStartWith(before);
    }

    [Fact]
    public void NewSegment_SegmentThatClaimsToBeHuge_IsNotReadToItsEnd()
    {
        using var folder = Logged(3);
        using (var file = File.OpenWrite(folder.Segment))
            file.SetLength(1L << 42);
        var open = () => AuditLog.Open(folder.Log, Options);
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");

        AuditLog.NewSegment(folder.Log, null, Options)!.DiagnosticId.Should().Be("AG4003");

        folder.Segments()[^1].Should().EndWith("audit-000000000005.jsonl");
        AuditLog.Open(folder.Log, Options).Dispose();
    }

    [Fact]
    public void NewSegment_LogInUse_Refuses()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, Options);
        var begin = () => AuditLog.NewSegment(folder.Log, null, Options);
        begin.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4001");
    }

    private static TempFolder Logged(int decisions, int rotateAt = -1)
    {
        var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, Options);
        for (int i = 0; i < decisions; i++)
        {
            if (i == rotateAt)
                log.Rotate();
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        }
        return folder;
    }
}
