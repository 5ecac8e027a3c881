namespace ActionGate.Tests.Analysis;

public sealed class PolicyAnalysisTests
{
    public static TheoryData<string> CleanPolicies => ["policies/autogen-coder.yaml", "policies/agents.yaml", "samples/QuickStart/policy.yaml", "samples/AspNetCoreHost/policy.yaml",
        "samples/GatedCodeExecutor/policy.yaml", "samples/ApprovalConsole/policy.yaml", "samples/GroupChat/policy.yaml"];

    [Theory]
    [MemberData(nameof(CleanPolicies))]
    public void Check_CleanPolicy_SaysNothing(string file)
    {
        var policy = Policy.Load(Repository.PathOf(file.Split('/')), new PolicyOptions { BaseDirectory = "/srv/project" });

        PolicyAnalysis.Check(policy).Where(d => d.Severity != DiagnosticSeverity.Note).Should().BeEmpty();
    }

    /// <summary>As published, what lies in the workspace is allowed before dot-files are denied.</summary>
    [Fact]
    public void Check_PublishedWorkspacePolicy_NamesTheDeniesThatComeTooLate()
    {
        var policy = Policy.Load(Repository.PathOf("policies", "workspace.yaml"), new PolicyOptions { BaseDirectory = "/srv/project" });

        PolicyAnalysis.Check(policy).Where(d => d.Severity == DiagnosticSeverity.Warning).Select(d => $"{d.Line} {d.Id}: {d.Message}").Should().Equal(
            "12 AG2107: file_read 'workspace/.env' is allowed by rule '#1' (workspace.yaml:5) before deny rule '#3'",
            "15 AG2107: file_read 'workspace/.a' is allowed by rule '#1' (workspace.yaml:5) before deny rule '#4'");
    }

    [Theory]
    [InlineData("rule 'b' never decides: rule 'a' (line 3) before it decides every request that it matches", "AG2101", "file_read '/x/**' allow", "file_read '/x/y/**' deny")]
    [InlineData("rule 'b' never decides: rule 'a' (line 3) before it decides every request that it matches", "AG2101", "network https://*.example.com/** allow", "network https://api.example.com/v1/** allow")]
    [InlineData("rule 'b' never decides: rule 'a' (line 3) before it decides every request that it matches", "AG2101", "network 10.0.0.0/8 deny", "network 10.1.0.0/16 allow")]
    [InlineData("rule 'b' never decides: rule 'a' (line 3) before it decides every request that it matches", "AG2101", "shell_exec 'git *' allow", "shell_exec 'git push*' allow")]
    [InlineData("rule 'c' never decides: rule 'a' (line 3) or 'b' (line 4) before it decides every request that it matches", "AG2101", "file_read '/x/[a-m]*' deny", "file_read '/x/[!a-m]*' allow", "file_read '/x/?*' allow")]
    [InlineData("'/x/a.pem' in rule 'a' adds nothing: another target of the rule takes all that it takes", "AG2102", "file_read ['*.pem','/x/a.pem'] allow")]
    [InlineData("rule 'b' repeats rule 'a' (line 3)", "AG2105", "file_read '/x' deny", "file_read '/x' deny")]
    [InlineData("network 'https://api.a.com/v1/' is allowed by rule 'a' (line 3) before deny rule 'b'", "AG2107", "network https://api.*.com/v1/** allow", "network https://*.a.com/** deny")]
    [InlineData("file_write 'a/secrets' is allowed by rule 'a' (line 3) before rule 'b' asks for approval", "AG2107", "file_write './a/**' allow", "file_write '**/secrets' require_approval")]
    [InlineData("shell_exec 'git push' is allowed by rule 'a' (line 3) before deny rule 'b'", "AG2107", "shell_exec 'git *' allow", "shell_exec 'git push*' deny")]
    [InlineData("rule 'a' allows file_read '/etc/shadow': a place of secrets", "AG2108", "file_read '/etc/**' allow")]
    [InlineData("rule 'a' allows file_write '/usr/bin/env': a file of the system", "AG2108", "file_write '/usr/**' allow")]
    [InlineData("rule 'b' allows network '169.254.169.254': a metadata service, which hands out credentials", "AG2108", "network 10.0.0.1 deny", "network '*' allow")]
    [InlineData("rule 'a' allows shell_exec 'rm -rf /': what destroys, or takes over, the machine", "AG2108", "shell_exec 'rm *' allow")]
    [InlineData("rule 'a' allows report 'daily/../': text is taken as it is given, and what reads it as a path goes upwards", "AG2108", "report 'daily/*' allow")]
    [InlineData("'ls*' also allows 'lsattr', which is another command", "AG2109", "shell_exec 'ls*' allow")]
    [InlineData("'js*' in rule 'a' matches no request: no target looks like that once it is resolved", "AG2103", "code_execution 'js*' allow")]
    public void Check_PlantedFinding_IsFound(string message, string id, params string[] rules)
    {
        var findings = PolicyAnalysis.Check(Of(rules)).Where(d => d.Severity == DiagnosticSeverity.Warning);

        findings.Should().ContainSingle(d => d.Id == id, string.Join('\n', findings)).Which.Message.Should().Be(message);
    }

