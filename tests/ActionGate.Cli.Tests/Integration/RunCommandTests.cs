using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ActionGate.Cli.Commands;

namespace ActionGate.Cli.Tests.Integration;

public sealed class RunCommandTests : IDisposable
{
    private const string Rules = """
          - { id: python, action: code_execution, target: python, effect: allow }
          - { id: output, action: file_write, path: "./out/**", effect: allow }
          - { id: harmless, action: shell_exec, command: ["printf *", "echo *", "exit *", "sleep *", "cat out/*", pwd], effect: allow }
          - { id: read, action: file_read, path: "./out/**", effect: allow }
          - { id: deploy, action: shell_exec, command: "true deploy", effect: require_approval }
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    private readonly string _policy;

    public RunCommandTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "out"));
        _policy = _folder.File("policy.yaml", "version: 1\nrules:\n" + Rules);
    }

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Run_Command_GetsItsArgumentsExactly()
    {
        NeedsBash();

        var run = Run("--", "printf", "[%s]", "--help", "", "@x", "--", "it's", "$HOME", "[diagram]", "-p");

        run.Should().Be(new CommandRun(0, "[--help][][@x][--][it's][$HOME][[diagram]][-p]", ""));
    }

    [SkippableFact]
    public void Run_ExitCodeOfTheCode_IsItsOwn()
    {
        NeedsBash();

        Run("--", "exit", "3").Should().Be(new CommandRun(3, "", ""));
        Json(Run("--json", "--", "exit", "2"), exitCode: 2).Should().Be((false, true, null, null));
    }

    [SkippableFact]
    public void Run_RunsInTheFolderItWasDecidedFor_AndLeavesNothing()
    {
        NeedsBash();
        string there = Path.Combine(_folder.Path, "out");

        Run(there, terminal: null, "", "--", "pwd").Output.Should().Be(there + "\n");

        Directory.EnumerateFileSystemEntries(there).Should().BeEmpty();
        Run(Path.Combine(_folder.Path, "gone"), terminal: null, "", "--", "pwd").Code.Should().Be(2);
        Directory.Exists(Path.Combine(_folder.Path, "gone")).Should().BeFalse();
    }

    [SkippableFact]
    public void Run_PythonFile_RunsWhatThePolicyLets()
    {
        Skip.If(CommandRunner.Find("python3") is null, "needs python3");
        string good = _folder.File("good.py", "# filename: taken.py\nopen('out/a.txt', 'w').write('x')\nprint('done')\n");
        string bad = _folder.File("bad.py", "print('never')\nprint(open('/etc/passwd').read())\n");

        Run(good).Should().Be(new CommandRun(0, "done\n", ""));
        var refused = Run(bad);

        File.ReadAllText(Path.Combine(_folder.Path, "out", "a.txt")).Should().Be("x");
        File.Exists(Path.Combine(_folder.Path, "taken.py")).Should().BeFalse("the file has its name, and the code names none");
        refused.Code.Should().Be(1);
        refused.Output.Should().BeEmpty();
        refused.Error.Should().StartWith("actiongate: Code execution was not approved. Reason: ");
    }

    [SkippableFact]
    public void Run_StandardInput_IsCode()
    {
        NeedsBash();

        Run(_folder.Path, terminal: null, "echo a; echo b >&2", "--language", "bash", "-").Should().Be(new CommandRun(0, "a\nb\n", ""));
    }

    [SkippableFact]
    public void Run_Denied_SaysSoInJson()
    {
        NeedsBash();

        var (denied, started, limitHit, reason) = Json(Run("--json", "--", "rm", "-rf", "out"), exitCode: 1);

        (denied, started, limitHit).Should().Be((true, false, null));
        reason.Should().Be("Code execution was not approved. Reason: shell_exec 'rm -rf out': no rule allows it");
        Directory.Exists(Path.Combine(_folder.Path, "out")).Should().BeTrue();
    }

    [SkippableFact]
    public void Run_FileOfTheCodeCantBeMade_SaysThatNothingStarted()
    {
        NeedsBash();
        const string Sha256OfPwd = "a1159e9df3670d549d04524532629f5477ceb7deec9b45e47e8c009506ecb2c8";
        Directory.CreateDirectory(Path.Combine(_folder.Path, $"tmp_code_{Sha256OfPwd}.sh"));

        var (denied, started, _, reason) = Json(Run(_folder.Path, terminal: null, "pwd", "--json", "--language", "bash", "-"), exitCode: 1);

        (denied, started).Should().Be((false, false));
        reason.Should().Contain($"tmp_code_{Sha256OfPwd}.sh");
    }

    [SkippableFact]
    public void Run_TimeIsUp_Exits124AndNamesTheLimit()
    {
        NeedsBash();

        var run = Run("--json", "--timeout", "1", "--", "sleep", "30");

        run.Output.Should().Be("Timeout\n");
        Json(run, exitCode: 124).Should().Be((false, true, "wall_time", "Timeout"));
    }

    [SkippableFact]
    public void Run_LimitOfThePolicy_HoldsWithoutATimeout()
    {
        NeedsBash();
        _folder.File("policy.yaml", "version: 1\nlimits: { time: 1s }\nrules:\n" + Rules);

        Json(Run("--json", "--", "sleep", "30"), exitCode: 124).LimitHit.Should().Be("wall_time");
    }

    [SkippableFact]
    public void Run_Simulate_RunsAndSaysWhatItWouldHaveBeen()
    {
        NeedsBash();

        var run = Run("--simulate", "--", "true", "deploy");

        run.Code.Should().Be(0);
        run.Error.Should().StartWith("actiongate: only simulated, would be refused: ");
    }

    [SkippableFact]
    public void Run_PolicyThatSimulates_SaysSo()
    {
        NeedsBash();
        _folder.File("policy.yaml", "version: 1\nmode: simulate\nrules:\n" + Rules);

        Run("--", "true", "deploy").Error.Should().StartWith("actiongate: only simulated, would be refused: ");
    }

    [SkippableFact]
    public void Run_Sandbox_HidesWhatThePolicyDoesNotAllow()
    {
        NeedsBash();
        _folder.File("out/a.txt", "seen\n");
        var run = Run("--sandbox", "--", "cat", "out/a.txt");
        Skip.If(run.Error.Contains("can't be confined", StringComparison.Ordinal), run.Error);

        run.Should().Be(new CommandRun(0, "seen\n", ""));
        var simulated = Run("--sandbox", "--simulate", "--", "cat", "/etc/passwd");
        simulated.Code.Should().NotBe(0, "it is not there");
        simulated.Output.Should().NotContain("root:");
    }

    [SkippableTheory]
    [InlineData("yes", 0)]
    [InlineData("no", 1)]
    public void Run_ApprovalRequired_IsAskedAtTheTerminal(string answer, int exitCode)
    {
        NeedsBash();
        using var terminal = new AnsweringTerminal(answer);

        var run = Run(_folder.Path, terminal, "true deploy", "--language", "bash", "-");

        run.Code.Should().Be(exitCode, run.Error);
        terminal.Asked.Should().Contain("Approval needed");
    }

    [SkippableFact]
    public void Run_NobodyToAsk_IsDenied()
    {
        NeedsBash();
        using var terminal = new AnsweringTerminal("yes");

        Run("--", "true", "deploy").Error.Should().Contain("there is no terminal").And.Contain("--pending");
        Run(_folder.Path, terminal, "", "--approve", "never", "--", "true", "deploy").Code.Should().Be(1);

        terminal.Asked.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Run_WithAudit_RecordsDecisionAndOutcome()
    {
        NeedsBash();
        string audit = Path.Combine(_folder.Path, "audit");

        Run("--agent", "coder", "--audit", audit, "--audit-key", Path.Combine(_folder.Path, "k.key"), "--", "exit", "7").Code.Should().Be(7);

        (await AuditLog.VerifyAsync(audit)).IsValid.Should().BeTrue();
        CommandRun.Of("", "audit", "show", audit, "--json").Output.Should().Contain("\"exit\":7").And.Contain("coder");
    }

    [Theory]
    [InlineData("expected FILE, or -- COMMAND")]
    [InlineData("expected a command behind '--'", "--")]
    [InlineData("expected a command behind '--'", "--", "")]
    [InlineData("found both", "a.py", "--", "pwd")]
    [InlineData("expected one FILE", "a.py", "b.py")]
    [InlineData("give --language L", "-")]
    [InlineData("standard input can be read", "--policy", "-", "--language", "sh", "-")]
    [InlineData("--timeout: expected 1", "--timeout", "0", "--", "pwd")]
    [InlineData("read by bash or sh", "--language", "python", "--", "pwd")]
    [InlineData("--approver belongs to --pending", "--approver", "x", "--", "pwd")]
    [InlineData("--audit-key belongs to --audit", "--audit-key", "x", "--", "pwd")]
    [InlineData("there is no such file", "gone.py")]
    public void Run_UsageIsWrong_Exits2AndRunsNothing(string problem, params string[] arguments)
    {
        var run = Run(arguments);

        run.Code.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().Contain(problem);
    }

    [SkippableFact]
    public async Task Run_Terminated_EndsTheTreeAndExits143()
    {
        NeedsBash();
        Skip.If(OperatingSystem.IsWindows(), "needs signals");
        string mark = "3" + Random.Shared.NextInt64(1_000_000, 9_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Application).Assembly.Location, "run", "--policy", _policy, "--json", "--language", "bash", "-"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var tool = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            await tool.StandardInput.WriteAsync($"echo started; sleep {mark} & sleep {mark}");
            tool.StandardInput.Close();
            (await tool.StandardOutput.ReadLineAsync(deadline.Token)).Should().Be("started", "output comes while it runs");
            SendSignal(tool.Id, 15);
            await tool.WaitForExitAsync(deadline.Token);

            tool.ExitCode.Should().Be(143);
            (await tool.StandardError.ReadToEndAsync(deadline.Token)).Should().Contain("\"exitCode\":143").And.Contain("\"reason\":\"interrupted\"");
            Process.GetProcessesByName("sleep").Where(p => CommandRunner.LineOf(p.Id).Contains(mark, StringComparison.Ordinal)).Should().BeEmpty();
        }
        finally
        {
            if (!tool.HasExited)
                tool.Kill(entireProcessTree: true);
        }
    }

    private CommandRun Run(params string[] arguments) => Run(_folder.Path, terminal: null, "", arguments);

    private CommandRun Run(string folder, AnsweringTerminal? terminal, string input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        int code = Application.Run(["run", "--policy", _policy, "--cwd", folder, .. arguments], new CommandHost
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = output,
            Error = error,
            CurrentDirectory = _folder.Path,
            OpenTerminal = () => terminal is null ? null : (terminal.Input, terminal.Output),
        });
        return new CommandRun(code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private static (bool Denied, bool Started, string? LimitHit, string? Reason) Json(CommandRun run, int exitCode)
    {
        run.Code.Should().Be(exitCode, run.Error);
        using var line = JsonDocument.Parse(run.Error);
        line.RootElement.GetProperty("exitCode").GetInt32().Should().Be(exitCode);
        return (line.RootElement.GetProperty("denied").GetBoolean(), line.RootElement.GetProperty("started").GetBoolean(),
            line.RootElement.GetProperty("limitHit").GetString(), line.RootElement.GetProperty("reason").GetString());
    }

    private static void NeedsBash() => Skip.If(CommandRunner.Find("bash") is null, "needs bash");

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);

    private static class CommandRunner
    {
        internal static string? Find(string name) =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

        internal static string LineOf(int process)
        {
            try
            {
                return File.ReadAllText($"/proc/{process}/cmdline");
            }
            catch (IOException)
            {
                return "";
            }
        }
    }

    /// <summary>Somebody who reads the code that belongs to the request, and says it behind a word.</summary>
    private sealed class AnsweringTerminal(string answer) : IDisposable
    {
        private readonly StringWriter _asked = new();

        internal string Asked => _asked.ToString();

        internal TextWriter Output => _asked;

        internal TextReader Input => new Reader(this, answer);

        public void Dispose() => _asked.Dispose();

        private sealed class Reader(AnsweringTerminal terminal, string answer) : TextReader
        {
            public override string ReadLine()
            {
                string asked = terminal.Asked;
                int at = asked.LastIndexOf("'yes ", StringComparison.Ordinal) + "'yes ".Length;
                return $"{answer} {asked[at..(at + 4)]}";
            }
        }
    }
}
