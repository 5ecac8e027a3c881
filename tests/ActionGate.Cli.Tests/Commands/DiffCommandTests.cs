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
