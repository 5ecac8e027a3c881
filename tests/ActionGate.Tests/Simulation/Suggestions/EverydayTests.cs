using ActionGate.Simulation.Replays;
using ActionGate.Simulation.Suggestions;

namespace ActionGate.Tests.Simulation.Suggestions;

public sealed class EverydayTests
{
    /// <summary>A policy that speaks of a kind of its own only: what commands do is their own affair.</summary>
    private const string Silent = "version: 1\nkinds: [db]\nrules:\n  - { id: x, action: db, target: y, decision: allow }\n";

    private const string Speaking = """
        version: 1
        rules:
          - { id: data, action: file_read, target: '/data/*.never', decision: allow }
          - { id: out, action: file_write, target: './out/**', decision: allow }
          - { id: net, action: network, target: 'static.example.com', decision: allow }

        """;

    private const string Opened = Silent + "  - { id: data, action: file_read, target: '/data/*.never', decision: allow }\n";

    private static TrialTerms Terms { get; } = new(HostShell.Any, null, null, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(Silent)]
    [InlineData(Speaking)]
    public void Suggest_WhatIsNotEveryday_GetsNoRule(string policy) =>
        Lines("never.txt").Where(line => Suggest(policy, [Item(line, 1)]).Files.Count > 0).Should().BeEmpty();

    [Theory]
    [InlineData(Opened)]
    [InlineData(Speaking)]
    public void Suggest_WhatIsEveryday_GetsARule(string policy) =>
        Lines("everyday.txt").SelectMany(line => Suggest(policy, [Item(line, 1)]).Uncovered).Select(u => u.Why).Should().BeEmpty();

    [Fact]
    public void Suggest_AnyRule_NeverClaimsToAllowNothingElse() =>
        Lines("everyday.txt").SelectMany(line => Suggest(Opened, [Item(line, 1)]).Files).SelectMany(f => f.Rules).Select(r => r.Yaml)
            .Should().OnlyContain(yaml => !yaml.Contains("nothing else", StringComparison.Ordinal) && yaml.Contains("the same to every agent", StringComparison.Ordinal));

    [Theory]
    [InlineData("file_write Makefile", "to delete what may be written")]
    [InlineData("file_delete old.md", "a folder of that name")]
    [InlineData("network api.example.com", "every scheme and path of the host, and every port")]
    [InlineData("network https://api.example.com/x", "every method")]
    [InlineData("shell_exec git status", "as a part of longer ones")]
    public void Suggest_RuleThatMeansMoreThanItsRequest_SaysWhat(string wanted, string expected) => RuleOf(Silent, wanted).Yaml.Should().Contain(expected);

    /// <summary>The kinds that one rule takes of another's: what the note says is so.</summary>
    [Fact]
    public void Suggest_FileWrite_AllowsDeletingAsItSays()
    {
        var rule = RuleOf(Silent, "file_write Makefile");

        var with = Policy.Parse(Silent + rule.Yaml, new PolicyOptions { BaseDirectory = "/srv/project" });

        with.Evaluate(new ActionRequest("file_delete", "Makefile")).Verdict.Should().Be(Verdict.Allow);
    }

