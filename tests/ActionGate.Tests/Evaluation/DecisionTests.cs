namespace ActionGate.Tests.Evaluation;

/// <summary>What a decision carries.</summary>
public sealed class DecisionTests
{
    private const string Rules = """
          - id: no-secret
            action: file_read
            target: ["**/secret", "*.key"]
            decision: deny
          - { id: read, action: file_read, target: "./data/**", decision: allow }
          - { id: rm, action: shell_exec, target: "rm *", decision: deny }
          - { id: host, action: network, target: "https://api.example.com/v1/**", decision: deny }
          - { id: ask, action: env_read, target: "*", decision: require_approval }
        """;

    [Fact]
    public void Evaluate_NamedPolicies_GoIntoTheDecision()
    {
        var team = Policy.Parse("version: 1\nname: team\nrevision: 7b\nrules: []\n");
        var organisation = Policy.Parse("version: 1\nname: organisation\nrules: []\n");
        var nameless = Policy.Parse("version: 1\nrules: []\n");
        var request = ActionRequest.ReadFile("/x");

        team.Evaluate(request).PolicyName.Should().Be("team");
        team.Evaluate(request).PolicyRevision.Should().Be("7b");
        nameless.Evaluate(request).PolicyName.Should().BeNull();
        nameless.Evaluate(request).PolicyRevision.Should().BeNull();
        Policy.Combine(organisation, nameless, team).Evaluate(request).PolicyName.Should().Be("organisation + team");
        team.Evaluate(new CodeRequest([new CodeBlock("git status", "bash")])).Overall.PolicyRevision.Should().Be("7b");
    }

    [Theory]
    [InlineData("file_read", "data/x", "rule 'read' (line 8) matched './data/**'", "/srv/project/data/x")]
    [InlineData("file_read", "/x/secret", "rule 'no-secret' (line 4) matched '**/secret'", "/x/secret")]
    [InlineData("file_read", "/x/a.key/..//b.key", "rule 'no-secret' (line 4) matched '*.key'", "/x/b.key")]
    [InlineData("file_read", "/x/secret/y", "rule 'no-secret' (line 4) matched '**/secret' and covers what lies beneath", "/x/secret/y")]
    [InlineData("file_read", "~bob/y", "rule 'no-secret' (line 4) matched '**/secret', which the target may be: it can't be resolved", "~bob/y")]
    [InlineData("file_read", "/etc/./passwd", "no rule allows it", "/etc/passwd")]
    [InlineData("shell_exec", "rm -r x", "rule 'rm' (line 9) matched 'rm *'", "rm -r x")]
    [InlineData("shell_exec", "./rm -r x", "rule 'rm' (line 9) matched 'rm *' broadly: by another spelling, or by what is not known of it", "./rm -r x")]
    [InlineData("shell_exec", "cd x", "it needs no rule: what only steers the shell, or what the text itself defines", "cd x")]
    [InlineData("network", "HTTPS://API.example.com:443/v1/%61", "rule 'host' (line 10) matched 'https://api.example.com/v1/**'", "https://api.example.com/v1/a")]
    [InlineData("network", "api.example.com", "rule 'host' (line 10) matched 'https://api.example.com/v1/**' and covers what lies beneath, what is spelled otherwise or what is not known", "api.example.com")]
    [InlineData("env_read", "X", "rule 'ask' (line 11) matched '*'", "X")]
    public void Evaluate_AnyDecision_ExplainsItself(string kind, string target, string reason, string normal)
    {
        var policy = TestPolicies.Of(Rules, "version: 1\nname: n");
        var decision = policy.Evaluate(new ActionRequest(kind, target));

        decision.Reason.Should().Be(reason);
        decision.Target.Should().Be(normal);
        decision.PolicyHash.Should().Be(policy.Hash).And.StartWith("sha256:");
        decision.EvaluationTime.Should().BeGreaterThan(TimeSpan.Zero);
        decision.Operations.Should().ContainSingle().Which.Verdict.Should().Be(decision.Verdict);
        decision.ToString().Should().Contain(reason);
    }

