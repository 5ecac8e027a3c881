using ActionGate.Evaluation;
using ActionGate.Matching;
using ActionGate.Rates;
using ActionGate.Simulation.Replays;
using ActionGate.Simulation.Suggestions;
using ActionGate.Tests.Evaluation;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Simulation.Suggestions;

public sealed class SuggesterTests
{
    private const string Empty = "version: 1\nrules:\n  - { id: x, action: db, target: y, decision: allow }\nkinds: [db]\n";

    [Theory]
    // One request is covered by itself.
    [InlineData("file_read ./docs/a.md", "target: './docs/a.md'")]
    [InlineData("file_read 'x[1]{a}*.md", "target: './''x[[]1[]][{]a[}][*].md'")]
    [InlineData("shell_exec git status", "target: 'git status'")]
    [InlineData("shell_exec git commit -m 'a b'", "argv: ['git', 'commit', '-m', 'a b']")]
    [InlineData("network https://api.example.com/v1", "target: 'https://api.example.com/v1'")]
    [InlineData("network api.example.com:443", "target: 'api.example.com:443'")]
    [InlineData("network https://api.example.com/v1?q=1", "target: 'https://api.example.com/**'")]
    [InlineData("db select a from b", "target: 'select a from b'")]
    // Several go one step further, and no more.
    [InlineData("file_read docs/a.md|file_read docs/b.md", "target: './docs/*.md'")]
    [InlineData("file_read docs/a.md|file_read notes/b.md", "target: ['./docs/a.md', './notes/b.md']")]
    [InlineData("file_read docs/a.md|file_read docs/b.md|file_read docs/c.txt", "target: ['./docs/*.md', './docs/c.txt']")]
    [InlineData("file_read docs/a.json|file_read docs/b.json", "target: ['./docs/a.json', './docs/b.json']")]
    [InlineData("shell_exec git status -s|shell_exec git status -b", "target: 'git status *'")]
    [InlineData("shell_exec git log -1|shell_exec git status", "target: ['git log -1', 'git status']")]
    [InlineData("shell_exec cp a b|shell_exec cp a c", "target: ['cp a b', 'cp a c']")]
    [InlineData("network https://a.example/1|network https://a.example/2", "target: 'https://a.example/**'")]
    [InlineData("network https://a.example:8443/1|network https://a.example:8443/2", "target: 'https://a.example:8443/**'")]
    [InlineData("network https://a.example/1|network https://b.example/2", "target: ['https://a.example/1', 'https://b.example/2']")]
    public void Suggest_WantedRequests_GetTheNarrowestRule(string wanted, string expected)
    {
        var report = Suggest(Empty, wanted);

        report.Uncovered.Should().BeEmpty();
        report.Covered.Should().Be(wanted.Split('|').Length);
        report.Files.Single().Rules.Should().ContainSingle().Which.Yaml.Should().Contain($", {expected}, decision: allow }}\n");
    }

    public static TheoryData<string> WhatAnalysisCallsHazards
    {
        get
        {
            var requests = new TheoryData<string>();
            foreach (var hazard in ActionGate.Analysis.Hazards.All.Where(h => h.Id != "traversal"))
            {
                foreach (string target in hazard.Targets.Where(t => !t.StartsWith("C:", StringComparison.Ordinal)))
                {
                    BraceSyntax.Expand(target.Replace("*", "x", StringComparison.Ordinal), out var alternatives).Should().BeNull();
                    requests.AddRange([.. hazard.Kinds.SelectMany(_ => alternatives, (kind, alternative) => $"{kind} {alternative}")]);
                }
            }
            foreach (string command in ActionGate.Analysis.Hazards.Commands)
                requests.Add($"shell_exec {command}");
            return requests;
        }
    }

