using System.Globalization;
using System.Text;
using ActionGate.Policies;

namespace ActionGate.Tests.Policies;

/// <summary>Policies that look odd and mean what they say.</summary>
public sealed class UnusualPolicyTests
{
    private static readonly string Whole = Describe(ReadClean(WholePolicy.Text));

    [Fact]
    public void Read_FlowStyleOnOneLine_IsTheSame() => Describe(ReadClean(
        """{version: 1, rules: [{id: a, action: [network], host: [x, "y"], effect: deny, ports: [80, '81-82']}, {action: file_read, path: z, decision: allow}],}""")).Should()
        .Be(Describe(ReadClean(
            """
            version: "1"
            rules:
              - id: a
                action: network
                target: [x, y]
                decision: deny
                ports: ["80", 81-82]
              - action: [file_read]
                target: [z]
                effect: allow
            """)));

    [Fact]
    public void Read_AnchorsWithinFlowMaps_AreTheSame() => Describe(ReadClean(
        """
        version: 1
        rules:
          - {id: a, action: &k file_read, target: [&t "x/**", &u y], decision: &d !!str allow}
          - {id: b, action: *k , target: [*t , *u], decision: deny, agents: &l [c] , description: &n "" }
          - {id: c, action: *k, target: *u , decision: *d }
        """)).Should().Be(Describe(ReadClean(
        """
        version: 1
        rules:
          - {id: a, action: file_read, target: ["x/**", y], decision: allow}
          - {id: b, action: file_read, target: ["x/**", y], decision: deny, agents: [c], description: "" }
          - {id: c, action: file_read, target: y, decision: allow}
        """)));

    [Fact]
    public void Read_JsonWithItsQuotes_IsTheSame() => Describe(ReadClean(
        """
        {
          "version": "1.0",
          "agents": { "alice": { "rules": [ { "action": "network", "target": "x", "decision": "allow" } ] } },
          "rules": [
            { "id": "a", "action": "network", "target": ["x"], "decision": "allow", "expires": "2027-01-01T00:00:00Z" }
          ]
        }
        """)).Should().Be(Describe(ReadClean(
        """
        version: 1
        agents: { alice: { rules: [ { action: network, target: x, decision: allow } ] } }
        rules: [ { id: a, action: network, target: x, decision: allow, expires: 2027-01-01T00:00:00Z } ]
        """)));

    [Fact]
    public void Read_CommentsAfterEveryLine_AreNothing()
    {
        // Not inside the description, which is a block of text: there a '#' is text.
        string[] lines = WholePolicy.Text.Split('\n');
        int text = Array.FindIndex(lines, line => line.EndsWith('|'));
        var commented = lines.Select((line, i) => i >= text && i <= text + 2 ? line : $"{line}   # {i}: \"deny\" [\n      # and a line\n");

        Describe(ReadClean(string.Join('\n', commented))).Should().Be(Whole);
    }

    [Fact]
    public void Read_LinesEndingInCrLf_IsTheSame() => Describe(ReadClean(WholePolicy.Text.Replace("\n", "\r\n", StringComparison.Ordinal))).Should().Be(Whole);

    [Fact]
    public void Read_ByteOrderMark_IsNothing() => Describe(ReadClean("\uFEFF" + WholePolicy.Text)).Should().Be(Whole);

    [Fact]
    public void Read_WithoutLastLineBreak_IsTheSame() => Describe(ReadClean(WholePolicy.Text.TrimEnd('\n'))).Should().Be(Whole);

    [Fact]
    public void Read_MarksOfADocumentAroundIt_AreNothing() =>
        Describe(ReadClean("%YAML 1.2\n# c\n---\n" + WholePolicy.Text + "...\n# the end\n")).Should().Be(Whole);

    [Fact]
    public void Read_KeysInAnyOrder_IsTheSame()
    {
        const string Rules = "rules:\n  - { decision: deny, target: x, action: network, id: a }\n";
        const string Agents = "agents:\n  bob: { rules: [ { target: y, decision: allow, action: network } ] }\n";

        Describe(ReadClean(Rules + Agents + "version: 1\n")).Should().Be(Describe(ReadClean("version: 1\n" + Agents + Rules)));
    }

    [Fact]
    public void Read_QuotedKeysAndValues_AreTheSame() => Describe(ReadClean(
        """
        "version": '1.0'
        'mode': "simulate"
        ? "rules"
        :
          - "action": 'network'
            'target': "\x78"
            "dec\u0069sion": !!str 'deny'
            'ports': ['443', !!int 444]
        """)).Should().Be(Describe(ReadClean(
        "version: 1\nmode: simulate\nrules: [ { action: network, target: x, decision: deny, ports: [443, 444] } ]\n")));

