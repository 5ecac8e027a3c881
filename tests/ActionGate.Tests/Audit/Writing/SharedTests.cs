using System.Text;
using ActionGate.Audit;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>Several writers in turns write one chain. Here each has its own handles, as processes would.</summary>
public sealed class SharedTests
{
    private static readonly AuditOptions Options = new() { Shared = true };

    [Theory]
    [Trait("Fault", "54")]
    [InlineData(AuditLevel.Buffered)]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Durable)]
    public async Task Append_FourWriters_OneChain(AuditLevel level)
    {
        int each = level == AuditLevel.Durable ? 10 : 100;
        using var folder = new TempFolder();
        var logs = Enumerable.Range(0, 4).Select(_ => AuditLog.Open(folder.Log, Options with { Level = level, MaxSegmentBytes = 20_000, CheckpointInterval = TimeSpan.FromMilliseconds(5) })).ToArray();
        await Task.WhenAll(logs.Select(log => Task.Run(() =>
        {
            for (int i = 0; i < each; i++)
                log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        })));
        foreach (var log in logs)
        {
            log.CheckpointFault.Should().BeNull();
            log.Dispose();
        }
        ChainOracle.Judge(folder.LogBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, (4 * each) + 5));
        folder.Checkpoint().Size.Should().Be((4 * each) + 5);
        AuditLog.Open(folder.Log, new AuditOptions { VerifyOnOpen = true }).Dispose();
    }

    [Fact]
    public void Open_SharedBesideAlone_Refuses()
    {
        using var folder = new TempFolder();
        using (AuditLog.Open(folder.Log))
        {
            var shared = () => AuditLog.Open(folder.Log, Options);
            shared.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4001");
        }
        using (AuditLog.Open(folder.Log, Options))
        {
            var alone = () => AuditLog.Open(folder.Log);
            alone.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4001");
            AuditLog.Open(folder.Log, Options).Dispose();
        }
    }

    [Fact]
    [Trait("Fault", "54")]
    public void Append_OtherDiedInItsTurn_PutsRightWhatItLeft()
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, Options))
        {
            Decide(log).Should().Be(new AuditResult(1, null));
            File.AppendAllText(folder.Segment, "{\"v\":1,\"seq\":2,\"ts");
            Decide(log).Should().Be(new AuditResult(3, null), "the recovery comes first");
            File.WriteAllText(Path.Combine(folder.Log, "audit-000000000004.jsonl"), "");
            Decide(log).Should().Be(new AuditResult(4, null), "a segment that was begun is gone on with");
        }
        folder.Segments().Should().HaveCount(2);
        Encoding.UTF8.GetString(folder.LogBytes()).Should().Contain("\"type\":\"recovery\"");
        ChainOracle.Judge(folder.LogBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 6));
        folder.Checkpoint().Size.Should().Be(6);
    }

    [Fact]
    public void Append_OtherAppendedWhatDoesNotVerify_IsAFaultForGood()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, Options);
        Decide(log).Fault.Should().BeNull();
        byte[] good = folder.SegmentBytes();
        File.AppendAllText(folder.Segment, "junk\n");
        Decide(log).Fault.Should().Contain("does not verify");
        File.WriteAllBytes(folder.Segment, good);
        Decide(log).Fault.Should().NotBeNull();
    }

    private static AuditResult Decide(AuditLog log) => log.AppendDecision(Sample.Decision(), Sample.Context);
}
