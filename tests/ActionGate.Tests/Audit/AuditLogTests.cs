using ActionGate.Audit;

namespace ActionGate.Tests.Audit;

public sealed class AuditLogTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Read_File_SeesWhatWasAppended()
    {
        foreach (var level in Enum.GetValues<AuditLevel>())
        {
            using var folder = new TempFolder();
            using var log = AuditLog.Open(folder.Log, new AuditOptions { Level = level, Clock = _clock });
            for (int i = 0; i < 500; i++)
                log.AppendDecision(Sample.Decision(target: $"t{i}"), Sample.Context).Sequence.Should().Be(i + 1);

            (await Sample.Read(log)).Select(r => r.Sequence).Should().Equal(Enumerable.Range(0, 501).Select(i => (long)i));
            (await Sample.Read(log, 499)).Select(r => r.Target).Should().Equal("t498", "t499");
            (await Sample.Read(log, 501)).Should().BeEmpty();
            (await Sample.Read(log, -5)).Should().HaveCount(501);
        }
    }

    [Fact]
    public async Task Read_Memory_KeepsTheLastRecordsInOneChain()
    {
        using var log = AuditLog.InMemory(3);
        for (int i = 0; i < 5; i++)
            log.AppendDecision(Sample.Decision(target: $"t{i}"), Sample.Context).Fault.Should().BeNull();

        var records = await Sample.Read(log);

        records.Select(r => r.Sequence).Should().Equal(3, 4, 5);
        records.Select(r => r.Target).Should().Equal("t2", "t3", "t4");
        records[2].Json.Should().Contain($"\"prev\":\"{records[1].Hash}\"");
        (await Sample.Read(log, 5)).Should().ContainSingle();
        (await Sample.Read(log, 0)).Should().HaveCount(3);
    }

    [Fact]
    public async Task Read_RecordsAppendedMeanwhile_AreNotInThisReading()
    {
        using var log = AuditLog.InMemory();
        int count = 0;
        await foreach (var record in log.ReadAsync())
        {
            record.Type.Should().Be("log.open");
            log.AppendDecision(Sample.Decision(), Sample.Context);
            count++;
        }
        count.Should().Be(1);
    }

    [Fact]
    public async Task Read_SegmentOverwrittenByOthers_Throws()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log);
        using (var other = new FileStream(folder.Segment, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
            other.Write("garbage"u8);
        var read = () => Sample.Read(log);
        (await read.Should().ThrowAsync<AuditException>()).Which.DiagnosticId.Should().Be("AG4003");
    }

    [Fact]
    public async Task Read_Cancelled_Throws()
    {
        using var folder = new TempFolder();
        foreach (var log in new[] { AuditLog.InMemory(), AuditLog.Open(folder.Log) })
        {
            var read = async () =>
            {
                await foreach (var record in log.ReadAsync(0, new CancellationToken(true)))
                    record.Should().BeNull();
            };
            await read.Should().ThrowAsync<OperationCanceledException>();
            log.Dispose();
            await log.Invoking(l => Sample.Read(l)).Should().ThrowAsync<ObjectDisposedException>();
        }
    }

    [Fact]
    public void InMemory_NoCapacity_IsTheHostsMistake() =>
        FluentActions.Invoking(() => AuditLog.InMemory(0)).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void Append_FlushLevel_IsOnDiskBeforeItReturns()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log);
        log.AppendDecision(Sample.Decision(target: "there"), Sample.Context).Fault.Should().BeNull();

        ChainOracle.Lines(folder.SegmentBytes())[^1].Should().Contain("there");
    }

    [Fact]
    public async Task Append_BufferedLevel_IsWrittenByTimerFlushOrDispose()
    {
        using var folder = new TempFolder();
        await using (var log = AuditLog.Open(folder.Log, new AuditOptions { Level = AuditLevel.Buffered, Clock = _clock }))
        {
            Decide(log);
            Lines(folder).Should().Be(1, "only the log.open is written");
            _clock.Advance(TimeSpan.FromMilliseconds(99));
            Lines(folder).Should().Be(1);
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            Lines(folder).Should().Be(2);

            Decide(log);
            Decide(log);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            Lines(folder).Should().Be(4);

            Decide(log);
            await log.FlushAsync();
            Lines(folder).Should().Be(5);
            (await log.Invoking(l => l.FlushAsync(new CancellationToken(true)).AsTask()).Should().ThrowAsync<OperationCanceledException>()).Which.Should().NotBeNull();

            Decide(log);
        }
        Lines(folder).Should().Be(7);
        ChainOracle.Judge(folder.SegmentBytes()).Outcome.Should().Be(ChainOracle.Outcome.Valid);
    }

    [Fact]
    public void Append_BufferedLevel_WritesInLargePieces()
    {
        using var folder = new TempFolder();
        FaultyFile? file = null;
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Level = AuditLevel.Buffered, Clock = _clock }, f => file = new FaultyFile(f)))
        {
            for (int i = 0; i < 1000; i++)
                Decide(log);
        }
        file!.Writes.Should().BeLessThan(12);
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 1002));
    }

    [Fact]
    public void Open_Again_ContinuesTheChain()
    {
        using var folder = new TempFolder();
        for (int i = 0; i < 3; i++)
        {
            using var log = AuditLog.Open(folder.Log);
            log.AppendDecision(Sample.Decision(), Sample.Context).Should().Be(new AuditResult((2 * i) + 1, null));
        }
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 7));
    }

    [Fact]
    public void Append_AllowAtFlushLevel_AllocatesNothing()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log);
        var context = new ActionContext { Agent = "coder", Session = "s-1", Turn = 3, WorkingDirectory = "/srv/project", Metadata = new Dictionary<string, string>() };
        var decision = Sample.Decision(new ActionRequest(ActionKind.Network, "https://example.com/ü") { Method = "GET" }, Verdict.Allow);

        // The runtime allocates now and then while it tiers up; what the log allocates it would allocate in every round.
        Enumerable.Range(0, 30).Min(_ => Measure(100)).Should().Be(0);

        long Measure(int count)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < count; i++)
            {
                if (log.AppendDecision(in decision, context).Fault is { } fault)
                    throw new InvalidOperationException(fault);
            }
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public async Task Records_ReadBack_TellWhatWasWritten()
    {
        using var log = AuditLog.InMemory();
        var context = new ActionContext { Agent = "a", Suggester = "b", Session = "s", Group = "g", Tool = "t", Turn = -4 };
        log.AppendPolicy("sha256:aa", "coder", "3", "/p");
        log.AppendDecision(Sample.Decision(new ActionRequest(ActionKind.Network, "h") { Method = "GET" }, Verdict.RequireApproval, "r", "why", GateMode.Simulate), context);
        await log.AppendApprovalAsync(2, "d", false, null, "no", context);
        log.AppendOutcome(2, new ActionOutcome { ExitCode = -1 }, TimeSpan.Zero, true, context);

        var records = await Sample.Read(log);

        records.Select(r => r.Type).Should().Equal("log.open", "policy", "decision", "approval", "outcome");
        records[1].PolicyHash.Should().Be("sha256:aa");
        var decision = records[2];
        (decision.Agent, decision.Suggester, decision.Session, decision.Group, decision.Tool, decision.Turn).Should().Be(("a", "b", "s", "g", "t", -4L));
        (decision.Action, decision.Target, decision.Method, decision.Verdict, decision.Mode).Should().Be(("network", "h", "GET", Verdict.RequireApproval, GateMode.Simulate));
        (decision.Rule, decision.Reason, decision.PolicyHash, decision.CodeHash, decision.DecisionSequence).Should().Be(("r", "why", Sample.PolicyHash, null, null));
        (records[3].DecisionSequence, records[3].IsApproved, records[3].Approver, records[3].Reason).Should().Be((2L, false, null, "no"));
        (records[4].DecisionSequence, records[4].ExitCode, records[4].IsApproved, records[4].Verdict).Should().Be((2L, -1L, null, null));
        records[4].ToString().Should().Be(records[4].Json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"seq\":\"x\"}")]
    [InlineData("{\"seq\":1")]
    public void Parse_NoRecord_IsNull(string line) => AuditRecord.Parse(System.Text.Encoding.UTF8.GetBytes(line)).Should().BeNull();

    [Fact]
    public void Options_BadValues_AreTheHostsMistake()
    {
        FluentActions.Invoking(() => new AuditOptions { Origin = "" }).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new AuditOptions { Origin = new string('x', 257) }).Should().Throw<ArgumentException>();
        foreach (string name in new[] { "a\nb", "a\u0000", "\ud800", "a/break-7" })
            FluentActions.Invoking(() => new AuditOptions { Origin = name }).Should().Throw<ArgumentException>().WithMessage("*is no name for a log: expected a name*");
        FluentActions.Invoking(() => new AuditOptions { Clock = null! }).Should().Throw<ArgumentNullException>();
    }

    private static int Lines(TempFolder folder) => folder.SegmentBytes().Count(b => b == (byte)'\n');

    private static void Decide(AuditLog log) => log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
}