    /// <summary>What a check warns of when it is allowed is never suggested.</summary>
    [Theory]
    [MemberData(nameof(WhatAnalysisCallsHazards))]
    public void Suggest_WhatAnalysisCallsAHazard_GetsNoRule(string wanted)
    {
        var report = Suggest(Empty, [new ReplayItem("1", new ActionRequest(wanted.Split(' ', 2)[0], wanted.Split(' ', 2)[1]))]);

        report.Files.Should().BeEmpty();
        report.Covered.Should().Be(0);
    }

    [Theory]
    [InlineData("file_read .env", "it may hold secrets")]
    [InlineData("file_read keys/server.pem", "it may hold secrets")]
    [InlineData("file_read /home/u/.ssh/config", "it may hold secrets")]
    [InlineData("file_write /etc/hosts", "it is in a folder of the system")]
    [InlineData("file_read docs/../a.md", "it goes through '..'")]
    [InlineData("shell_exec cat ../a.md", "it goes through '..'")]
    [InlineData("shell_exec python3 x.py", "it runs whatever it is given")]
    [InlineData("shell_exec /usr/bin/python3.12 -c 1", "it runs whatever it is given")]
    [InlineData("shell_exec sudo ls", "it runs whatever it is given")]
    [InlineData("network http://169.254.169.254/latest", "or a metadata service")]
    [InlineData("network metadata.google.internal", "or a metadata service")]
    [InlineData("env_read AWS_SECRET_ACCESS_KEY", "it may hold secrets")]
    [InlineData("env_write LD_PRELOAD", "programs obey it")]
    [InlineData("dynamic_code x", "what it would do is not known")]
    [InlineData("shell_exec ls $x", "not all of it is known beforehand")]
    [InlineData("shell_exec ls ${", "can't be decided")]
    [InlineData("file_read a\u0001b", "not all of it is known beforehand")]
    [InlineData("nothing x", "unknown action kind 'nothing'")]
    public void Suggest_Hazard_GetsNoRule(string wanted, string expected)
    {
        var report = Suggest(Empty, wanted);

        report.Files.Should().BeEmpty();
        report.Covered.Should().Be(0);
        report.Uncovered.Should().ContainSingle().Which.Why.Should().Contain(expected);
    }

