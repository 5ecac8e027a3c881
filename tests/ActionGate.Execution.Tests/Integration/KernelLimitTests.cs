using System.Globalization;
using ActionGate.Cgroups;

namespace ActionGate.Execution.Tests.Integration;

/// <summary>Limits on memory, processor time, processes and files: each by the means that the machine offers, and by those that it would otherwise.</summary>
[Collection(AloneCollection.Name)]
public sealed class KernelLimitTests : ExecutorFixture
{
    private const long Mebibyte = 1 << 20;

    public enum Means
    {
        /// <summary>What the machine has.</summary>
        Best,

        /// <summary>Control groups of version 1 alone.</summary>
        VersionOne,

        /// <summary>No control groups.</summary>
        Watchdog,
    }

    public static TheoryData<string, string, string> MemoryHogs => new()
    {
        { "python", "python3", "x = []\nwhile True: x.append(bytearray(1 << 20))" },
        // Without the last command each shell would become its sleep, and give its memory back.
        { "bash", "tr", "for i in $(seq 40); do ( x=$(head -c 5000000 /dev/zero | tr '\\0' x); sleep 1000; : ) & done; wait" },
        { "javascript", "node", "const x = []; for (;;) x.push(Buffer.alloc(1 << 20, 1));" },
    };

    [SkippableTheory]
    [MemberData(nameof(MemoryHogs))]
    public async Task Promise_P27_OverItsMemory_EndsWithAReason(string language, string program, string code)
    {
        foreach (var means in (Means[])[Means.Best, Means.VersionOne, Means.Watchdog])
        {
            Needs(program, "bash", "seq", "prlimit");

            var result = await RunAsync(means, new ExecutionLimits { MemoryBytes = 128 * Mebibyte }, new CodeBlock(code, language));

            result.ExitCode.Should().Be(137, "{0}: {1}", means, result.Output);
            result.LimitHit.Should().Be("memory");
            result.Output.Should().EndWith("memory limit of 134217728 bytes passed, the run was ended");
            Groups().Should().BeEmpty();
        }
    }

    [SkippableFact]
    public async Task Execute_MemoryThatOneChildTookBriefly_IsOverAllTheSame()
    {
        Needs("python3", "bash", "prlimit");

        var result = await RunAsync(Means.Watchdog, new ExecutionLimits { MemoryBytes = 256 * Mebibyte }, new CodeBlock("python3 -c 'x=bytearray(700<<20)'; echo \"$?\"", "bash"));

        result.LimitHit.Should().Be("memory");
    }

    [SkippableTheory]
    [InlineData(Means.Best)]
    [InlineData(Means.VersionOne)]
    [InlineData(Means.Watchdog)]
    public async Task Execute_WithinItsLimits_IsNotDisturbed(Means means)
    {
        Needs("python3", "bash", "prlimit");
        var limits = new ExecutionLimits
        {
            MemoryBytes = 512 * Mebibyte,
            CpuTime = TimeSpan.FromSeconds(20),
            Processes = 50,
            FileBytes = Mebibyte,
            WallTime = TimeSpan.FromSeconds(20),
            OutputBytes = 1000,
        };

        var result = await RunAsync(means, limits, new CodeBlock("echo a > f; (echo b | cat)", "bash"), new CodeBlock("print(open('f').read())", "python"));

        (result.ExitCode, result.Output, result.LimitHit).Should().Be((0, "b\na\n\n", null));
        result.LimitsHeldBy.Keys.Should().Equal("cpu", "file_size", "memory", "output", "processes", "wall_time");
        result.LimitsHeldBy["file_size"].Should().Be("rlimit");
        if (means == Means.Watchdog)
            result.LimitsHeldBy.Values.Should().Equal("rlimit+watchdog", "rlimit", "watchdog", "reader", "watchdog", "timer");
        Groups().Should().BeEmpty();
    }

