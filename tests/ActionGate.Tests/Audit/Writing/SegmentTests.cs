using System.Globalization;
using System.Text;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>A log of several segments is one chain, whatever the moment at which a new one begins.</summary>
public sealed class SegmentTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    [Trait("Fault", "32")]
    public async Task Rotate_HundredTimesAtOneMoment_OverwritesNothing()
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = _clock }))
        {
            for (int i = 0; i < 100; i++)
            {
                Decide(log);
                log.Rotate();
            }
            (await Sample.Read(log)).Select(r => r.Sequence).Should().Equal(Enumerable.Range(0, 101).Select(i => (long)i));
            (await Sample.Read(log, 77)).Should().HaveCount(24);
        }
        folder.Segments().Should().HaveCount(101);
        folder.Segments().Should().OnlyContain(s => File.ReadAllLines(s).Length == (s == folder.Segment ? 2 : 1));
        ChainOracle.Judge(folder.LogBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 102));
        (await AuditLog.VerifyAsync(folder.Log)).ToString().Should().StartWith("unanchored, 102 records");
    }

    [Theory]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Buffered)]
    [InlineData(AuditLevel.Durable)]
    public async Task Append_SegmentFull_BeginsTheNextWithTheNextRecord(AuditLevel level)
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = _clock, Level = level, MaxSegmentBytes = 2_000 }))
        {
            for (int i = 0; i < 40; i++)
            {
                Decide(log);
                await log.FlushAsync();
            }
        }
        folder.Segments().Length.Should().BeInRange(5, 20);
        foreach (string segment in folder.Segments())
        {
            new FileInfo(segment).Length.Should().BeLessThan(3_000);
            string first = Path.GetFileNameWithoutExtension(segment)["audit-".Length..];
            (await File.ReadAllTextAsync(segment)).Should().StartWith($"{{\"v\":1,\"seq\":{long.Parse(first, CultureInfo.InvariantCulture)},");
        }
        ChainOracle.Judge(folder.LogBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, 42));

        using (var log = AuditLog.Open(folder.Log))
            log.AppendDecision(Sample.Decision(), Sample.Context).Sequence.Should().Be(42);
        (await AuditLog.VerifyAsync(folder.Log)).Records.Should().Be(44);
    }

    [Fact]
    public void Append_SegmentOld_BeginsTheNext()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = _clock, MaxSegmentAge = TimeSpan.FromHours(1) });
        Decide(log);
        _clock.Advance(TimeSpan.FromMinutes(59));
        Decide(log);
        folder.Segments().Should().ContainSingle();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Decide(log);
        folder.Segments().Should().HaveCount(2).And.Contain(s => s.EndsWith("audit-000000000003.jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_OldSegment_IsAsOldAsItsFirstRecord()
    {
        using var folder = new TempFolder();
        var options = new AuditOptions { Clock = _clock, MaxSegmentAge = TimeSpan.FromHours(1) };
        AuditLog.Open(folder.Log, options).Dispose();
        _clock.Advance(TimeSpan.FromMinutes(59));
        AuditLog.Open(folder.Log, options).Dispose();
        folder.Segments().Should().ContainSingle();
        _clock.Advance(TimeSpan.FromMinutes(1));
        using var log = AuditLog.Open(folder.Log, options);
        Decide(log);
        folder.Segments().Should().HaveCount(2);
    }

    [Fact]
    public void Rotate_NothingInTheSegment_ChangesNothing()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log);
        log.Rotate();
        log.Rotate();
        folder.Segments().Should().HaveCount(2);
    }

    [Theory]
    [Trait("Fault", "34")]
    [Trait("Fault", "49")]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Durable)]
    public async Task Append_NewSegmentCannotBeCreated_IsAFaultAndTheOldOneVerifies(AuditLevel level)
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Level = level, MaxSegmentBytes = 1 }))
        {
            string inTheWay = Path.Combine(folder.Log, "audit-000000000001.jsonl");
            Directory.CreateDirectory(inTheWay);
            for (int i = 0; i < 2; i++)
                log.AppendDecision(Sample.Decision(), Sample.Context).Sequence.Should().Be(-1);
            Directory.Delete(inTheWay);
            (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();
            log.AppendDecision(Sample.Decision(), Sample.Context).Should().Be(new ActionGate.Audit.AuditResult(2, null));
        }
        Encoding.UTF8.GetString(folder.LogBytes()).Should().Contain("\"lost\":2");
        (await AuditLog.VerifyAsync(folder.Log)).Records.Should().Be(4);
    }

    [Fact]
    [Trait("Fault", "30")]
    public async Task Open_SegmentMissingOrSwapped_IsTampering()
    {
        Action<string[]>[] changes =
        [
            s => File.Delete(s[1]),
            s => { File.Move(s[1], s[1] + "x"); File.Move(s[2], s[1]); File.Move(s[1] + "x", s[2]); },
            s => File.Copy(s[1], s[1][..^7] + "9.jsonl"),
            s => File.WriteAllBytes(s[1], []),
            s => { using var f = File.OpenWrite(s[1]); f.SetLength(f.Length - 5); },
        ];
        foreach (var change in changes)
        {
            using var folder = new TempFolder();
            using (var log = AuditLog.Open(folder.Log))
            {
                for (int i = 0; i < 4; i++)
                {
                    log.Rotate();
                    Decide(log);
                }
            }
            change(folder.Segments());

            var open = () => AuditLog.Open(folder.Log, new AuditOptions { VerifyOnOpen = true });
            open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
            (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeFalse();
        }
    }

    [Fact]
    [Trait("Fault", "66")]
    public async Task Append_ClockGoesBackOrFarAhead_KeepsTheOrderAndSaysSo()
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = _clock }))
        {
            Decide(log);
            _clock.Now -= TimeSpan.FromHours(1);
            Decide(log);
            Decide(log);
            _clock.Now = new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);
            Decide(log);
            var records = await Sample.Read(log);
            records.Select(r => r.Json.Contains(",\"clk\":true,\"prev\":", StringComparison.Ordinal)).Should().Equal(false, false, true, false, false);
        }
        (await AuditLog.VerifyAsync(folder.Log)).IsValid.Should().BeTrue();
    }

    [Fact]
    [Trait("Fault", "56")]
    [Trait("Fault", "57")]
    public void Append_FolderOrOldSegmentMoved_IsNoticedWhereItMatters()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log, new AuditOptions { Clock = _clock });
        Decide(log);
        log.Rotate();
        File.Move(folder.Segment, folder.Segment + ".1");
        Decide(log);
        Directory.Move(folder.Log, folder.Log + "2");
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().Contain("no longer in its folder");
    }

    [Fact]
    [Trait("Fault", "21")]
    public void Open_ExpectExisting_BeginsNoLog()
    {
        using var folder = new TempFolder();
        var open = () => AuditLog.Open(folder.Log, new AuditOptions { ExpectExisting = true });
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4005");
        Directory.Exists(folder.Log).Should().BeFalse();

        folder.LogOf([]);
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4005");
        folder.LogOf(Sample.Log());
        open().Dispose();
    }

    private static void Decide(AuditLog log) => log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
}
