using ActionGate.Simulation.Explanations;

namespace ActionGate.Tests.Simulation.Explanations;

/// <summary>The words for one rule and one target.</summary>
public sealed class ExplainerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>It stands in the chain of each of its kinds, and a deletion is asked of both.</summary>
    [Fact]
    public void Explain_RuleOfTwoKindsDecides_StandsThereOnce()
    {
        var policy = Policy.Parse("version: 1\nrules:\n  - { id: r, action: [file_delete, file_write], path: /data/.ssh, effect: deny }\n");

        var explanation = new Rehearsal(policy, HostShell.Any).Explain(ActionRequest.DeleteFile("/data/.ssh/a"));

        explanation.Operations.Single().Layers.Single().Walks.Should().OnlyContain(walk => walk.Rules.Count == 1)
            .And.Contain(walk => walk.Rules[0].Outcome == RuleOutcome.Decides);
    }

    /// <summary>Many requests are explained by one policy: its text is read for the first of them.</summary>
    [Fact]
    public void Explain_SecondRequest_DoesNotReadTheDocumentAgain()
    {
        string rules = string.Concat(Enumerable.Range(0, 500).Select(i => $"  - {{ id: r{i}, action: file_read, path: '/x/{i}', effect: allow }}\n"));
        var rehearsal = new Rehearsal(Policy.Parse($"version: 1\nrules:\n{rules}"), HostShell.Any);
        long Cost(string path)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            rehearsal.Explain(ActionRequest.ReadFile(path));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        long first = Cost("/y/1");

        Cost("/y/2").Should().BeLessThan(first / 2);
    }

    [Theory]
    // Paths.
    [InlineData("file_read", "target: 'src/**'", "docs/a.md", "it lies outside '/srv/project/src'")]
    [InlineData("file_read", "target: '${PROJECT_DIR}/src/**'", "docs/a.md", "it lies outside '/srv/project/src'")]
    [InlineData("file_read", "target: '${DATA}/*.csv'", "/data/in/a.txt", "inside '/data/in', 'a.txt' does not fit '*.csv'")]
    [InlineData("file_read", "target: 'src/*.cs'", "src/a/b.cs", "it lies deeper than 'src/*.cs' goes: '*' stays inside one folder, '**' does not")]
    [InlineData("file_read", "target: 'src/*.cs'", "src/a.py", "inside '/srv/project/src', 'a.py' does not fit '*.cs'")]
    [InlineData("file_read", "target: './src'", "src/a.py", "it lies below '/srv/project/src', and the pattern names only that itself")]
    [InlineData("file_read", "target: '*.pem'", "a.py", "its name, of what lies below '/srv/project', is not '*.pem'")]
    [InlineData("file_read", "target: '**/.git/**'", "/etc/a", "no part of it fits '**/.git/**'")]
    [InlineData("file_read", "target: ['a/**', 'src/x/**']", "src/y", "it lies outside '/srv/project/src/x'; nor does another of its 2 patterns fit")]
    // Commands.
    [InlineData("shell_exec", "target: 'git *'", "rm x", "it is for the command 'git', and this is 'rm'")]
    [InlineData("shell_exec", "target: 'python3*'", "git status", "it is for commands like 'python3*', and this is 'git'")]
    [InlineData("shell_exec", "target: 'git status'", "git push", "argument 1 is 'push', and not 'status'")]
    [InlineData("shell_exec", "target: 'git status'", "git status -s", "the pattern ends before argument 2, '-s': only a '*' at its end takes further ones")]
    [InlineData("shell_exec", "target: 'git log --oneline'", "git log", "the pattern goes on with '--oneline', and the command ends")]
    [InlineData("shell_exec", "target: 'git *'", "./git status", "the command is named by a path, './git', which lies in no trusted directory")]
    [InlineData("shell_exec", "target: 'git push * --force'", "git push a b", "its arguments do not fit 'git push * --force'")]
    [InlineData("shell_exec", "target: 'git log HEAD'", "git log $x", "argument 2 is not known before it runs, and only a '*' takes that")]
    // Hosts and URLs.
    [InlineData("network", "target: api.example.com", "https://evil.example/", "its host is 'evil.example', and not 'api.example.com'")]
    [InlineData("network", "target: '*.example.com'", "https://example.com/", "'*.example.com' is what stands below 'example.com', and not that itself")]
    [InlineData("network", "target: 'https://a.example/v1/**'", "http://a.example/v1/x", "its scheme is 'http', and not 'https'")]
    [InlineData("network", "target: 'https://a.example/v1/**'", "a.example", "its scheme is not known, and the pattern is a URL")]
    [InlineData("network", "target: 'https://a.example/v1/**'", "https://a.example/v2", "'https://a.example/v2' does not fit 'https://a.example/v1/**'")]
    [InlineData("network", "target: '10.0.0.0/8'", "11.0.0.1", "its host is not an address in 10.0.0.0/8")]
    // Text.
    [InlineData("module_import", "target: 'num*'", "os", "'os' does not fit 'num*'")]
    // Conditions.
    [InlineData("file_read", "target: '**', expires: 2026-01-01T00:00:00Z", "a", "matches '**', but it has expired at 2026-01-01T00:00:00+00:00")]
    [InlineData("file_read", "target: '**', not_before: 2027-01-01T00:00:00Z", "a", "matches '**', but it applies only from 2027-01-01T00:00:00+00:00")]
    [InlineData("file_read", "target: '**', agents: [x, y]", "a", "matches '**', but it is for agents 'x', 'y', and 'coder' acts")]
    [InlineData("network", "target: a.example, ports: [443]", "a.example", "matches 'a.example', but it is for port 443, and the port is not known")]
    [InlineData("network", "target: a.example, ports: ['8000-8080', 443]", "a.example:80", "matches 'a.example', but it is for ports 8000-8080, 443, and this is port 80")]
    [InlineData("network", "target: a.example, methods: [GET]", "a.example", "matches 'a.example', but it is for method 'GET', and the method is not known")]
    public void Explain_AllowThatDoesNotApply_SaysWhy(string kind, string rule, string target, string expected) =>
        RuleFor("allow", kind, rule, target).Why.Should().Be(expected);

    [Theory]
    [InlineData("file_read", "target: '**/.ssh'", "/home/u/.ssh/id", "matches '**/.ssh' broadly: it lies beneath what the pattern matches, and decides")]
    [InlineData("file_read", "target: '/data/*'", "/data/a", "matches '/data/*', and decides")]
    [InlineData("shell_exec", "target: 'rm -rf *'", "rm -fr x", "matches 'rm -rf *' broadly: in another spelling, or with options elsewhere, and decides")]
    [InlineData("network", "target: a.example, methods: [POST]", "a.example", "matches 'a.example' (it is for method 'POST', and the method is not known: for a rule that refuses that counts), and decides")]
    [InlineData("env_read", "target: 'AWS_*'", "AWS_KEY", "matches 'AWS_*', and decides")]
    public void Explain_DenyThatDecides_SaysHowItMatched(string kind, string rule, string target, string expected)
    {
        var explained = RuleFor("deny", kind, rule, target);

        explained.Why.Should().Be(expected);
        explained.Outcome.Should().Be(RuleOutcome.Decides);
    }

    [Fact]
    public void Explain_RulesBehindTheOneThatDecided_AreNotReached()
    {
        var rules = Walk("""
              - { id: a, action: file_read, target: '*.txt', decision: deny }
              - { id: b, action: file_read, target: '**', decision: require_approval }
              - { id: c, action: file_read, target: '**', decision: allow }
              - { id: d, action: file_read, target: 'x/**', decision: allow }
            """, "file_read", "a.md").Rules;

        rules.Select(r => r.Outcome).Should().Equal(RuleOutcome.NoMatch, RuleOutcome.Decides, RuleOutcome.NotReached, RuleOutcome.NotReached);
        rules.Select(r => r.WouldMatch).Should().Equal(false, false, true, false);
        rules[2].Why.Should().Be("not reached: rule 'b' (line 4) decided");
    }

    [Fact]
    public void Explain_BroadRefusalBeforeAnAllow_BothAreTold()
    {
        var rules = Walk("""
              - { id: ask, action: file_read, target: 'x', decision: require_approval }
              - { id: all, action: file_read, target: '**', decision: allow }
            """, "file_read", "x/y").Rules;

        rules.Select(r => r.Outcome).Should().Equal(RuleOutcome.Decides, RuleOutcome.Matches);
        rules[1].Why.Should().Be("matches '**', and rule 'ask' (line 3) is stricter or came first");
    }

    [Theory]
    [InlineData("docs/a.md", "no rule for file_read matches; the nearest is rule 'src' (line 3) with 'src/**': it lies outside '/srv/project/src'")]
    [InlineData("src/.env", "rule 'src' (line 3) would allow it, and stands behind rule 'env' (line 3)")]
    public void Explain_Refusal_HelpsWhereItIsPlain(string target, string expected)
    {
        string env = target.Contains(".env", StringComparison.Ordinal) ? "  - { id: env, action: file_read, target: '.env', decision: deny }\n" : "";
        var explained = Explain(env + "  - { id: src, action: file_read, target: 'src/**', decision: allow }\n", "file_read", target);

        explained.Hints.Should().Equal(expected.Replace("'src' (line 3) would", "'src' (line 4) would", StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_RulesForOtherKinds_AreNamedWithTheirKinds()
    {
        var layer = Explain("""
              - { id: a, action: [file_write, file_read], target: '**', decision: allow }
              - { id: b, action: [shell_exec, network], target: '*', decision: deny }
            """, "file_read", "x").Layers.Single();

        layer.OtherKinds.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Verdict = Verdict.Deny, Kinds = new[] { "shell_exec", "network" } });
    }

    [Fact]
    public void Explain_LayersThatHaveNoSay_SayWhy()
    {
        var policy = Policy.Combine(
            Policy.Parse("version: 1\nname: org\nagent: other\nrules: []"),
            Policy.Parse("version: 1\nname: team\nagents: { coder: {} }\nrules: []"),
            Policy.Parse("version: 1\nrules: []"));

        policy.Explain(new ActionRequest("file_read", "/x", new ActionContext { Agent = "coder" }), default).Operations.Single().Layers.Select(l => l.Note).Should().Equal(
            "abstains: it is for agent 'other', and 'coder' acts", null, null);
        policy.Explain(new ActionRequest("file_read", "/x", new ActionContext { Agent = "x" }), default).Operations.Single().Layers[1].Note.Should().Be(
            "refuses: it lists agents, and the one that acts is not among them");
    }

    [Theory]
    [InlineData("rm *", "matches 'rm *' broadly: not all of the target is known, and it may be meant, and decides", "Decides")]
    [InlineData("rm *', agents: [x], description: '", "matches 'rm *', but it is for agent 'x', and 'coder' acts", "ConditionFails")]
    public void Explain_TextThatCannotBeDecidedAndMayPass_ShowsTheRefusalsThatWereAsked(string pattern, string expected, string outcome)
    {
        var policy = Policy.Parse($"version: 1\nunresolved: allow\nrules:\n  - {{ id: all, action: shell_exec, target: '*', decision: allow }}\n  - {{ id: rm, action: shell_exec, target: '{pattern}', decision: deny }}\n");

        var explanation = policy.Explain(ActionRequest.Shell("eval \"$x\"", new ActionContext { Agent = "coder" }), default);

        var walk = explanation.Operations[^1].Layers.Single().Walks.Single();
        (walk.Rules[1].Why, walk.Rules[1].Outcome.ToString()).Should().Be((expected, outcome));
        walk.Rules[0].Why.Should().Be("may match '*', and a rule that allows must match for certain");
    }

    [Fact]
    public void Explain_ManyPathsBelow_KeepsTheOneThatRefused()
    {
        using var folder = new TestFolder();
        for (int i = 0; i < 100; i++)
            File.WriteAllText(Path.Combine(folder.Path, $"f{i}.txt"), "");
        File.WriteAllText(Path.Combine(folder.Path, "z.pem"), "");
        var policy = Policy.Parse($"version: 1\nrules:\n  - {{ id: pem, action: file_delete, target: '*.pem', decision: deny }}\n  - {{ id: all, action: file_delete, target: '**', decision: allow }}\n", new PolicyOptions { BaseDirectory = folder.Path });

        var explanation = new Rehearsal(policy, HostShell.Any).Explain(new ActionRequest("file_delete", folder.Path));

        explanation.Decision.Rule!.Id.Should().Be("pem");
        var layer = explanation.Operations.Single().Layers.Single();
        layer.Walks.Should().HaveCountLessThan(70).And.ContainSingle(w => w.Decided!.Id == "pem");
        layer.LeftOut.Should().BePositive();
    }

    private static ExplainedRule RuleFor(string decision, string kind, string rule, string target) =>
        Walk($"  - {{ id: r, action: {kind}, {rule}, decision: {decision} }}\n", kind, target).Rules.Single();

    private static ExplainedWalk Walk(string rules, string kind, string target) => Explain(rules, kind, target).Layers.Single().Walks[0];

    private static ExplainedOperation Explain(string rules, string kind, string target)
    {
        var options = new PolicyOptions { BaseDirectory = "/srv/project", Variables = new Dictionary<string, string> { ["DATA"] = "/data/in" }, Clock = new ManualClock { Now = Noon } };
        var policy = Policy.Parse($"version: 1\nrules:\n{rules}", options);
        return policy.Explain(new ActionRequest(kind, target, new ActionContext { Agent = "coder" }), default).Operations[0];
    }
}
