using System.Globalization;
using Xunit.Abstractions;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>
/// The power fails at any moment of a real run: of each file there is what was synced, and of the rest any of the writes, or parts of them; of the names in a folder those that
/// were synced, and of the rest the first few.
/// </summary>
public sealed class PowerLossReplayTests(ITestOutputHelper output)
{
    [SkippableTheory]
    [Trait("Fault", "37")]
    [InlineData("level=Durable", 1)]
    [InlineData("level=Flush", 2)]
    public void Open_AfterAnyLossOfPower_KeepsWhatWasDurableAndSoundsNoAlarm(string level, int seed)
    {
        const string Calls = "trace=openat,pwrite64,ftruncate,fsync,rename,unlink,write,close";
        WriterProcess.Need("strace", "-f", "-y", "--seccomp-bpf", "-o", "/dev/null", "-e", Calls, "true");
        using var folder = new TempFolder();
        string trace = Path.Combine(folder.Path, "trace");
        using var writer = WriterProcess.Run(folder, ["strace", "-f", "-y", "-qq", "--seccomp-bpf", "-xx", "-s", "100000", "-o", trace, "-e", Calls],
            $"open {folder.Log} {level} checkpoints=10 segment=4000 key={Aftermath.KeyOf(folder)}", "append 12", "checkpoint", "append 8", "rotate", "gather 2 6", "checkpoint", "append 3", "close");
        writer.Faults.Should().BeEmpty();
        writer.Lines.Should().Contain("closed");
        var disk = new TracedDisk(folder.Log);
        var random = new Random(seed);
        bool isDurable = level == "level=Durable";
        string[] lines = File.ReadAllLines(trace);
        int losses = 0;
        foreach (string line in lines)
        {
            if (!disk.Take(line) || random.Next(Aftermath.Rounds(4, 1)) != 0)
                continue;
            for (int i = 0; i < Aftermath.Rounds(1, 10); i++, losses++)
                Lose(folder, disk, random, isDurable);
        }
        disk.Acknowledged.Should().HaveCount(writer.Acknowledged.Count(), "the trace was understood");
        losses.Should().BeGreaterThan(20);
        output.WriteLine($"{level}: {lines.Length} calls, {losses} losses of power");
    }

    private static void Lose(TempFolder folder, TracedDisk disk, Random random, bool isDurable)
    {
        using var lost = new TempFolder();
        string found = disk.WriteWhatIsLeft(lost.Log, random);
        try
        {
            var options = new AuditOptions { KeyFile = Aftermath.KeyOf(folder), VerifyOnOpen = random.Next(2) == 0 };
            using (var log = AuditLog.Open(lost.Log, options))
                log.AppendDecision(Sample.Decision(), Sample.Context).Fault.Should().BeNull();
            var verification = AuditLog.VerifyAsync(lost.Log, new VerifyOptions { PublicKey = AuditKey.Load(options.KeyFile!).PublicKey }).AsTask().GetAwaiter().GetResult();
            verification.IsValid.Should().BeTrue(verification.ToString());
            string[] records = ChainOracle.Lines([.. lost.LogBytes()]);
            records.Should().NotContain(r => r.Contains("\"unanchored\"", StringComparison.Ordinal), "the first checkpoint was on the disk before the second record was written");
            foreach (var (name, sequence) in isDurable ? disk.Acknowledged : [])
                records[sequence].Should().Contain($"\"target\":\"{name} ", $"it was acknowledged as record {sequence.ToString(CultureInfo.InvariantCulture)}");
        }
        catch (Exception e)
        {
            throw new Xunit.Sdk.XunitException($"{e.Message}\n{found}");
        }
    }
}
