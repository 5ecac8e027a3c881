namespace ActionGate.Execution.Tests.Integration;

public sealed class LimitTests : ExecutorFixture
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    /// <summary>Each writes the numbers of what it starts to <c>pids</c>, so many at least, and stays.</summary>
    public static TheoryData<string, int, string> WaysToStay => new()
    {
        { "child", 1, "sleep 1000 & echo $! >> pids; sleep 1000" },
        { "deaf to SIGTERM", 2, "trap '' TERM HUP INT; echo $$ >> pids; (echo $BASHPID >> pids; while :; do sleep 1; done) & wait" },
        { "nohup", 1, "nohup sleep 1000 >/dev/null 2>&1 & echo $! >> pids; sleep 1000" },
        { "setsid", 1, "setsid bash -c 'echo $$ >> pids; sleep 1000' & sleep 1000" },
        { "setsid, orphaned", 1, "(setsid bash -c 'echo $$ >> pids; sleep 1000' &) ; sleep 1000" },
        { "setsid, orphaned, no environment", 1, "(env -i setsid /bin/bash -c 'echo $$ >> pids; exec /bin/sleep 1000' >/dev/null 2>&1 </dev/null &) ; sleep 1000" },
        { "stopped", 1, "sleep 1000 & kill -STOP $!; echo $! >> pids; sleep 1000" },
        { "fork bomb, slow", 30, "f() { echo $BASHPID >> pids; sleep 0.05; f & f & wait; }; f" },
    };

    /// <summary>Each writes the number of what it leaves behind to <c>pids</c>, and ends by itself.</summary>
    public static TheoryData<string, string> WaysToLeaveSomething => new()
    {
        { "holds the output", "sleep 1000 & echo $! >> pids" },
        { "holds nothing", "nohup sleep 1000 >/dev/null 2>&1 </dev/null & echo $! >> pids" },
        { "no environment, own session", "(env -i setsid /bin/bash -c 'echo $$ >> pids; exec /bin/sleep 1000' >/dev/null 2>&1 </dev/null &) ; while ! [ -s pids ]; do sleep 0.01; done" },
    };

    [SkippableTheory]
    [MemberData(nameof(WaysToStay))]
    public async Task Execute_OverItsTime_EndsEverything(string name, int processes, string code)
    {
        Needs("bash", "setsid", "nohup", "prlimit");

        var result = await RunOutOfTimeAsync(processes, new CodeBlock(code, "bash"));

        result.Should().BeEquivalentTo(new CodeResult(124, "Timeout") { LimitHit = "wall_time" }, name);
        ProcessesIn("pids").Should().NotBeEmpty().And.OnlyContain(p => !IsAlive(p), name);
    }

    [SkippableTheory]
    [MemberData(nameof(WaysToLeaveSomething))]
    public async Task Execute_BlockEnds_WhatItLeftEndsToo(string name, string code)
    {
        Needs("bash", "setsid", "nohup", "prlimit");

        var result = await RunAsync("bash", code);

        result.Should().BeEquivalentTo(new CodeResult(0, ""), name);
        ProcessesIn("pids").Should().NotBeEmpty().And.OnlyContain(p => !IsAlive(p), name);
    }

    [SkippableFact]
    public async Task Execute_PythonDaemon_Ends()
    {
        Needs("python3");
        const string Daemon = """
            import os, signal, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
                    os.environ.clear()
                    for fd in range(0, 256):
                        try: os.close(fd)
                        except OSError: pass
                    os.chdir('/')
                    with open(PIDS, 'w') as f: f.write(str(os.getpid()) + chr(10))
                    while True: time.sleep(1)
                os._exit(0)
            os.wait()
            time.sleep(1000)
            """;
        var result = await RunOutOfTimeAsync(processes: 1, new CodeBlock($"PIDS = '{Work}/pids'\n{Daemon}", "python"));

        result.ExitCode.Should().Be(124);
        ProcessesIn("pids").Should().ContainSingle().Which.Should().Match(p => !IsAlive(p));
    }

    [SkippableFact]
    public async Task Execute_KillZero_DoesNotReachTheHost()
    {
        Needs("bash");

        (await RunAsync("bash", "kill -KILL 0")).ExitCode.Should().Be(137);
    }

    [SkippableFact]
    public async Task Execute_TimeOut_CountsAllBlocksAndKeepsWhatWasSaid()
    {
        Needs("bash");

        var result = await RunOutOfTimeAsync(processes: 1, new CodeBlock("printf first", "bash"), new CodeBlock("echo $$ >> pids; sleep 1000", "bash"));

        result.Should().BeEquivalentTo(new CodeResult(124, "first\nTimeout") { LimitHit = "wall_time" });
    }

    [SkippableFact]
    public async Task Execute_LimitOfTheRun_IsTheStricter()
    {
        Needs("bash");
        CodeExecution Sleeping(TimeSpan limit) => new([new CodeBlock("sleep 1000", "bash")]) { Limits = new ExecutionLimits { WallTime = limit } };

        var byRun = await RunAsync(new ProcessCodeExecutor(Options), Sleeping(Short));
        var byOptions = await RunAsync(new ProcessCodeExecutor(Options with { Timeout = Short }), Sleeping(TimeSpan.MaxValue));
        var none = await RunAsync(new ProcessCodeExecutor(Options), Sleeping(TimeSpan.Zero));

        byRun.ExitCode.Should().Be(124);
        byOptions.ExitCode.Should().Be(124);
        none.Should().BeEquivalentTo(new CodeResult(124, "Timeout") { LimitHit = "wall_time", LimitsHeldBy = new Dictionary<string, string> { ["wall_time"] = "timer" }, NothingRan = true });
    }

    public static TheoryData<string, ExecutionLimits> LimitsThatNobodyHolds => new()
    {
        { "cpu", new() { CpuTime = TimeSpan.FromHours(1) } },
        { "memory", new() { MemoryBytes = long.MaxValue } },
        { "processes", new() { Processes = int.MaxValue } },
        { "file_size", new() { FileBytes = 0, WallTime = TimeSpan.FromHours(1) } },
        { "file_size, memory, processes, cpu", new() { CpuTime = TimeSpan.Zero, MemoryBytes = 1, Processes = 1, FileBytes = 1 } },
    };

    [Theory]
    [MemberData(nameof(LimitsThatNobodyHolds))]
    public async Task Execute_LimitThatItDoesNotHoldHere_StartsNothing(string names, ExecutionLimits limits)
    {
        var execution = new CodeExecution([new CodeBlock("touch ran", "bash")]) { Limits = limits };

        var result = await RunAsync(new ProcessCodeExecutor(Options, portable: true), execution);

        result.Should().BeEquivalentTo(new CodeResult(1, $"the run is to be limited in what this executor does not hold on this machine ({names}), so nothing was started") { NothingRan = true });
        Directory.Exists(Work).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_OverItsOutput_EndsWithWhatFits()
    {
        Needs("bash");

        var result = await RunAsync(Options with { MaxOutputBytes = 10 }, new CodeBlock("yes", "bash"), new CodeBlock("touch never", "bash"));

        result.Should().BeEquivalentTo(new CodeResult(137, "y\ny\ny\ny\ny\noutput limit of 10 bytes passed, the run was ended") { LimitHit = "output" });
        File.Exists(Path.Combine(Work, "never")).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_OverItsOutputAsItEnds_IsNotASuccess()
    {
        Needs("bash");
        var execution = new CodeExecution([new CodeBlock("echo 12345", "bash")]) { Limits = new ExecutionLimits { OutputBytes = 5 } };

        var result = await RunAsync(new ProcessCodeExecutor(Options), execution);

        result.Should().BeEquivalentTo(new CodeResult(137, "12345\noutput limit of 5 bytes passed, the run was ended")
        {
            LimitHit = "output",
            LimitsHeldBy = new Dictionary<string, string> { ["output"] = "reader" },
        });
    }

    [SkippableFact]
    public async Task Execute_OutputOfAMegabyteMinusNothing_IsKept()
    {
        Needs("bash");

        var result = await RunAsync("bash", "head -c 1048576 /dev/zero | tr '\\0' x");

        result.ExitCode.Should().Be(0);
        result.Output.Should().HaveLength(1024 * 1024);
    }

    [SkippableFact]
    public async Task Execute_Cancelled_EndsEverythingAndReturns()
    {
        Needs("bash");
        using var cancellation = new CancellationTokenSource();
        var listener = new CancelOnFirst(cancellation);
        var execution = new CodeExecution([new CodeBlock("sleep 1000 & echo $! > pids; echo started; wait", "bash")]) { Output = listener };

        var result = await RunAsync(new ProcessCodeExecutor(Options), execution, cancellation.Token);

        result.Should().BeEquivalentTo(new CodeResult(125, "started\nCancelled"));
        ProcessesIn("pids").Should().OnlyContain(p => !IsAlive(p));
    }

    [SkippableFact]
    public async Task Execute_AlreadyCancelled_NothingRuns()
    {
        Needs("bash");

        var result = await RunAsync(new ProcessCodeExecutor(Options), new CodeExecution([new CodeBlock("touch ran", "bash")]), new CancellationToken(canceled: true));

        result.Should().BeEquivalentTo(new CodeResult(125, "Cancelled") { NothingRan = true });
        Directory.Exists(Work).Should().BeFalse();
    }

    /// <summary>Runs blocks and lets their time run out as soon as they have named so many processes.</summary>
    private async Task<CodeResult> RunOutOfTimeAsync(int processes, params CodeBlock[] blocks)
    {
        var clock = new ManualClock();
        string pids = Path.Combine(Work, "pids");
        var run = RunAsync(Options with { Clock = clock }, blocks);
        while (!run.IsCompleted && !(File.Exists(pids) && (await File.ReadAllTextAsync(pids)).Count(c => c == '\n') >= processes))
            await Task.Delay(10);
        clock.Timers.Should().Be(1, "the blocks share one time");
        clock.RunOut();
        return await run;
    }

    private sealed class CancelOnFirst(CancellationTokenSource cancellation) : IProgress<CodeOutput>
    {
        public void Report(CodeOutput value) => cancellation.Cancel();
    }
}
