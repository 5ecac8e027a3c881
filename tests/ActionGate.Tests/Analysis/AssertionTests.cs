namespace ActionGate.Tests.Analysis;

public sealed class AssertionTests
{
    private static readonly PolicyOptions Options = new() { BaseDirectory = "/srv/project" };

    [Theory]
    [InlineData("never: [{ action: file_read, path: '**/.ssh/**', decision: allow }]", "{ id: d, action: file_read, path: '**/.ssh', effect: deny }", "{ id: a, action: file_read, path: '/home/**', effect: allow }")]
    [InlineData("never: [{ action: file_read, path: '/etc/**', decision: allow }]", "{ id: a, action: file_read, path: './**', effect: allow }")]
    [InlineData("never: { action: [file_read, file_write], path: '/etc/**', decision: allow }", "{ id: a, action: file_read, path: './**', effect: allow }")]
    [InlineData("always: [{ action: network, host: '@link-local', decision: deny }]", "{ id: d, action: network, host: '@link-local', effect: deny }", "{ id: a, action: network, host: '*', effect: allow }")]
    [InlineData("always: [{ action: network, host: '169.254.1.0/24', decision: deny }]", "{ id: d, action: network, host: '169.254.0.0/16', effect: deny }", "{ id: a, action: network, host: '*', effect: allow }")]
    [InlineData("always: [{ action: file_read, path: './workspace/**', decision: allow }]", "{ id: a, action: file_read, path: '{./workspace/**,./data/**}', effect: allow }")]
    [InlineData("never: [{ action: shell_exec, command: 'rm *', decision: allow }]", "{ id: a, action: shell_exec, command: 'git *', effect: allow }")]
    [InlineData("always: [{ action: shell_exec, command: 'rm *', decision: deny }]", "{ id: d, action: shell_exec, command: 'rm *', effect: deny }", "{ id: a, action: shell_exec, command: '*', effect: allow }")]
    [InlineData("always: [{ action: module_import, target: 'os.*', decision: deny }]", "{ id: d, action: module_import, target: os, effect: deny }", "{ id: a, action: module_import, target: '*', effect: allow }")]
    [InlineData("never: [{ action: env_read, target: '*_TOKEN', decision: allow }]", "{ id: d, action: env_read, target: '*TOKEN*', effect: deny }", "{ id: a, action: env_read, target: '*', effect: allow }")]
    public void Parse_AssertionThatHolds_Loads(string assertion, params string[] rules)
    {
        Policy.TryParse(Text(assertion, rules), Options, out var policy, out var diagnostics).Should().BeTrue(string.Join('\n', diagnostics));

        policy.Should().NotBeNull();
    }

