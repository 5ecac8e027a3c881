using System.Text.Json;

namespace ActionGate.Cli.Tests.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - { id: secrets, action: [file_read, file_write], target: ".env", decision: deny }
          - { id: src, action: file_read, target: "/src/**", decision: allow }
          - { id: git, action: shell_exec, target: "git status", decision: allow }
          - { id: old, action: file_read, target: "/docs/**", decision: allow, expires: 2020-01-01T00:00:00Z }
          - { id: late, action: file_read, target: "/src/*.md", decision: require_approval }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _policy;

    public ExplainCommandTests() => _policy = _folder.File("p.yaml", Rules);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Explain_AllowedPath_ShowsEachRuleInItsOrder() =>
        CommandRun.Of("", "explain", "--policy", _policy, "file_read", "/src/x/../a.md").Should().Be(new CommandRun(0, """
            allow file_read '/src/a.md': rule 'src' (p.yaml:4) matched '/src/**'
              p.yaml, file_read '/src/a.md':
                rule 'secrets' (p.yaml:3) denies: no match: its name is not '.env'
                rule 'src' (p.yaml:4) allows: matches '/src/**', and decides
                not reached: 'old', 'late' (would match)
                for other kinds: 'git' (shell_exec)

            """, ""));

    [Fact]
    public void Explain_RefusedPath_SaysWhatComesNearest()
    {
        var run = CommandRun.Of("", "explain", "--policy", _policy, "file_read", "/docs/a.md");

        run.Code.Should().Be(1);
        run.Output.Should().Contain("    rule 'old' (p.yaml:6) allows: matches '/docs/**', but it has expired at 2020-01-01T00:00:00+00:00\n")
            .And.EndWith("  help: no rule for file_read matches; the nearest is rule 'old' (p.yaml:6) with '/docs/**': matches '/docs/**', but it has expired at 2020-01-01T00:00:00+00:00\n");
    }

    [Fact]
    public void Explain_ShellText_ExplainsEachOperation()
    {
        var run = CommandRun.Of("", "explain", "--policy", _policy, "shell_exec", "git status; git push > /src/x");

        run.Code.Should().Be(1);
        run.Output.Should().Be("""
            deny shell_exec 'git status; git push > /src/x': shell_exec 'git push': no rule allows it
              allow shell_exec 'git status': rule 'git' (p.yaml:5) matched 'git status' (line 1, column 1)
                p.yaml, shell_exec 'git status':
                  rule 'git' (p.yaml:5) allows: matches 'git status', and decides
                  for other kinds: 'secrets' (file_read, file_write), 'src' (file_read), 'old' (file_read), 'late' (file_read)
              deny shell_exec 'git push': no rule allows it (line 1, column 13)
                p.yaml, shell_exec 'git push':
                  rule 'git' (p.yaml:5) allows: no match: argument 1 is 'push', and not 'status'
                  for other kinds: 'secrets' (file_read, file_write), 'src' (file_read), 'old' (file_read), 'late' (file_read)
                help: no rule for shell_exec matches; the nearest is rule 'git' (p.yaml:5) with 'git status': argument 1 is 'push', and not 'status'
              deny file_write '/src/x': no rule allows it (line 1, column 24)
                p.yaml, file_write '/src/x':
                  rule 'secrets' (p.yaml:3) denies: no match: its name is not '.env'
                  for other kinds: 'src' (file_read), 'git' (shell_exec), 'old' (file_read), 'late' (file_read)
                help: no rule for file_write matches, and none comes near

            """);
    }

    [Fact]
    public void Explain_Code_ExplainsItsOperations() =>
        CommandRun.Of("open('/src/a')\n", "explain", "--policy", _policy, "--language", "python", "-").Output.Should()
            .Contain("  allow file_read '/src/a': rule 'src' (p.yaml:4) matched '/src/**' (line 1, column 1)\n    p.yaml, file_read '/src/a':\n");

    [Fact]
    public void Explain_Json_HasEveryRule()
    {
        var run = CommandRun.Of("", "explain", "--policy", _policy, "--json", "--agent", "a", "file_read", "/src/.env");

        run.Code.Should().Be(1);
        using var json = JsonDocument.Parse(run.Output);
        json.RootElement.GetProperty("decision").GetString().Should().Be("DENY");
        var layer = json.RootElement.GetProperty("operations")[0].GetProperty("layers")[0];
        layer.GetProperty("tried")[0].GetProperty("rules").EnumerateArray().Select(r => (r.GetProperty("rule").GetString(), r.GetProperty("outcome").GetString())).Should().Equal(
            ("secrets", "decides"), ("src", "not_reached"), ("old", "not_reached"), ("late", "not_reached"));
        layer.GetProperty("otherKinds")[0].GetProperty("rule").GetString().Should().Be("git");
        json.RootElement.GetProperty("operations")[0].GetProperty("help")[0].GetString().Should().Be("rule 'src' (p.yaml:4) would allow it, and stands behind rule 'secrets' (p.yaml:3)");
    }

    [Fact]
    public void Explain_Lines_AreAnsweredInOrderAndMalformedOnesToo()
    {
        var run = CommandRun.Of("""
            {"id":1,"actionType":"file_read","target":"/src/a"}
            {"id":2,"actionType":5}
            {"id":3,"language":"python","code":"print(1)"}
            {"id":4,"actionType":"file_read","target":"/src/a","policy":"version: 1\nrules: []"}
            {"id":5,"actionType":"file_read","target":"/src/a","policy":"x"}
            """, "explain", "--policy", _policy, "--jsonl");

        run.Code.Should().Be(0);
        run.Lines.Should().HaveCount(5);
        run.Lines[0].Should().StartWith("""{"id":1,"actionType":"file_read","target":"/src/a","agentId":null,"decision":"ALLOW","rule":"src",""");
        run.Lines[1].Should().Contain("\"error\":\"expected a string in 'actionType', found a number\"");
        run.Lines[2].Should().Contain("\"decision\":\"DENY\"");
        run.Lines[3].Should().Contain("\"decision\":\"DENY\"").And.Contain("\"policy\":\"p.yaml\"");
        run.Lines[4].Should().Contain("\"error\":");
    }

    [Fact]
    public void Explain_SameRequests_GetTheDecisionsOfEval()
    {
        string lines = string.Join('\n', new[] { "git status", "git push", "cat /src/a > /src/.env", "bash -c 'git status'", "$x", "" }.Select(t => JsonSerializer.Serialize(new { actionType = "shell_exec", target = t })));

        string[] Decisions(string command) =>
            [.. CommandRun.Of(lines, command, "--policy", _policy, "--jsonl").Lines.Select(l => JsonDocument.Parse(l).RootElement).Select(e => $"{e.GetProperty("decision")} {e.GetProperty("rule")} {e.GetProperty("reason")}")];

        Decisions("explain").Should().Equal(Decisions("eval"));
    }

    [Fact]
    public void Explain_OnATerminal_HasTheSameTextInColour()
    {
        string[] arguments = ["explain", "--policy", _policy, "shell_exec", "git status; git push > /src/x"];

        string coloured = CommandRun.On(Stream.Null, hasColour: true, arguments).Output;

        coloured.Should().Contain("\u001b[");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "").Should().Be(CommandRun.Of("", arguments).Output);
    }

    [Fact]
    public void Explain_TargetWithControlSequences_DoesNotReachTheTerminal()
    {
        var run = CommandRun.Of("", "explain", "--policy", _policy, "shell_exec", "ls \u001b[2J\u202e; git 'a\nb'");

        run.Output.Should().NotContain("\u001b").And.NotContain("\u202e");
        run.Output.Split('\n').Should().OnlyContain(l => l.Length == 0 || l[0] == ' ' || l.StartsWith("deny ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file_read")]
    [InlineData("--jsonl", "file_read", "x")]
    [InlineData("shell_exec", "git", "status")]
    public void Explain_WrongUsage_ExitsWith2(params string[] arguments)
    {
        var run = CommandRun.Of("", ["explain", "--policy", _policy, .. arguments]);

        run.Code.Should().Be(2);
        run.Error.Should().EndWith("Try 'actiongate explain --help'.\n");
    }
}
