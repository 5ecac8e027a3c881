namespace ActionGate.Tests.Simulation;

public sealed class PolicyTestsLoadTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_NamesThatNoPolicyHas_AreErrors()
    {
        _folder.With("policy.yaml", """
            version: 1
            kinds: [db_query, "mcp.*"]
            agents: { bob: { rules: [{ id: allow-bob, action: db_query, target: a, decision: allow }] } }
            rules: [{ id: allow-git, action: shell_exec, target: "git *", decision: allow }]
            """);

        Diagnostics("""
              - { name: a, action: shell_exec, target: ls, decision: deny, rule: alow-git }
              - { name: b, action: file_wirte, target: /x, decision: deny }
              - { name: c, action: db_query, target: a, agent: bob, decision: allow, rule: allow-bob }
              - { name: d, action: mcp.github, target: a, agent: bob, decision: deny }
              - { name: e, action: file_wirte, target: /x, agent: bob, decision: deny, rule: "@fault" }
              - { name: f, action: shell_exec, target: ls, decision: deny, rule: "@unresolvd" }
            """).Should().Be("""
            t.tests.yaml:4:70: error AG1304: unknown rule 'alow-git' in test 'a'
            4 |   - { name: a, action: shell_exec, target: ls, decision: deny, rule: alow-git }
              |                                                                      ^^^^^^^^ help: did you mean 'allow-git'? (allow-git, allow-bob)
            t.tests.yaml:5:24: error AG1305: unknown action 'file_wirte' in test 'b'
            5 |   - { name: b, action: file_wirte, target: /x, decision: deny }
              |                        ^^^^^^^^^^ help: did you mean 'file_write'? (shell_exec, script_exec, file_read, file_write, file_delete, network, code_execution, module_import, env_read, env_write, dynamic_code); a test that shows how it is refused expects 'rule: "@fault"'
            t.tests.yaml:9:70: error AG1304: unknown rule '@unresolvd' in test 'f'
            9 |   - { name: f, action: shell_exec, target: ls, decision: deny, rule: "@unresolvd" }
              |                                                                      ^^^^^^^^^^^^ help: did you mean '@unresolved'? (@self, @constraint, @unresolved, @fault, @default)
            """);
    }

    [Fact]
    public void Load_FaultsInTestsAndPolicies_AreReportedTogether()
    {
        _folder.With("policy.yaml", "version: 1\nrules: [{ id: a, action: shell_exec, target: ls, decision: alow }]\n").With("other.yaml", "version: 3\nrules: []\n");

        string text = Diagnostics("  - { name: a, action: shell_exec, target: ls, decision: dny }", "policy: [policy.yaml, none.yaml, other.yaml]");

        text.Split('\n').Where(l => l.Contains("error AG", StringComparison.Ordinal)).Should().Equal(
            "t.tests.yaml:4:58: error AG1104: unknown decision 'dny' in test 'a'",
            "policy.yaml:2:60: error AG1104: unknown decision 'alow' in rule 'a'",
            "none.yaml: error AG1001: there is no such file",
            "other.yaml:1:10: error AG1030: expected version 1, found '3'");
    }

    [Fact]
    public void Load_FileThatCannotBeRead_IsReported()
    {
        var load = () => PolicyTests.Load(_folder.At("none.tests.yaml"));

        _folder.Relative(load.Should().Throw<PolicyException>().Which.Diagnostics.Single()).Should().Be("none.tests.yaml: error AG1001: there is no such file");
        ((Action)(() => PolicyTests.Load(null!))).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Load_TooLargeForTheHost_IsReported()
    {
        _folder.With("t.tests.yaml", "version: 1\n");
        var load = () => PolicyTests.Load(_folder.At("t.tests.yaml"), new PolicyOptions { MaxDocumentBytes = 5 });

        load.Should().Throw<PolicyException>().Which.Diagnostics.Single().Id.Should().Be("AG1003");
    }

    private string Diagnostics(string tests, string head = "policy: policy.yaml")
    {
        var load = () => _folder.Load(tests, head);
        return _folder.Relative(load.Should().Throw<PolicyException>().Which.Message);
    }
}