    /// <summary>What other refusals may take of a command that a path names is the matcher's; that does not make them decide it.</summary>
    [Fact]
    public void Check_DeadRuleAmongRefusalsThatMayMatch_NamesTheOneThatDecides()
    {
        string[] others = [.. Enumerable.Range(0, 20).Select(i => $"shell_exec 'a* x{i}' deny")];

        var findings = PolicyAnalysis.Check(Of([.. others, "shell_exec 'ab *' deny", "shell_exec 'ab y' deny"]));

        findings.Should().ContainSingle(d => d.Id == "AG2101").Which.Message.Should()
            .Be("rule 'v' never decides: rule 'u' (line 23) before it decides every request that it matches");
    }

    /// <summary>Whether each of these decides is known, though other spellings of commands, programs named by paths and URLs are the matcher's.</summary>
    [Theory]
    [InlineData("shell_exec 'git push --force*' deny", "shell_exec 'git *' allow")]
    [InlineData("shell_exec 'rm -rf /*' deny", "shell_exec 'sudo *' deny", "shell_exec 'git status' allow", "shell_exec 'git push origin *' require_approval")]
    [InlineData("shell_exec 'curl https://api.example.com/**' allow", "shell_exec 'curl *' require_approval")]
    [InlineData("shell_exec 'curl https://*.example.com/v1/*' deny", "shell_exec 'wget https://[ab].example.com/** -O *' allow")]
    [InlineData("shell_exec './gradlew test*' allow", "shell_exec '/opt/tool/bin/* run' deny", "shell_exec '/usr/bin/python3 -m pytest*' allow")]
    [InlineData("shell_exec 'cat **/notes/*.md' allow", "shell_exec 'cp ./a/* ./b' allow")]
    public void Check_CommandsWhoseSpellingsTheMatcherKnows_AreAllTold(params string[] rules) =>
        PolicyAnalysis.Check(Of(rules)).Where(d => d.Id is "AG2110" or "AG2101").Should().BeEmpty();

    /// <summary>What is not known for one agent, whose entry forbids it beside the rules, another agent may show.</summary>
    [Fact]
    public void Check_RuleThatOneOfTwoAgentsMayUse_IsTold()
    {
        var policy = Policy.Parse("""
            version: 1
            agents:
              x: { code_execution: { allowed_file_operations: [read], allowed_file_paths: ["/a/"] } }
              y: { code_execution: { allowed_file_operations: [read], allowed_file_paths: ["/b/"] } }
            rules:
              - { id: r, action: file_read, path: "/b/*", effect: deny }
            """);

        PolicyAnalysis.Check(policy).Should().NotContain(d => d.Id == "AG2110" || d.Id == "AG2101");
    }

    /// <summary>Patterns whose pieces tell them apart are not searched, so thousands can be compared.</summary>
    [Theory]
    [InlineData("network", "*.service{0}.example.org", "api{0}.example.com")]
    [InlineData("network", "https://*.example{0}.org/v1/**", "https://host{0}.*.net/**")]
    [InlineData("file_read", "/var/data/set{0}/*.csv", "**/cache{0}/**")]
    [InlineData("file_read", "**/*.type{0}", "/srv/project/module{0}/*.cs")]
    [InlineData("report", "*-of-{0}", "*-by-{0}")]
    public void Check_ThousandsOfUnlikeRules_AreComparedWithEachOther(string kind, string deny, string allow)
    {
        string rules = string.Concat(Enumerable.Range(0, 1_600).Select(i =>
            $"  - {{ action: {kind}, target: '{string.Format(System.Globalization.CultureInfo.InvariantCulture, i % 4 == 3 ? deny : allow, i)}', decision: {(i % 4 == 3 ? "deny" : "allow")} }}\n"));
        var (wide, late) = kind switch { "network" => ("*.planted.example", "c.planted.*"), "file_read" => ("/planted/*", "/planted/c"), _ => ("planted-*", "*-c") };
        var policy = Policy.Parse($"version: 1\nkinds: [report]\nrules:\n{rules}  - {{ action: {kind}, target: '{wide}', decision: allow }}\n  - {{ id: late, action: {kind}, target: '{late}', decision: deny }}\n", new PolicyOptions { BaseDirectory = "/srv/project" });

        var findings = PolicyAnalysis.Check(policy);

        findings.Should().NotContain(d => d.Message == "not all rules could be compared with each other");
        findings.Where(d => d.Id == "AG2107").Select(d => d.Message).Should().ContainSingle().Which.Should().EndWith("before deny rule 'late'");
    }

