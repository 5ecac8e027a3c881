using System.Text;

namespace ActionGate.Tests.Audit.Verifying;

public sealed class LogVerifierTests
{
    private static readonly List<string> Lines = Tampering.Lines;

    [Fact]
    public void Verify_TamperedCopiesOnSeveralThreads_FindsWhatOneReaderFinds()
    {
        var lines = ForgedLog.Chain(ForgedLog.Bodies(90));
        var whole = ForgedLog.Anchored(lines, ForgedLog.Segments(lines, 0, 30, 60), 17, 30, 60, 88);
        Same(whole, "untouched");
        whole.Verify(Tampering.WithKey, MemoryLog.Parallel).Anchor!.Size.Should().Be(88);
        var random = new Random(11);
        string[] names = [.. whole.Files.Keys.Where(n => n.EndsWith(".jsonl", StringComparison.Ordinal))];
        for (int i = 0; i < 1000; i++)
        {
            var log = whole;
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                string name = names[random.Next(names.Length)];
                byte[] bytes = log.Files[name];
                int at = random.Next(bytes.Length);
                int to = Math.Min(bytes.Length, at + random.Next(1, 900));
                log = log.With(name, random.Next(5) switch
                {
                    0 => [.. bytes[..at], (byte)(bytes[at] ^ 1 << random.Next(8)), .. bytes[(at + 1)..]],
                    1 => [.. bytes[..at], .. bytes[to..]],
                    2 => [.. bytes[..to], .. bytes[at..]],
                    3 => bytes[..to],
                    _ => Shuffled(bytes, random),
                });
            }
            Same(log, $"change {i}");
        }