    [Fact]
    public void Suggest_DenyOfThePolicy_IsNeverCovered()
    {
        var report = Suggest("version: 1\nrules:\n  - { id: no, action: file_read, target: './private/**', decision: deny }\n", "file_read private/a.md|file_read private/b.md|file_read docs/a.md");

        report.Files.Single().Rules.Should().ContainSingle().Which.Covers.Should().Equal("line 3");
        report.Uncovered.Should().HaveCount(2).And.OnlyContain(u => u.Why.Contains("rule 'no' (line 3) denies it", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("version: 1\nrules:\n  - id: a\n    action: file_read\n    path: ./x\n    effect: allow\n", "  - id: suggested-1\n    action: file_write\n    path: './y'\n    effect: allow\n")]
    [InlineData("version: 1\nrules:\n- {id: suggested-1, action: file_read, target: ./x, decision: allow}\n", "- { id: suggested-2, action: file_write, target: './y', decision: allow }\n")]
    [InlineData("version: 1\nrules:\n  - { action: shell_exec, command: x, effect: allow }\n", "  - { id: suggested-1, action: file_write, path: './y', effect: allow }\n")]
    public void Suggest_Rules_AreInTheStyleOfThePolicy(string policy, string expected) =>
        Suggest(policy, "file_write y").Files.Single().Rules.Single().Yaml.Should().EndWith("\n" + expected);

    [Theory]
    [InlineData("/srv/project/out/**", "'/srv/project/docs/a.md'")]
    [InlineData("./out/**", "'./docs/a.md'")]
    [InlineData("${PROJECT_DIR}/out/**", "'${PROJECT_DIR}/docs/a.md'")]
    public void Suggest_Paths_AreWrittenAsThePolicyWritesThem(string target, string expected) =>
        Suggest($"version: 1\nrules:\n  - {{ action: file_read, target: '{target}', decision: allow }}\n", "file_read docs/a.md").Files.Single().Rules.Single().Yaml.Should().Contain(expected);

    [Fact]
    public void Suggest_SamePatternsForSeveralKindsAndAgents_AreOneRule()
    {
        var items = Items("file_read a.md|file_write a.md", agent: "x").Concat(Items("file_read a.md|file_write a.md", agent: "y", from: 3)).ToList();

        Suggest(Empty, items).Files.Single().Rules.Should().ContainSingle().Which.Yaml.Should().EndWith(
            "  - { id: suggested-1, action: [file_read, file_write], target: './a.md', agents: ['x', 'y'], decision: allow }\n");
    }

    [Fact]
    public void Suggest_SameTextForKindsThatReadItOtherwise_IsARuleForEach() =>
        Suggest(Empty, "db ls|shell_exec ls").Files.Single().Rules.Select(r => r.Kinds.Single()).Should().BeEquivalentTo("db", "shell_exec");

    [Fact]
    public void Suggest_AgentWithALineFeedInItsName_GetsNoRule() =>
        Suggest(Empty, Items("file_read a.md", agent: "x\n- {id: all}")).Uncovered.Should().ContainSingle().Which.Why.Should().Contain("no pattern can say it");

    [Fact]
    public void Suggest_AnyRequests_PrintsWhatMakesTheCoveredAllowedAndChangesNothingElse()
    {
        string[] kinds = ["file_read", "file_write", "file_delete", "shell_exec", "network", "module_import", "env_read", "db", "code_execution", "odd"];
        string[] targets = ["a.md", "docs/a.md", "docs/b.md", "docs/c.txt", "docs/.env", "../x", "/etc/x", "git log -1", "git log -2", "git push a", "git log > docs/a.md", "https://a.example/1", "https://a.example/2", "a.example", "'", "{", "a b", "*", "@x", "${X}", "\uFFFF", "os"];
        string[] policy =
        [
            "version: 1\nkinds: [db]\nrules:\n  - { id: no, action: [file_read, file_write], target: '.*', decision: deny }\n",
            "  - { id: ask, action: shell_exec, target: 'git push*', decision: require_approval }\n  - { id: os, action: module_import, target: os, decision: allow }\n",
        ];
        var item =
            from kind in Gen.Elements(kinds)
            from target in Gen.Elements(targets)
            from agent in Gen.Elements("x", "y", "")
            from isWanted in Gen.Elements(true, true, false)
            select new ReplayItem("", new ActionRequest(kind, target, new ActionContext { Agent = agent.Length == 0 ? null : agent })) { IsWanted = isWanted };

        Prop.ForAll(Gen.ArrayOf(item, 12).ToArbitrary(), drawn =>
        {
            ReplayItem[] items = [.. drawn.Select((one, i) => one with { Place = $"line {i}" })];
            var report = Suggest(string.Concat(policy), items);
            string Of(string? before) => string.Concat(report.Files.SelectMany(f => f.Rules).Where(r => r.Before == before).Select(r => r.Yaml));
            var options = new PolicyOptions { BaseDirectory = "/srv/project" };
            var (without, with) = (Policy.Parse(string.Concat(policy), options), Policy.Parse(policy[0] + Of("ask") + policy[1] + Of(null), options));
            var uncovered = report.Uncovered.Select(u => u.Item.Place).ToHashSet();
            return report.Covered + report.Others == items.Length && Array.TrueForAll(items, i =>
            {
                var before = without.Evaluate(i.Action!).Verdict;
                bool isCovered = i.IsWanted && before != Verdict.Allow && !uncovered.Contains(i.Place);
                return with.Evaluate(i.Action!).Verdict == (isCovered ? Verdict.Allow : before);
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Suggest_AnyPolicyAndRequests_PrintsWhatMakesTheCoveredAllowedAndChangesNothingElse() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(100),
        Prop.ForAll((from policy in RandomPolicy.Any from requests in Gen.ArrayOf(RandomPolicy.Request, 15) from wanted in Gen.ArrayOf(Gen.Elements(true, false), 15) select (policy, requests, wanted)).ToArbitrary(), sample =>
        {
            ReplayItem[] items = [.. sample.requests.Select((r, i) => new ReplayItem($"line {i}", r) { IsWanted = sample.wanted[i] })];
            var without = sample.policy.Parse();
            var report = Suggester.Suggest(without.Layers, items, Terms);
            var lines = new List<string>();
            var rules = report.Files.SelectMany(f => f.Rules).ToList();
            foreach (string line in sample.policy.Yaml().Replace("rules: []", "rules:", StringComparison.Ordinal).TrimEnd('\n').Split('\n'))
                lines.AddRange([.. rules.Where(r => r.Before is { } before && line.StartsWith($"  - {{ id: {before},", StringComparison.Ordinal)).Select(r => r.Yaml), line]);
            string text = string.Join('\n', lines) + "\n" + string.Concat(rules.Where(r => r.Before is null).Select(r => r.Yaml));
            var with = rules.Count == 0 ? without : Policy.Parse(text, new PolicyOptions { BaseDirectory = "/a" });
            var uncovered = report.Uncovered.Select(u => u.Item.Place).ToHashSet();
            foreach (var item in items)
            {
                var before = Decide(without, item);
                bool isCovered = item.IsWanted && before != Verdict.Allow && !uncovered.Contains(item.Place);
                Decide(with, item).Should().Be(isCovered ? Verdict.Allow : before, "{0} {1} {2}\n{3}", item.Place, item.Action!.Kind, item.Action.Target, text);
            }
        }));

    private static Verdict Decide(Policy policy, ReplayItem item) => policy.Evaluate(item.Action!, null, new Circumstances { Rates = new RateTickets(new RateCounters()) }).Verdict;

    [Fact]
    public void Suggest_RequestThatNobodyWants_HoldsTheRuleBack()
    {
        var items = Items("file_read docs/a.md|file_read docs/b.md").Append(Item("file_read docs/c.md", 3, isWanted: false)).ToList();

        var report = Suggest(Empty, items);

        report.Files.Single().Rules.Single().Yaml.Should().Contain("['./docs/a.md', './docs/b.md']");
        (report.Covered, report.Others).Should().Be((2, 1));
    }

    [Fact]
    public void Suggest_SameRequestOnceNotWanted_IsNotCoveredAndTheOthersAre()
    {
        var items = Items("file_read docs/a.md|file_read docs/b.md").Append(Item("file_read ./docs/a.md", 3, isWanted: false)).ToList();

        var report = Suggest(Empty, items);

        report.Files.Single().Rules.Single().Covers.Should().Equal("line 2");
        report.Uncovered.Should().ContainSingle().Which.Why.Should().Be("line 3 asks for the same, and is not wanted");
    }

    [Fact]
    public void Suggest_TextOfSeveralOperations_IsCoveredWholeOrNotAtAll()
    {
        var report = Suggest(Empty, "shell_exec git log > out.txt|shell_exec git status; python3 x.py");

        report.Files.Single().Rules.SelectMany(r => r.Covers).Distinct().Should().Equal("line 1");
        report.Files.Single().Rules.SelectMany(r => r.Kinds).Should().BeEquivalentTo("shell_exec", "file_write");
        report.Uncovered.Should().ContainSingle().Which.Item.Place.Should().Be("line 2");
    }

    [Fact]
    public void Suggest_FirstRuleOfAKind_CoversWhatCommandsDoOfThatKindToo()
    {
        var report = Suggest(Empty, "shell_exec cat src/x.py|file_read data/a.csv");

        report.Uncovered.Should().BeEmpty();
        report.Files.Single().Rules.Single(r => r.Kinds.Contains("file_read")).Covers.Should().BeEquivalentTo("line 1", "line 2");
    }

    [Fact]
    public void Suggest_FirstRuleOfAKindThatWouldRefuseAnother_IsGivenUpAlone()
    {
        const string Policy = "version: 1\nrules:\n  - { id: cat, action: shell_exec, target: 'cat *', decision: allow }\n";
        var items = Items("file_read data/a.csv|network a.example").Append(Item("shell_exec cat README", 3, isWanted: false)).ToList();

        var report = Suggest(Policy, items);

        report.Files.Single().Rules.Single().Kinds.Should().Equal("network");
        report.Uncovered.Should().ContainSingle().Which.Why.Should().Be("a rule for it would also change what is said of another request");
    }

    [Fact]
    public void Suggest_RuleThatAsks_GetsAnExactAllowBeforeIt()
    {
        var report = Suggest(
            "version: 1\nrules:\n  - { id: push, action: shell_exec, target: 'git push *', decision: require_approval }\n  - { id: rest, action: shell_exec, target: '*', decision: deny }\n",
            "shell_exec git push origin a|shell_exec git push origin b");

        var rule = report.Files.Single().Rules.Single();
        rule.Before.Should().Be("push");
        rule.Yaml.Should().Contain("# put it before rule 'push', which asks\n").And.Contain("['git push origin a', 'git push origin b']");
        report.Covered.Should().Be(2);
    }

    [Fact]
    public void Suggest_Layers_EachGetsItsRules()
    {
        var policy = Policy.Combine(
            Policy.Parse("version: 1\nname: org\nrules:\n  - { action: file_read, target: '**', decision: allow }\n"),
            Policy.Parse("version: 1\nname: team\nrules: []\n", new PolicyOptions { BaseDirectory = "/srv/project" }));

        Suggester.Suggest(policy.Layers, Items("file_read x/a.md|network a.example"), Terms).Files.Select(f => f.Name).Should().Equal("org", "team");
    }

    [Fact]
    public void Suggest_FurtherStep_SaysWhatItWouldAllowBeside()
    {
        var rule = Suggest(Empty, "file_read docs/a.md|file_read docs/b.md").Files.Single().Rules.Single();

        rule.NewlyAllows.Should().Equal("file_read '/srv/project/docs/other.md'");
        rule.Yaml.Should().StartWith("  # covers line 1, line 2; one step further: files with one ending in one folder\n  # allows as well: the same to every agent that the policy is for\n  # would also allow, for example: file_read '/srv/project/docs/other.md'\n");
    }

    [Fact]
    public void Suggest_FolderWhoseSecretsThePolicyDenies_IsOnePattern()
    {
        string guarded = "version: 1\nrules:\n  - { id: no, action: [file_read], target: ['.*', 'id_*', '*.key', 'cred*', 'secr*', 'token*', 'passw*', 'config*', 'login*'], decision: deny }\n";

        Suggest(guarded, "file_read docs/a.md|file_read docs/b.txt").Files.Single().Rules.Single().Yaml.Should().Contain("'./docs/*'");
        Suggest(Empty, "file_read docs/a.md|file_read docs/b.txt").Files.Single().Rules.Single().Yaml.Should().Contain("['./docs/a.md', './docs/b.txt']");
    }

    private static TrialTerms Terms { get; } = new(HostShell.Any, null, null, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

    private static SuggestionReport Suggest(string policy, string wanted) => Suggest(policy, Items(wanted));

    private static SuggestionReport Suggest(string policy, IReadOnlyList<ReplayItem> items) =>
        Suggester.Suggest(Policy.Parse(policy, new PolicyOptions { BaseDirectory = "/srv/project" }).Layers, items, Terms);

    private static List<ReplayItem> Items(string wanted, string? agent = null, int from = 1) => [.. wanted.Split('|').Select((text, i) => Item(text, from + i, isWanted: true, agent))];

    private static ReplayItem Item(string text, int line, bool isWanted, string? agent = null)
    {
        string[] parts = text.Split(' ', 2);
        return new ReplayItem($"line {line}", new ActionRequest(parts[0], parts[1], new ActionContext { Agent = agent })) { IsWanted = isWanted };
    }
}
