using System.Text.Json;

namespace ActionGate.Cli.Tests.Commands;

public sealed class SimulateCommandTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - { id: push, action: shell_exec, target: "git push *", decision: deny }
          - { id: git, action: shell_exec, target: "git *", decision: allow }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _policy;

    public SimulateCommandTests() => _policy = _folder.File("p.yaml", Rules);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Simulate_RequestsWithTheirDecisions_SaysWhatWouldDiffer()
    {
        string requests = _folder.File("r.jsonl", """
            {"actionType":"shell_exec","target":"git status","decision":"ALLOW","rule":"all"}
            {"actionType":"shell_exec","target":"git push a","decision":"ALLOW","rule":"all","agentId":"coder"}
            {"actionType":"shell_exec","target":"git push b","decision":"allow","rule":"all"}
            {"actionType":"shell_exec","target":"git push c","decision":"ALLOW","rule":"all"}
            {"actionType":"shell_exec","target":"git push d","decision":"ALLOW","rule":"all"}
            {"actionType":"shell_exec","target":"ls","decision":"REQUIRE_APPROVAL","rule":null}
            {"actionType":"shell_exec","target":"git log"}
            {"actionType":"shell_exec","target":"git log","decision":"maybe"}
            {"actionType"
            {"actionType":"shell_exec","target":"git log","wanted":"yes"}
            """);

        var run = CommandRun.Of("", "simulate", "--policy", _policy, "--jsonl", requests);

        run.Code.Should().Be(1);
        run.Output.Should().Be("""
            4 of allow by rule 'all' would be deny by rule 'push' (p.yaml:3)
              line 2: shell_exec 'git push a' by 'coder': rule 'push' (p.yaml:3) matched 'git push *'
              line 3: shell_exec 'git push b': rule 'push' (p.yaml:3) matched 'git push *'
              line 4: shell_exec 'git push c': rule 'push' (p.yaml:3) matched 'git push *'
              and 1 more
            1 of require_approval would be deny by the default
              line 6: shell_exec 'ls': no rule allows it
            7 decided again, 1 the same, 5 would differ, 1 with no decision before, 3 malformed
            now: 2 allow, 0 require_approval, 5 deny

            """);
        run.Error.Should().Be("""
            actiongate: line 8: expected ALLOW, DENY or REQUIRE_APPROVAL in 'decision', found 'maybe'
            actiongate: line 9: expected one JSON object a line, found what is not valid JSON at byte 14
            actiongate: line 10: expected true or false in 'wanted', found text

            """);
    }

    [Fact]
    public void Simulate_AnswersOfEvalByTheSamePolicy_AreTheSame()
    {
        string lines = string.Join('\n', new[] { "git status", "git push x", "ls" }.Select(t => JsonSerializer.Serialize(new { actionType = "shell_exec", target = t })));
        string answers = CommandRun.Of(lines, "eval", "--policy", _policy, "--jsonl").Output;

        CommandRun.Of(answers, "simulate", "--policy", _policy, "--jsonl", "-").Should().Be(new CommandRun(0, "3 decided again, 3 the same\n", ""));
    }

    [Fact]
    public void Simulate_Log_IsDecidedAgain()
    {
        string log = Path.Combine(_folder.Path, "audit");
        string old = _folder.File("old.yaml", "version: 1\nrules: [{ id: all, action: shell_exec, target: '*', decision: allow }]\n");
        string lines = string.Join('\n', new[] { "git status", "git push x", "git log " + new string('a', 300) }.Select(t => JsonSerializer.Serialize(new { actionType = "shell_exec", target = t })));
        CommandRun.Of(lines, "eval", "--policy", old, "--audit", log, "--jsonl").Code.Should().Be(0);

        var run = CommandRun.Of("", "simulate", "--policy", _policy, "--examples", "0", log);

        run.Should().Be(new CommandRun(1, "1 of allow by rule 'all' would be deny by rule 'push' (p.yaml:3)\n2 decided again, 1 the same, 1 would differ, 1 not replayable\n", ""));
        CommandRun.Of("", "simulate", "--policy", old, log).Code.Should().Be(0);
    }

    [Fact]
    public void Simulate_RequestThatTakesInWhatLiesBelow_IsDecidedSo()
    {
        string tree = Directory.CreateDirectory(Path.Combine(_folder.Path, "tree")).FullName;
        File.WriteAllText(Path.Combine(tree, ".env"), "");
        string policy = _folder.File("tree.yaml", "version: 1\nrules:\n  - { id: env, action: file_read, path: .env, effect: deny }\n  - { id: all, action: file_read, path: './**', effect: allow }\n");
        string requests = $$"""
            {"actionType":"file_read","target":{{JsonSerializer.Serialize(tree)}},"isRecursive":true,"decision":"ALLOW"}
            {"actionType":"file_read","target":{{JsonSerializer.Serialize(tree)}},"isRecursive":false,"decision":"ALLOW"}
            {"actionType":"file_read","target":{{JsonSerializer.Serialize(tree)}},"isRecursive":"yes","decision":"ALLOW"}
            """;

        var run = CommandRun.Of(requests, "simulate", "--policy", policy, "--examples", "0", "--jsonl", "-");

        run.Should().Be(new CommandRun(
            1,
            "1 of allow would be deny by rule 'env' (tree.yaml:3)\n2 decided again, 1 the same, 1 would differ, 1 malformed\n",
            "actiongate: line 3: expected true or false in 'isRecursive', found text\n"));
    }

    /// <summary>What one shell compares, another one writes into a file.</summary>
    [Fact]
    public void Simulate_RequestThatNamesItsShell_IsReadByThatShell()
    {
        const string requests = """
            {"actionType":"shell_exec","target":"[[ a > b ]]","shell":"bash","decision":"ALLOW"}
            {"actionType":"shell_exec","target":"[[ a > b ]]","shell":"sh","decision":"ALLOW"}
            {"actionType":"shell_exec","target":"[[ a > b ]]","decision":"ALLOW"}
            {"actionType":"shell_exec","target":"[[ a > b ]]","shell":"fish","decision":"ALLOW"}
            """;

        CommandRun.Of(requests, "simulate", "--policy", _policy, "--examples", "0", "--jsonl", "-").Output.Should().EndWith("3 decided again, 1 the same, 2 would differ, 1 malformed\n");
        CommandRun.Of(requests, "simulate", "--policy", _policy, "--shell", "bash", "--examples", "0", "--jsonl", "-").Should().Match<CommandRun>(r =>
            r.Output.EndsWith("3 decided again, 2 the same, 1 would differ, 1 malformed\n", StringComparison.Ordinal)
            && r.Error == "actiongate: line 4: expected bash, sh, zsh or interactive-bash in 'shell', found 'fish'\n");
    }

    /// <summary>What a request's own policy refused, the policy files alone would allow: nobody can say that this differs.</summary>
    [Fact]
    public void Simulate_RequestWithAPolicyOfItsOwn_IsNotReplayable()
    {
        string log = Path.Combine(_folder.Path, "audit");
        const string requests = """
            {"actionType":"shell_exec","target":"git log","decision":"ALLOW","policy":"version: 1\nrules: []"}
            {"actionType":"shell_exec","target":"git status","decision":"ALLOW","policy":null}
            """;

        CommandRun.Of(requests, "simulate", "--policy", _policy, "--jsonl", "-").Should().Be(
            new CommandRun(0, "1 decided again, 1 the same, 1 not replayable\n", "actiongate: line 1: not replayable: it brings a policy of its own\n"));
        CommandRun.Of(requests, "eval", "--policy", _policy, "--audit", log, "--jsonl").Output.Should().Contain("DENY").And.Contain("ALLOW");
        CommandRun.Of("", "simulate", "--policy", _policy, log).Should().Be(new CommandRun(0, "1 decided again, 1 the same, 1 not replayable\n", ""));
    }

    [Fact]
    public void Simulate_Json_HasTheSame()
    {
        var run = CommandRun.Of("{\"actionType\":\"shell_exec\",\"target\":\"git push x\",\"decision\":\"ALLOW\"}\n", "simulate", "--policy", _policy, "--json", "--jsonl", "-");

        run.Should().Be(new CommandRun(1, """
            {"decided":1,"same":0,"different":1,"withoutDecision":0,"notReplayable":0,"malformed":0,"allow":0,"requireApproval":0,"deny":1,"changes":[{"was":"ALLOW","wasRule":null,"now":"DENY","rule":"push","count":1,"examples":[{"place":"line 1","actionType":"shell_exec","target":"git push x","agentId":null,"reason":"rule 'push' (p.yaml:3) matched 'git push *'"}]}]}

            """, ""));
    }

    [Fact]
    public void Simulate_TamperedLog_IsReadAndItIsSaid()
    {
        string log = Path.Combine(_folder.Path, "audit");
        CommandRun.Of("", "eval", "--policy", _policy, "--audit", log, "shell_exec", "git status");
        string segment = Directory.GetFiles(log, "audit-*.jsonl").Single();
        File.WriteAllText(segment, File.ReadAllText(segment).Replace("git status", "git push x", StringComparison.Ordinal));

        var run = CommandRun.Of("", "simulate", "--policy", _policy, log);

        run.Code.Should().Be(1);
        run.Error.Should().StartWith("actiongate: the log does not verify");
    }

    [Fact]
    public void Suggest_WantedRequests_PrintsRulesThatMakeThemAllowed()
    {
        string folder = _folder.Path;
        string requests = _folder.File("r.jsonl", """
            {"actionType":"file_read","target":"data/a.md","wanted":true}
            {"actionType":"file_read","target":"data/b.md","wanted":true}
            {"actionType":"shell_exec","target":"git push x","wanted":true}
            {"actionType":"file_read","target":"/etc/passwd","decision":"DENY"}
            {"actionType":"shell_exec","target":"git status","wanted":true}
            """);

        var run = CommandRun.Of("", "simulate", "--policy", _policy, "--suggest", "--jsonl", requests);

        run.Should().Be(new CommandRun(1, $$"""
            # for the end of 'rules' in p.yaml, where nothing else is said; review each
              # covers line 1, line 2; one step further: files with one ending in one folder
              # allows as well: the same to every agent that the policy is for
              # would also allow, for example: file_read '{{folder}}/data/other.md'
              - { id: suggested-1, action: file_read, target: './data/*.md', decision: allow }
            # no rule for line 3: shell_exec 'git push x': rule 'push' (p.yaml:3) denies it
            # checked: with these rules 2 of 3 wanted requests that are refused would be allowed, and the other 3 requests keep their decisions

            """, ""));

        // What is printed is a rule: with it the requests are allowed.
        string with = _folder.File("with.yaml", Rules + run.Output);
        CommandRun.Of("", "eval", "--policy", with, "file_read", Path.Combine(folder, "data/a.md")).Code.Should().Be(0);
        CommandRun.Of("", "eval", "--policy", with, "shell_exec", "git push x").Code.Should().Be(1);
    }

    [Fact]
    public async Task Suggest_Log_TakesWhatAPersonApprovedForWanted()
    {
        string log = Path.Combine(_folder.Path, "audit");
        string asks = _folder.File("asks.yaml", "version: 1\nrules:\n  - id: ask\n    action: shell_exec\n    command: 'git push *'\n    effect: require_approval\n");
        using (var audit = AuditLog.Open(log))
        using (var gate = new Gate(new GateOptions { Policy = Policy.Load(asks), Audit = audit, Approvals = ApprovalHandler.From(r => r.Decision.Target == "git push ok" ? ApprovalResponse.Approve("anna") : ApprovalResponse.Deny("anna", "no")) }))
        {
            foreach (string target in new[] { "git push ok", "git push no" })
                await (await gate.AuthorizeAsync(ActionRequest.Shell(target, new ActionContext { Agent = "coder" }))).DisposeAsync();
        }

        CommandRun.Of("", "simulate", "--policy", asks, "--suggest", log).Should().Be(new CommandRun(0, """
            # for the end of 'rules' in asks.yaml, where nothing else is said; review each
              # put it before rule 'ask', which asks
              # covers record 2
              # allows as well: the command in every folder and as a part of longer ones, with what it does to files and hosts where the policy has no rules for these
              - id: suggested-1
                action: shell_exec
                command: 'git push ok'
                agents: ['coder']
                effect: allow
            # checked: with these rules 1 of 1 wanted requests that are refused would be allowed, and the other request keeps its decision

            """, ""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--suggest")]
    public void Simulate_OnATerminal_HasTheSameTextInColour(string option)
    {
        string requests = _folder.File("r.jsonl", """
            {"actionType":"file_read","target":"/data/a\u001b[2J.csv","wanted":true,"decision":"ALLOW","rule":"\u001b[2J"}
            {"actionType":"shell_exec","target":"git push x","wanted":true,"decision":"ALLOW"}
            """);
        string[] arguments = [.. new[] { "simulate", "--policy", _policy, "--jsonl", requests, option }.Where(a => a.Length > 0)];

        string coloured = CommandRun.On(Stream.Null, hasColour: true, arguments).Output;
        string plain = CommandRun.Of("", arguments).Output;

        plain.Should().NotContain("\u001b");
        coloured.Should().Contain("\u001b[");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "").Should().Be(plain);
    }

    [Fact]
    public void Suggest_NothingRefused_SaysSo()
    {
        string wanted = "{\"actionType\":\"shell_exec\",\"target\":\"git log\",\"wanted\":true}\n";

        CommandRun.Of(wanted, "simulate", "--policy", _policy, "--suggest", "--jsonl", "-").Should().Be(new CommandRun(0, "# nothing that is wanted is refused\n", ""));
        CommandRun.Of(wanted, "simulate", "--policy", _policy, "--suggest", "--json", "--jsonl", "-").Output.Should().Contain("\"wanted\":0,\"covered\":0,\"unchanged\":1,\"suggestions\":[],\"uncovered\":[]");
    }

    [Theory]
    [InlineData("expected LOGDIR, or --jsonl REQUESTS")]
    [InlineData("expected LOGDIR or --jsonl REQUESTS, found both", "log", "--jsonl", "x")]
    [InlineData("--examples: expected a number from 0 to 10000", "log", "--examples", "-1")]
    [InlineData("a log is a folder and can't be read from standard input", "-")]
    public void Simulate_WrongUsage_ExitsWith2(string expected, params string[] arguments) =>
        CommandRun.Of("", ["simulate", "--policy", _policy, .. arguments]).Should().Be(new CommandRun(2, "", $"actiongate: {expected}\nTry 'actiongate simulate --help'.\n"));

    [Fact]
    public void Simulate_WhatIsNotThere_ExitsWith2()
    {
        CommandRun.Of("", "simulate", "--policy", _policy, Path.Combine(_folder.Path, "none")).Code.Should().Be(2);
        CommandRun.Of("", "simulate", "--policy", _policy, "--jsonl", Path.Combine(_folder.Path, "none")).Code.Should().Be(2);
        CommandRun.Of("", "simulate", "--policy", Path.Combine(_folder.Path, "none.yaml"), _folder.Path).Code.Should().Be(2);
        CommandRun.Of("", "simulate", _folder.Path).Code.Should().Be(2);
    }
}