        static byte[] Shuffled(byte[] bytes, Random random)
        {
            string[] lines = Encoding.Latin1.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 1)
                (lines[0], lines[^1]) = random.Next(2) == 0 ? (lines[^1], lines[0]) : (lines[0], lines[0]);
            return Encoding.Latin1.GetBytes(string.Concat(lines.Select(l => l + "\n")));
        }
    }

    [Fact]
    public void Verify_UnknownRecordsPrunedAndBrokenLogsOnSeveralThreads_FindsWhatOneReaderFinds()
    {
        List<string> bodies = ForgedLog.Bodies(40);
        bodies[17] = bodies[17].Replace("\"decision\"", "\"dream\"", StringComparison.Ordinal);
        var lines = ForgedLog.Chain(bodies);
        Same(ForgedLog.Anchored(lines, ForgedLog.Segments(lines, 0, 20), 40), "unknown type");
        lines = Unanchored(27, 40);
        var unanchored = ForgedLog.Anchored(lines, ForgedLog.Segments(lines, 0, 20), 40);
        Same(unanchored, "unanchored");
        unanchored.Verify(Tampering.WithKey, MemoryLog.Parallel).Warnings.Should().ContainSingle().Which.Should().Match<AuditProblem>(w => w.Sequence == 27 && w.Segment == ForgedLog.Segment(20));
        Same(Pruned(), "pruned");
        Same(Broken(), "broken");
        Same(Broken(), "from the break", new VerifyOptions { From = 20 });
        Same(Tampering.Anchored, "from the middle", new VerifyOptions { From = 5 });
    }

    [Fact]
    [Trait("Fault", "29")]
    public void Verify_PrunedLog_BeginsWhereItsRecordSays()
    {
        var log = Pruned();

        var verification = log.Verify(Tampering.WithKey);

        verification.ToString().Should().StartWith("anchored at 13 by the checkpoint of example.com/a, 9 records, head ").And.EndWith(", pruned to 4");
        log.Verify(Tampering.WithKey with { From = 2 }).IsValid.Should().BeTrue();
        log.Verify(Tampering.WithKey with { From = 8 }).IsValid.Should().BeTrue();
        Invalid(log.With("pruned", null), "expected record 0, found record 4");
        Invalid(log.With(ForgedLog.Segment(4), null), "expected record 4, found record 8");
        Invalid(log.With("pruned", Encoding.UTF8.GetBytes(ForgedLog.Chain([ForgedLog.PruneBody(Lines, 4)], 11)[0] + "\n")), "records were deleted, and the log has no record that says so");
        // What a crash left of pruning does not count.
        log.With(ForgedLog.Segment(0), Tampering.Anchored.Files[ForgedLog.Segment(0)]).Verify(Tampering.WithKey).IsValid.Should().BeTrue();
        foreach (byte[] mark in new[] { [], log.Files["pruned"][..^1], [.. log.Files["pruned"], (byte)'\n'], Encoding.UTF8.GetBytes(Lines[3] + "\n") })
            FluentActions.Invoking(() => log.With("pruned", mark).Verify()).Should().Throw<AuditException>().Which.DiagnosticId.Should().Be("AG4003");
        byte[] forged = [.. log.Files["pruned"]];
        forged[Encoding.UTF8.GetString(forged).IndexOf("\"before\":4", StringComparison.Ordinal) + 9]++;
        FluentActions.Invoking(() => log.With("pruned", forged).Verify()).Should().Throw<AuditException>();
    }

    [Fact]
    [Trait("Fault", "29")]
    public void Verify_PruneRecordThatNoCheckpointCounts_IsTampered()
    {
        // Whoever has no key can append a record, and delete what it says.
        List<string> bodies = [.. Tampering.Bodies, ForgedLog.PruneBody(Lines, 4)];
        var lines = ForgedLog.Chain(bodies);
        var files = ForgedLog.Segments(lines, 0, 4, 8);
        files.Remove(ForgedLog.Segment(0));
        files["pruned"] = Encoding.UTF8.GetBytes(lines[10] + "\n");

        Invalid(ForgedLog.Anchored(lines, files, 10), "records were deleted, and no checkpoint counts the record that says so");
        new MemoryLog(files).Verify().IsValid.Should().BeTrue("nothing anchors this log at all");
    }

    [Fact]
    [Trait("Fault", "41")]
    public void Verify_LogThatGoesOnAfterABreak_SaysWhereAndVerifiesFromThereByItself()
    {
        var log = Broken();

        var verification = log.Verify(Tampering.WithKey);

        verification.IsValid.Should().BeFalse();
        verification.Records.Should().Be(2);
        var damage = verification.Problems.Should().ContainSingle().Subject;
        (damage.Segment, damage.Line, damage.Sequence).Should().Be((ForgedLog.Segment(0), 3, 2));
        verification.Warnings.Select(w => w.Message).Should().Contain("behind the damage the log goes on with record 20, in a chain and a tree of its own");

        var rest = log.Verify(Tampering.WithKey with { From = 20, RequireCheckpoint = true });
        rest.ToString().Should().StartWith("anchored at 3 by the checkpoint of example.com/a/break-20, 3 records");
        Invalid(Tampering.Bare.With("checkpoint", log.Files["checkpoint"]), "a checkpoint counts 3 records from record 20 on, found none: they were cut off", sequence: 10);
        Invalid(log.With(ForgedLog.Segment(20), [.. log.Files[ForgedLog.Segment(20)], (byte)'\n']), null, from: 20);
    }

    [Fact]
    public void Verify_BreakWithoutDamage_IsNoWayToLeaveRecordsOut()
    {
        var rest = ForgedLog.Segments(ForgedLog.Chain([ForgedLog.BreakBody(ForgedLog.Segment(0), 0), Tampering.Bodies[1]], 20), 0);
        var files = new Dictionary<string, byte[]>(Tampering.Bare.Files.Concat(rest));

        Invalid(new MemoryLog(files), "the log breaks off before this record*", sequence: 20);
        Invalid(new MemoryLog(rest), "the log breaks off before this record*", sequence: 20);
        files["checkpoint"] = Encoding.UTF8.GetBytes(Signed.Sign(ForgedLog.Origin, 0, 15, new byte[32]).Note);
        Invalid(new MemoryLog(files), "a checkpoint counts 15 records, found 10: the rest was cut off", sequence: 10);
    }

    [Fact]
    public void Verify_FromARecord_LeavesOutWhatIsBefore()
    {
        byte[] damaged = [.. Tampering.Bare.Files[Tampering.Segments[1]]];
        damaged[200] ^= 1;
        var log = Tampering.Anchored.With(Tampering.Segments[1], damaged);
        log.Verify().IsValid.Should().BeFalse();
        log.Verify(new VerifyOptions { From = 4 }).Problems[0].Sequence.Should().Be(4);
        for (int from = 5; from < 10; from++)
        {
            var verification = log.Verify(Tampering.WithKey with { From = from });
            verification.IsValid.Should().BeTrue();
            verification.Records.Should().Be(10 - from);
            verification.Anchor.Should().BeNull();
        }
        Invalid(log, "expected record 10, found the end of the log", from: 10);
        Invalid(log, "expected record 99, found the end of the log", from: 99);
        Invalid(log.With(Tampering.Segments[2], null), "a checkpoint counts 10 records, found 7: the rest was cut off", from: 5);
        FluentActions.Invoking(() => new VerifyOptions { From = -1 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    [Trait("Fault", "61")]
    [Trait("Fault", "70")]
    public void Verify_NewerVersionsTypesAndMembers_VerifyByTheirBytesAndAreNamed()
    {
        List<string> bodies = [.. Tampering.Bodies];
        bodies[2] = "\"ts\":\"?\",\"type\":\"dream\",\"a\":\"\\r\\n\\u2028\\u0000\\u001b\\u007f\\\"}{\"";
        bodies[3] += ",\"newer\":{\"x\":[9007199254740993,1e400]}";
        var lines = ForgedLog.Chain(bodies);
        var verification = ForgedLog.Anchored(lines, ForgedLog.Segments(lines, 0, 2), 10).Verify(Tampering.WithKey, MemoryLog.Parallel);

        verification.IsValid.Should().BeTrue();
        verification.Warnings.Should().ContainSingle().Which.Message.Should().StartWith("unknown record type 'dream': 1 such");
    }

    [Fact]
    public async Task VerifyAsync_Cancelled_Throws()
    {
        using var folder = new TempFolder();
        Tampering.Anchored.WriteTo(folder.Log);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await FluentActions.Awaiting(() => AuditLog.VerifyAsync(folder.Log, null, source.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        (await AuditLog.VerifyAsync(folder.Log, Tampering.WithKey)).ToString().Should().StartWith("anchored at 10");
    }

    [Fact]
    [Trait("Fault", "52")]
    public async Task VerifyAsync_WhileRecordsAreAppended_SeesAValidPrefix()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, new AuditOptions { MaxSegmentBytes = 20_000, CheckpointInterval = TimeSpan.FromMilliseconds(5) });
        using var done = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (int i = 0; i < 3000 && !done.IsCancellationRequested; i++)
                log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        });
        for (int i = 0; i < 12; i++)
        {
            var verification = await AuditLog.VerifyAsync(folder.Log);
            // A rest that the writer did not finish within the patience is all that may be wrong.
            verification.Problems.Where(p => p.DiagnosticId is not ("AG4004" or "AG4005")).Should().BeEmpty();
        }
        await done.CancelAsync();
        await writer;
    }

    /// <summary>A log of which a record says that those before it were found without a checkpoint.</summary>
    internal static List<string> Unanchored(int at, int count, string body = "\"type\":\"recovery\",\"unanchored\":1")
    {
        List<string> bodies = ForgedLog.Bodies(count);
        bodies[at] = "\"ts\":\"2026-04-03T14:42:16.1234567Z\"," + body;
        return ForgedLog.Chain(bodies);
    }

    /// <summary>Records 4 to 12 of a log; the eleventh says that those before were deleted.</summary>
    internal static MemoryLog Pruned()
    {
        List<string> bodies = [.. Tampering.Bodies, ForgedLog.PruneBody(Lines, 4), Tampering.Bodies[1], Tampering.Bodies[9]];
        var lines = ForgedLog.Chain(bodies);
        var files = ForgedLog.Segments(lines, 0, 4, 8);
        files.Remove(ForgedLog.Segment(0));
        files["pruned"] = Encoding.UTF8.GetBytes(lines[10] + "\n");
        return ForgedLog.Anchored(lines, files, 2, 9, 12, 13);
    }

    /// <summary>A log of which nothing is left but its checkpoints, and a break that somebody put there, with a record of pruning.</summary>
    internal static MemoryLog Replaced(int first)
    {
        var rest = ForgedLog.Chain([ForgedLog.BreakBody("x", 0), $"\"type\":\"prune\",\"before\":{first},\"head\":\"{ForgedLog.Zeros}\",\"peaks\":[]"], first);
        var files = new Dictionary<string, byte[]>(ForgedLog.Segments(rest, 0));
        foreach (string name in new[] { "checkpoint", "checkpoints.log" })
            files[name] = Tampering.Anchored.Files[name];
        files["pruned"] = Encoding.UTF8.GetBytes(rest[1] + "\n");
        return new MemoryLog(files);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public void Verify_BreakThatNobodySignedInThePlaceOfWhatWasSigned_IsTampered(int first)
    {
        foreach (var log in new[] { Replaced(first), Replaced(first).With("checkpoint", null), Replaced(first).With("checkpoints.log", null) })
            Invalid(log, "*before the break*");
        var whole = new Dictionary<string, byte[]>(Tampering.Anchored.Files);
        foreach (var (name, bytes) in Replaced(first).Files.Where(f => f.Key.StartsWith("audit-", StringComparison.Ordinal)))
            whole[name] = bytes;
        Invalid(new MemoryLog(whole), null, from: first);
    }

    /// <summary>Damaged in record 2, and gone on with record 20.</summary>
    internal static MemoryLog Broken()
    {
        var rest = ForgedLog.Chain([ForgedLog.BreakBody(ForgedLog.Segment(0), 1), Tampering.Bodies[1], Tampering.Bodies[9]], 20);
        var files = new Dictionary<string, byte[]>(Tampering.Bare.Files.Concat(ForgedLog.Segments(rest, 0)));
        byte[] bytes = [.. files[ForgedLog.Segment(0)]];
        bytes[Encoding.UTF8.GetString(bytes).IndexOf("\"seq\":2,", StringComparison.Ordinal) + 20] ^= 1;
        files[ForgedLog.Segment(0)] = bytes;
        files["checkpoints.log"] = Encoding.UTF8.GetBytes(ForgedLog.Note(Lines, 10) + "\n" + ForgedLog.Note(rest, 1, 20) + "\n");
        files["checkpoint"] = Encoding.UTF8.GetBytes(ForgedLog.Note(rest, 3, 20));
        return new MemoryLog(files);
    }

    private static void Invalid(MemoryLog log, string? message, long from = 0, long? sequence = null)
    {
        var problems = log.Verify(Tampering.WithKey with { From = from }).Problems;
        problems.Should().NotBeEmpty();
        if (message is not null)
            problems.Select(p => p.Message).Should().ContainMatch(message);
        if (sequence is not null)
            problems[0].Sequence.Should().Be(sequence);
    }

    private static void Same(MemoryLog log, string what, VerifyOptions? options = null)
    {
        var one = log.Verify(options);
        var several = log.Verify(options, MemoryLog.Parallel);
        if (one.ToString() != several.ToString())
            throw new Xunit.Sdk.XunitException($"{what}: {one}\n{several}");
    }
}
