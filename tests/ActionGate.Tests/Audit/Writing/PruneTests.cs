using System.Text;
using ActionGate.Tests.Audit.Verifying;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>Old segments can go without the rest losing its proof.</summary>
public sealed class PruneTests
{
    private static readonly AuditOptions Options = new() { Clock = new ManualClock() };

    [Theory]
    [Trait("Fault", "29")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Prune_WholeSegments_LeavesALogThatVerifies(bool hasCheckpoints)
    {
        var options = hasCheckpoints ? Options : Options with { CheckpointInterval = null };
        using var folder = Logged(options);
        var root = hasCheckpoints ? folder.Checkpoint() : null;

        AuditLog.Prune(folder.Log, 2, options).Should().Be(0, "the first segment reaches further");
        AuditLog.Prune(folder.Log, 10, options).Should().Be(9);

        folder.Segments()[0].Should().EndWith("audit-000000000009.jsonl");
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();
        long before = folder.Segments().SelectMany(File.ReadAllLines).LongCount();
        foreach (bool isWhole in new[] { true, false })
        {
            using var log = AuditLog.Open(folder.Log, options with { VerifyOnOpen = isWhole });
            (await Sample.Read(log))[0].Sequence.Should().Be(9);
            (await Sample.Read(log, 12))[0].Sequence.Should().Be(12);
            log.AppendDecision(Sample.Decision(), Sample.Context).Sequence.Should().Be(9 + before);
            before += 2;
        }
        if (root is not null)
            folder.Checkpoint().Size.Should().BeGreaterThan(root.Size);

        AuditLog.Prune(folder.Log, 16, options).Should().Be(15);
        AuditLog.Prune(folder.Log, 15, options).Should().Be(15);
        AuditLog.Open(folder.Log, options with { VerifyOnOpen = true }).Dispose();
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();
    }

    [Fact]
    [Trait("Fault", "29")]
    public async Task Open_OldestSegmentDeletedWithoutARecord_IsTampering()
    {
        using var folder = Logged(Options);
        File.Delete(folder.Segment);
        var open = () => AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true });
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeFalse();
    }

    [Fact]
    public void Open_PrunedFileThatNoRecordSupports_IsTampering()
    {
        using var folder = Logged(Options);
        using var pruned = folder.Copy();
        AuditLog.Prune(pruned.Log, 9, Options);
        File.Copy(Path.Combine(pruned.Log, "pruned"), Path.Combine(folder.Log, "pruned"));
        var open = () => AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true });
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003").WithMessage("*no record in it*");

        foreach (string text in new[] { "", "junk\n", "{\"seq\":1,\"type\":\"prune\",\"before\":9}\n", new string('x', 70_000) })
        {
            File.WriteAllText(Path.Combine(folder.Log, "pruned"), text);
            open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Open_PruneRecordThatNoCheckpointCounts_DeletesNothing(bool isWhole)
    {
        using var folder = Logged(Options);
        string[] before = folder.Segments();
        List<string> lines = [.. before.SelectMany(File.ReadAllLines)];
        string forged = ForgedLog.Chain([ForgedLog.PruneBody(lines, 9)], lines.Count, ForgedLog.HashOf(lines[^1]))[0] + "\n";
        File.AppendAllText(before[^1], forged);
        File.WriteAllText(Path.Combine(folder.Log, "pruned"), forged);
        byte[] checkpoint = File.ReadAllBytes(folder.CheckpointPath);

        var open = () => AuditLog.Open(folder.Log, Options with { VerifyOnOpen = isWhole });
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        var prune = () => AuditLog.Prune(folder.Log, 12, Options);
        prune.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");

        // Where somebody else has deleted them already, nothing is signed either.
        foreach (string segment in before.Take(3))
            File.Delete(segment);
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        folder.Segments().Should().Equal(before.Skip(3));
        File.ReadAllBytes(folder.CheckpointPath).Should().Equal(checkpoint);
    }

    [Theory]
    [InlineData(true, "\n")]
    [InlineData(false, "\n")]
    [InlineData(false, "")]
    public async Task Open_PruneRecordThatNoCheckpointCounts_IsPutAsideAndNeverSigned(bool isWhole, string end)
    {
        using var folder = Logged(Options);
        string[] before = folder.Segments();
        List<string> lines = [.. before.SelectMany(File.ReadAllLines)];
        string forged = ForgedLog.Chain([ForgedLog.PruneBody(lines, 9).Replace("\"prune\"", "\"\\u0070rune\"", StringComparison.Ordinal)], lines.Count, ForgedLog.HashOf(lines[^1]))[0];
        File.AppendAllText(before[^1], forged + end);

        AuditLog.Open(folder.Log, Options with { VerifyOnOpen = isWhole }).Dispose();

        File.ReadAllText(folder.Segments()[^1]).Should().NotContain("rune\"").And.Contain("\"type\":\"recovery\",\"offset\"");
        File.ReadAllText(Directory.GetFiles(folder.Log, "*.torn-*").Should().ContainSingle().Subject).Should().Be(forged + end);
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();
        File.WriteAllText(Path.Combine(folder.Log, "pruned"), forged + "\n");
        var open = () => AuditLog.Open(folder.Log, Options);
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        folder.Segments().Should().StartWith(before);
    }

    [Fact]
    public void Append_OtherProcessAppendedAPruneRecord_GoesOnNoMore()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, Options with { Shared = true });
        log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        List<string> lines = [.. File.ReadAllLines(folder.Segment)];
        File.AppendAllText(folder.Segment, ForgedLog.Chain([ForgedLog.PruneBody(lines, 1)], 2, ForgedLog.HashOf(lines[1]))[0] + "\n");
        log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().Contain("a log that is open is not pruned");
    }

    [Fact]
    public void Open_PrunedFileOfNoRecord_IsRefusedFromTheFrontierOnToo()
    {
        using var folder = Logged(Options);
        List<string> lines = [.. folder.Segments().SelectMany(File.ReadAllLines)];
        foreach (string segment in folder.Segments().Take(3))
            File.Delete(segment);
        foreach (int at in new[] { 9, 10, 21 })
        {
            File.WriteAllText(Path.Combine(folder.Log, "pruned"), ForgedLog.Chain([ForgedLog.PruneBody(lines, 9)], at, ForgedLog.HashOf(lines[at - 1]))[0] + "\n");
            var open = () => AuditLog.Open(folder.Log, Options);
            open.Should().Throw<AuditException>().WithMessage("*no record in it*");
        }
    }

    [Fact]
    public void Prune_LogWithCheckpointsAndNoneToBeMade_Refuses()
    {
        using var folder = Logged(Options);
        var prune = () => AuditLog.Prune(folder.Log, 9, Options with { CheckpointInterval = null });
        prune.Should().Throw<AuditException>().WithMessage("*CheckpointInterval*");
        folder.Segments()[0].Should().Be(folder.Segment);
        AuditLog.Open(folder.Log, Options).Dispose();
    }

    [Fact]
    public async Task Prune_CrashAnywhere_LeavesALogThatVerifies()
    {
        using var folder = Logged(Options);
        using var pruned = folder.Copy();
        AuditLog.Prune(pruned.Log, 9, Options);
        string[] gone = [.. folder.Segments().Select(s => Path.GetFileName(s)!).Except(pruned.Segments().Select(s => Path.GetFileName(s)!))];
        gone.Should().HaveCount(3);

        // The record and the file are there, and so many segments, the oldest first, are not yet.
        for (int deleted = 0; deleted <= gone.Length; deleted++)
        {
            using var crashed = pruned.Copy();
            foreach (string name in gone.Skip(deleted))
                File.Copy(Path.Combine(folder.Log, name), Path.Combine(crashed.Log, name));
            (await AuditLog.VerifyAsync(crashed.Log)).IsValid.Should().BeTrue();
            AuditLog.Open(crashed.Log, Options with { VerifyOnOpen = deleted % 2 == 0 }).Dispose();
            crashed.Segments().Select(Path.GetFileName).Should().Equal(pruned.Segments().Select(Path.GetFileName), "what was left is deleted");
        }
        // Only the record is there.
        using (var crashed = pruned.Copy())
        {
            foreach (string name in gone)
                File.Copy(Path.Combine(folder.Log, name), Path.Combine(crashed.Log, name));
            File.Delete(Path.Combine(crashed.Log, "pruned"));
            AuditLog.Open(crashed.Log, Options with { VerifyOnOpen = true }).Dispose();
            AuditLog.Prune(crashed.Log, 9, Options).Should().Be(9);
        }
    }

    [Fact]
    public void Prune_SaltsOfTheSegments_GoWithThem()
    {
        using var folder = Logged(Options);
        foreach (string segment in folder.Segments())
            File.WriteAllText(segment.Replace("audit-", "openings-", StringComparison.Ordinal), "{}\n");
        AuditLog.Prune(folder.Log, 9, Options);
        Directory.GetFiles(folder.Log, "openings-*").Should().HaveCount(folder.Segments().Length);
    }

    [Fact]
    public void Prune_BehindABreak_LetsTheDamageGo()
    {
        using var folder = Logged(Options);
        byte[] bytes = File.ReadAllBytes(folder.Segment);
        bytes[300] ^= 1;
        File.WriteAllBytes(folder.Segment, bytes);
        var prune = () => AuditLog.Prune(folder.Log, 9, Options with { VerifyOnOpen = true });
        prune.Should().Throw<AuditException>();
        AuditLog.NewSegment(folder.Log, null, Options);
        using (var log = AuditLog.Open(folder.Log, Options))
        {
            log.AppendDecision(Sample.Decision(), Sample.Context);
            log.Rotate();
        }
        AuditLog.Prune(folder.Log, 23, Options).Should().Be(22);
        AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true }).Dispose();
        AuditLog.Prune(folder.Log, 99, Options).Should().Be(24);
        AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true }).Dispose();
        Encoding.UTF8.GetString(folder.LogBytes()).Should().Contain("\"type\":\"prune\",\"before\":24");
    }

    [Fact]
    public void Open_BreakBehindAPruning_NeedsNoPruneRecord()
    {
        using var folder = Logged(Options);
        AuditLog.Prune(folder.Log, 9, Options);
        string segment = folder.Segments()[^1];
        File.WriteAllText(segment, "junk\n");
        AuditLog.NewSegment(folder.Log, null, Options).Should().NotBeNull();
        AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true }).Dispose();
    }

    [Fact]
    public void Prune_NoLog_Refuses()
    {
        using var folder = new TempFolder();
        var prune = () => AuditLog.Prune(folder.Log, 9, Options);
        prune.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4005");
    }

    /// <summary>Twenty-two records, segments of three but for the last: 0, 3, 6, …, 21.</summary>
    private static TempFolder Logged(AuditOptions options)
    {
        var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, options);
        for (int i = 1; i < 21; i++)
        {
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
            if (i % 3 == 2)
                log.Rotate();
        }
        return folder;
    }
}