    [Fact]
    public void Read_AnchorsAndAliases_StandForTheirValues()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            limits: &limits { time: 30s, memory: 1GiB }
            agents:
              alice: &entry
                code_execution: &code
                  allowed_imports: &modules [os, sys]
                rules: &rules
                  - { action: network, target: &hosts [a, b], decision: &yes allow }
              bob: *entry
              carol: { code_execution: *code , rules: *rules }
              dave: { code_execution: { disallowed_imports: *modules } }
            rules:
              - { action: network, target: *hosts , decision: *yes , limits: *limits }
            """);

        document.Agents!.Select(a => string.Join(' ', a.Rules.Select(r => r.Id))).Should().Equal("alice#1", "bob#1", "carol#1", "");
        document.Agents![2].Code!.AllowedImports!.Select(m => m.Value).Should().Equal("os", "sys");
        document.Agents[3].Code!.DisallowedImports!.Select(m => m.Value).Should().Equal("os", "sys");
        document.Rules[0].Targets.Select(t => t.Value).Should().Equal("a", "b");
        document.Rules[0].Limits.Should().Be(document.Limits);
    }

    [Fact]
    public void Read_AliasesOfBothDialects_MayMix()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1.0
            defaultAction: deny
            rules:
              - { action: shell_exec, command: git *, effect: allow }
              - { action: file_read, path: /a, decision: deny }
              - { action: network, host: a, effect: require_approval }
              - { action: network, url: "https://a/**", decision: allow }
              - { action: [file_read, network], target: a, effect: deny }
            """);

        document.Rules.Select(r => $"{r.Decision} {r.Targets[0].Value}").Should()
            .Equal("Allow git *", "Deny /a", "RequireApproval a", "Allow https://a/**", "Deny a");
    }

    [Fact]
    public void Read_NamesInEveryScript_AreKept()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            name: Политика № 1 — 方針 🚦
            agents:
              Zoë Müller: { code_execution: { allowed_imports: [números.été] } }
              "агент: 7 # x": {}
              123: {}
              true: {}
              2026-01-01: {}
              Alice: {}
              alice: {}
            rules:
              - { id: "règle 🚫", action: file_read, path: /données/日本/**, decision: deny, agents: [Zoë Müller, 123] }
              - { id: null-like, action: file_read, path: "null", decision: deny, agents: true }
            """);

        document.Name.Should().Be("Политика № 1 — 方針 🚦");
        document.Agents!.Select(a => a.Name.Value).Should().Equal("Zoë Müller", "агент: 7 # x", "123", "true", "2026-01-01", "Alice", "alice");
        document.Rules[0].Id.Should().Be("règle 🚫");
        document.Rules[0].Targets[0].Value.Should().Be("/données/日本/**");
        document.Rules[0].Conditions.Agents.Should().Equal("Zoë Müller", "123");
        document.Rules[1].Targets[0].Value.Should().Be("null");
    }

    [Fact]
    public void Read_ValuesThatYamlWouldConvert_AreTheirText()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            revision: 2026-01-01T00:00:00Z
            name: 0x1F
            variables: { A: 010, B: 1e3, C: .inf, D: No, E: 12:30:45, F: -0, G: +1 }
            rules:
              - { id: 443, action: network, target: [443, 1_000, yes, 0o17, .5], decision: deny }
              - { id: 2026-01-01, action: network, target: x, decision: allow, expires: 2027-01-01T00:00:00Z, ports: 8080 }
            """);

        document.Revision.Should().Be("2026-01-01T00:00:00Z");
        document.Name.Should().Be("0x1F");
        document.Variables.Values.Select(v => v.Value).Should().Equal("010", "1e3", ".inf", "No", "12:30:45", "-0", "+1");
        document.Rules[0].Targets.Select(t => t.Value).Should().Equal("443", "1_000", "yes", "0o17", ".5");
        document.Rules.Select(r => r.Id).Should().Equal("443", "2026-01-01");
    }

    [Fact]
    public void Read_TextInBlocks_IsOneLine()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            rules:
              - action: shell_exec
                command: >-
                  git
                  status
                decision: |-
                  allow
                description: >
                  folded
                  text

            """);

        document.Rules[0].Targets[0].Value.Should().Be("git status");
        document.Rules[0].Decision.Should().Be(Verdict.Allow);
        document.Rules[0].Description.Should().Be("folded text\n");
    }

    [Fact]
    public void Read_VariablesInEveryPattern_AreLeftForTheCompiler()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            base: ${ROOT}/${TEAM}
            variables: { ROOT: /srv, TEAM: blue }
            trusted_directories: ["${ROOT}/bin"]
            sets: { hosts: ["${TEAM}.example"] }
            agents: { a: { code_execution: { allowed_file_paths: ["${ROOT}/${TEAM}/${PROJECT}/**"] } } }
            rules: [ { action: file_read, path: "${ROOT}/${TEAM}/${PROJECT}/*.${TEAM}", decision: allow } ]
            """);

        document.TrustedDirectories![0].Value.Should().Be("${ROOT}/bin");
        document.Agents![0].Code!.AllowedFilePaths![0].Value.Should().Be("${ROOT}/${TEAM}/${PROJECT}/**");
        document.Rules[0].Targets[0].Value.Should().Be("${ROOT}/${TEAM}/${PROJECT}/*.${TEAM}");
    }

    [Fact]
    public void Read_EmptyCollections_Load() =>
        ReadClean("version: 1\nvariables: {}\nenvironment: []\nkinds: []\nsets: {}\nagents: { a: { rules: [] } }\nlimits: {}\nrules: []\n").Rules.Should().BeEmpty();

    [Fact]
    public void Read_ALongFile_KeepsEveryRuleAndItsLine()
    {
        const int Count = 5_000;
        var text = new StringBuilder("version: 1\nagents:\n  a:\n    rules:\n");
        for (int i = 1; i <= Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"      - {{ action: file_read, path: /a/{i}, decision: deny }}\n");
        text.Append("rules:\n");
        for (int i = 1; i <= Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, action: network, target: h{i}.example, decision: allow, rate: {i}/min, ports: {i} }}\n");

        PolicyDocument document = ReadClean(text.ToString());

        document.Agents![0].Rules.Should().HaveCount(Count);
        document.Agents[0].Rules[^1].Should().Match<PolicyRule>(r => r.Id == "a#5000" && r.Span.Line == 4 + Count);
        document.Rules[^1].Should().Match<PolicyRule>(r => r.Id == "r5000" && r.Span.Line == 5 + (2 * Count));
        document.Rules[^1].Conditions.Ports.Should().Equal(new PortRange(Count, Count));
    }

    [Fact]
    public void Read_LongLines_AreFine()
    {
        string targets = string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"/folder/{i}/**"));

        ReadClean($"version: 1\nrules: [ {{ action: file_read, path: [{targets}], decision: deny }} ]\n").Rules[0].Targets.Should().HaveCount(2_000);
    }

    /// <summary>All that a document says, without its places.</summary>
    private static string Describe(PolicyDocument document)
    {
        var text = new StringBuilder();
        text.AppendJoin('|', document.Name, document.Revision, document.Agent?.Value, document.Default, document.Precedence, document.Mode);
        text.AppendJoin('|', document.Platform, document.IsCaseSensitive, document.IgnoresSymlinks, document.IgnoresWhatLiesBelow, document.Limits);
        text.AppendJoin('|', document.Unresolved.Of("file_read"), document.Unresolved.Of("mcp.a"), document.Base?.Value, Join(document.TrustedDirectories));
        text.AppendJoin('|', document.Variables.Select(v => $"{v.Key}={v.Value.Value}")).Append(Join(document.Environment)).Append(Join(document.Kinds));
        text.AppendJoin('|', document.Sets.Select(s => $"{s.Key}={Join(s.Value)}")).Append('\n');
        foreach (PolicyAgent agent in document.Agents ?? [])
        {
            text.Append(CultureInfo.InvariantCulture, $"{agent.Name.Value}: {Join(agent.Code?.AllowedImports)} {Join(agent.Code?.DisallowedImports)} ");
            text.Append(CultureInfo.InvariantCulture, $"{agent.Code?.AllowedFileOperations} {Join(agent.Code?.AllowedFilePaths)} {agent.Code?.Limits}\n");
            text.AppendJoin('\n', agent.Rules.Select(Describe)).Append('\n');
        }
        return text.AppendJoin('\n', document.Rules.Select(Describe)).ToString();
    }

    private static string Describe(PolicyRule rule)
    {
        RuleConditions when = rule.Conditions;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{rule.Id}: {rule.Decision} {Join(rule.Actions)} {Join(rule.Targets)} {Join(rule.Argv)} {Plain(when.Agents)} {Plain(when.Languages)} {Plain(when.Methods)} {Plain(when.Ports)} {when.NotBefore:O} {when.Expires:O} {rule.Rate} {rule.Limits} {rule.Approval?.Timeout} {Plain(rule.Approval?.Approvers)} {rule.Approval?.Required} {rule.Approval?.Scope} {Join(rule.Match)} {Join(rule.NoMatch)} {rule.Description}");
    }

    private static string Join(IEnumerable<Marked<string>>? texts) => Plain(texts?.Select(text => text.Value));

    private static string Plain<T>(IEnumerable<T>? values) => values is null ? "-" : $"[{string.Join(',', values)}]";

    private static PolicyDocument ReadClean(string text)
    {
        var bag = new DiagnosticBag(new PolicySource("p.yaml", text));
        PolicyDocument? document = PolicyReader.Read(bag.Source, bag);
        bag.ToList().Select(d => d.ToString()).Should().BeEmpty();
        return document!;
    }
}
