using System.Text;
using ActionGate.Audit;

namespace ActionGate.Tests.Audit;

/// <summary>Whatever the disk does: nothing is thrown, nothing is called recorded that is not, and the log that remains verifies.</summary>
public sealed class AuditLogFaultTests
{
    private readonly ManualClock _clock = new();

    public static TheoryData<Func<Exception>> Failures => new()
    {
        () => new IOException("No space left on device"),
        () => new ArgumentOutOfRangeException("fileOffset", "File too large"),
        () => new UnauthorizedAccessException("denied"),
        () => new ObjectDisposedException("handle"),
        () => new OutOfMemoryException(),
        () => new NotSupportedException(),
    };

    [Theory]
    [Trait("Fault", "43")]
    [Trait("Fault", "45")]
    [MemberData(nameof(Failures))]
    public async Task Append_WriteFails_IsAFaultAndTheNextOneSucceeds(Func<Exception> failure)
    {
        foreach (int partial in new[] { 0, 1, 100, 100_000 })
        {
            using var folder = new TempFolder();
            using (var log = Open(folder, AuditLevel.Flush, out var file))
            {
                Decide(log).Should().Be(new AuditResult(1, null));
                (file.FailWrites, file.BytesBeforeFailure, file.Failure) = (2, partial, failure);

                for (int i = 0; i < 2; i++)
                {
                    var failed = Decide(log);
                    failed.Sequence.Should().Be(-1);
                    failed.Fault.Should().Contain(failure().Message);
                    ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 2), "the part was cut off again");
                }
                Decide(log).Should().Be(new AuditResult(3, null), "the two that were lost are told of before it");
            }
            (await AuditLog.VerifyAsync(folder.Log)).Records.Should().Be(5);
            Encoding.UTF8.GetString(folder.SegmentBytes()).Should().Contain("\"type\":\"recovery\",\"lost\":2,\"error\":");
        }
    }

    [Fact]
    [Trait("Fault", "44")]
    public void Append_NeitherWrittenNorCutOff_FailsUntilOpenedAnew()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, AuditLevel.Flush, out var file))
        {
            (file.FailWrites, file.FailCuts, file.BytesBeforeFailure) = (1, 1, 50);
            Decide(log).Fault.Should().Contain("No space left on device");
            for (int i = 0; i < 3; i++)
                Decide(log).Fault.Should().Contain("open the log anew");
            file.Writes.Should().Be(2, "nothing more is written to it");
        }
        ChainOracle.Judge(folder.SegmentBytes()).Outcome.Should().Be(ChainOracle.Outcome.Torn);

        using (var log = AuditLog.Open(folder.Log))
            Decide(log).Fault.Should().BeNull();
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 4), "open, recovery, decision, close");
    }

    [Fact]
    public async Task Append_BufferCannotBeWritten_KeepsWhatWasTakenAndTakesNoMore()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, AuditLevel.Buffered, out var file))
        {
            Decide(log).Should().Be(new AuditResult(1, null));
            file.FailWrites = 3;
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Decide(log).Fault.Should().Contain("No space left on device", "the timer found out, and this tried again");
            await log.Invoking(l => l.FlushAsync().AsTask()).Should().ThrowAsync<AuditException>().WithMessage("*No space left*");
            Decide(log).Should().Be(new AuditResult(3, null));
        }
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 5), "one tells of the loss");
    }

    [Fact]
    public void Append_BufferFull_IsAFaultAndNotALoss()
    {
        using var folder = new TempFolder();
        int accepted = 0;
        using (var log = Open(folder, AuditLevel.Buffered, out var file))
        {
            file.FailWrites = int.MaxValue;
            while (Decide(log).Fault is null)
                accepted++;
            accepted.Should().BeInRange(100, 300, "64 KiB hold no more");
            Decide(log).Fault.Should().NotBeNull();
            file.FailWrites = 0;
        }
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, accepted + 3));
    }

    [Fact]
    public void Append_ClockOrDecisionThrows_IsAFault()
    {
        using var log = AuditLog.InMemory(options: new AuditOptions { Clock = new BrokenClock(1) });
        Decide(log).Fault.Should().Contain("no time");
        Decide(log).Should().Be(new AuditResult(2, null));

        var thrower = new Decision(null, ActionRequest.Shell("x"), Verdict.Deny, new Refusal(RuleReference.Fault, "AG3000", () => throw new InvalidOperationException("no words")), TimeSpan.Zero);
        log.AppendDecision(thrower, Sample.Context).Fault.Should().Contain("no words");
        Decide(log).Should().Be(new AuditResult(4, null));
    }

    [Fact]
    [Trait("Fault", "59")]
    public async Task Append_AfterDispose_IsAFault()
    {
        using var folder = new TempFolder();
        var log = Open(folder, AuditLevel.Flush, out _);
        log.Dispose();
        log.Dispose();

        Decide(log).Should().Be(new AuditResult(-1, "the audit log is closed"));
        log.AppendApproval(1, "d", true, "me", null, Sample.Context).Fault.Should().NotBeNull();
        log.AppendOutcome(1, ActionOutcome.Completed, TimeSpan.Zero, false, Sample.Context).Fault.Should().NotBeNull();
        log.AppendPolicy("p", null, null, null).Fault.Should().NotBeNull();
        await log.Invoking(l => l.FlushAsync().AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 2));
    }

    [Fact]
    public void Dispose_DiskTakesNothing_DoesNotThrowAndFreesTheLock()
    {
        using var folder = new TempFolder();
        var log = Open(folder, AuditLevel.Buffered, out var file);
        Decide(log);
        file.FailWrites = int.MaxValue;
        log.Dispose();

        AuditLog.Open(folder.Log).Dispose();
    }

    [Fact]
    [Trait("Fault", "56")]
    [Trait("Fault", "57")]
    [Trait("Fault", "58")]
    public void Append_SegmentUnlinkedRenamedOrReplaced_FailsFromThenOn()
    {
        Action<TempFolder>[] moves =
        [
            f => File.Delete(f.Segment),
            f => File.Move(f.Segment, f.Segment + ".1"),
            f => { File.Copy(f.Segment, f.Path + "/copy"); File.AppendAllText(f.Path + "/copy", "x"); File.Move(f.Path + "/copy", f.Segment, overwrite: true); },
            f => { File.Move(f.Segment, f.Path + "/real"); File.CreateSymbolicLink(f.Segment, f.Path + "/real"); },
            f => { File.Delete(f.Segment); Directory.CreateDirectory(f.Segment); },
        ];
        foreach (var move in moves)
        {
            using var folder = new TempFolder();
            using var log = Open(folder, AuditLevel.Flush, out _);
            Decide(log).Fault.Should().BeNull();
            move(folder);

            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Decide(log).Fault.Should().Contain("the segment");
            Decide(log).Fault.Should().NotBeNull("it does not heal by itself");
        }
    }

    [Fact]
    public async Task Append_SegmentUnlinkedWithinTheTick_FailsAfterSixteenRecords()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, AuditLevel.Flush, out _);
        Decide(log);
        File.Delete(folder.Segment);

        Enumerable.Range(0, 17).Count(_ => Decide(log).Fault is null).Should().BeLessThanOrEqualTo(16);
        await log.Invoking(l => l.FlushAsync().AsTask()).Should().ThrowAsync<AuditException>();
    }

    [Fact]
    [Trait("Fault", "57")]
    public void Append_SegmentGrownOrCutByOthers_FailsAtOnce()
    {
        Action<FileStream>[] changes = [s => s.SetLength(s.Length + 1), s => s.SetLength(s.Length - 1), s => s.SetLength(0)];
        foreach (var change in changes)
        {
            using var folder = new TempFolder();
            using var log = Open(folder, AuditLevel.Flush, out _);
            Decide(log).Fault.Should().BeNull();
            using (var other = new FileStream(folder.Segment, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                change(other);

            Decide(log).Fault.Should().Contain("something else changed it");
        }
    }

    private static AuditResult Decide(AuditLog log) => log.AppendDecision(Sample.Decision(), Sample.Context);

    private AuditLog Open(TempFolder folder, AuditLevel level, out FaultyFile file)
    {
        FaultyFile? made = null;
        var log = AuditLog.Open(folder.Log, new AuditOptions { Level = level, Clock = _clock }, f => made = new FaultyFile(f));
        file = made!;
        return log;
    }

    private sealed class BrokenClock(int failsAt) : TimeProvider
    {
        private int _calls;

        public override DateTimeOffset GetUtcNow() => _calls++ == failsAt ? throw new InvalidOperationException("no time") : DateTimeOffset.UnixEpoch;
    }
}
