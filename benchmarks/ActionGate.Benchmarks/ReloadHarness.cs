using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

using Microsoft.Win32.SafeHandles;

namespace ActionGate.Benchmarks;

/// <summary>
/// How long does a decision wait while policies of 1,000 rules are reloaded? One thread decides without pause and notes how long each
/// decision took, and on Linux how much of that it only waited for a processor (the scheduler's own account of the thread): a host with more
/// threads than processors has such waits from anything that computes, so the same is measured beside a thread that is busy for as long as
/// a reload takes and touches neither gate nor memory.
/// </summary>
internal static class ReloadHarness
{
    private const int Rules = 1000;
    private const int Rounds = 200;

    /// <summary>About what a reload takes.</summary>
    private const int ReloadMilliseconds = 80;

    internal static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("actiongate-reload-").FullName;
        try
        {
            string file = Path.Combine(folder, "policy.yaml");
            string[] texts = [RuleSets.Yaml("file_read", Rules), RuleSets.Yaml("file_read", Rules).Replace("default: deny", "default: require_approval", StringComparison.Ordinal)];
            File.WriteAllText(file, texts[0]);
            using var audit = AuditLog.Open(Path.Combine(folder, "audit"), new() { Level = AuditLevel.Buffered });
            using var gate = new Gate(new() { Policy = PolicyWatcher.Load([file]), Audit = audit });
            using var watcher = new PolicyWatcher(gate, [file], new() { QuietPeriod = TimeSpan.Zero, Interval = TimeSpan.FromHours(1) });

            Console.WriteLine("| what happens beside | decisions | p50 | p99 | p99.9 | longest | over 1 ms | without waiting for a processor: p99.9 | longest | over 1 ms | collections 0/1/2 | GC pause p50 | p99 | longest |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            Measure(gate, () => Thread.Sleep(15), print: null);
            Measure(gate, () => Thread.Sleep(15), "nothing");
            Measure(gate, () =>
            {
                long start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < ReloadMilliseconds)
                    Thread.SpinWait(100);
                Thread.Sleep(5);
            }, $"another thread is busy for {ReloadMilliseconds} ms, and allocates nothing");
            int round = 0;
            double longestReload = 0, longestReplace = 0;
            var first = Policy.Load(file);
            Measure(gate, () =>
            {
                long start = Stopwatch.GetTimestamp();
                gate.Replace(first);
                longestReplace = Math.Max(longestReplace, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
                Thread.Sleep(15);
            }, "a policy already compiled is put in force");
            Measure(gate, () =>
            {
                File.WriteAllText(file + ".new", texts[++round % 2]);
                File.Move(file + ".new", file, overwrite: true);
                long start = Stopwatch.GetTimestamp();
                if (watcher.CheckNow().Outcome != PolicyReloadOutcome.Replaced)
                    throw new InvalidOperationException("the policy was not reloaded");
                longestReload = Math.Max(longestReload, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                Thread.Sleep(5);
            }, $"a policy of {Rules} rules is read, compiled and put in force");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nlongest reload {longestReload:0.0} ms, longest Gate.Replace {longestReplace:0} us"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Made once, so that the collections that are counted are not this harness's own.
    private static readonly double[] Times = new double[4_000_000];
    private static readonly double[] WithoutWaits = new double[Times.Length];

    private static void Measure(Gate gate, Action beside, string? print)
    {
        var request = new ActionRequest("file_read", RuleSets.Targets("file_read", Rules)[0], new ActionContext { WorkingDirectory = "/srv/project" });
        bool isOver = false;
        int decisions = 0;
        GC.Collect();
        var deciding = new Thread(() =>
        {
            using var account = File.Exists(SchedulerAccount) ? File.OpenHandle(SchedulerAccount) : null;
            double waited = Waited(account);
            while (!Volatile.Read(ref isOver) && decisions < Times.Length)
            {
                long start = Stopwatch.GetTimestamp();
                gate.Decide(request);
                double took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
                double before = waited;
                waited = Waited(account);
                Times[decisions] = took;
                WithoutWaits[decisions++] = Math.Max(0, took - (waited - before));
            }
        });
        deciding.Start();
        var pauses = new List<TimeSpan>();
        var paused = GC.GetTotalPauseDuration();
        int[] collections = [.. Enumerable.Range(0, 3).Select(GC.CollectionCount)];
        for (int i = 0; i < Rounds; i++)
        {
            beside();
            // All that the collector stopped the threads for in this round: mostly one collection, the watcher's own.
            var now = GC.GetTotalPauseDuration();
            if (now > paused)
                pauses.Add(now - paused);
            paused = now;
        }
        collections = [.. collections.Select((before, generation) => GC.CollectionCount(generation) - before)];
        Volatile.Write(ref isOver, true);
        deciding.Join();
        if (print is null)
            return;
        var times = Times.AsSpan(0, decisions);
        var withoutWaits = WithoutWaits.AsSpan(0, decisions);
        times.Sort();
        withoutWaits.Sort();
        pauses.Sort();
        string PauseAt(double share) => string.Create(CultureInfo.InvariantCulture, $"{(pauses.Count == 0 ? 0 : pauses[(int)((pauses.Count - 1) * share)].TotalMicroseconds):0} us");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {print} | {times.Length} | {At(times, 0.5)} | {At(times, 0.99)} | {At(times, 0.999)} | {At(times, 1)} | {Slow(times)} | {At(withoutWaits, 0.999)} | {At(withoutWaits, 1)} | {Slow(withoutWaits)} | {string.Join('/', collections)} | {PauseAt(0.5)} | {PauseAt(0.99)} | {PauseAt(1)} |"));
    }

    private static string At(ReadOnlySpan<double> sorted, double share) => string.Create(CultureInfo.InvariantCulture, $"{sorted[(int)((sorted.Length - 1) * share)]:0.0} us");

    private static int Slow(ReadOnlySpan<double> sorted)
    {
        int fast = sorted.BinarySearch(1000.0);
        return sorted.Length - (fast < 0 ? ~fast : fast);
    }

    private const string SchedulerAccount = "/proc/thread-self/schedstat";

    /// <summary>For how many microseconds this thread, ready to run, has waited for a processor since it began: the second of the kernel's numbers, in nanoseconds.</summary>
    private static double Waited(SafeFileHandle? account)
    {
        if (account is null)
            return 0;
        Span<byte> text = stackalloc byte[128];
        text = text[..RandomAccess.Read(account, text, 0)];
        text = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(text, out long nanoseconds, out _) ? nanoseconds / 1000.0 : 0;
    }
}
