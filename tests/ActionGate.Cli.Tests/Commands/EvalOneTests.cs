namespace ActionGate.Cli.Tests.Commands;

/// <summary>One request on the command line.</summary>
public sealed class EvalOneTests : IDisposable
{
    private const string Rules = """
          - { id: git, action: shell_exec, target: "git *", decision: allow }
          - { id: no-rm, action: shell_exec, target: "rm *", decision: deny }
          - { id: ask, action: network, target: "a.example:443", decision: require_approval }
          - { id: src, action: file_write, target: "/src/**", decision: allow }
          - { id: no-kill, action: shell_exec, target: "kill *", decision: deny }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _policy;

    public EvalOneTests() => _policy = _folder.File("p.yaml", $"version: 1\nrules:\n{Rules}");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0, "allow shell_exec 'git status': rule 'git' (p.yaml:3) matched 'git *'\n", "shell_exec", "git status")]
    [InlineData(1, "deny shell_exec 'kill 1': rule 'no-kill' (p.yaml:7) matched 'kill *'\n", "shell_exec", "kill 1")]
    [InlineData(1, "deny shell_exec '@rsp': no rule allows it\n", "shell_exec", "@rsp")]
    [InlineData(1, "deny file_write '/x/a': no rule allows it\n", "file_write", "a", "--cwd", "/x")]
    [InlineData(1, "deny file_write '/work-folder/a': no rule allows it\n", "file_write", "a", "--cwd", ".")]
    [InlineData(1, "deny file_write '/work-folder/x/a': no rule allows it\n", "file_write", "a", "--cwd", "x", "--base", "/src")]
    [InlineData(1, "deny file_write '/a': no rule allows it\n", "file_write", "a", "--cwd", "..")]
    [InlineData(0, "allow file_write '/src/a': rule 'src' (p.yaml:6) matched '/src/**'\n", "file_write", "a", "--cwd", "../src")]
    [InlineData(0, "allow file_write '/src/a': rule 'src' (p.yaml:6) matched '/src/**'\n", "file_write", "a", "--cwd", "/src")]
    [InlineData(1, "require_approval network 'a.example:443': rule 'ask' (p.yaml:5) matched 'a.example:443'\n", "network", "a.example", "--port", "443", "--method", "GET")]
    [InlineData(0, "deny (simulated) shell_exec 'kill 1': rule 'no-kill' (p.yaml:7) matched 'kill *'\n", "shell_exec", "kill 1", "--simulate")]
    public void Eval_OneRequest_PrintsOneLineAndTellsByTheExitCode(int code, string expected, params string[] arguments)
    {
        var run = CommandRun.Of("", ["eval", "--policy", _policy, .. arguments]);

        run.Should().Be(new CommandRun(code, expected, ""));
    }

    [Fact]
    public void Eval_OneRequestAsJson_IsAnsweredAsALineWouldBe()
    {
        var run = CommandRun.Of("", "eval", "--policy", _policy, "--agent", "coder", "--json", "shell_exec", "kill 1");

        run.Code.Should().Be(1);
        run.Masked.Should().Be(
            """{"id":null,"actionType":"shell_exec","target":"kill 1","agentId":"coder","decision":"DENY","rule":"no-kill","reason":"rule 'no-kill' (p.yaml:7) matched 'kill *'","mode":"enforce","evaluationTime":"TIME","operations":[{"kind":"shell_exec","target":"kill 1","decision":"DENY","rule":"no-kill"}]}""" + "\n");
    }

    [Fact]
    public void Eval_ShellTextOfSeveralOperations_PrintsEachBelow()
    {
        var run = CommandRun.Of("", "eval", "--policy", _policy, "shell_exec", "git status && git log > /src/log; rm x");

        run.Code.Should().Be(1);
        run.Output.Should().Be("""
            deny shell_exec 'git status && git log > /src/log; rm x': shell_exec 'rm x': rule 'no-rm' (p.yaml:4) matched 'rm *'
              allow shell_exec 'git status': rule 'git' (p.yaml:3) matched 'git *'
              allow shell_exec 'git log': rule 'git' (p.yaml:3) matched 'git *'
              deny shell_exec 'rm x': rule 'no-rm' (p.yaml:4) matched 'rm *'
              allow file_write '/src/log': rule 'src' (p.yaml:6) matched '/src/**'
              deny file_delete 'x': no rule allows it

            """);
    }

    [Fact]
    public void Eval_Code_PrintsItsOperations()
    {
        var run = CommandRun.Of("import os\nos.system('git log; rm x')\n", "eval", "--policy", _policy, "--language", "python", "-");

        run.Code.Should().Be(1);
        run.Output.Should().Be("""
            deny code: shell_exec 'python3 <block>': no rule allows it
              deny shell_exec 'python3 <block>': no rule allows it
              allow shell_exec 'git log': rule 'git' (p.yaml:3) matched 'git *' (line 2, column 1, via python, bash)
              deny shell_exec 'rm x': rule 'no-rm' (p.yaml:4) matched 'rm *' (line 2, column 1, via python, bash)
              deny file_delete 'x': no rule allows it (line 2, column 1, via python, bash)

            """);
    }

    [Theory]
    [InlineData("git status\n", 0)]
    [InlineData("git status", 0)]
    [InlineData("git status\nrm x\n", 1)]
    public void Eval_TargetFromStandardInput_IsTakenWhole(string input, int code) =>
        CommandRun.Of(input, "eval", "--policy", _policy, "shell_exec", "-").Code.Should().Be(code);

    [Fact]
    public void Eval_TargetFromStandardInput_OneFinalLineFeedDoesNotCount() =>
        CommandRun.Of("/src/a\n\n", "eval", "--policy", _policy, "--json", "file_write", "-").Output.Should().Contain("\"target\":\"/src/a\\n\"");

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(null)]
    public void Eval_TargetFromStandardInputThatIsNoTextOrTooLong_ExitsWith2(byte[]? input)
    {
        var run = CommandRun.Of(input ?? new byte[16 * 1024 * 1024 + 1], "eval", "--policy", _policy, "shell_exec", "-");

        run.Code.Should().Be(2);
        run.Error.Should().StartWith("actiongate: standard input: expected ");
    }

    [Fact]
    public void Eval_TargetWithControlSequences_DoesNotReachTheTerminal()
    {
        var run = CommandRun.Of("", "eval", "--policy", _policy, "shell_exec", "ls \u001b[2J\u202e");

        run.Output.Should().Contain("ls \\u001b[2J").And.NotContain("\u001b").And.NotContain("\u202e");
    }

    [Fact]
    public void Eval_OnATerminal_HasColourAndOtherwiseNone()
    {
        string[] arguments = ["eval", "--policy", _policy, "shell_exec", "rm x"];

        CommandRun.On(Stream.Null, hasColour: true, arguments).Output.Should().StartWith("\u001b[1;91mdeny\u001b[0m shell_exec 'rm x': ");
        CommandRun.On(Stream.Null, hasColour: false, arguments).Output.Should().NotContain("\u001b");
    }

    [Fact]
    public void Eval_LongLineOnATerminal_IsNotBroken()
    {
        string target = "git log " + string.Join(' ', Enumerable.Repeat("HEAD", 60));

        CommandRun.On(Stream.Null, hasColour: true, "eval", "--policy", _policy, "shell_exec", target).Output.Trim('\n').Should().NotContain("\n");
    }
}