    [Theory]
    [InlineData("file_read", null, "@fault", "AG3001", "the request has no target")]
    [InlineData("file_read", "/a\0", "@fault", "AG3002", "the target is not valid: ")]
    [InlineData("nothing", "x", "@fault", "AG3004", "unknown action kind 'nothing'")]
    [InlineData("script_exec", "~bob/x", "@unresolved", "AG3005", "the target can't be resolved: ")]
    [InlineData("shell_exec", "$a b", "@unresolved", "AG3006", "the shell text can't be decided: ")]
    [InlineData("code_execution", "cobol", "@fault", "AG3008", "unknown language 'cobol'")]
    public void Evaluate_Refusal_NamesItsIdAndReason(string kind, string? target, string rule, string id, string reason)
    {
        var decision = TestPolicies.Of(Rules).Evaluate(new ActionRequest(kind, target));

        decision.Verdict.Should().Be(Verdict.Deny);
        decision.Rule!.Id.Should().Be(rule);
        decision.DiagnosticId.Should().Be(id);
        decision.Reason.Should().StartWith(reason);
    }

    [Theory]
    [InlineData("file_read", "/a/b", null, null, "rule 'who' (line 4) matched '/a/**', and who acts is not known")]
    [InlineData("network", "https://h.example/", "coder", null, "rule 'how' (line 5) matched 'h.example', and the method is not known")]
    [InlineData("network", "p.example", "coder", null, "rule 'port' (line 6) matched 'p.example', and the port is not known")]
    [InlineData("network", "http://010.0.0.1/", "coder", null, "rule 'net' (line 7) matched '10.0.0.0/8' and covers what lies beneath, what is spelled otherwise or what is not known")]
    [InlineData("module_import", "fs/promises", "coder", null, "rule 'module' (line 8) matched 'fs' and covers what the package holds")]
    [InlineData("module_import", "f s", "coder", null, "rule 'module' (line 8) matched 'fs', which the target may be: it can't be resolved")]
    [InlineData("env_read", "*", "coder", null, "rule 'env' (line 9) matched 'AWS_*', which it may be")]
    public void Evaluate_BroadMatch_SaysWhatIsNotKnown(string kind, string target, string? agent, string? method, string reason)
    {
        var policy = TestPolicies.Of("""
              - { id: who, action: file_read, target: "/a/**", decision: deny, agents: [bad] }
              - { id: how, action: network, target: h.example, decision: deny, methods: [POST] }
              - { id: port, action: network, target: p.example, decision: deny, ports: [22] }
              - { id: net, action: network, target: 10.0.0.0/8, decision: deny }
              - { id: module, action: module_import, target: fs, decision: deny }
              - { id: env, action: env_read, target: "AWS_*", decision: deny }
            """, "version: 1\nname: n");

        policy.Evaluate(new ActionRequest(kind, target, new ActionContext { Agent = agent }) { Method = method }).Reason.Should().Be(reason);
    }

    /// <summary>Matching sees the whole target; only what is shown is shortened.</summary>
    [Fact]
    public void Evaluate_LongTarget_IsMatchedWholeAndShownShort()
    {
        var policy = TestPolicies.Of("  - { id: end, action: file_read, target: \"/a/**/end\", decision: deny }\n  - { id: all, action: file_read, target: \"*\", decision: allow }");
        string path = "/a/" + string.Concat(Enumerable.Repeat("long/", 5_000)) + "end";

        var decision = policy.Evaluate(ActionRequest.ReadFile(path));
        decision.Rule!.Id.Should().Be("end");
        decision.Target.Should().Be(path);
        decision.ToString().Length.Should().BeLessThan(500);
    }

    [Fact]
    public void Evaluate_SameRequestManyThreads_GivesTheSameDecision()
    {
        var policy = TestPolicies.Of(Rules);
        (ActionRequest Request, string Expected)[] asked =
        [
            .. new (string Kind, string Target)[] { ("file_read", "data/x"), ("file_read", "/x/secret/y"), ("shell_exec", "./rm x"), ("shell_exec", "git push"), ("network", "https://api.example.com/v1/x"), ("env_read", "X") }
                .Select(t => new ActionRequest(t.Kind, t.Target))
                .Select(r => (r, policy.Evaluate(r).ToString())),
        ];

        Parallel.For(0, 4_000, i =>
        {
            var (request, expected) = asked[i % asked.Length];
            if (policy.Evaluate(request).ToString() != expected)
                throw new InvalidOperationException(expected);
        });
    }
}
