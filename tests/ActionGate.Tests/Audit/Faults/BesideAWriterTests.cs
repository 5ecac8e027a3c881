using System.Globalization;

namespace ActionGate.Tests.Audit.Faults;

/// <summary>Many threads, and readers beside a writer in another process.</summary>
public sealed class BesideAWriterTests
{
    [SkippableFact]
    [Trait("Fault", "52")]
    public async Task VerifyAsync_BesideAnotherProcess_SeesAValidPrefix()
    {
        Skip.If(OperatingSystem.IsWindows(), "paths and signals of Unix");
        using var folder = new TempFolder();
        using var writer = WriterProcess.Start(folder, [], $"open {folder.Log} segment=20000 checkpoints=2 key={Aftermath.KeyOf(folder)}", "append 1000000");
        writer.WaitFor("ack");
        var options = new VerifyOptions { PublicKey = AuditKey.Load(Aftermath.KeyOf(folder)).PublicKey };
        long records = 0;
        for (int i = 0; i < Aftermath.Rounds(20, 200); i++)
        {
            var verification = await AuditLog.VerifyAsync(folder.Log, options);
            // A record that the writer does not finish while it is waited for is all that may be wrong.
            verification.Problems.Where(p => p.DiagnosticId != "AG4004").Should().BeEmpty();
            verification.Records.Should().BeGreaterThanOrEqualTo(records);
            records = verification.Records;
        }
        writer.Kill();
        Aftermath.Check(folder, folder.Log, writer);
    }

    [Fact]
    [Trait("Fault", "51")]
    public async Task Append_SixteenThreadsAndManyRecords_EachOnceAndInItsThreadsOrder()
    {
        const int Threads = 16;
        int each = Aftermath.Rounds(1_000, 100_000);
        using var folder = new TempFolder();
        long[][] sequences = new long[Threads][];
        System.Collections.Concurrent.ConcurrentBag<string> faults = [];
        using (var log = AuditLog.Open(folder.Log, new AuditOptions { MaxSegmentBytes = 4 * 1024 * 1024, AppendTimeout = TimeSpan.FromMinutes(10), KeyFile = Aftermath.KeyOf(folder) }))
        {
            var threads = Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
            {
                long[] mine = new long[each];
                for (int i = 0; i < each; i++)
                {
                    var (sequence, fault) = log.AppendDecision(Sample.Decision(target: Target(thread, i)), Sample.Context);
                    mine[i] = sequence;
                    if (fault is not null)
                        faults.Add(fault);
                }
                sequences[thread] = mine;
            })).ToArray();
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
        }
        faults.Should().BeEmpty();
        string?[] targets = new string?[(Threads * each) + 2];
        for (int thread = 0; thread < Threads; thread++)
        {
            for (int i = 0; i < each; i++)
            {
                sequences[thread][i].Should().BeInRange(1, Threads * each);
                (i == 0 || sequences[thread][i] > sequences[thread][i - 1]).Should().BeTrue("a thread's records are in its order");
                targets[sequences[thread][i]].Should().BeNull("a place is given once");
                targets[sequences[thread][i]] = Target(thread, i);
            }
        }
        int line = 0;
        foreach (string text in folder.Segments().SelectMany(File.ReadLines))
        {
            if (targets[line] is { } target && !text.Contains($"\"target\":\"{target}\"", StringComparison.Ordinal))
                throw new Xunit.Sdk.XunitException($"expected {target} in {text}");
            line++;
        }
        line.Should().Be(targets.Length);
        (await AuditLog.VerifyAsync(folder.Log, new VerifyOptions { RequireCheckpoint = true, PublicKey = AuditKey.Load(Aftermath.KeyOf(folder)).PublicKey })).Problems.Should().BeEmpty();
    }

    private static string Target(int thread, int i) => string.Create(CultureInfo.InvariantCulture, $"{thread}/{i}");
}
