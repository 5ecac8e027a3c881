namespace ActionGate.Cli.Tests.Commands;

public sealed class DiffCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Diff_Refactoring_SaysEquivalent()
    {
        string old = Policy("old.yaml", "{ action: file_read, path: '{./a/**,./b/**}', effect: allow }");
        string @new = Policy("new.yaml", "{ action: file_read, path: [./b/**, ./a/**], effect: allow }");

        CommandRun.Of("", "diff", old, @new).Should().Be(new CommandRun(0, "equivalent\n", ""));
        CommandRun.Of("", "diff", old, @new, "--json").Should().Be(new CommandRun(0, """{"equivalent":true,"changes":[],"settings":[],"unknown":[]}""" + "\n", ""));
    }

    [Fact]
    public void Diff_Change_ShowsARequestAndTheRules()
    {
        string old = Policy("old.yaml", "{ id: a, action: file_read, path: './a/**', effect: allow }");
        string @new = Policy("new.yaml", "{ id: k, action: file_read, path: '*.pem', effect: deny }", "{ id: a, action: file_read, path: './a/**', effect: allow }");

        CommandRun.Of("", "diff", old, @new, "--base", "/srv/project").Should().Be(new CommandRun(1, """
            allow -> deny: file_read 'a/.pem' (rule 'a' (old.yaml:3) -> rule 'k' (new.yaml:3))
            different

            """, ""));
        CommandRun.Of("", "diff", old, @new, "--json", "--base", "/srv/project").Output.Should().Be(
            """{"equivalent":false,"changes":[{"actionType":"file_read","target":"/srv/project/a/.pem","agentId":null,"method":null,"language":null,"at":null,"before":"ALLOW","beforeRule":"a","after":"DENY","afterRule":"k"}],"settings":[],"unknown":[]}""" + "\n");
    }

    [Fact]
    public void Diff_Agent_ComparesItsRequestsOnly()
    {
        string old = Policy("old.yaml", "{ id: a, action: file_read, path: /x, effect: allow, agents: [a] }");
        string @new = Policy("new.yaml", "{ id: a, action: file_read, path: /x, effect: allow, agents: [a, b] }");

        CommandRun.Of("", "diff", old, @new, "--agent", "a").Output.Should().Be("equivalent\n");
        CommandRun.Of("", "diff", old, @new, "--agent", "b").Output.Should().StartWith("deny -> allow: file_read '/x' of agent 'b' (the default -> rule 'a' (new.yaml:3))\n");
    }

    [Fact]
    public void Diff_FirstRuleOfAKind_ShowsWhatCommandsDo()
    {
        const string cat = "{ id: a, action: shell_exec, command: 'cat *', effect: allow }";
        string old = Policy("old.yaml", cat);
        string @new = Policy("new.yaml", cat, "{ id: x, action: file_read, path: /x, effect: deny }");

        CommandRun.Of("", "diff", old, @new).Should().Be(new CommandRun(1, """
            allow -> deny: shell_exec 'cat /etc/passwd' (rule 'a' (old.yaml:3) -> the default)
            'file_read by commands and code' is set otherwise
            different

            """, ""));
    }

    [Fact]
    public void Diff_RuleBeforeOneWithTerms_ShowsARequestThatLosesThem()
    {
        const string two = "{ id: two, action: network, host: a.com, effect: require_approval, approval: { required: 2 } }";
        string old = Policy("old.yaml", two);
        string @new = Policy("new.yaml", "{ id: one, action: network, host: a.com, effect: require_approval }", two);

        CommandRun.Of("", "diff", old, @new).Should().Be(new CommandRun(
            1, "require_approval -> require_approval under other terms: network 'a.com' (rule 'two' (old.yaml:3) -> rule 'one' (new.yaml:3))\ndifferent\n", ""));
    }

    [Fact]
    public void Diff_ChangeUnderConditions_HasThemInJson()
    {
        string old = Policy("old.yaml", "{ id: a, action: network, host: a.com, effect: allow, agents: [bob], methods: [GET], languages: [python], not_before: 2098-01-01T00:00:00Z }");
        string @new = Policy("new.yaml", "{ id: a, action: network, host: b.com, effect: deny }");

        CommandRun.Of("", "diff", old, @new, "--json").Output.Should().Contain(
            """{"actionType":"network","target":"a.com","agentId":"bob","method":"GET","language":"python","at":"2098-01-01T00:00:00Z","before":"ALLOW",""");
    }

    [Fact]
    public void Diff_Setting_IsNamed()
    {
        string old = _folder.File("old.yaml", "version: 1\nrules: []\n");
        string @new = _folder.File("new.yaml", "version: 1\nsymlinks: ignore\nrules: []\n");

        CommandRun.Of("", "diff", old, @new).Should().Be(new CommandRun(1, "'symlinks' is set otherwise\ndifferent\n", ""));
    }

    [Fact]
    public void Diff_WhatOnlyTheEngineKnows_IsSaidToBeUnknown()
    {
        string old = Policy("old.yaml", "{ action: shell_exec, command: 'rm *', effect: deny }");
        string @new = Policy("new.yaml", "{ action: shell_exec, command: 'rm *', effect: require_approval }");

        var run = CommandRun.Of("", "diff", old, @new);

        run.Code.Should().Be(1);
        run.Output.Should().Contain("deny -> require_approval: shell_exec 'rm").And.EndWith("different\n");
    }

    [Fact]
    public void Diff_BadPolicy_IsATrouble()
    {
        string good = _folder.File("good.yaml", "version: 1\nrules: []\n");
        string bad = _folder.File("bad.yaml", "version: 1\nrulez: []\n");

        var run = CommandRun.Of("", "diff", good, bad);

        (run.Code, run.Output).Should().Be((2, ""));
        run.Error.Should().Contain("AG1020");
        CommandRun.Of("", "diff", "-", "-").Code.Should().Be(2);
    }

    private string Policy(string name, params string[] rules) => _folder.File(name, $"version: 1\nrules:\n{string.Concat(rules.Select(r => $"  - {r}\n"))}");
}
