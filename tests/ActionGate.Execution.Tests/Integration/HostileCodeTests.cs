namespace ActionGate.Execution.Tests.Integration;

/// <summary>Code that does its worst: bounded, told of, and ended.</summary>
[Collection(AloneCollection.Name)]
public sealed class HostileCodeTests : ExecutorFixture
{
    [SkippableFact]
    public async Task Execute_WorkDirectoryThatCannotBeMade_SaysSo()
    {
        Needs("bash");
        Skip.IfNot(Directory.Exists("/proc/self"), "needs /proc");

        var result = await RunAsync(Options with { WorkDirectory = "/proc/actiongate" }, new CodeBlock("echo ran", "bash"));

        result.ExitCode.Should().Be(1);
        result.Output.Should().StartWith("the work directory '/proc/actiongate' cannot be used:");
    }

    [SkippableFact]
    public async Task Execute_TenGigabytesOfOutput_EndAtTheLimitAndTakeNoMemory()
    {
        Needs("bash", "yes", "head");
        long before = GC.GetTotalAllocatedBytes();

        var result = await RunAsync(Options with { MaxOutputBytes = 100_000 }, new CodeBlock("yes 0123456789abcdef | head -c 10737418240", "bash"));

        (result.ExitCode, result.LimitHit).Should().Be((137, "output"));
        result.Output.Length.Should().BeLessThan(100_100);
        (GC.GetTotalAllocatedBytes() - before).Should().BeLessThan(50_000_000);
    }

    [SkippableFact]
    public async Task Execute_BinaryOutput_IsTextOfTheSameRun()
    {
        Needs("bash", "head");

        var result = await RunAsync("bash", "head -c 300000 /dev/urandom; printf '\\0\\377\\376'; exit 4");

        result.ExitCode.Should().Be(4);
        result.Output.Should().Contain("\0").And.EndWith("\uFFFD");
    }

    [SkippableFact]
    public async Task Execute_ClosesItsOutputAndGoesOn_IsWaitedFor()
    {
        Needs("bash");

        var result = await RunAsync("bash", "echo before; exec >&- 2>&-; for i in 1 2 3 4 5; do sleep 0.02; done; touch after; exit 6");

        result.Should().BeEquivalentTo(new CodeResult(6, "before\n"));
        File.Exists(Path.Combine(Work, "after")).Should().BeTrue();
    }

    [SkippableTheory]
    [InlineData("exec >&- 2>&- <&-; echo $$ > pids; while :; do sleep 1; done")]
    [InlineData("trap '' TERM INT HUP QUIT; echo $$ > pids; while :; do sleep 1; done")]
    [InlineData("(exec env -i /usr/bin/setsid /bin/bash -c '(exec /usr/bin/setsid /bin/bash -c \"trap : TERM; echo \\$\\$ > pids; while :; do /bin/sleep 1; done\" &) ' >&- 2>&- <&- &); while :; do sleep 1; done")]
    public async Task Execute_DeafCode_EndsAtItsTime(string code)
    {
        Needs("bash", "setsid", "env");

        var result = await RunAsync(Options with { Timeout = TimeSpan.FromMilliseconds(700) }, new CodeBlock(code, "bash"));

        result.Should().BeEquivalentTo(new CodeResult(124, "Timeout") { LimitHit = "wall_time" });
        ProcessesIn("pids").Should().ContainSingle().Which.Should().Match(p => !IsAlive(p));
    }

    [SkippableFact]
    public async Task Execute_GibibyteLimit_EndsAHogWithinASecond()
    {
        Needs("python3");
        Skip.If(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < 3L << 30, "needs 3 GiB of memory");
        var execution = new CodeExecution([new CodeBlock("x = []\nprint('on', flush=True)\nwhile True: x.append(bytearray(16 << 20))", "python")])
        {
            Limits = new ExecutionLimits { MemoryBytes = 1L << 30 },
        };

        var result = await RunAsync(new ProcessCodeExecutor(Options), execution);

        (result.ExitCode, result.LimitHit).Should().Be((137, "memory"));
        result.Output.Should().Be("on\nmemory limit of 1073741824 bytes passed, the run was ended");
    }
}
