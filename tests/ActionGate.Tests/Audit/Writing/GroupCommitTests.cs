using System.Collections.Concurrent;
using System.Text;
using ActionGate.Audit;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>Durable: nobody gets an allow before its record is on the disk, and a batch that fails takes with it what was chained behind.</summary>
public sealed class GroupCommitTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    [Trait("Fault", "72")]
    public async Task Append_Durable_ReturnsAfterTheSync()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        file.BlockSyncs();
        var append = Task.Run(() => Decide(log));
        file.SyncBegan.Wait();
        append.IsCompleted.Should().BeFalse();
        file.LetSyncsGo();
        (await append).Should().Be(new AuditResult(1, null));
    }

    [Fact]
    public void Append_DenialAtDurable_DoesNotWait()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        file.BlockSyncs();
        log.AppendDecision(Sample.Decision(Verdict.Deny), Sample.Context).Should().Be(new AuditResult(1, null));
        log.AppendDecision(Sample.Decision(Verdict.Deny), Sample.Context).Should().Be(new AuditResult(2, null));
        file.LetSyncsGo();
        Decide(log).Should().Be(new AuditResult(3, null));
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_ShareSyncs()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, out var file))
        {
            file.BlockSyncs();
            var first = DecideAsync(log).AsTask();
            file.SyncBegan.Wait();
            var others = Enumerable.Range(0, 500).Select(_ => DecideAsync(log).AsTask()).ToArray();
            int syncs = file.Syncs;
            file.LetSyncsGo();
            (await first).Should().Be(new AuditResult(1, null));
            (await Task.WhenAll(others)).Should().Equal(Enumerable.Range(2, 500).Select(i => new AuditResult(i, null)));
            file.Syncs.Should().Be(syncs + 1);
        }
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 503));
    }

    [Fact]
    [Trait("Fault", "43")]
    public async Task Append_BatchCannotBeWritten_FailsItAndWhatWasChainedBehind()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, out var file))
        {
            file.BlockSyncs();
            var before = DecideAsync(log).AsTask();
            file.SyncBegan.Wait();
            (file.FailWrites, file.BytesBeforeFailure) = (1, 700);
            var failing = Enumerable.Range(0, 3).Select(_ => DecideAsync(log).AsTask()).ToArray();
            file.LetSyncsGo();

            (await before).Fault.Should().BeNull();
            (await Task.WhenAll(failing)).Should().AllSatisfy(r => r.Fault.Should().Contain("No space left"));
            ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 2), "the part was cut off again");
            (await DecideAsync(log)).Should().Be(new AuditResult(3, null));
        }
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 5));
        Encoding.UTF8.GetString(folder.SegmentBytes()).Should().Contain("\"lost\":3,\"error\":");
    }

    [Fact]
    public void Append_DenialAfterAFailure_WaitsUntilTheDiskTakesRecordsAgain()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        file.FailWrites = 2;
        Decide(log).Fault.Should().Contain("No space left");
        log.AppendDecision(Sample.Decision(Verdict.Deny), Sample.Context).Fault.Should().Contain("No space left", "who is told once must not be told of success in between");
        log.AppendDecision(Sample.Decision(Verdict.Deny), Sample.Context).Should().Be(new AuditResult(2, null));
    }

    [Fact]
    [Trait("Fault", "46")]
    public async Task Append_SyncFails_IsNeverReportedAsSuccessAgain()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, out var file))
        {
            Decide(log).Fault.Should().BeNull();
            file.FailSyncs = 1;
            Decide(log).Fault.Should().Contain("Input/output error");
            int writes = file.Writes;
            for (int i = 0; i < 3; i++)
                Decide(log).Fault.Should().Contain("open the log anew");
            await log.Invoking(l => l.FlushAsync().AsTask()).Should().ThrowAsync<AuditException>();
            file.Writes.Should().Be(writes);
        }
        using (var log = AuditLog.Open(folder.Log))
            Decide(log).Fault.Should().BeNull();
    }

    [Fact]
    [Trait("Fault", "50")]
    public async Task AppendAsync_DiskTakesTooLong_IsAFaultThatNeverBecomesASuccess()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, out var file))
        {
            file.BlockSyncs();
            var stuck = DecideAsync(log).AsTask();
            file.SyncBegan.Wait();
            var behind = DecideAsync(log).AsTask();
            _clock.Advance(TimeSpan.FromSeconds(9));
            var late = DecideAsync(log).AsTask();
            stuck.IsCompleted.Should().BeFalse();
            _clock.Advance(TimeSpan.FromSeconds(1));
            (await stuck).Fault.Should().Contain("in time");
            (await behind).Fault.Should().Contain("in time");
            late.IsCompleted.Should().BeFalse("it has waited for a second only");
            _clock.Advance(TimeSpan.FromSeconds(9));
            (await late).Fault.Should().Contain("in time");
            file.LetSyncsGo();
            await log.FlushAsync();
            (await DecideAsync(log)).Should().Be(new AuditResult(5, null), "what was too late is in the log all the same");
            var told = (await Sample.Read(log))[4];
            told.Json.Should().Contain("\"type\":\"recovery\",\"late\":[1,2,3],\"prev\":");
            (await DecideAsync(log)).Should().Be(new AuditResult(6, null), "it is told once");
        }
        (await AuditLog.VerifyAsync(folder.Log)).Problems.Should().BeEmpty();
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 8));
    }

    [Fact]
    [Trait("Fault", "50")]
    public void Append_DiskTakesTooLong_IsAFaultThatTheCloseIsPrecededBy()
    {
        using var folder = new TempFolder();
        // Closing waits as long for the disk, on a machine that may be busy.
        using (var log = Open(folder, out var file, TimeSpan.FromSeconds(1)))
        {
            file.BlockSyncs();
            Decide(log).Should().Be(new AuditResult(-1, "the record did not reach the disk in time"));
            Decide(log).Should().Be(new AuditResult(-1, "the record did not reach the disk in time"));
            log.AppendDecision(Sample.Decision(Verdict.Deny), Sample.Context).Should().Be(new AuditResult(3, null));
            file.LetSyncsGo();
        }
        string[] lines = ChainOracle.Lines(folder.SegmentBytes());
        lines.Should().HaveCount(6);
        lines[4].Should().Contain("\"type\":\"recovery\",\"late\":[1,2],");
        lines[5].Should().Contain("\"type\":\"close\"");
    }

    [Fact]
    [Trait("Fault", "59")]
    public async Task Dispose_DiskDoesNotAnswer_DoesNotSayThatAllIsInOrder()
    {
        using var folder = new TempFolder();
        var log = Open(folder, out var file, TimeSpan.FromMilliseconds(20));
        file.BlockSyncs();
        Decide(log).Fault.Should().Contain("in time");
        var release = Task.Run(() =>
        {
            while (Decide(log).Fault is not "the audit log is closed")
            {
            }
            file.LetSyncsGo();
        });
        log.Dispose();
        await release;
        Encoding.UTF8.GetString(folder.SegmentBytes()).Should().Contain("\"verdict\":\"allow\"").And.NotContain("\"type\":\"close\"");
    }

    [Fact]
    public async Task Append_BatchThatTellsOfLateRecordsFails_TellsThemAgain()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, out var file))
        {
            file.BlockSyncs();
            var stuck = DecideAsync(log).AsTask();
            file.SyncBegan.Wait();
            _clock.Advance(TimeSpan.FromSeconds(10));
            (await stuck).Fault.Should().Contain("in time");
            file.LetSyncsGo();
            await log.FlushAsync();
            file.FailWrites = 1;
            (await DecideAsync(log)).Fault.Should().Contain("No space left");
            (await DecideAsync(log)).Should().Be(new AuditResult(4, null));
        }
        string[] lines = ChainOracle.Lines(folder.SegmentBytes());
        lines[2].Should().Contain("\"type\":\"recovery\",\"lost\":1,");
        lines[3].Should().Contain("\"type\":\"recovery\",\"late\":[1],");
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 6));
    }

    [Fact]
    [Trait("Fault", "51")]
    public void Append_SixteenThreadsWhileItRotates_EachRecordOnce()
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Level = AuditLevel.Durable, Clock = _clock }))
        {
            int running = 16;
            var faults = new ConcurrentBag<string>();
            var threads = Enumerable.Range(0, 16).Select(_ => new Thread(() =>
            {
                for (int i = 0; i < 40; i++)
                    faults.Add(Decide(log).Fault ?? "");
                Interlocked.Decrement(ref running);
            })).ToList();
            threads.ForEach(t => t.Start());
            while (Volatile.Read(ref running) > 0)
                log.Rotate();
            threads.ForEach(t => t.Join());
            faults.Should().HaveCount(16 * 40).And.OnlyContain(f => f.Length == 0);
        }
        folder.Segments().Should().HaveCountGreaterThan(2);
        ChainOracle.Judge(folder.LogBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 16 * 40 + 2));
    }

    [Fact]
    [Trait("Fault", "50")]
    public async Task Append_MoreThanCanWait_HoldsBackTheCallers()
    {
        using var folder = new TempFolder();
        using (var log = Open(folder, out var file))
        {
            file.BlockSyncs();
            List<Task<AuditResult>> appends = [DecideAsync(log).AsTask()];
            file.SyncBegan.Wait();
            string target = new('x', 250);
            for (int i = 0; i < 12_000; i++)
                appends.Add(log.AppendDecisionAsync(Sample.Decision(target: target), Sample.Context).AsTask());
            _clock.Advance(TimeSpan.FromSeconds(10));
            var results = await Task.WhenAll(appends);
            results.Should().OnlyContain(r => r.Fault != null);
            file.LetSyncsGo();
            await log.FlushAsync();
            (await DecideAsync(log)).Fault.Should().BeNull();
        }
        new FileInfo(folder.Segment).Length.Should().BeInRange(4_000_000, 4_300_000);
        string[] late = [.. ChainOracle.Lines(folder.SegmentBytes()).Where(l => l.Contains("\"late\":", StringComparison.Ordinal))];
        late.Should().HaveCountGreaterThan(1);
        string.Join(',', late.Select(l => l.Split('[', ']')[1])).Should().StartWith("1,2,3,4,").And.Contain(",999,1000,1001,1002,");
        Encoding.UTF8.GetString(folder.SegmentBytes()).Should().Contain("\"type\":\"recovery\",\"lost\":");
        ChainOracle.Judge(folder.SegmentBytes()).Outcome.Should().Be(ChainOracle.Outcome.Valid);
    }

    [Fact]
    [Trait("Fault", "59")]
    public async Task Dispose_RecordsOnTheirWay_BringsThemToTheDisk()
    {
        using var folder = new TempFolder();
        var log = Open(folder, out _);
        var appends = Enumerable.Range(0, 200).Select(_ => DecideAsync(log).AsTask()).ToArray();
        log.Dispose();
        (await Task.WhenAll(appends)).Should().OnlyContain(r => r.Fault == null);
        (await DecideAsync(log)).Fault.Should().Be("the audit log is closed");
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 202));
    }

    [Fact]
    [Trait("Fault", "60")]
    public async Task DecideAsync_CancelledWhileWaiting_IsRecorded()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        using var gate = new Gate(new GateOptions { Policy = Policy.Parse("version: 1\ndefault: deny\nrules: []\n"), Audit = log, Mode = GateMode.Simulate });
        using var cancel = new CancellationTokenSource();
        file.BlockSyncs();
        var decision = gate.DecideAsync(ActionRequest.Shell("ls"), cancel.Token).AsTask();
        file.SyncBegan.Wait();
        decision.IsCompleted.Should().BeFalse();
        await cancel.CancelAsync();
        file.LetSyncsGo();
        (await decision).MayProceed.Should().BeTrue();
        (await Sample.Read(log)).Should().Contain(r => r.Type == "decision");
    }

    [Fact]
    [Trait("Fault", "51")]
    public async Task Append_BlockingAndAwaitingCallersTogether_EachGetsItsOwn()
    {
        using var folder = new TempFolder();
        List<long> sequences = [];
        using (var log = Open(folder, out _))
        {
            var callers = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
            {
                List<long> own = [];
                for (int i = 0; i < 100; i++)
                {
                    if ((n + i) % 3 == 0)
                        own.Add(Decide(log).Sequence);
                    else
                        own.AddRange((await Task.WhenAll(DecideAsync(log).AsTask(), DecideAsync(log).AsTask())).Select(r => r.Sequence));
                }
                own.Should().BeInAscendingOrder();
                return own;
            })).ToArray();
            foreach (var own in await Task.WhenAll(callers))
                sequences.AddRange(own);
        }
        sequences.Order().Should().Equal(Enumerable.Range(1, sequences.Count).Select(i => (long)i));
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, sequences.Count + 2));
    }

    [Fact]
    public async Task ReadAsync_RecordsOnTheirWay_AreNotReadYet()
    {
        using var folder = new TempFolder();
        using var log = Open(folder, out var file);
        file.BlockSyncs();
        var append = DecideAsync(log).AsTask();
        file.SyncBegan.Wait();
        (await Sample.Read(log)).Should().ContainSingle();
        file.LetSyncsGo();
        await append;
        (await Sample.Read(log)).Should().HaveCount(2);
    }

    private static AuditResult Decide(AuditLog log) => log.AppendDecision(Sample.Decision(), Sample.Context);

    private static ValueTask<AuditResult> DecideAsync(AuditLog log) => log.AppendDecisionAsync(Sample.Decision(), Sample.Context);

    private AuditLog Open(TempFolder folder, out FaultyFile file, TimeSpan? timeout = null)
    {
        FaultyFile? made = null;
        var log = AuditLog.Open(folder.Log, new AuditOptions { Level = AuditLevel.Durable, Clock = _clock, AppendTimeout = timeout ?? TimeSpan.FromSeconds(10) }, f => made ??= new FaultyFile(f));
        file = made!;
        return log;
    }
}
