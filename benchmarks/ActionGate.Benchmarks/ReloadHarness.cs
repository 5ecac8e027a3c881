using System.Diagnostics;
using System.Globalization;

namespace ActionGate.Benchmarks;

/// <summary>
/// How long does a decision wait while policies of 1,000 rules are reloaded? One thread decides without pause and notes each decision
/// that took unusually long; the same without reloads shows what the machine itself does.
/// </summary>
internal static class ReloadHarness
{
    private const int Rules = 1000;
    private const int Rounds = 200;

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

            Console.WriteLine("| what happens beside | decisions | p50 | p99 | p99.9 | p99.99 | longest | over 1 ms | collections 0/1/2 | GC pause p50 | p99 | longest |");
            Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
            Measure(gate, () => Thread.Sleep(15), print: null);
            Measure(gate, () => Thread.Sleep(15), "nothing");
            Measure(gate, () =>
            {
                long start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start).TotalMilliseconds < 12)
                    Thread.SpinWait(100);
                Thread.Sleep(5);
            }, "another thread is busy for 12 ms, and allocates nothing");
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

    private static void Measure(Gate gate, Action beside, string? print)
    {
        var request = new ActionRequest("file_read", RuleSets.Targets("file_read", Rules)[0], new ActionContext { WorkingDirectory = "/srv/project" });
        bool isOver = false;
        var times = new List<long>(8_000_000);
        var deciding = new Thread(() =>
        {
            while (!Volatile.Read(ref isOver) && times.Count < times.Capacity)
            {
                long start = Stopwatch.GetTimestamp();
                gate.Decide(request);
                times.Add(Stopwatch.GetTimestamp() - start);
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
        times.Sort();
        pauses.Sort();
        string PauseAt(double share) => string.Create(CultureInfo.InvariantCulture, $"{(pauses.Count == 0 ? 0 : pauses[(int)((pauses.Count - 1) * share)].TotalMicroseconds):0} us");
        string At(double share) => string.Create(CultureInfo.InvariantCulture, $"{times[(int)((times.Count - 1) * share)] * 1e6 / Stopwatch.Frequency:0.0} us");
        int slow = times.Count(t => t > Stopwatch.Frequency / 1000);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {print} | {times.Count} | {At(0.5)} | {At(0.99)} | {At(0.999)} | {At(0.9999)} | {At(1)} | {slow} | {string.Join('/', collections)} | {PauseAt(0.5)} | {PauseAt(0.99)} | {PauseAt(1)} |"));
    }
}
