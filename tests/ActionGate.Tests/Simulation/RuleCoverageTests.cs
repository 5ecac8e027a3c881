namespace ActionGate.Tests.Simulation;

public sealed class RuleCoverageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unreached_RulesOfEveryDecision_AreNamedInTheOrderOfTheText()
    {
        Policy("""
            version: 1
            agents:
              bob:
                rules:
                  - { action: shell_exec, target: bobs, decision: allow }
              eve: {}
            rules:
              - { id: a, action: shell_exec, target: ls, decision: allow }
              - { id: b, action: shell_exec, target: rm *, decision: deny }
              - { action: shell_exec, target: push, decision: require_approval }
            """);

        Unreached(Test("ls", "allow")).Should().Equal(
            "policy.yaml:5: rule 'bob#1' is reached by no test",
            "policy.yaml:9: rule 'b' is reached by no test",
            "policy.yaml:10: rule '#3' is reached by no test",
            "policy.yaml: the default is reached by no test");
        Unreached(Test("bobs", "allow"), Test("/bin/rm x", "deny"), Test("push", "require_approval"), Test("x", "deny")).Should().Equal("policy.yaml:8: rule 'a' is reached by no test");
    }

    [Fact]
    public void Unreached_RuleThatOnlyMatches_IsNamed()
    {
        Policy("""
            version: 1
            rules:
              - { id: first, action: shell_exec, target: "git *", decision: allow }
              - { id: shadowed, action: shell_exec, target: git status, decision: deny }
            """);

        Unreached(Test("git status", "allow"), Test("ls", "deny")).Should().Equal("policy.yaml:4: rule 'shadowed' is reached by no test");
    }

    [Fact]
    public void Unreached_TestThatFails_ReachesAllTheSame()
    {
        Policy("version: 1\nrules: [{ id: a, action: shell_exec, target: ls, decision: allow }]\n");

        Unreached(Test("ls", "deny"), Test("x", "allow")).Should().BeEmpty();
    }

    [Fact]
    public void Unreached_OperationsOfCode_CountEachByItself()
    {
        Policy("""
            version: 1
            rules:
              - { id: a, action: shell_exec, target: ls, decision: allow }
              - { id: b, action: shell_exec, target: rm *, decision: deny }
            """);

        Unreached("blocks: [{ language: bash, code: ls }, { language: bash, code: rm x }, { language: bash, code: x }], decision: deny").Should().BeEmpty();
    }

    [Fact]
    public void Unreached_EntriesOfAgents_CountWhereTheyGrantOrForbid()
    {
        const string Head = "version: 1\nagents:\n";
        Policy(Head + "  bob: { code_execution: { allowed_imports: [math] } }\n  \"*\": { code_execution: {} }\n  eve: {}\n");

        Unreached(Import("bob", "math", "allow")).Should().Equal(
            "policy.yaml:4: what is granted and forbidden to agent '*' is reached by no test",
            "policy.yaml: the default is reached by no test");
        Unreached(Import("bob", "os", "deny"), "agent: x, action: code_execution, target: python, decision: allow", Import("x", "os", "deny")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("deny", "deny", true)]
    [InlineData("require_approval", "require_approval", true)]
    [InlineData("allow", "allow", true)]
    [InlineData("deny", "cd", false)]
    [InlineData("abstain", "deny", true)]
    public void Unreached_Default_CountsWhereItDecides(string @default, string asked, bool isReached)
    {
        Policy($"version: 1\ndefault: {@default}\nrules: []\n");

        // A builtin that needs no rule is not decided by the default.
        string[] unreached = Unreached(asked == "cd" ? Test("cd /", "allow") : Test("x", asked));

        unreached.Should().HaveCount(isReached ? 0 : 1);
    }

    [Fact]
    public void Unreached_Layers_CountEachByItself()
    {
        _folder.With("org.yaml", "version: 1\nrules: [{ id: org, action: shell_exec, target: \"git *\", decision: allow }]\n");
        Policy("version: 1\nrules: [{ id: own, action: shell_exec, target: \"git *\", decision: allow }, { id: rm, action: shell_exec, target: rm *, decision: deny }]\n");

        var report = _folder.Run($"  - {{ name: a, {Test("git status", "allow")}, rule: org }}", "policy: [org.yaml, policy.yaml]");

        report.Failures.Should().BeEmpty();
        report.Unreached.Select(_folder.Relative).Should().Equal(
            "org.yaml: the default is reached by no test",
            "policy.yaml:2: rule 'rm' is reached by no test",
            "policy.yaml: the default is reached by no test");
    }

    [Fact]
    public void Unreached_Rule_SaysWhereItStands()
    {
        Policy("version: 1\nagents: { bob: { code_execution: {} } }\nrules: [{ id: a, action: shell_exec, target: ls, decision: allow }]\n");

        var unreached = _folder.Run($"  - {{ name: a, {Test("x", "deny")}, agent: nobody }}").Unreached;

        unreached.Select(u => (u.Id, u.Agent, u.File, u.Line)).Should().Equal(
            ("@constraint", "bob", _folder.At("policy.yaml"), 2), ("a", null, _folder.At("policy.yaml"), 3), ("@default", null, _folder.At("policy.yaml"), 0));
    }

    private static string Test(string target, string decision) => $"action: shell_exec, target: {target}, decision: {decision}";

    private static string Import(string agent, string module, string decision) => $"agent: {agent}, action: module_import, target: {module}, decision: {decision}";

    private void Policy(string text) => _folder.With("policy.yaml", text);

    private string[] Unreached(params string[] tests)
    {
        var lines = tests.Select((test, i) => $"  - {{ name: n{i}, {(test.Contains("agent", StringComparison.Ordinal) ? "" : "agent: bob, ")}{test} }}");
        return [.. _folder.Run(string.Join('\n', lines)).Unreached.Select(_folder.Relative)];
    }
}
