using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Serilog;

namespace ActionGate.Benchmarks;

/// <summary>
/// How many records a second does the audit log take, at which level, and what does each cost? Beside it a plain loop that writes lines of the same
/// length, Serilog's file sink with the same members, and the machine's own rate of syncs. Best of some rounds: other work on the machine only takes away.
/// </summary>
internal static class AuditHarness
{
    private const int Rounds = 5;

    private static readonly ActionContext Context = new() { Agent = "coder", Session = "s-1", Turn = 3 };
    private static readonly ActionRequest Request = ActionRequest.ReadFile("/srv/project/module0/src/source.cs", Context);
    private static readonly Decision Decision = Policy.Parse(RuleSets.Yaml("file_read", 10)).Evaluate(Request);
    private static string _folder = "";

    internal static void Run(string? only)
    {
        _folder = Directory.CreateTempSubdirectory("actiongate-audit-").FullName;
        try
        {
            Row("what", "records/s", "ns a record", "of them in the processor", "bytes allocated a record");
            Row("---", "---:", "---:", "---:", "---:");
            byte[] line = Encoding.UTF8.GetBytes(new string('x', (int)LineLength() - 1) + "\n");
            Print(only, "FileStream, buffered", 400_000, n => Plain(line, n, 64 * 1024));
            Print(only, "FileStream, a write a line", 200_000, n => Plain(line, n, 0));
            Print(only, "Serilog file sink, buffered", 100_000, n => WithSerilog(n, isBuffered: true));
            Print(only, "Serilog file sink, a write a line", 100_000, n => WithSerilog(n, isBuffered: false));
            Print(only, "in memory", 400_000, n => InMemory(n));
            Print(only, "Buffered", 400_000, n => Append(AuditLevel.Buffered, n));
            Print(only, "Buffered, no checkpoints", 400_000, n => Append(AuditLevel.Buffered, n, o => o with { CheckpointInterval = null }));
            Print(only, "Flush", 200_000, n => Append(AuditLevel.Flush, n));
            Print(only, "Flush, no checkpoints", 200_000, n => Append(AuditLevel.Flush, n, o => o with { CheckpointInterval = null }));
            Print(only, "Flush, shared", 20_000, n => Append(AuditLevel.Flush, n, o => o with { Shared = true }));
            Print(only, "write and fsync of a line", 300, n => PlainSyncs(line, n));
            Print(only, "Durable, 1 caller", 300, n => Append(AuditLevel.Durable, n));
            Print(only, "Durable, 16 callers", 16_000, n => AppendFromThreads(16, n));
            Print(only, "Durable, 64 callers", 64_000, n => AppendFromThreads(64, n));
            Print(only, "Durable, pipelined, window of 1,024", 200_000, n => AppendPipelined(1_024, n));
            Print(only, "Durable, pipelined, window of 8,192", 400_000, n => AppendPipelined(8_192, n));
            if (only is null or "gaps")
                Gaps();
            if (only is null or "open")
                OpenMillion();
        }
        finally
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static void Print(string? only, string what, int records, Func<int, double> run)
    {
        if (only is not null && !what.Contains(only, StringComparison.OrdinalIgnoreCase))
            return;
        run(Math.Max(200, records / 10));
        double best = double.MaxValue, processor = double.MaxValue;
        long allocated = long.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            var used = Environment.CpuUsage.TotalTime;
            best = Math.Min(best, run(records));
            processor = Math.Min(processor, (Environment.CpuUsage.TotalTime - used).TotalSeconds);
            allocated = Math.Min(allocated, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Row(what, (records / best).ToString("N0", CultureInfo.InvariantCulture), (best / records * 1e9).ToString("N0", CultureInfo.InvariantCulture),
            (processor / records * 1e9).ToString("N0", CultureInfo.InvariantCulture), ((double)allocated / records).ToString("N1", CultureInfo.InvariantCulture));
    }

    private static void Row(params string[] cells) => Console.WriteLine("| " + string.Join(" | ", cells) + " |");

    private static string NewPath() => Path.Combine(_folder, Path.GetRandomFileName());

    private static AuditLog Open(AuditLevel level, Func<AuditOptions, AuditOptions>? change = null)
    {
        var options = new AuditOptions { Level = level, KeyFile = Path.Combine(_folder, "keys", "audit.key") };
        return AuditLog.Open(NewPath(), change?.Invoke(options) ?? options);
    }

    private static double LineLength()
    {
        string path;
        using (var log = Open(AuditLevel.Buffered))
        {
            path = log.Folder!;
            for (int i = 0; i < 100_000; i++)
                log.AppendDecision(Decision, Context);
        }
        double length = new FileInfo(Path.Combine(path, "audit-000000000000.jsonl")).Length / 100_002.0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"A decision is {length:F1} bytes.\n"));
        return length;
    }

