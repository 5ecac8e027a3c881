using System.Text;

namespace ActionGate.Execution.Tests.Integration;

public sealed class StreamTests : ExecutorFixture
{
    [SkippableFact]
    public async Task Stream_Run_GivesOutputWhileItRunsAndTheResultLast()
    {
        Needs("bash");
        string go = Path.Combine(Work, "go");
        var updates = new List<CodeUpdate>();

        await foreach (var update in new ProcessCodeExecutor(Options).StreamAsync(Code("echo first; while ! [ -e go ]; do sleep 0.01; done; echo second; exit 3")))
        {
            updates.Add(update);
            if (update.Text.Contains("first", StringComparison.Ordinal))
                await File.WriteAllTextAsync(go, ""); // without a live first piece the run would not end
        }

        string.Concat(updates.Select(u => u.Text)).Should().Be("first\nsecond\n");
        updates.SkipLast(1).Should().OnlyContain(u => u.Result == null && u.Text.Length > 0);
        updates[^1].Should().BeEquivalentTo(new CodeUpdate("", new CodeResult(3, "first\nsecond\n")));
    }

    [SkippableFact]
    public async Task Stream_Left_EndsTheRun()
    {
        Needs("bash");

        await foreach (var update in new ProcessCodeExecutor(Options).StreamAsync(Code("sleep 1000 & echo $! > pids; echo on; wait")))
        {
            update.Text.Should().Be("on\n");
            break;
        }

        ProcessesIn("pids").Should().ContainSingle().Which.Should().Match(p => !IsAlive(p));
    }

    [SkippableFact]
    public async Task Stream_LeftWhileTheCodeWaitsForItsReader_EndsTheRun()
    {
        Needs("bash", "yes");

        await foreach (var update in new ProcessCodeExecutor(Options with { MaxOutputBytes = 1 << 30 }).StreamAsync(Code("echo $$ > pids; exec yes")))
        {
            // Long enough that what waits is full, and the pipe too.
            for (int i = 0; i < 20; i++)
                await Task.Delay(10);
            break;
        }

        ProcessesIn("pids").Should().ContainSingle().Which.Should().Match(p => !IsAlive(p));
    }

    [SkippableFact]
    public async Task Stream_Cancelled_TellsSo()
    {
        Needs("bash");
        using var cancellation = new CancellationTokenSource();
        CodeUpdate last = default;

        await foreach (var update in new ProcessCodeExecutor(Options).StreamAsync(Code("echo on; sleep 1000"), cancellation.Token))
        {
            last = update;
            await cancellation.CancelAsync();
        }

        last.Result.Should().BeEquivalentTo(new CodeResult(125, "on\nCancelled"));
    }

    [SkippableFact]
    public async Task Stream_SlowReader_HoldsTheCodeBackAndGetsAll()
    {
        Needs("bash", "head", "tr");
        const int Size = 4_000_000;
        var text = new StringBuilder();
        CodeResult? result = null;
        int updates = 0;

        await foreach (var update in new ProcessCodeExecutor(Options with { MaxOutputBytes = 2 * Size }).StreamAsync(Code($"head -c {Size} /dev/zero | tr '\\0' x; echo; touch all-written")))
        {
            if (updates++ == 0)
            {
                for (int i = 0; i < 10; i++)
                    await Task.Delay(10);
                File.Exists(Path.Combine(Work, "all-written")).Should().BeFalse("nobody read");
            }
            text.Append(update.Text);
            update.Text.Length.Should().BeLessThan(2 * 1024 * 1024);
            result = update.Result;
        }

        text.Length.Should().Be(Size + 1);
        result!.Output.Should().HaveLength(Size + 1);
    }

    [Fact]
    public async Task Stream_ExecutorThrows_Throws()
    {
        Func<Task> reading = async () =>
        {
            await foreach (var update in new Throwing().StreamAsync(Code("x")))
                update.Text.Should().Be("before");
        };

        await reading.Should().ThrowAsync<InvalidOperationException>().WithMessage("the executor's own");
    }

    [Fact]
    public async Task Stream_OwnListener_HearsItToo()
    {
        var listener = new Listener();
        var execution = new CodeExecution([new CodeBlock("x", "bash")]) { Output = listener };

        await foreach (var _ in new Quick().StreamAsync(execution))
            ;

        listener.Heard.Should().Be("said");
    }

    private static CodeExecution Code(string code) => new([new CodeBlock(code, "bash")]);

    private sealed class Throwing : ICodeExecutor
    {
        public Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
        {
            execution.Output!.Report(new CodeOutput("before"));
            throw new InvalidOperationException("the executor's own");
        }
    }

    private sealed class Quick : ICodeExecutor
    {
        public Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
        {
            execution.Output!.Report(new CodeOutput("said"));
            return Task.FromResult(new CodeResult(0, "said"));
        }
    }

    private sealed class Listener : IProgress<CodeOutput>
    {
        internal string Heard { get; private set; } = "";

        public void Report(CodeOutput value) => Heard += value.Text;
    }
}
