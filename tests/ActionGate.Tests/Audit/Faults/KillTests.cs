using System.Diagnostics;
using Xunit.Abstractions;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>A writer is killed at some moment, and the next one goes on in its folder, to be killed as well.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int RunsAFolder = 17;

    [SkippableTheory]
    [Trait("Fault", "35")]
    [InlineData(1, "append 1000000", "level=Flush")]
    [InlineData(2, "gather 100000 64", "level=Durable")]
    [InlineData(3, "gather 100000 1000", "level=Buffered")]
    public void Kill_AtAnyMoment_LosesNothingThatWasAcknowledged(int seed, string work, string level) => KillOverAndOver(seed, work, level);

    [SkippableTheory]
    [Trait("Fault", "36")]
    [InlineData(4, "append 1000000", "level=Flush")]
    [InlineData(5, "gather 100000 64", "level=Durable")]
    [InlineData(6, "gather 100000 1000", "level=Buffered")]
    public void Kill_WhileRotatingCheckpointingAndRecovering_LosesNothingThatWasAcknowledged(int seed, string work, string level) =>
        KillOverAndOver(seed, work, level, "segment=20000", "checkpoints=1");

    [SkippableFact]
    [Trait("Fault", "59")]
    public void Exit_WithoutClosing_LosesNothingThatWasAcknowledged()
    {
        Skip.If(OperatingSystem.IsWindows(), "paths and signals of Unix");
        foreach (string level in new[] { "level=Flush", "level=Durable" })
        {
            using var folder = new TempFolder();
            using var writer = WriterProcess.Run(folder, [], $"open {folder.Log} {level} key={Aftermath.KeyOf(folder)}", "threads 4 20");
            writer.Acknowledged.Should().HaveCount(80);
            Aftermath.Check(folder, folder.Log, writer);
        }
    }

    private void KillOverAndOver(int seed, string work, params string[] options)
    {
        Skip.If(OperatingSystem.IsWindows(), "paths and signals of Unix");
        int runs = Aftermath.Rounds(7, 170);
        var random = new Random(seed);
        int torn = 0, early = 0;
        long records = 0;
        for (int done = 0; done < runs;)
        {
            using var folder = new TempFolder();
            List<WriterProcess> writers = [];
            try
            {
                for (int i = 0; i < RunsAFolder && done < runs; i++, done++)
                {
                    var writer = WriterProcess.Start(folder, [], $"open {folder.Log} key={Aftermath.KeyOf(folder)} {string.Join(' ', options)}", work);
                    writers.Add(writer);
                    // Some die while they open the log, and put right what the one before left.
                    bool isEarly = i % 3 == 2;
                    if (!isEarly)
                        writer.WaitFor(i % 3 == 0 ? "ack" : "open");
                    Pause(isEarly ? 50 + (random.NextDouble() * 150) : random.NextDouble() * 150);
                    writer.Kill();
                    writer.Lines.Should().NotContain(l => l.StartsWith("refused", StringComparison.Ordinal));
                    if (!writer.Lines.Contains("open"))
                        early++;
                }
                Aftermath.Check(folder, folder.Log, writers);
                torn += Directory.GetFiles(folder.Log, "*.torn-*").Length;
                records += writers.Sum(w => w.Acknowledged.LongCount());
            }
            finally
            {
                writers.ForEach(w => w.Dispose());
            }
        }
        records.Should().BePositive();
        output.WriteLine($"{runs} runs, {early} of them killed before the log was open; {torn} torn tails; {records} records acknowledged, none lost");
    }

    private static void Pause(double milliseconds)
    {
        long start = Stopwatch.GetTimestamp();
        if (milliseconds > 5)
            Thread.Sleep((int)milliseconds - 2);
        while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < milliseconds)
            Thread.SpinWait(20);
    }
}