    private static double Append(AuditLevel level, int records, Func<AuditOptions, AuditOptions>? change = null)
    {
        var log = Open(level, change);
        Warm(log);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < records; i++)
            Check(log.AppendDecision(Decision, Context).Fault);
        log.FlushAsync().AsTask().Wait();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Close(log);
        return seconds;
    }

    private static double InMemory(int records)
    {
        using var log = AuditLog.InMemory(100);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < records; i++)
            Check(log.AppendDecision(Decision, Context).Fault);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double AppendFromThreads(int threads, int records)
    {
        var log = Open(AuditLevel.Durable);
        using var go = new ManualResetEventSlim();
        var workers = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            workers[i] = new Thread(() =>
            {
                go.Wait();
                for (int k = 0; k < records / threads; k++)
                    Check(log.AppendDecision(Decision, Context).Fault);
            });
            workers[i].Start();
        }
        Warm(log);
        long start = Stopwatch.GetTimestamp();
        go.Set();
        foreach (var worker in workers)
            worker.Join();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Close(log);
        return seconds;
    }

    private static double AppendPipelined(int window, int records) => Task.Run(async () =>
    {
        var log = Open(AuditLevel.Durable);
        Warm(log);
        var pending = new ValueTask<ActionGate.Audit.AuditResult>[window];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < records; i++)
        {
            if (i >= window)
                Check((await pending[i % window]).Fault);
            pending[i % window] = log.AppendDecisionAsync(Decision, Context);
        }
        for (int i = records; i < records + Math.Min(window, records); i++)
            Check((await pending[i % window]).Fault);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Close(log);
        return seconds;
    }).GetAwaiter().GetResult();

    /// <summary>An agent decides now and then: caches are cold, and the disk is idle.</summary>
    private static void Gaps()
    {
        using var log = Open(AuditLevel.Flush);
        Warm(log);
        double[] microseconds = new double[1_000];
        for (int i = 0; i < microseconds.Length; i++)
        {
            Thread.Sleep(3);
            long start = Stopwatch.GetTimestamp();
            Check(log.AppendDecision(Decision, Context).Fault);
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(microseconds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nFlush with 3 ms between calls: p50 {microseconds[500]:F1} µs, p90 {microseconds[900]:F1} µs, p99 {microseconds[990]:F1} µs"));
    }

    private static void OpenMillion()
    {
        var options = new AuditOptions { Level = AuditLevel.Buffered, KeyFile = Path.Combine(_folder, "keys", "audit.key") };
        string path = NewPath();
        using (var log = AuditLog.Open(path, options))
        {
            for (int i = 0; i < 1_000_000; i++)
                Check(log.AppendDecision(Decision, Context).Fault);
        }
        foreach (bool isWhole in new[] { false, true })
        {
            long start = Stopwatch.GetTimestamp();
            var log = AuditLog.Open(path, options with { VerifyOnOpen = isWhole });
            double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            log.Dispose();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Opening a log of 1 M records, {(isWhole ? "read as a whole" : "from the frontier")}: {milliseconds:F0} ms"));
        }
    }

    private static void Warm(AuditLog log)
    {
        for (int i = 0; i < 10; i++)
            Check(log.AppendDecision(Decision, Context).Fault);
    }

    private static void Close(AuditLog log)
    {
        string path = log.Folder!;
        log.Dispose();
        Directory.Delete(path, recursive: true);
    }

    private static double Plain(byte[] line, int records, int buffer)
    {
        string path = NewPath();
        long start = Stopwatch.GetTimestamp();
        using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, buffer))
        {
            for (int i = 0; i < records; i++)
                stream.Write(line);
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    private static double PlainSyncs(byte[] line, int records)
    {
        string path = NewPath();
        using SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < records; i++)
        {
            RandomAccess.Write(file, line, (long)i * line.Length);
            RandomAccess.FlushToDisk(file);
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    private static double WithSerilog(int records, bool isBuffered)
    {
        string path = NewPath();
        long start;
        using (var log = new LoggerConfiguration().WriteTo.File(path, buffered: isBuffered, fileSizeLimitBytes: null, formatProvider: CultureInfo.InvariantCulture).CreateLogger())
        {
            start = Stopwatch.GetTimestamp();
            for (int i = 0; i < records; i++)
            {
                log.Information("{Agent} {Session} {Turn} {Action} {Target} {Verdict} {Mode} {Rule} {Policy} {Engine} {EvalNs}",
                    Context.Agent, Context.Session, Context.Turn, "file_read", Request.Target, "allow", "enforce", Decision.Rule?.Id, Decision.PolicyHash, "0.1.0", 1800);
            }
        }
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        File.Delete(path);
        return seconds;
    }

    private static void Check(string? fault)
    {
        if (fault is not null)
            throw new InvalidOperationException(fault);
    }
}
