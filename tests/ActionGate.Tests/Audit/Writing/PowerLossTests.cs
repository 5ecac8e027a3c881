using System.Security.Cryptography;

namespace ActionGate.Tests.Audit.Writing;

/// <summary>The machine may stop at any moment: what was synced is there, and of the rest any sectors.</summary>
public sealed class PowerLossTests
{
    private static readonly AuditOptions Options = new() { Clock = new ManualClock() };

    [Fact]
    [Trait("Fault", "37")]
    public async Task Open_AnySectorsBehindTheSyncLost_KeepsWhatWasSyncedAndGoesOn()
    {
        using var folder = new TempFolder();
        List<long> synced = [];
        using var early = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, Options))
        {
            for (int i = 0; i < 12; i++)
            {
                log.AppendDecision(Sample.Decision(target: new string('x', i * 20)), Sample.Context).Fault.Should().BeNull();
                synced.Add(new FileInfo(folder.Segment).Length);
                if (i != 2)
                    continue;
                await log.CheckpointAsync();
                Directory.CreateDirectory(early.Log);
                foreach (string name in new[] { "checkpoint", "frontier" })
                    File.Copy(Path.Combine(folder.Log, name), Path.Combine(early.Log, name));
            }
        }
        byte[] all = folder.SegmentBytes();
        var random = new Random(7);
        for (int round = 0; round < 150; round++)
        {
            int end = (int)synced[random.Next(2, synced.Count)];
            byte[] left = all[..random.Next(end, all.Length + 1)];
            for (int sector = 0; sector * 512 < left.Length; sector++)
            {
                int from = Math.Max(end, sector * 512), to = Math.Min(left.Length, (sector + 1) * 512);
                if (from < to && random.Next(2) == 0)
                    left.AsSpan(from, to - from).Clear();
            }
            using var lost = round % 2 == 0 ? early.Copy() : new TempFolder();
            using (var log = AuditLog.Open(lost.LogOf(left), Options))
                log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
            byte[] opened = lost.SegmentBytes();
            opened.AsSpan().StartsWith(all.AsSpan(0, end)).Should().BeTrue("what was synced is there");
            ChainOracle.Judge(opened).Outcome.Should().Be(ChainOracle.Outcome.Valid);
            (await AuditLog.VerifyAsync(lost.Log)).IsValid.Should().BeTrue();
        }
    }

    [Fact]
    [Trait("Fault", "37")]
    public async Task Open_MoreZerosThanALineHasBytes_IsATornTail()
    {
        byte[] log = Sample.Log();
        byte[] torn = [.. log, .. new byte[200_000], .. RandomNumberGenerator.GetBytes(10)];
        using var folder = new TempFolder();
        folder.LogOf(torn);
        (await AuditLog.VerifyAsync(folder.Log)).Problems.Should().ContainSingle().Which.DiagnosticId.Should().Be("AG4004");
        AuditLog.Open(folder.Log, Options).Dispose();
        folder.SegmentBytes().AsSpan().StartsWith(log).Should().BeTrue();
        string kept = Directory.GetFiles(folder.Log, "*.torn-*").Should().ContainSingle().Subject;
        File.ReadAllBytes(kept).Should().Equal(torn[log.Length..]);
    }

    [Fact]
    [Trait("Fault", "40")]
    public void Open_SectorsLostBelowTheCheckpoint_IsTampering()
    {
        using var folder = new TempFolder();
        using (var log = AuditLog.Open(folder.Log, Options))
        {
            for (int i = 0; i < 5; i++)
                log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
        }
        byte[] bytes = folder.SegmentBytes();
        bytes.AsSpan(512, 512).Clear();
        File.WriteAllBytes(folder.Segment, bytes);
        var open = () => AuditLog.Open(folder.Log, Options with { VerifyOnOpen = true });
        open.Should().Throw<AuditException>().Where(e => e.DiagnosticId == "AG4003");
        folder.SegmentBytes().Should().Equal(bytes);
    }
}
