using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace ActionGate.Execution.Tests.Integration;

/// <summary>
/// What shows only after a while. Run with <c>ACTIONGATE_LONG_TESTS=1</c>; <c>ACTIONGATE_LONG_MINUTES</c> and <c>ACTIONGATE_LONG_RUNS</c> shorten them.
/// </summary>
[Collection(AloneCollection.Name)]
public sealed class LongTests(ITestOutputHelper output) : ExecutorFixture
{
    private static readonly string[] Trees =
    [
        "for i in 1 2 3; do sleep 1000 & echo $! >> pids; done; wait",
        "trap '' TERM HUP; (setsid bash -c 'echo $$ >> pids; exec sleep 1000' &); echo $$ >> pids; while :; do sleep 1; done",
        "(env -i setsid /bin/bash -c 'echo $$ >> pids; exec /bin/sleep 1000' >/dev/null 2>&1 </dev/null &); sleep 1000",
        "f() { echo $BASHPID >> pids; sleep 0.01; f & sleep 1000; }; f",
    ];

    [SkippableFact]
    public async Task Execute_ThousandTimeOuts_LeaveNoProcess()
    {
        SkipUnlessLong();
        Needs("bash", "setsid");
        int runs = Setting("ACTIONGATE_LONG_RUNS", 1000);
        var longest = TimeSpan.Zero;
        long seen = 0;
        for (int i = 0; i < runs; i++)
        {
            var options = Options with { WorkDirectory = Path.Combine(Root, "work"), Timeout = TimeSpan.FromMilliseconds(100) };
            long from = Stopwatch.GetTimestamp();

            var result = await RunAsync(options, new CodeBlock(Trees[i % Trees.Length], "bash"));

            var late = Stopwatch.GetElapsedTime(from) - options.Timeout;
            longest = late > longest ? late : longest;
            result.LimitHit.Should().Be("wall_time", result.Output);
            string pids = Path.Combine(Work, "pids");
            int[] left = File.Exists(pids) ? ProcessesIn("pids") : [];
            seen += left.Length;
            left.Should().OnlyContain(p => !IsAlive(p), "run {0}", i);
            File.Delete(pids);
        }
        output.WriteLine($"{runs} time-outs, {seen} processes named, none left; over 100 ms at most by {longest.TotalMilliseconds:F0} ms");
        longest.Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    [SkippableFact]
    public async Task Execute_HundredExecutorsSideBySide_LeaveNothing()
    {
        SkipUnlessLong();
        Needs("bash");
        var time = TimeSpan.FromMinutes(Setting("ACTIONGATE_LONG_MINUTES", 10));
        await RunForAsync(TimeSpan.FromSeconds(10)); // what a process makes once and keeps
        var before = Measure();

        long runs = await RunForAsync(time);

        var after = Measure();
        output.WriteLine($"{runs} runs by 100 executors in {time}; before {before}, after {after}");
        after.Handles.Should().BeLessThanOrEqualTo(before.Handles + 10);
        after.Children.Should().Be(before.Children);
        after.Groups.Should().Be(0);
        after.Managed.Should().BeLessThan(before.Managed + (20 << 20));
    }

    private async Task<long> RunForAsync(TimeSpan time)
    {
        long runs = 0;
        long from = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            var executor = new ProcessCodeExecutor(Options with { WorkDirectory = Path.Combine(Root, $"work{i}"), Timeout = TimeSpan.FromSeconds(60) });
            var limits = i % 2 == 0 ? ExecutionLimits.None : new ExecutionLimits { MemoryBytes = 64 << 20, Processes = 50, CpuTime = TimeSpan.FromSeconds(30) };
            for (int n = 0; Stopwatch.GetElapsedTime(from) < time; n++)
            {
                var execution = new CodeExecution([new CodeBlock(n % 5 == 0 ? "sleep 1000 & (setsid sleep 1000 &); echo ran" : "echo ran", "bash")]) { Limits = limits };
                var result = await executor.ExecuteAsync(execution);
                result.Should().Match<CodeResult>(r => r.ExitCode == 0 && r.Output == "ran\n", result.Output);
                Interlocked.Increment(ref runs);
            }
        }));
        return runs;
    }

    private static Left Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        int children = Directory.GetDirectories("/proc").Count(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && File.Exists($"/proc/{pid}/environ") && IsOfARun(pid));
        return new Left(
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            children,
            ActionGate.Cgroups.CgroupHierarchy.OfThisProcess().Where(h => Directory.Exists(h.Folder))
                .Sum(h => Directory.GetDirectories(h.Folder, $"actiongate-{Environment.ProcessId}-*").Length),
            GC.GetTotalMemory(forceFullCollection: true),
            self.WorkingSet64);
    }

    private static bool IsOfARun(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/environ").Contains("ACTIONGATE_RUN=", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void SkipUnlessLong() =>
        Skip.IfNot(Environment.GetEnvironmentVariable("ACTIONGATE_LONG_TESTS") == "1", "takes long: ACTIONGATE_LONG_TESTS=1 runs it");

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : usual;

    private sealed record Left(int Handles, int Children, int Groups, long Managed, long WorkingSet);
}