    [Theory]
    [InlineData("file_read './a/x' allow", "file_read './a/**' deny")]
    [InlineData("file_read './a/**' deny", "file_read './**' allow")]
    [InlineData("shell_exec 'git push origin main' allow", "shell_exec 'git push*' deny")]
    [InlineData("network '@link-local' deny", "network '*' allow")]
    [InlineData("file_write '/etc/app/**' allow")]
    [InlineData("shell_exec 'ls *' allow", "shell_exec 'rm*' deny")]
    [InlineData("shell_exec 'rm -rf build' allow", "shell_exec 'rm *' deny")]
    [InlineData("file_read '**/.env' deny", "file_read '**/.*' deny", "file_read './**' allow")]
    public void Check_NothingOdd_SaysNothing(params string[] rules) =>
        PolicyAnalysis.Check(Of(rules)).Where(d => d.Severity == DiagnosticSeverity.Warning).Should().BeEmpty();

    [Fact]
    public void Check_RuleWhoseConditionsNeverHold_SaysSo()
    {
        var policy = Policy.Parse("version: 1\nagent: coder\nrules:\n  - { id: a, action: file_read, path: /x, effect: allow, agents: [reviewer] }\n");

        PolicyAnalysis.Check(policy).Should().ContainSingle(d => d.Id == "AG2104").Which.Message.Should().Be("no request meets the conditions of rule 'a'");
    }

    [Theory]
    [InlineData("methods: [GET]", "methods: [GET, POST]", false)]
    [InlineData("methods: [GET, POST]", "methods: [GET]", true)]
    [InlineData("ports: [80-90]", "ports: [85]", true)]
    [InlineData("ports: [80]", "ports: [85]", false)]
    [InlineData("agents: [a]", "agents: [b]", false)]
    [InlineData("expires: '2030-01-01T00:00:00Z'", "not_before: '2030-01-01T00:00:00Z'", false)]
    public void Check_RulesWithConditions_AreHeldAgainstEachOther(string first, string second, bool isCovered)
    {
        var policy = Policy.Parse($$"""
            version: 1
            rules:
              - { id: a, action: network, host: x.example, effect: allow, {{first}} }
              - { id: b, action: network, host: x.example, effect: allow, {{second}} }
            """);

        PolicyAnalysis.Check(policy).Any(d => d.Id == "AG2101").Should().Be(isCovered);
    }

    [Fact]
    public void Check_RulesOfAgents_AreSeenByTheirAgents()
    {
        var policy = Policy.Parse("""
            version: 1
            agents:
              writer: { rules: [{ id: own, action: file_read, path: "/a/**", effect: allow }] }
              reader: {}
            rules:
              - { id: deny, action: file_read, path: "/a/b", effect: deny }
            """);

        PolicyAnalysis.Check(policy).Where(d => d.Severity == DiagnosticSeverity.Warning).Should().BeEmpty("the reader is denied, and the writer's own rules go first");
    }

    private static Policy Of(string[] rules)
    {
        var lines = rules.Select((rule, i) =>
        {
            string[] parts = rule.Split(' ');
            string kind = parts[0];
            string decision = parts[^1];
            return $"  - {{ id: {(char)('a' + i)}, action: {kind}, target: {string.Join(' ', parts[1..^1])}, decision: {decision} }}";
        });
        return Policy.Parse($"version: 1\nrules:\n{string.Join('\n', lines)}\nkinds: [report]\n", new PolicyOptions { BaseDirectory = "/srv/project" });
    }
}
