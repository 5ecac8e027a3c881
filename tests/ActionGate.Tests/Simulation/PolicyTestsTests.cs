namespace ActionGate.Tests.Simulation;

public sealed class PolicyTestsTests : IDisposable
{
    private const string Usual = """
        version: 1
        base: /srv
        rules:
          - { id: git, action: shell_exec, target: "git *", decision: allow, limits: { time: 30s } }
          - { id: push, action: network, target: "*", methods: POST, ports: 443, decision: require_approval }
          - { id: work, action: file_write, target: "./w/**", decision: allow }
        """;

    private readonly TestFolder _folder = new TestFolder().With("policy.yaml", Usual);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("action: shell_exec, target: git status, decision: allow")]
    [InlineData("action: shell_exec, target: git status, decision: allow, rule: git")]
    [InlineData("action: shell_exec, target: git status, decision: allow, reason: \"matched 'git *'\"")]
    [InlineData("action: shell_exec, target: git status, decision: allow, limits: { time: 30s }")]
    [InlineData("action: shell_exec, target: ls, decision: deny, rule: \"@default\"")]
    [InlineData("action: shell_exec, target: ls, decision: deny, limits: {}")]
    [InlineData("action: shell_exec, target: \"$ls\", decision: deny, rule: \"@unresolved\"")]
    [InlineData("action: no_such_kind, target: x, decision: deny, rule: \"@fault\"")]
    [InlineData("action: shell_exec, target: \"\", decision: deny, rule: \"@fault\"")]
    [InlineData("action: network, target: a.example, method: POST, port: 443, decision: require_approval, rule: push")]
    [InlineData("action: network, target: a.example, method: GET, port: 443, decision: deny, rule: \"@default\"")]
    [InlineData("action: network, target: a.example, method: POST, port: 80, decision: deny, rule: \"@default\"")]
    [InlineData("action: file_write, target: ./w/x, decision: allow, rule: work")]
    [InlineData("action: file_write, target: ../w/x, cwd: /srv/x, decision: allow, rule: work")]
    [InlineData("action: file_write, target: ./w/x, cwd: /tmp, decision: deny, rule: \"@default\"")]
    [InlineData("language: bash, code: git status, decision: allow, rule: git")]
    [InlineData("language: python, code: print(1), decision: deny")]
    [InlineData("language: cobol, code: x, decision: deny, rule: \"@fault\"")]
    [InlineData("blocks: [{ language: bash, code: git status }, { language: bash, code: rm x }], decision: deny, rule: \"@default\"")]
    [InlineData("blocks: [{ language: bash, code: git status }, { language: bash, code: git log }], decision: allow, rule: git")]
    public void Run_ExpectationThatHolds_Passes(string test)
    {
        var report = _folder.Run($"  - {{ name: it, {test} }}");

        report.IsPassed.Should().BeTrue(report.ToString());
        report.Results.Should().ContainSingle().Which.Differences.Should().BeEmpty();
        report.Failures.Should().BeEmpty();
    }

    [Fact]
    public void Run_Catalog_SaysWhatCodeDoes()
    {
        var tests = _folder.With("policy.yaml", Usual + "\n  - { id: python, action: code_execution, target: python, decision: allow }\n")
            .Load("  - { name: it, language: python, code: \"import acme\\nacme.put('w/a')\", cwd: /srv, decision: allow }");

        tests.Run().IsPassed.Should().BeFalse();
        tests.Run(ScanCatalog.Parse("acme.put write 0\n")).IsPassed.Should().BeTrue();
        tests.Run(ScanCatalog.Parse("acme.put network 0\n")).IsPassed.Should().BeFalse();
    }

    [Theory]
    [InlineData("action: shell_exec, target: git status, decision: deny", "expected deny, found allow")]
    [InlineData("action: shell_exec, target: git status, decision: require_approval", "expected require_approval, found allow")]
    [InlineData("action: shell_exec, target: git status, decision: allow, rule: work", "expected rule 'work', found rule 'git'")]
    [InlineData("action: shell_exec, target: git status, decision: allow, rule: \"@default\"", "expected no rule, found rule 'git'")]
    [InlineData("action: shell_exec, target: ls, decision: deny, rule: git", "expected rule 'git', found no rule")]
    [InlineData("action: shell_exec, target: ls, decision: deny, reason: because", "expected 'because' in the reason, found 'no rule allows it'")]
    [InlineData("action: shell_exec, target: git status, decision: allow, limits: { time: 1min, memory: 1kB }", "expected the limits time 00:01:00, memory 1000, found the limits time 00:00:30")]
    [InlineData("action: shell_exec, target: git status, decision: allow, limits: { time: unlimited }", "expected no limits, found the limits time 00:00:30")]
    [InlineData("action: shell_exec, target: ls, decision: deny, limits: { cpu: 1s, output: 1B, file_size: 2B, processes: 3 }", "expected the limits cpu 00:00:01, output 1, file_size 2, processes 3, found no limits")]
    [InlineData("blocks: [{ language: bash, code: git status }], decision: deny, rule: work", "expected deny, found allow; expected rule 'work', found rule 'git'")]
    public void Run_ExpectationThatDoesNotHold_FailsAndSaysHow(string test, string differences)
    {
        var report = _folder.Run($"  - {{ name: it, {test} }}");

        report.IsPassed.Should().BeFalse();
        var failure = report.Failures.Should().ContainSingle().Which;
        string.Join("; ", failure.Differences).Should().Be(differences);
        _folder.Relative(failure).Should().StartWith($"t.tests.yaml:4: test 'it' failed: {differences}\n  ");
    }

    [Fact]
    public void Run_Report_IsWhatTheToolPrints()
    {
        var report = _folder.Run("""
              - { name: a, action: shell_exec, target: git status, decision: allow }
              - { name: b, action: shell_exec, target: git status, decision: deny }
            """);

        _folder.Relative(report).Should().Be("""
            t.tests.yaml:5: test 'b' failed: expected deny, found allow
              allow shell_exec 'git status': rule 'git' (policy.yaml:4) matched 'git *'
            policy.yaml:5: rule 'push' is reached by no test
            policy.yaml:6: rule 'work' is reached by no test
            policy.yaml: the default is reached by no test
            t.tests.yaml: 1 passed, 1 failed, 3 rules reached by no test
            """);
        _folder.Relative(report.Results[0]).Should().Be("t.tests.yaml:4: test 'a' passed");
    }

    [Fact]
    public void Run_Code_KeepsItsOperations()
    {
        var report = _folder.Run("  - { name: a, blocks: [{ language: bash, code: git status }, { language: bash, code: ls }], decision: deny }");

        report.Results[0].Code!.Operations.Select(o => o.Verdict).Should().Equal(Verdict.Allow, Verdict.Deny);
        report.Results[0].Decision.Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Run_Agents_AreTheTestsOwnOrTheFiles()
    {
        _folder.With("policy.yaml", """
            version: 1
            rules:
              - { id: a, action: shell_exec, target: ls, agents: alice, decision: allow }
              - { id: b, action: shell_exec, target: ls, agents: bob, decision: allow }
            """);

        var report = _folder.Run(
            """
              - { name: the file's, action: shell_exec, target: ls, decision: allow, rule: a }
              - { name: its own, agent: bob, action: shell_exec, target: ls, decision: allow, rule: b }
              - { name: in code, agent: bob, language: bash, code: ls, decision: allow, rule: b }
              - { name: nobody, agent: null, action: shell_exec, target: ls, decision: deny }
              - { name: a suggester, agent: null, suggester: bob, action: shell_exec, target: ls, decision: deny }
            """,
            "policy: policy.yaml\nagent: alice");

        report.Failures.Should().BeEmpty();
    }

    [Fact]
    public void Run_Now_IsTheTimeOfTheTest()
    {
        _folder.With("policy.yaml", """
            version: 1
            rules:
              - { id: early, action: shell_exec, target: ls, expires: "2026-01-01T00:00:00Z", decision: allow }
              - { id: late, action: shell_exec, target: ls, not_before: "2027-01-01T00:00:00Z", decision: allow }
            """);
        const string Tests = """
              - { name: before, now: "2025-12-31T23:59:59Z", action: shell_exec, target: ls, decision: allow, rule: early }
              - { name: between, now: "2026-01-01T01:00:00+01:00", action: shell_exec, target: ls, decision: deny }
              - { name: after, now: "2027-01-01T00:00:00Z", language: bash, code: ls, decision: allow, rule: late }
              - { name: now, action: shell_exec, target: ls, decision: deny }
            """;

        _folder.Run(Tests, options: new PolicyOptions { Clock = new ManualClock() }).Failures.Should().BeEmpty();
    }

    [Fact]
    public void Run_Rates_AreFreshForEachTest()
    {
        _folder.With("policy.yaml", """
            version: 1
            rules: [{ id: once, action: shell_exec, target: ls, rate: 1/min, decision: allow }]
            """);

        var report = _folder.Run("""
              - { name: a, action: shell_exec, target: ls, decision: allow, rule: once }
              - { name: b, action: shell_exec, target: ls, decision: allow, rule: once }
              - { name: twice in one request, blocks: [{ language: bash, code: ls }, { language: bash, code: ls }], decision: deny, rule: once }
            """);

        report.Failures.Should().BeEmpty();
    }

    [Fact]
    public void Run_Again_GivesTheSame()
    {
        var tests = _folder.Load("  - { name: a, action: shell_exec, target: git status, decision: deny }");

        tests.Run().ToString().Should().Be(tests.Run().ToString());
    }

    [Fact]
    public void Load_BaseAndVariables_AreTheFilesThenTheHosts()
    {
        _folder.With("policy.yaml", """
            version: 1
            variables: { TOOL: none }
            rules:
              - { id: tool, action: shell_exec, target: "${TOOL} x", decision: allow }
              - { id: other, action: shell_exec, target: "${OTHER} x", decision: allow }
              - { id: path, action: file_read, target: "./a", decision: allow }
            """);
        var options = new PolicyOptions { BaseDirectory = "/host", Variables = new Dictionary<string, string> { ["TOOL"] = "host", ["OTHER"] = "host" } };
        const string Tests = """
              - { name: a, action: shell_exec, target: mine x, decision: allow, rule: tool }
              - { name: b, action: shell_exec, target: host x, decision: allow, rule: other }
            """;

        _folder.Run(Tests + "\n  - { name: c, action: file_read, target: /mine/a, decision: allow }", "policy: policy.yaml\nbase: /mine\nvariables: { TOOL: mine }", options).Failures.Should().BeEmpty();
        _folder.Run(Tests + "\n  - { name: c, action: file_read, target: /host/a, decision: allow }", "policy: policy.yaml\nvariables: { TOOL: mine }", options).Failures.Should().BeEmpty();
    }

    [Fact]
    public void Load_ListOfPolicies_DecidesByAllOfThem()
    {
        Directory.CreateDirectory(_folder.At("org"));
        _folder.With("org/base.yaml", "version: 1\ndefault: abstain\nrules: [{ id: no-push, action: shell_exec, target: git push*, decision: deny }]\n");

        var tests = _folder.Load(
            """
              - { name: a, action: shell_exec, target: git push, decision: deny, rule: no-push }
              - { name: b, action: shell_exec, target: git status, decision: allow, rule: git }
            """,
            "policy: [org/base.yaml, policy.yaml]");

        tests.Run().Failures.Should().BeEmpty();
        tests.Policy.Hash.Should().Be(Policy.Combine(Policy.Load(_folder.At("org/base.yaml")), Policy.Load(_folder.At("policy.yaml"))).Hash);
        tests.File.Should().Be(_folder.At("t.tests.yaml"));
    }
}
