namespace ActionGate.Tests.Audit;

/// <summary>Whatever becomes of the receiver, the log goes on, and the receiver gets every record or sees that one is missing.</summary>
[Trait("Fault", "74")]
public sealed class AuditMirrorTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeSink _sink = new();
    private readonly List<string?> _reports = [];

    [Theory]
    [InlineData(AuditLevel.Buffered)]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Durable)]
    public void MirrorTo_RecordsInSeveralSegments_ArriveAsTheyStandOnTheDisk(AuditLevel level)
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { MaxSegmentBytes = 2_000, Level = level }))
        {
            Decide(log, 10);
            using var mirror = Mirror(log);
            for (int i = 0; i < 5; i++)
            {
                Decide(log, i * 3);
                _clock.Advance(TimeSpan.FromSeconds(1));
            }
            mirror.Fault.Should().BeNull();
        }
        folder.Segments().Should().HaveCountGreaterThan(3);
        _sink.Lines.Should().HaveCount(41, "the mirror was closed before the log").And.OnlyHaveUniqueItems();
        _sink.Bytes.Should().Equal(folder.LogBytes()[.._sink.Bytes.Length]);
        _sink.Checkpoint!.Size.Should().Be(41);
    }

    [Fact]
    public void Dispose_OfTheLog_SendsTheRest()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder))
        {
            Mirror(log);
            Decide(log, 3);
        }
        _sink.Bytes.Should().Equal(folder.SegmentBytes());
        _sink.Checkpoint!.Note.Should().Be(folder.Checkpoint().Note);
        File.ReadAllText(Path.Combine(folder.Log, "mirror-default")).Should().Be("5\n");
    }

    [Fact]
    public void MirrorTo_OpenedAgain_GoesOnWhereItWas()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 3; i++)
        {
            using var log = Open(folder, o => o with { MaxSegmentBytes = 1_500 });
            Mirror(log).Next.Should().Be(i * 4);
            Decide(log, i == 0 ? 2 : 3);
        }
        _sink.Sequences.Should().Equal(Enumerable.Range(0, 12).Select(i => (long)i));
        _sink.Bytes.Should().Equal(folder.LogBytes());
    }

    [Fact]
    public void MirrorTo_ReceiverAwayForTenMinutes_LogGoesOnAndAllIsSentThen()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { MaxSegmentBytes = 200_000 }))
        {
            using var mirror = Mirror(log);
            Decide(log, 2);
            _clock.Advance(TimeSpan.FromSeconds(1));
            mirror.Next.Should().Be(3);
            _sink.IsAway = true;
            int calls = _sink.Calls;
            for (int i = 0; i < 60; i++)
            {
                Decide(log, 50);
                _clock.Advance(TimeSpan.FromSeconds(10));
            }
            log.CheckpointFault.Should().BeNull();
            mirror.Fault.Should().Be("records from 3 on can't be handed on: away");
            _reports.Should().Equal("records from 3 on can't be handed on: away");
            (_sink.Calls - calls).Should().BeInRange(10, 20, "it asks once a minute in the end");

            _sink.IsAway = false;
            _clock.Advance(TimeSpan.FromMinutes(1));
            _reports.Should().Equal("records from 3 on can't be handed on: away", null);
            (mirror.Fault, mirror.Next).Should().Be((null, 3_003L));
            Decide(log, 1);
            _clock.Advance(TimeSpan.FromSeconds(1));
            mirror.Next.Should().Be(3_004, "it is asked every second again");
        }
        _sink.Sequences.Should().Equal(Enumerable.Range(0, 3_004).Select(i => (long)i));
        _sink.Bytes.Should().Equal(folder.LogBytes()[.._sink.Bytes.Length]);
        _sink.Gaps.Should().BeEmpty();
        _sink.LargestBatch.Should().BeInRange(200_000, 256 * 1024);
        ChainOracle.Judge(_sink.Bytes).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 3_004));
    }

    [Fact]
    public void MirrorTo_AnswerIsLost_SendsAgain()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        using var mirror = Mirror(log);
        _sink.IsMute = true;
        Decide(log, 3);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (mirror.Next, _sink.Lines.Count).Should().Be((0, 4));
        _sink.IsMute = false;
        Decide(log, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _sink.Sequences.Should().Equal(0, 1, 2, 3, 0, 1, 2, 3, 4);
        _sink.Bytes.Should().Equal(folder.SegmentBytes());
    }

    [Fact]
    public void MirrorTo_PositionLostOrUnreadable_BeginsAnew()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Log, "mirror-default");
        foreach (string? text in new[] { null, "", "junk", "-1\n", "1", "01x\n", new string('9', 400), "99999999999999999999\n" })
        {
            if (text is not null)
                File.WriteAllText(path, text);
            using var log = Open(folder);
            Mirror(log).Next.Should().Be(0, text);
        }
        _sink.Bytes.Should().Equal(folder.SegmentBytes());
    }

    [SkippableFact]
    [Trait("Fault", "58")]
    public void MirrorTo_LinkInTheWay_IsRefused()
    {
        Skip.If(OperatingSystem.IsWindows());
        using var folder = new TempFolder();
        using var log = Open(folder);
        File.CreateSymbolicLink(Path.Combine(folder.Log, "mirror-default"), "/etc/hostname");
        log.Invoking(l => l.MirrorTo(_sink)).Should().Throw<AuditException>();
    }

    [Fact]
    public void MirrorTo_PositionCannotBeKept_SendsAllTheSameAndKeepsItLater()
    {
        using var folder = new TempFolder();
        string obstacle = Path.Combine(folder.Log, "mirror-default.tmp");
        using var log = Open(folder);
        using var mirror = Mirror(log);
        Directory.CreateDirectory(Path.Combine(obstacle, "x"));
        Decide(log, 3);
        _clock.Advance(TimeSpan.FromSeconds(1));
        mirror.Fault.Should().StartWith("records from 4 on can't be handed on: ");
        Directory.Delete(obstacle, recursive: true);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (mirror.Fault, _sink.Lines.Count).Should().Be((null, 4));
        File.ReadAllText(Path.Combine(folder.Log, "mirror-default")).Should().Be("4\n");
    }

    [Fact]
    public void MirrorTo_PrunedInBetween_NamesTheGap()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { MaxSegmentBytes = 1_000 }))
        {
            Mirror(log);
            Decide(log, 3);
        }
        Decide(folder, 20, mostBytes: 1_000);
        long before = AuditLog.Prune(folder.Log, 15, new AuditOptions { Clock = _clock, Signer = Signed.Signer });
        before.Should().BeInRange(10, 15);
        using (var log = Open(folder))
            Mirror(log);
        _sink.Gaps.Should().Equal((before, before - 5));
        _sink.Sequences.Should().Equal(Enumerable.Range(0, 5).Concat(Enumerable.Range((int)before, _sink.Lines.Count - 5)).Select(i => (long)i));
        _sink.Lines[^1].Should().Contain("\"type\":\"close\"");
    }

    [Fact]
    public void MirrorTo_LogBrokenOffInBetween_SendsWhatIsLeftAndNamesTheGap()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { MaxSegmentBytes = 1_000 }))
        {
            Mirror(log);
            Decide(log, 3);
        }
        Decide(folder, 20);
        // A record that is none, one that claims a place far away, and the end cut off.
        string[] lines = ChainOracle.Lines(File.ReadAllBytes(folder.Segments()[^1]));
        lines[3] = lines[3].Replace("\"seq\":", "\"sex\":", StringComparison.Ordinal);
        lines[5] = System.Text.RegularExpressions.Regex.Replace(lines[5], "\"seq\":[0-9]+", "\"seq\":99999");
        File.WriteAllText(folder.Segments()[^1], string.Join('\n', lines[..^2]) + "\n" + lines[^1][..100]);
        AuditLog.NewSegment(folder.Log, "test", new AuditOptions { Clock = _clock, Signer = Signed.Signer }).Should().NotBeNull();
        using (var log = Open(folder))
        {
            Mirror(log);
            Decide(log, 2);
        }
        _sink.Gaps.Should().Equal((7, 1), (9, 1), (100_000, 100_000 - 24));
        _sink.Sequences.Should().Equal([0, 1, 2, 3, 4, 5, 7, .. Enumerable.Range(9, 15).Select(i => (long)i), 100_000, 100_001, 100_002, 100_003]);
        _reports.Should().BeEmpty();
    }

    [Fact]
    public void MirrorTo_RecordsThatNoCheckpointCounts_AreNotSentYet()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        using var mirror = Mirror(log);
        Decide(log, 3);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        _sink.Lines.Should().HaveCountLessThanOrEqualTo(1, "a record may still be cut off again, or lost with the machine");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Decide(log, 3);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        _sink.Lines.Should().HaveCount(4);
    }

    [Fact]
    public async Task MirrorTo_ReceiverDoesNotAnswer_IsAskedOnceAndReported()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        using var mirror = Mirror(log);
        _sink.Silence = new TaskCompletionSource();
        Decide(log, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _sink.Token.IsCancellationRequested.Should().BeFalse();
        _clock.Advance(TimeSpan.FromSeconds(30));
        await Until(() => _sink.Token.IsCancellationRequested);
        mirror.Fault.Should().Be("the sink does not answer within 00:00:30");
        _clock.Advance(TimeSpan.FromHours(1));
        _sink.Calls.Should().Be(1, "its first call may still read the lines");

        var silence = _sink.Silence;
        _sink.Silence = null;
        silence.SetCanceled();
        await Until(() => _reports.Count == 1 && mirror.Fault!.StartsWith("records from 0 on", StringComparison.Ordinal));
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Until(() => mirror.Fault is null);
        _reports.Should().Equal("the sink does not answer within 00:00:30", null);
        _sink.Lines.Should().HaveCount(2);
    }

    [Fact]
    public void Dispose_ReceiverDoesNotAnswer_Returns()
    {
        using var folder = new TempFolder();
        var log = Open(folder);
        var mirror = Mirror(log);
        _sink.IsAway = true;
        Decide(log, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (_sink.IsAway, _sink.Silence) = (false, new TaskCompletionSource());
        int calls = _sink.Calls;
        log.Dispose();
        _sink.Calls.Should().Be(calls, "who was away a moment ago is not waited for");
        (mirror.Fault, _reports.Count).Should().Be(("records from 0 on can't be handed on: away", 1));
        mirror.Dispose();
        log.Invoking(l => l.MirrorTo(_sink)).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void MirrorTo_HostSaysWhereToBegin_KeepsNoFile()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, o => o with { MaxSegmentBytes = 1_000 }))
        {
            Decide(log, 10);
            Mirror(log, new AuditMirrorOptions { From = 7 });
        }
        _sink.Sequences.Should().Equal(7, 8, 9, 10, 11);
        Directory.GetFiles(folder.Log, "mirror-*").Should().BeEmpty();
    }

    [Fact]
    [Trait("Fault", "22")]
    public void MirrorTo_LogShorterThanWhatWasSent_IsReported()
    {
        using var folder = new TempFolder();
        Open(folder).Dispose();
        using var log = Open(folder);
        using var mirror = Mirror(log, new AuditMirrorOptions { From = 50 });
        _clock.Advance(TimeSpan.FromSeconds(1));
        mirror.Fault.Should().Be("records from 50 on can't be handed on: the log ends before record 50, and there were more: it is another one, or an old copy");
        _sink.Calls.Should().Be(0);
    }

    [Fact]
    [Trait("Fault", "24")]
    public void MirrorTo_CheckpointOfAnotherKey_SendsNothing()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        Decide(log, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        string good = folder.Checkpoint().Note;
        File.WriteAllText(folder.CheckpointPath, Signed.Sign(folder.Checkpoint().Log, 0, 9, new byte[32], new Signed.InMemorySigner(System.Security.Cryptography.ECCurve.NamedCurves.nistP256)).Note);
        using var mirror = Mirror(log);
        _clock.Advance(TimeSpan.Zero);
        mirror.Fault.Should().Contain("the checkpoint is not this log's");
        File.WriteAllText(folder.CheckpointPath, good);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (mirror.Fault, _sink.Lines.Count).Should().Be((null, 2));
    }

    [Fact]
    public void MirrorTo_CheckpointCountsWhatIsNotThere_IsReported()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        Decide(log, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        File.WriteAllText(folder.CheckpointPath, Signed.Sign(folder.Checkpoint().Log, 0, 9, new byte[32]).Note);
        using var mirror = Mirror(log);
        _clock.Advance(TimeSpan.Zero);
        mirror.Fault.Should().Be("records from 2 on can't be handed on: a checkpoint counts record 2, and it is not in the log: verify it");
        _sink.Lines.Should().HaveCount(2);
    }

    [Fact]
    public void MirrorTo_ReporterThrows_GoesOn()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        using var mirror = log.MirrorTo(_sink, new AuditMirrorOptions { FaultChanged = _ => throw new InvalidOperationException() });
        _sink.IsAway = true;
        Decide(log, 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        _sink.IsAway = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        (mirror.Fault, _sink.Lines.Count).Should().Be((null, 2));
    }

    [Fact]
    public void MirrorTo_SeveralReceivers_EachHasItsOwnPlace()
    {
        using var folder = new TempFolder();
        var other = new FakeSink { IsAway = true };
        using (var log = Open(folder))
        {
            Mirror(log);
            log.MirrorTo(other, new AuditMirrorOptions { Name = "other" });
            log.Invoking(l => l.MirrorTo(other)).Should().Throw<InvalidOperationException>().WithMessage("*'default'*");
            Decide(log, 2);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        other.IsAway = false;
        using (var log = Open(folder))
            log.MirrorTo(other, new AuditMirrorOptions { Name = "other" });
        _sink.Lines.Should().HaveCount(4);
        other.Bytes.Should().Equal(folder.SegmentBytes());
    }

    [Fact]
    public void MirrorTo_Disposed_NameIsFreeAgain()
    {
        using var folder = new TempFolder();
        using var log = Open(folder);
        Mirror(log).Dispose();
        Mirror(log).Dispose();
    }

    [Fact]
    public void MirrorTo_WhatCannotBe_IsTheHostsMistake()
    {
        using var folder = new TempFolder();
        using var memory = AuditLog.InMemory();
        memory.Invoking(l => l.MirrorTo(_sink)).Should().Throw<InvalidOperationException>();
        memory.Invoking(l => l.MirrorTo(null!)).Should().Throw<ArgumentNullException>();
        using var log = Open(folder, o => o with { CheckpointInterval = null });
        log.Invoking(l => l.MirrorTo(_sink)).Should().Throw<InvalidOperationException>().WithMessage("*set CheckpointInterval");
        foreach (string? name in new[] { null, "", "A", "../x", "a b", new string('a', 65) })
            FluentActions.Invoking(() => new AuditMirrorOptions { Name = name! }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new AuditMirrorOptions { From = -1 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    /// <summary>What goes on after a wait may do so on another thread.</summary>
    private static async Task Until(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Yield();
    }

    /// <summary>Records that nobody mirrors.</summary>
    private void Decide(TempFolder folder, int count, long mostBytes = 100_000)
    {
        using var log = Open(folder, o => o with { MaxSegmentBytes = mostBytes });
        Decide(log, count);
    }

    private AuditLog Open(TempFolder folder, Func<AuditOptions, AuditOptions>? change = null)
    {
        var options = new AuditOptions { Clock = _clock, Signer = Signed.Signer };
        return AuditLog.Open(folder.Log, change?.Invoke(options) ?? options);
    }

    private AuditMirror Mirror(AuditLog log, AuditMirrorOptions? options = null) =>
        log.MirrorTo(_sink, (options ?? new AuditMirrorOptions()) with { FaultChanged = _reports.Add });

    private static void Decide(AuditLog log, int count)
    {
        for (int i = 0; i < count; i++)
            log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
    }
}