    [SkippableTheory]
    [InlineData(Means.Best)]
    [InlineData(Means.VersionOne)]
    [InlineData(Means.Watchdog)]
    public async Task Execute_OverItsProcessorTimeInSeveralChildren_EndsAll(Means means)
    {
        Needs("bash", "prlimit");
        var limits = new ExecutionLimits { CpuTime = TimeSpan.FromMilliseconds(600) };

        var result = await RunAsync(means, limits, new CodeBlock("for i in 1 2 3 4; do (echo $BASHPID >> pids; while :; do :; done) & done; wait", "bash"));

        result.ExitCode.Should().Be(137, result.Output);
        result.LimitHit.Should().Be("cpu");
        result.Output.Should().Be("processor time limit of 00:00:00.6000000 passed, the run was ended");
        ProcessesIn("pids").Should().HaveCount(4).And.OnlyContain(p => !IsAlive(p));
    }

    [SkippableTheory]
    [InlineData(Means.Best)]
    [InlineData(Means.Watchdog)]
    public async Task Execute_ProcessorTimeOfManyShortChildren_Counts(Means means)
    {
        Needs("bash", "prlimit", "seq");
        var limits = new ExecutionLimits { CpuTime = TimeSpan.FromMilliseconds(500) };

        var result = await RunAsync(means, limits, new CodeBlock("while :; do (for i in $(seq 2000); do :; done); done", "bash"));

        result.LimitHit.Should().Be("cpu");
    }