    [Fact]
    public void Suggest_RequestWithAMethod_GetsARuleForItAlone()
    {
        var item = new ReplayItem("line 1", new ActionRequest("network", "https://api.example.com/x") { Method = "get" }) { IsWanted = true };

        var rule = Suggest(Silent, [item]).Files.Single().Rules.Single();

        rule.Yaml.Should().Contain("target: 'https://api.example.com/x', methods: [GET], decision: allow").And.NotContain("every method");
        var with = Policy.Parse(Silent + rule.Yaml, new PolicyOptions { BaseDirectory = "/srv/project" });
        with.Evaluate(item.Action!).Verdict.Should().Be(Verdict.Allow);
        with.Evaluate(new ActionRequest("network", "https://api.example.com/x") { Method = "DELETE" }).Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Suggest_RequestsWithSeveralMethods_GetARuleForEach()
    {
        ReplayItem[] items = [.. new[] { "GET", "POST" }.Select((m, i) => new ReplayItem($"line {i}", new ActionRequest("network", "https://api.example.com/x") { Method = m }) { IsWanted = true })];

        Suggest(Silent, items).Files.Single().Rules.Select(r => r.Method).Should().BeEquivalentTo("GET", "POST");
    }

    [Fact]
    public void Suggest_RequestWithAPort_GetsARuleForItAlone() =>
        Suggest(Silent, [new ReplayItem("line 1", new ActionRequest("network", "api.example.com") { Port = 8443 }) { IsWanted = true }])
            .Files.Single().Rules.Single().Yaml.Should().Contain("target: 'api.example.com:8443'").And.NotContain("every port");

    [Theory]
    [InlineData("*")]
    [InlineData("a*")]
    [InlineData("a?")]
    [InlineData("[ab]")]
    [InlineData("{a,b}")]
    [InlineData("@all")]
    public void Suggest_AgentWhoseNameMayStandForOthers_GetsNoRule(string agent) =>
        Suggest(Silent, [new ReplayItem("line 1", new ActionRequest("file_read", "a.md", new ActionContext { Agent = agent })) { IsWanted = true }])
            .Uncovered.Should().ContainSingle().Which.Why.Should().Contain("may stand for others");

    [Fact]
    public void Suggest_NamedAgent_GetsARuleForItAlone() =>
        Suggest(Silent, [new ReplayItem("line 1", new ActionRequest("file_read", "a.md", new ActionContext { Agent = "coder-2" })) { IsWanted = true }])
            .Files.Single().Rules.Single().Yaml.Should().Contain("agents: ['coder-2']").And.NotContain("every agent");

    [Theory]
    [InlineData("file_read a.txt|file_read b.txt", "['./a.txt', './b.txt']")]
    [InlineData("file_read a.json|file_read b.json", "['./a.json', './b.json']")]
    [InlineData("file_read a.csv|file_read b.csv", "['./a.csv', './b.csv']")]
    [InlineData("shell_exec git diff a|shell_exec git diff b", "['git diff a', 'git diff b']")]
    [InlineData("shell_exec git show a|shell_exec git show b", "['git show a', 'git show b']")]
    [InlineData("shell_exec git blame a.md|shell_exec git blame b.md", "['git blame a.md', 'git blame b.md']")]
    [InlineData("shell_exec cat a.md|shell_exec cat b.md", "['cat a.md', 'cat b.md']")]
    public void Suggest_StepThatWouldTakeMore_IsNotTaken(string wanted, string expected) => RuleOf(Silent, wanted).Yaml.Should().Contain(expected);

    [Theory]
    [InlineData("file_read docs/a.md|file_read docs/b.md", "'./docs/*.md'")]
    [InlineData("shell_exec git log -1|shell_exec git log --oneline", "'git log *'")]
    [InlineData("shell_exec git status -s|shell_exec git status -b", "'git status *'")]
    public void Suggest_StepThatThePolicyHolds_IsTaken(string wanted, string expected) => RuleOf(Speaking, wanted).Yaml.Should().Contain(expected);

    [Fact]
    public void Suggest_BaseFolder_IsNamedExactly()
    {
        var rule = RuleOf("version: 1\nrules:\n  - { id: a, action: file_read, path: './out/*', effect: allow }\n", "file_read .");

        rule.Yaml.Should().Contain("path: '/srv/project', effect: allow");
    }

    [Fact]
    public void Suggest_FolderThatARuleForOneAgentOpens_IsClosedToOthers() =>
        Suggest(Silent + "  - { id: data, action: file_read, target: '/data/*.x', agents: [a], decision: allow }\n", "file_read /data/a.csv").Files.Should().BeEmpty();

    [Fact]
    public void Suggest_FolderThatIsOpenForReading_IsClosedForWriting() => Suggest(Opened, "file_write /data/a.csv").Files.Should().BeEmpty();

    private static IEnumerable<string> Lines(string file) =>
        File.ReadAllLines(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Suggestions", file)).Where(line => line.Length > 0 && !line.StartsWith('#'));

    private static SuggestedRule RuleOf(string policy, string wanted) => Suggest(policy, wanted).Files.Single().Rules.Single();

    private static ReplayItem Item(string text, int line)
    {
        string[] parts = text.Split(' ', 2);
        return new ReplayItem($"line {line}", new ActionRequest(parts[0], parts[1])) { IsWanted = true };
    }

    private static SuggestionReport Suggest(string policy, string wanted) => Suggest(policy, [.. wanted.Split('|').Select((text, i) => Item(text, i + 1))]);

    private static SuggestionReport Suggest(string policy, IReadOnlyList<ReplayItem> items) =>
        Suggester.Suggest(Policy.Parse(policy, new PolicyOptions { BaseDirectory = "/srv/project" }).Layers, items, Terms);
}
