using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActionGate.Execution.Tests.Integration;

public sealed class RunTests : ExecutorFixture
{
    [SkippableFact]
    public async Task Execute_SeveralBlocks_RunsThemInOrder()
    {
        Needs("bash", "python3");

        var result = await RunAsync(Options, new CodeBlock("echo one > f; echo one", "bash"), new CodeBlock("print(open('f').read() + 'two')", "py"), new CodeBlock("echo three", "sh"));

        result.Should().BeEquivalentTo(new CodeResult(0, "one\none\ntwo\nthree\n"));
    }

    [SkippableFact]
    public async Task Execute_Node_Runs()
    {
        Needs("node");

        var result = await RunAsync("js", "console.log(6 * 7)");

        result.Output.Should().Be("42\n");
    }

    [SkippableFact]
    public async Task Execute_BlockFails_TheRestDoesNotRun()
    {
        Needs("bash");

        var result = await RunAsync(Options, new CodeBlock("echo a", "bash"), new CodeBlock("exit 3", "bash"), new CodeBlock("touch never", "bash"));

        result.ExitCode.Should().Be(3);
        result.Output.Should().Be("a\n");
        File.Exists(Path.Combine(Work, "never")).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_BlockEndedBySignal_ExitCodeIs128AndTheSignal()
    {
        Needs("bash");

        (await RunAsync("bash", "kill -TERM $$")).ExitCode.Should().Be(128 + 15);
    }

    [SkippableFact]
    public async Task Execute_BothOutputs_KeepTheOrderOfWriting()
    {
        Needs("bash");

        var result = await RunAsync("bash", "for i in 1 2 3 4 5; do echo out$i; echo err$i >&2; done");

        result.Output.Should().Be("out1\nerr1\nout2\nerr2\nout3\nerr3\nout4\nerr4\nout5\nerr5\n");
    }

    [SkippableFact]
    public async Task Execute_StandardInput_IsEmpty()
    {
        Needs("bash");

        (await RunAsync("bash", "read -r line; echo \"$? <$line>\"; cat")).Output.Should().Be("1 <>\n");
    }

    [SkippableFact]
    public async Task Execute_InvalidUtf8_IsReplaced()
    {
        Needs("bash");

        (await RunAsync("bash", @"printf 'a\377b\303'")).Output.Should().Be("a\uFFFDb\uFFFD");
    }

    [SkippableFact]
    public async Task Execute_CodeIsWrittenByteForByte()
    {
        Needs("bash");
        const string Code = "wc -c < \"$0\"; tail -c 6 \"$0\" | od -An -tx1; true # é\r";

        (await RunAsync("bash", Code)).Output.Should().Be("54\n 20 23 20 c3 a9 0d\n");
    }

    [SkippableFact]
    public async Task Execute_NoBlocks_Fails()
    {
        Needs();

        (await RunAsync(Options)).ExitCode.Should().Be(1);
    }

    [SkippableTheory]
    [InlineData("cobol", "unknown language 'cobol'")]
    [InlineData("c#", "this executor runs no csharp")]
    [InlineData("", "unknown language ''")]
    [InlineData("ba\nsh", "unknown language of 5 characters")]
    public async Task Execute_LanguageThatIsNotRun_NothingRuns(string language, string reason)
    {
        Needs("bash");

        var result = await RunAsync(Options, new CodeBlock("touch ran", "bash"), new CodeBlock("x", language));

        result.ExitCode.Should().Be(1);
        result.Output.Should().Be($"block 2 of 2 cannot run, so nothing ran: {reason}");
        Directory.Exists(Work).Should().BeFalse();
    }

    [SkippableFact]
    public async Task Execute_LoneSurrogate_NothingRuns()
    {
        Needs("bash");

        var result = await RunAsync("bash", "echo \ud800");

        result.Should().BeEquivalentTo(new CodeResult(1, "block 1 of 1 cannot run, so nothing ran: the code is not valid UTF-16: a lone surrogate at index 5") { NothingRan = true });
    }

    [SkippableTheory]
    [InlineData("no-such-interpreter")]
    [InlineData("/no/such/interpreter")]
    [InlineData("/etc/passwd")]
    public async Task Execute_InterpreterMissing_Is127(string program)
    {
        Needs();
        var options = Options with { Interpreters = new Dictionary<string, CodeInterpreter> { ["py"] = new(program) } };

        var result = await RunAsync(options, new CodeBlock("1", "python"));

        result.Should().BeEquivalentTo(new CodeResult(127, $"block 1 of 1 cannot run, so nothing ran: interpreter '{program}' for python not found") { NothingRan = true });
    }

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_InterpreterDoesNotStart_SaysSo(bool portable)
    {
        Needs();
        string program = Path.Combine(Root, "python3");
        WriteProgram(program, "#!/no/such/program\n");
        var options = Options with { Interpreters = new Dictionary<string, CodeInterpreter> { ["py"] = new(program) } };

        var result = await RunAsync(new ProcessCodeExecutor(options, portable), new CodeExecution([new CodeBlock("1", "python")]));

        result.ExitCode.Should().BeInRange(126, 127); // 127 where prlimit says it
        result.Output.Should().Contain(program);
    }

    [SkippableFact]
    public async Task Execute_InterpreterPlantedInTheWorkDirectory_IsNotUsed()
    {
        Needs("bash");
        Directory.CreateDirectory(Work);
        string planted = Path.Combine(Work, "bash");
        WriteProgram(planted, "#!/bin/sh\necho planted\n");
        var options = Options with { Environment = new Dictionary<string, string> { ["PATH"] = $".:{Work}:{Environment.GetEnvironmentVariable("PATH")}" } };

        (await RunAsync(options, new CodeBlock("echo real", "bash"))).Output.Should().Be("real\n");
    }

    [SkippableFact]
    public async Task Execute_InterpreterArguments_StandBeforeTheFile()
    {
        Needs("bash");
        var options = Options with { Interpreters = new Dictionary<string, CodeInterpreter> { ["bash"] = new("bash", "-x", "-e") } };

        var result = await RunAsync(options, new CodeBlock("false; echo never", "bash"));

        result.Should().BeEquivalentTo(new CodeResult(1, "+ false\n"));
    }

    [SkippableFact]
    public async Task Execute_DecidedForAnotherFolder_NothingRuns()
    {
        Needs("bash");
        var blocks = new[] { new CodeBlock("touch ran", "bash") };
        var executor = new ProcessCodeExecutor(Options);

        var other = await RunAsync(executor, new CodeExecution(blocks) { Context = new ActionContext { WorkingDirectory = Root } });
        var relative = await RunAsync(executor, new CodeExecution(blocks) { Context = new ActionContext { WorkingDirectory = "work" } });
        bool ran = Directory.Exists(Work);
        var same = await RunAsync(executor, new CodeExecution(blocks) { Context = new ActionContext { WorkingDirectory = Work + "/" } });

        other.Should().BeEquivalentTo(new CodeResult(1, $"the run was decided for the folder '{Root}', this executor works in '{Work}'") { NothingRan = true });
        relative.ExitCode.Should().Be(1);
        ran.Should().BeFalse();
        same.ExitCode.Should().Be(0);
    }

    [SkippableFact]
    public async Task Execute_Listener_GetsOutputWhileItIsProduced()
    {
        Needs("bash");
        var listener = new Listener(_ => { });

        var result = await RunAsync(new ProcessCodeExecutor(Options), new CodeExecution([new CodeBlock("echo a; echo b >&2", "bash"), new CodeBlock("echo c", "sh")]) { Output = listener });

        string.Concat(listener.Heard.Select(o => o.Text)).Should().Be("a\nb\nc\n").And.Be(result.Output);
    }

    [SkippableFact]
    public async Task Execute_ListenerThrows_EndsTheRunAndThrows()
    {
        Needs("bash");
        var execution = new CodeExecution([new CodeBlock("echo $$ > pid; echo a; sleep 1000", "bash")]) { Output = new Listener(_ => throw new IOException("the host's own")) };

        Func<Task> run = () => RunAsync(new ProcessCodeExecutor(Options), execution);

        await run.Should().ThrowAsync<IOException>().WithMessage("the host's own");
        ProcessesIn("pid").Should().OnlyContain(p => !IsAlive(p));
        Directory.GetFiles(Work, "tmp_code_*").Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_ConcurrentRunsOfTheSameAndOtherCode_DoNotDisturbEachOther()
    {
        Needs("bash");
        var executor = new ProcessCodeExecutor(Options);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            RunAsync(executor, new CodeExecution([new CodeBlock($"echo {i % 4}; sleep 0.0{i % 3}; cat \"$0\" | wc -l", "bash")]))));

        results.Select(r => r.Output).Should().Equal(Enumerable.Range(0, 16).Select(i => $"{i % 4}\n0\n"));
        Directory.GetFileSystemEntries(Work).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Execute_Portable_DoesTheSame()
    {
        Needs("bash");
        var executor = new ProcessCodeExecutor(Options, portable: true);
        var hasty = new ProcessCodeExecutor(Options with { Timeout = TimeSpan.FromSeconds(1) }, portable: true);

        var plain = await RunAsync(executor, new CodeExecution([new CodeBlock("echo out; cat; exit 5", "bash")]));
        var late = await RunAsync(hasty, new CodeExecution([new CodeBlock("sleep 1000 & echo $! > pid; wait", "bash")]));
        var much = await RunAsync(executor, new CodeExecution([new CodeBlock("yes", "bash")]) { Limits = new ExecutionLimits { OutputBytes = 10 } });

        plain.Should().BeEquivalentTo(new CodeResult(5, "out\n"));
        late.Should().BeEquivalentTo(new CodeResult(124, "Timeout") { LimitHit = "wall_time" });
        ProcessesIn("pid").Should().OnlyContain(p => !IsAlive(p));
        much.LimitHit.Should().Be("output");
    }

    [SkippableFact]
    public async Task Execute_HostStartsProcessesOfItsOwn_NeitherSideTakesTheOthersExitCode()
    {
        Needs("bash");
        var executor = new ProcessCodeExecutor(Options);
        async Task<int> HostsOwn()
        {
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "sleep 0.05; exit 9"]))!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }

        var own = Enumerable.Range(0, 8).Select(_ => HostsOwn()).ToArray();
        var runs = Enumerable.Range(0, 8).Select(i => RunAsync(executor, new CodeExecution([new CodeBlock($"sleep 0.0{i}; exit {i}", "bash")]))).ToArray();

        (await Task.WhenAll(runs)).Select(r => r.ExitCode).Should().Equal(0, 1, 2, 3, 4, 5, 6, 7);
        (await Task.WhenAll(own)).Should().OnlyContain(code => code == 9);
    }

    private sealed class Listener(Action<CodeOutput> heard) : IProgress<CodeOutput>
    {
        internal ConcurrentQueue<CodeOutput> Heard { get; } = new();

        public void Report(CodeOutput value)
        {
            Heard.Enqueue(value);
            heard(value);
        }
    }
}