    [SkippableTheory]
    [InlineData(Means.Best)]
    [InlineData(Means.VersionOne)]
    public async Task Execute_ForkBomb_EndsAtTheLimit(Means means)
    {
        Needs("bash");
        SkipWithoutProcessesGroup();

        var result = await RunAsync(means, new ExecutionLimits { Processes = 40 }, new CodeBlock("f() { f & f & wait; }; f 2>/dev/null", "bash"));

        result.ExitCode.Should().Be(137, result.Output);
        result.LimitHit.Should().Be("processes");
        result.Output.Should().EndWith("limit of 40 processes passed, the run was ended");
        Groups().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_MoreProcessesThanWatched_Ends()
    {
        Needs("bash", "prlimit");

        var result = await RunAsync(Means.Watchdog, new ExecutionLimits { Processes = 5 }, new CodeBlock("for i in 1 2 3 4 5 6 7 8; do sleep 1000 & done; wait", "bash"));

        (result.ExitCode, result.LimitHit).Should().Be((137, "processes"));
    }

    [SkippableFact]
    public async Task Execute_FileTooLarge_EndsTheBlock()
    {
        Needs("bash", "prlimit", "head");

        var result = await RunAsync(Means.Best, new ExecutionLimits { FileBytes = 1000 }, new CodeBlock("head -c 5000 /dev/zero > big", "bash"));

        (result.ExitCode, result.LimitHit).Should().Be((153, "file_size"));
        result.Output.Should().EndWith("file size limit of 1000 bytes passed, the block was ended");
        new FileInfo(Path.Combine(Work, "big")).Length.Should().Be(1000);
    }

    [SkippableFact]
    public async Task Execute_FileTooLargeForAProgramThatIgnoresTheSignal_IsNotWritten()
    {
        Needs("python3", "prlimit");

        var result = await RunAsync(Means.Best, new ExecutionLimits { FileBytes = 1000 }, new CodeBlock("open('big', 'wb', 0).write(b'x' * 1000)\nopen('big', 'ab', 0).write(b'y')", "python"));

        result.ExitCode.Should().Be(1);
        result.Output.Should().Contain("File too large");
    }

    [SkippableFact]
    public async Task Execute_LimitsMustBeEnforced_RefusesWhatIsOnlyWatched()
    {
        Needs("bash", "prlimit");
        var limits = new ExecutionLimits { MemoryBytes = Mebibyte, Processes = 5, CpuTime = TimeSpan.FromSeconds(1), FileBytes = 1, WallTime = TimeSpan.FromSeconds(9), MustBeEnforced = true };

        var result = await RunAsync(Means.Watchdog, limits, new CodeBlock("touch ran", "bash"));

        result.Should().BeEquivalentTo(new CodeResult(1, "the run's limits must be enforced, and this machine lets them only be watched (memory, processes, cpu), so nothing was started") { NothingRan = true });
        Directory.Exists(Work).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_LimitsMustBeEnforced_RunsWhereTheKernelHoldsThem()
    {
        Needs("bash", "prlimit");
        SkipWithoutProcessesGroup();
        var limits = new ExecutionLimits { Processes = 5, MustBeEnforced = true };

        (await RunAsync(Means.Best, limits, new CodeBlock("echo ran", "bash"))).Output.Should().Be("ran\n");
    }

    [SkippableTheory]
    [InlineData(Means.Best)]
    [InlineData(Means.VersionOne)]
    public async Task Execute_ProcessThatChangedUserSessionAndEnvironment_EndsWithItsGroup(Means means)
    {
        Needs("bash", "setpriv", "setsid", "prlimit");
        Skip.IfNot(Environment.IsPrivilegedProcess && CgroupHost.OfThisProcess.Tree is not null, "needs root and control groups");
        const string Code = """
            touch pids; chmod 666 pids; chmod 711 . ..
            (exec env -i /usr/bin/setsid /usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups /bin/bash -c 'echo $$ >> pids; exec /bin/sleep 1000' >/dev/null 2>&1 </dev/null &)
            while ! [ -s pids ]; do sleep 0.01; done
            """;

        var result = await RunAsync(means, new ExecutionLimits { WallTime = TimeSpan.FromSeconds(10) }, new CodeBlock(Code, "bash"));

        result.ExitCode.Should().Be(0, result.Output);
        ProcessesIn("pids").Should().ContainSingle().Which.Should().Match(p => !IsAlive(p));
        Groups().Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_GroupsMadeByTheCode_AreRemovedToo()
    {
        Needs("bash");
        Skip.IfNot(Environment.IsPrivilegedProcess && CgroupHost.OfThisProcess.Tree is { IsUnified: true }, "needs root and control groups of version 2");
        string root = CgroupHost.OfThisProcess.Tree!.Folder;

        var result = await RunAsync(
            Means.Best,
            ExecutionLimits.None,
            new CodeBlock($"cd {root}/actiongate-*/ && mkdir -p a/b; sh -c 'echo 0 > a/b/cgroup.procs; sleep 1000' & while ! read -r _ < a/b/cgroup.procs; do sleep 0.01; done; echo in", "bash"));

        result.Output.Should().Be("in\n");
        Groups().Should().BeEmpty();
    }

    [SkippableFact]
    public void CgroupHost_LeftOverOfAHostThatIsGone_IsSwept()
    {
        Needs("bash");
        var tree = CgroupHost.OfThisProcess.Tree;
        Skip.If(tree is null, "needs control groups");
        // The number of a process that cannot be: above PID_MAX_LIMIT.
        string[] own = GroupName.Next().Split('-');
        own[1] = (1 << 23).ToString(CultureInfo.InvariantCulture);
        string left = Path.Combine(tree.Folder, string.Join('-', own));
        string others = Path.Combine(tree.Folder, GroupName.Next());
        Directory.CreateDirectory(left);
        Directory.CreateDirectory(others);
        using var process = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"echo 0 > {left}/cgroup.procs; exec sleep 1000"]);
        while (new Cgroup(left, tree.IsUnified).Processes().Count == 0)
            Thread.Yield();

        _ = new CgroupHost([tree]);

        process.WaitForExit(10_000).Should().BeTrue();
        Directory.Exists(left).Should().BeFalse();
        Directory.Exists(others).Should().BeTrue("its host lives");
        Directory.Delete(others);
    }

    private Task<CodeResult> RunAsync(Means means, ExecutionLimits limits, params CodeBlock[] blocks)
    {
        var groups = means switch
        {
            Means.Best => CgroupHost.OfThisProcess,
            Means.VersionOne => new CgroupHost(CgroupHierarchy.OfThisProcess().Where(h => !h.IsUnified)),
            _ => CgroupHost.None,
        };
        return RunAsync(new ProcessCodeExecutor(Options, portable: false, groups), new CodeExecution(blocks) { Limits = limits });
    }

    /// <summary>What is left of this process's groups.</summary>
    private static IEnumerable<string> Groups() => CgroupHierarchy.OfThisProcess()
        .Where(h => Directory.Exists(h.Folder))
        .SelectMany(h => Directory.GetDirectories(h.Folder, $"actiongate-{Environment.ProcessId}-*"));

    private static void SkipWithoutProcessesGroup() =>
        Skip.If(CgroupHost.OfThisProcess.Processes is null, "this machine has no control groups that count processes: a fork bomb would be the machine's");
}
