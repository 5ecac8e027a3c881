using ActionGate.Cli.Commands;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Tests;

public sealed class ApplicationTests
{
    [Theory]
    [InlineData("")]
    [InlineData("eva")]
    [InlineData("audit")]
    [InlineData("check")]
    [InlineData("scan")]
    [InlineData("test")]
    [InlineData("test -")]
    [InlineData("test no-such-file.yaml")]
    [InlineData("eval")]
    [InlineData("eval --nonsense")]
    [InlineData("eval shell_exec ls")]
    [InlineData("eval --policy p.yaml shell_exec")]
    [InlineData("eval --policy p.yaml shell_exec rm -rf x")]
    [InlineData("eval --policy p.yaml --jsonl shell_exec ls")]
    [InlineData("eval --policy p.yaml --jsonl --cwd /x")]
    [InlineData("eval --policy - --jsonl")]
    [InlineData("eval --policy - shell_exec -")]
    [InlineData("eval --policy p.yaml --port 70000 network a")]
    [InlineData("eval --policy p.yaml --port x network a")]
    [InlineData("eval --policy p.yaml --language python shell_exec ls")]
    [InlineData("eval --policy p.yaml --var K shell_exec ls")]
    [InlineData("eval --policy p.yaml --var =V shell_exec ls")]
    [InlineData("eval --policy p.yaml --var K=1 --var K=2 shell_exec ls")]
    [InlineData("eval --policy no-such-file.yaml shell_exec ls")]
    [InlineData("scan --jsonl x.sh")]
    [InlineData("scan - --json")]
    [InlineData("scan no-such-file.sh")]
    [InlineData("scan - - --language bash")]
    [InlineData("check - -")]
    [InlineData("audit verify -")]
    public void Run_UsageOrEnvironmentAtFault_ExitsWith2AndSaysSoOnStandardErrorAlone(string line)
    {
        var run = CommandRun.Of("", line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        run.Code.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("actiongate: ").And.NotContain("   at ");
    }

    [Theory]
    [InlineData("eval --policy p.yaml --shell fish shell_exec ls", "Argument 'fish' not recognized. Must be one of: 'bash' 'sh' 'zsh' 'interactive-bash'")]
    [InlineData("simulate --policy p.yaml --examples 999999999999 x", "Cannot parse argument '999999999999' for option '--examples'.")]
    public void Run_ValueOutOfBounds_SaysSoInOneLine(string line, string problem) =>
        CommandRun.Of("", line.Split(' ')).Error.Should().StartWith($"actiongate: {problem}\nTry 'actiongate ");

    [Fact]
    public void Run_TargetWithoutQuotes_SaysWhatIsMissing() =>
        CommandRun.Of("", "eval", "--policy", "p.yaml", "shell_exec", "rm", "-rf", "x").Error.Should().Be(
            "actiongate: unknown argument '-rf'; a target of several words is one argument: quote it\nTry 'actiongate eval --help'.\n");

    [Theory]
    [InlineData("--help", "check policy.yaml")]
    [InlineData("eval --help", "actiongate eval --policy policy.yaml shell_exec 'rm -rf build'")]
    [InlineData("explain --help", "actiongate explain --policy policy.yaml file_read docs/plan.md")]
    [InlineData("simulate --help", "actiongate simulate --policy new.yaml ./audit")]
    [InlineData("check -h", "actiongate check policy.yaml")]
    [InlineData("scan -?", "actiongate scan deploy.sh")]
    [InlineData("test --help", "actiongate test policies --require-coverage")]
    [InlineData("audit --help", "verify")]
    [InlineData("audit verify --help", "actiongate audit verify ./audit")]
    public void Run_Help_PrintsItWithExamplesOnStandardOutput(string line, string expected)
    {
        var run = CommandRun.Of("", line.Split(' '));

        run.Code.Should().Be(0);
        run.Output.Should().Contain(expected);
        run.Output.Split('\n').Should().OnlyContain(l => l.Length <= 105);
        run.Error.Should().BeEmpty();
    }

    [Fact]
    public void Run_Version_PrintsItAlone()
    {
        var run = CommandRun.Of("", "--version");

        run.Code.Should().Be(0);
        run.Output.Should().MatchRegex(@"^\d+\.\d+\.\d+\n$");
    }

    [Theory]
    [InlineData("eval", "--policy", "p.yaml", "file_read", "ok/l\uFFFD")]
    [InlineData("eval", "--policy", "p\uFFFD.yaml", "file_read", "x")]
    [InlineData("check", "\uFFFD")]
    public void Run_ArgumentThatIsNoUtf8_ExitsWith2(params string[] arguments)
    {
        var run = CommandRun.Of("", arguments);

        run.Code.Should().Be(2);
        run.Error.Should().StartWith($"actiongate: argument {Array.FindIndex(arguments, a => a.Contains('\uFFFD', StringComparison.Ordinal)) + 1}: expected UTF-8");
    }

    [Fact]
    public void Run_StandardInputThatIsClosed_ExitsWith2WhereItIsNeeded()
    {
        var run = CommandRun.On(new ClosedInput(), hasColour: false, "eval", "--jsonl");

        run.Code.Should().Be(2);
        run.Error.Should().StartWith("actiongate: standard input is closed");
        CommandRun.On(new ClosedInput(), hasColour: false, "--version").Code.Should().Be(0);
    }

    [Theory]
    [InlineData("eval", "--policy", "-", "file_read", "x")]
    [InlineData("eval", "--policy", "p.yaml", "--base", "x", "file_read", "x")]
    public void Run_CurrentFolderThatIsGone_ExitsWith2WhereItIsNeeded(params string[] arguments)
    {
        using var error = new StringWriter();
        int code = Application.Run(arguments, new CommandHost { Input = new MemoryStream("version: 1\nrules: []\n"u8.ToArray()), Output = Stream.Null, Error = error, CurrentDirectory = "" });

        code.Should().Be(2);
        error.ToString().Should().Contain("the current folder is gone");
    }

    [Fact]
    public void Run_InputThatFails_ExitsWith2WithoutAStackTrace()
    {
        var run = CommandRun.On(new FailingStream(new IOException("the disk is gone")), hasColour: false, "eval", "--jsonl");

        run.Code.Should().Be(2);
        run.Error.Should().Be("actiongate: the disk is gone\n");
    }

    [Fact]
    public void Run_FaultOfOurOwn_ExitsWith2AndNamesIt()
    {
        var run = CommandRun.On(new FailingStream(new InvalidOperationException("oops")), hasColour: false, "eval", "--jsonl");

        run.Code.Should().Be(2);
        run.Error.Should().Be("actiongate: internal error, please report it: InvalidOperationException: oops\n");
    }

    [Fact]
    public void Run_OutputThatNobodyReads_EndsQuietly()
    {
        using var error = new StringWriter();
        int code = Application.Run(["scan", "--jsonl"], new CommandHost
        {
            Input = new MemoryStream("{}\n"u8.ToArray()),
            Output = new FailingStream(new ClosedOutputException()),
            Error = error,
            CurrentDirectory = "/",
        });

        code.Should().Be(2);
        error.ToString().Should().BeEmpty();
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("", null, true)]
    [InlineData("1", null, false)]
    [InlineData(null, "dumb", false)]
    [InlineData(null, "xterm", true)]
    public void WantsColour_FollowsTheEnvironment(string? noColor, string? term, bool expected) =>
        CommandHost.WantsColour(name => name == "NO_COLOR" ? noColor : name == "TERM" ? term : null).Should().Be(expected);

    private sealed class FailingStream(Exception exception) : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw exception;

        public override void Write(ReadOnlySpan<byte> buffer) => throw exception;
    }
}
