using System.Globalization;

namespace ActionGate.Tests.Audit;

public sealed class AuditLogConcurrencyTests
{
    private const int Threads = 16;

    [Theory]
    [Trait("Fault", "51")]
    [InlineData(AuditLevel.Flush)]
    [InlineData(AuditLevel.Buffered)]
    public async Task Append_SixteenThreads_EachRecordOnceAndInItsThreadsOrder(AuditLevel level)
    {
        const int Each = 500;
        using var folder = new TempFolder();
        await using (var log = AuditLog.Open(folder.Log, new AuditOptions { Level = level }))
        {
            long[][] sequences = new long[Threads][];
            Run(thread => sequences[thread] = [.. Enumerable.Range(0, Each).Select(i => Append(log, thread, i))]);
            sequences.SelectMany(s => s).Order().Should().Equal(Enumerable.Range(1, Threads * Each).Select(i => (long)i));
            sequences.Should().AllSatisfy(s => s.Should().BeInAscendingOrder());

            await log.FlushAsync();
            var records = await Sample.Read(log);
            records.Should().HaveCount((Threads * Each) + 1);
            for (int thread = 0; thread < Threads; thread++)
            {
                for (int i = 0; i < Each; i++)
                    records[(int)sequences[thread][i]].Target.Should().Be(Target(thread, i));
            }
        }
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, (Threads * Each) + 2));
    }

    [Fact]
    [Trait("Fault", "52")]
    public async Task Verify_WhileOthersAppend_SeesAValidPrefix()
    {
        using var folder = new TempFolder();
        using var log = AuditLog.Open(folder.Log);
        var writing = Task.Run(() => Run(thread =>
        {
            for (int i = 0; i < 300; i++)
                Append(log, thread, i);
        }));
        long last = 0;
        do
        {
            var verification = await AuditLog.VerifyAsync(folder.Log);
            verification.IsValid.Should().BeTrue(verification.ToString());
            verification.Records.Should().BeGreaterThanOrEqualTo(last);
            last = verification.Records;
            (await Sample.Read(log, last - 1))[0].Hash.Should().Be(verification.Head);
        }
        while (!writing.IsCompleted);
        await writing;
        (await AuditLog.VerifyAsync(folder.Log)).Records.Should().Be((Threads * 300) + 1);
    }

    [Fact]
    [Trait("Fault", "59")]
    public void Dispose_WhileOthersAppend_KeepsWhatWasAcknowledged()
    {
        using var folder = new TempFolder();
        var log = AuditLog.Open(folder.Log);
        long acknowledged = 0;
        using var half = new CountdownEvent(Threads);
        Run(thread =>
        {
            for (int i = 0; ; i++)
            {
                if (i == 20)
                    half.Signal();
                if (thread == 0 && i == 20)
                {
                    half.Wait();
                    log.Dispose();
                }
                if (log.AppendDecision(Sample.Decision(target: Target(thread, i)), Sample.Context).Fault is not null)
                    return;
                Interlocked.Increment(ref acknowledged);
            }
        });
        ChainOracle.Judge(folder.SegmentBytes()).Should().Be(new ChainOracle.Judgement(ChainOracle.Outcome.Valid, (int)acknowledged + 2));
    }

    private static long Append(AuditLog log, int thread, int i)
    {
        var result = log.AppendDecision(Sample.Decision(target: Target(thread, i)), Sample.Context);
        result.Fault.Should().BeNull();
        return result.Sequence;
    }

    private static string Target(int thread, int i) => string.Create(CultureInfo.InvariantCulture, $"{thread}/{i}/{new string('x', (thread * 37 + i) % 250)}");

    private static void Run(Action<int> work)
    {
        var threads = new Thread[Threads];
        Exception? failure = null;
        for (int i = 0; i < Threads; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    work(number);
                }
                catch (Exception e)
                {
                    failure = e;
                }
            });
            threads[i].Start();
        }
        foreach (var thread in threads)
            thread.Join();
        failure.Should().BeNull();
    }
}