    [Theory]
    [InlineData(
        "never: [{ action: file_read, path: '**/.ssh/**', decision: allow }]",
        "{ id: a, action: file_read, path: '/home/**', effect: allow }",
        "'never allow' does not hold: file_read '/home/.ssh' gets allow from rule 'a' (line 5)")]
    [InlineData(
        "never: [{ action: file_read, path: 'workspace/.env', decision: allow }]",
        "{ id: a, action: file_read, path: 'workspace/**', effect: allow }",
        "'never allow' does not hold: file_read 'workspace/.env' gets allow from rule 'a' (line 5)")]
    [InlineData(
        "always: [{ action: network, host: '169.254.0.0/16', decision: deny }]",
        "{ id: a, action: network, host: '169.254.169.254', effect: allow }",
        "'always deny' does not hold: network '169.254.169.254' gets allow from rule 'a' (line 5)")]
    [InlineData(
        "always: [{ action: file_write, path: './out/**', decision: allow }]",
        "{ id: a, action: file_write, path: './out/*.csv', effect: allow }",
        "'always allow' does not hold: file_write 'out/a' gets deny from the default")]
    [InlineData(
        "never: [{ action: shell_exec, command: 'git push*', decision: allow }]",
        "{ id: a, action: shell_exec, command: 'git *', effect: allow }",
        "'never allow' does not hold: shell_exec 'git push' gets allow from rule 'a' (line 5)")]
    [InlineData(
        "never: [{ action: network, url: 'https://x.example/admin/**', decision: allow, agent: guest }]",
        "{ id: a, action: network, url: 'https://x.example/**', effect: allow, agents: [guest, admin] }",
        "'never allow' does not hold: network 'https://x.example/admin/' of agent 'guest' gets allow from rule 'a' (line 5)")]
    [InlineData(
        "never: [{ action: network, host: 'x.example', decision: allow }]",
        "{ id: a, action: network, host: 'x.example', effect: allow, methods: [GET] }",
        "'never allow' does not hold: network 'x.example' with method GET gets allow from rule 'a' (line 5)")]
    public void Parse_AssertionThatFails_IsRefusedWithARequest(string assertion, string rule, string message)
    {
        Policy.TryParse(Text(assertion, rule), Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Id = "AG1220", Message = message, Line = 3, Severity = DiagnosticSeverity.Error });
    }

    [Fact]
    public void Parse_AssertionThatCantBeProved_IsRefused()
    {
        // What a deny takes beside what it says exactly, only the matcher knows.
        string text = Text("always: [{ action: shell_exec, command: 'tool a', decision: allow }]", "{ id: d, action: shell_exec, command: 'tool b c', effect: deny }", "{ id: a, action: shell_exec, command: 'tool *', effect: allow }");

        Policy.TryParse(text, Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Should().ContainSingle().Which.Id.Should().Be("AG1221");
    }

    [Theory]
    [InlineData("nevr: []", "AG1020", "did you mean 'never'?")]
    [InlineData("never: [{ action: file_read, path: '/x' }]", "AG1101", null)]
    [InlineData("never: [{ action: file_raed, path: '/x', decision: allow }]", "AG1102", "did you mean 'file_read'?")]
    [InlineData("never: [{ action: file_read, path: '/x/../y', decision: allow }]", "AG1204", null)]
    [InlineData("never: [{ action: file_read, path: '/x', decision: alow }]", "AG1104", "did you mean 'allow'?")]
    [InlineData("never: [{ action: file_read, decision: allow }]", "AG1101", null)]
    [InlineData("never: [{ action: file_read, path: '/x', decision: allow, agents: [a] }]", "AG1020", "did you mean 'agent'?")]
    [InlineData("never: [x]", "AG1024", null)]
    [InlineData("x", "AG1024", null)]
    public void Parse_MalformedAssertion_IsAnErrorWithItsPlace(string assertion, string id, string? help)
    {
        Policy.TryParse(Text(assertion, "{ action: file_read, path: '/x', effect: allow }"), Options, out _, out var diagnostics).Should().BeFalse();

        var diagnostic = diagnostics.Should().ContainSingle(d => d.Severity == DiagnosticSeverity.Error).Which;
        diagnostic.Id.Should().Be(id);
        diagnostic.Line.Should().Be(3);
        (help is null || diagnostic.Help!.Contains(help, StringComparison.Ordinal)).Should().BeTrue(diagnostic.Help);
    }

    [Fact]
    public void Parse_AssertionOfAnEmptySet_IsAboutNoRequest() =>
        Policy.TryParse("version: 1\nsets: { none: [] }\nassert: { never: [{ action: file_read, path: '@none', decision: allow }] }\nrules: [{ action: file_read, path: '*', effect: allow }]\n", Options, out _, out _)
            .Should().BeTrue();

    /// <summary>Loading takes a bounded time, and what is left by then is not known.</summary>
    [Fact]
    public void Parse_AssertionsOverManyStarredRules_EndsInTime()
    {
        string rules = string.Concat(Enumerable.Range(0, 400).Select(i => $"  - {{ action: file_read, path: '**/*a{i}*b*c*/**/d*{i}*', effect: {(i % 2 == 0 ? "allow" : "deny")} }}\n"));
        string asserts = string.Concat(Enumerable.Range(0, 40).Select(i => $"    - {{ action: file_read, path: '**/*{i}*/**/*x{i}*', decision: require_approval }}\n"));

        Policy.TryParse($"version: 1\ndefault: require_approval\nassert:\n  always:\n{asserts}rules:\n{rules}", Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Should().OnlyContain(d => d.Id == "AG1220" || d.Id == "AG1221");
    }

    [Fact]
    public void Parse_ListOfAssertions_IsReadToo() =>
        Policy.TryParse("version: 1\nassert:\n  - never: { action: file_read, path: /etc/**, decision: allow }\n  - always: { action: file_read, path: /etc/**, decision: deny }\nrules: []\n", Options, out _, out var diagnostics)
            .Should().BeTrue(string.Join('\n', diagnostics));

    [Fact]
    public void Combine_LayersWithAssertions_AskEachDocumentByItself()
    {
        var strict = Policy.Parse(Text("always: [{ action: file_read, path: '/x', decision: deny }]"), Options);
        var lax = Policy.Parse(Text("always: [{ action: file_read, path: '/x', decision: allow }]", "{ action: file_read, path: /x, effect: allow }"), Options);

        Policy.Combine(strict, lax).Evaluate(ActionRequest.ReadFile("/x")).Verdict.Should().Be(Verdict.Deny);
    }

    private static string Text(string assertion, params string[] rules) =>
        $"version: 1\nassert:\n  {assertion}\nrules:{(rules.Length == 0 ? " []" : "")}\n{string.Concat(rules.Select(r => $"  - {r}\n"))}";
}
