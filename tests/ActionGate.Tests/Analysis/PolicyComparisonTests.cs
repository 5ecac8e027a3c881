namespace ActionGate.Tests.Analysis;

public sealed class PolicyComparisonTests
{
    private static readonly PolicyOptions Options = new() { BaseDirectory = "/srv/project" };

    [Theory]
    [InlineData("{ action: file_read, path: '{/a/**,/b/**}', effect: allow }", "{ action: file_read, path: [/b/**, /a/**], effect: allow }")]
    [InlineData("{ action: file_read, path: '/a/**', effect: allow }|{ action: file_read, path: '/a/b', effect: deny }", "{ action: file_read, path: '/a/**', effect: allow }")]
    [InlineData("{ action: [file_read, file_write], path: './a/**', effect: allow }", "{ action: file_write, path: './a/**', effect: allow }|{ action: file_read, path: './a/**', effect: allow }")]
    [InlineData("{ action: network, host: '10.0.0.0/8', effect: deny }", "{ action: network, host: ['10.0.0.0/9', '10.128.0.0/9'], effect: deny }")]
    [InlineData("{ action: shell_exec, command: 'git status*', effect: allow }|{ action: shell_exec, command: 'rm *', effect: deny }", "{ action: shell_exec, command: 'rm *', effect: deny }|{ action: shell_exec, command: 'git status*', effect: allow }|{ action: shell_exec, command: 'git status -s', effect: allow }")]
    [InlineData("{ action: file_read, path: '/a/[ab]*', effect: allow }", "{ action: file_read, path: '/a/{a*,b*}', effect: allow }")]
    [InlineData("{ action: module_import, target: 'os', effect: deny }|{ action: module_import, target: '*', effect: allow }", "{ action: module_import, target: 'os', effect: deny }|{ action: module_import, target: ['os.path', '*'], effect: allow }")]
    public void Of_Refactoring_IsEquivalent(string before, string after)
    {
        var comparison = Compare(before, after);

        comparison.Changes.Should().BeEmpty();
        comparison.Settings.Should().BeEmpty();
        comparison.Unknown.Should().BeEmpty();
        comparison.IsEquivalent.Should().BeTrue();
    }

    [Theory]
    [InlineData(
        "{ id: a, action: shell_exec, command: 'git *', effect: allow }",
        "{ id: b, action: shell_exec, command: 'git push*', effect: require_approval }|{ id: a, action: shell_exec, command: 'git *', effect: allow }",
        "allow -> require_approval: shell_exec 'git push' (rule 'a' (line 3) -> rule 'b' (line 3))")]
    [InlineData(
        "{ id: a, action: file_read, path: './**', effect: allow }",
        "{ id: a, action: file_read, path: './a/**', effect: allow }",
        "allow -> deny: file_read '/srv/project' (rule 'a' (line 3) -> the default)")]
    [InlineData(
        "{ id: a, action: network, host: a.example, effect: allow, methods: [GET] }",
        "{ id: a, action: network, host: a.example, effect: allow }",
        "deny -> allow: network 'a.example' (the default -> rule 'a' (line 3))")]
    // No word of an example is empty where another one will do.
    [InlineData(
        "{ id: a, action: shell_exec, command: 'tool', effect: allow }",
        "{ id: a, action: shell_exec, command: 'tool *', effect: allow }",
        "deny -> allow: shell_exec 'tool a' (the default -> rule 'a' (line 3))")]
    public void Of_Change_IsShownByARequest(string before, string after, string change)
    {
        var comparison = Compare(before, after);

        comparison.IsEquivalent.Should().BeFalse();
        comparison.Changes.Select(c => c.ToString()).Should().Contain(change, string.Join(' ', comparison.Unknown));
    }

    [Fact]
    public void Of_RulesInAnotherOrder_ShowsBothWays()
    {
        const string narrow = "{ id: n, action: file_read, path: '/a/*/c', effect: deny }";
        const string wide = "{ id: w, action: file_read, path: '/a/b/*', effect: allow }";

        Compare($"{narrow}|{wide}", $"{wide}|{narrow}").Changes.Select(c => c.ToString())
            .Should().Equal("deny -> allow: file_read '/a/b/c' (rule 'n' (line 3) -> rule 'w' (line 3))");
    }

    [Fact]
    public void Of_SettingThatNoRequestShows_IsNamed()
    {
        var before = Policy.Parse("version: 1\nrules: []\n", Options);
        var after = Policy.Parse("version: 1\nsymlinks: ignore\nlimits: { time: 5s }\nrules: []\n", Options);

        var comparison = PolicyComparison.Of(before, after);

        comparison.Changes.Should().BeEmpty();
        comparison.Settings.Should().Equal("symlinks", "limits");
        comparison.IsEquivalent.Should().BeFalse();
    }

    [Fact]
    public void Of_OtherDefault_IsShownForEveryKind()
    {
        var before = Policy.Parse("version: 1\nrules: []\n", Options);
        var after = Policy.Parse("version: 1\ndefault: require_approval\nrules: []\n", Options);

        var changes = PolicyComparison.Of(before, after).Changes;

        changes.Should().OnlyContain(c => c.Before == Verdict.Deny && c.After == Verdict.RequireApproval);
        changes.Select(c => c.Request.Kind.Name).Should().Contain(["file_read", "network", "env_read", "module_import", "code_execution"]);
    }

    [Fact]
    public void Of_SeveralLayers_Throws()
    {
        var one = Policy.Parse("version: 1\nrules: []\n", Options);

        FluentActions.Invoking(() => PolicyComparison.Of(one, Policy.Combine(one, one))).Should().Throw<ArgumentException>();
    }

    private static PolicyComparison Compare(string before, string after) => PolicyComparison.Of(Policy.Parse(Text(before), Options), Policy.Parse(Text(after), Options));

    private static string Text(string rules) => $"version: 1\nrules:\n{string.Concat(rules.Split('|').Select(r => $"  - {r}\n"))}";
}
