using ActionGate.Policies;

namespace ActionGate.Tests.Policies;

public sealed class PolicyReaderTests
{
    [Fact]
    public void Read_PublishedCoderPolicy_LoadsUnchanged()
    {
        PolicyDocument document = ReadClean(File.ReadAllText(Repository.Path("policies", "autogen-coder.yaml")));

        document.Agent!.Value.Value.Should().Be("autogen-coder");
        document.Default.Should().Be(DefaultVerdict.Deny);
        document.Rules.Select(Line).Should().Equal(
            "5 allow-python-exec: Allow shell_exec 'python3*'",
            "10 allow-pip-install: Allow shell_exec 'pip install*'",
            "14 deny-rm-commands: Deny shell_exec 'rm *'",
            "19 allow-write-workspace: Allow file_write './workspace/**'",
            "23 deny-write-outside: Deny file_write '*'",
            "27 allow-pypi: Allow network 'https://pypi.org/**'",
            "31 deny-network: Deny network '*'");
        document.Rules[2].Description.Should().Be("Block all delete commands");
    }

    [Fact]
    public void Read_PublishedWorkspacePolicy_LoadsUnchanged()
    {
        PolicyDocument document = ReadClean(File.ReadAllText(Repository.Path("policies", "workspace.yaml")));

        document.Agent.Should().BeNull();
        document.Rules.Select(Line).Should().Equal(
            "5 #1: Allow file_read '${PROJECT_DIR}/workspace/**'",
            "8 #2: Allow file_read '${PROJECT_DIR}/data/**'",
            "11 #3: Deny file_read '**/.env'",
            "14 #4: Deny file_read '**/.*'",
            "17 #5: Allow file_write '${PROJECT_DIR}/workspace/**'",
            "20 #6: Allow file_write '${PROJECT_DIR}/output/**'",
            "23 #7: Allow shell_exec 'python*'",
            "26 #8: Deny shell_exec 'pip*'",
            "29 #9: Deny shell_exec 'rm*'",
            "32 #10: Deny shell_exec 'curl*'",
            "35 #11: Deny shell_exec 'wget*'",
            "38 #12: Allow network 'api.openai.com'",
            "41 #13: Allow network 'localhost'",
            "44 #14: Deny network '*'");
    }

    [Fact]
    public void Read_EveryKey_ReachesTheDocument()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            name: coder
            revision: 2024-01-01
            agent: team-*
            default: require_approval
            base: ${PROJECT_DIR}
            variables: { PROJECT_DIR: /srv/project, _n1: 5, B: true }
            environment: HOME
            kinds: [db_query, "mcp.*"]
            sets: { own-hosts: ["api.openai.com", "*.internal.example"], one: x, none: [] }
            rules:
              - id: a
                action: [db_query, mcp.github.create_issue, network]
                target: ["@own-hosts", "@loopback", 5, yes]
                decision: require_approval
                description: |
                  two
                  lines
              - { action: file_read, path: a, effect: deny, description: "" }
            """);

        document.Name.Should().Be("coder");
        document.Revision.Should().Be("2024-01-01");
        document.Agent.Should().Be(new Marked<string>("team-*", new SourceSpan(4, 8, 6)));
        document.Default.Should().Be(DefaultVerdict.RequireApproval);
        document.Base.Should().Be(new Marked<string>("${PROJECT_DIR}", new SourceSpan(6, 7, 14)));
        document.Variables.Select(v => $"{v.Key}={v.Value.Value}").Should().Equal("PROJECT_DIR=/srv/project", "_n1=5", "B=true");
        document.Environment.Should().Equal(new Marked<string>("HOME", new SourceSpan(8, 14, 4)));
        document.Kinds.Select(k => k.Value).Should().Equal("db_query", "mcp.*");
        document.Sets.Select(s => $"{s.Key}={string.Join(',', s.Value.Select(e => e.Value))}").Should()
            .Equal("own-hosts=api.openai.com,*.internal.example", "one=x", "none=");
        document.Rules.Select(Line).Should().Equal(
            "12 a: RequireApproval db_query mcp.github.create_issue network '@own-hosts' '@loopback' '5' 'yes'",
            "19 #2: Deny file_read 'a'");
        document.Rules[0].Targets[1].Span.Should().Be(new SourceSpan(14, 28, 11));
        document.Rules[0].Description.Should().Be("two\nlines\n");
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("\"1\"")]
    [InlineData("\"1.0\"")]
    [InlineData("'1'")]
    public void Read_Version_IsKnownInEverySpelling(string version) => ReadClean($"version: {version}\nrules: []\n").Rules.Should().BeEmpty();

    [Theory]
    [InlineData("deny", DefaultVerdict.Deny)]
    [InlineData("require_approval", DefaultVerdict.RequireApproval)]
    [InlineData("abstain", DefaultVerdict.Abstain)]
    [InlineData("\"deny\"", DefaultVerdict.Deny)]
    public void Read_Default_IsTaken(string text, object expected)
    {
        ReadClean($"version: 1\ndefault: {text}\nrules: []\n").Default.Should().Be((DefaultVerdict)expected);
        ReadClean($"version: 1\ndefaultAction: {text}\nrules: []\n").Default.Should().Be((DefaultVerdict)expected);
    }

    [Fact]
    public void Read_DefaultAllow_LoadsWithWarning()
    {
        DiagnosticBag bag = Read("version: 1\ndefault: allow\nrules: []\n", out PolicyDocument? document);

        document!.Default.Should().Be(DefaultVerdict.Allow);
        bag.HasErrors.Should().BeFalse();
        bag.ToList().Should().ContainSingle().Which.Id.Should().Be("AG2001");
    }

    [Fact]
    public void Read_UnfittingAlias_LoadsWithWarning()
    {
        DiagnosticBag bag = Read("version: 1\nrules: [{ action: network, path: a, decision: deny }]\n", out PolicyDocument? document);

        document!.Rules.Should().ContainSingle();
        bag.HasErrors.Should().BeFalse();
        bag.ToList().Should().ContainSingle().Which.Id.Should().Be("AG2002");
    }

    [Fact]
    public void Read_WithoutDefault_Denies() => ReadClean("version: 1\nrules: []\n").Default.Should().Be(DefaultVerdict.Deny);

    [Theory]
    [InlineData("%YAML 1.2\n---\nversion: 1\nrules: []\n...\n# the end\n...\n")]
    [InlineData("# c\n\n--- # d\nversion: 1\nrules: []\n")]
    [InlineData("{version: 1, rules: []}")]
    [InlineData("--- {version: 1, rules: []}")]
    [InlineData("\uFEFFversion: 1\nrules: []")]
    [InlineData("  version: 1\n  rules: []\n  ")]
    [InlineData("version: !!int 1\nrules: !!seq []")]
    [InlineData("!!map\nversion: !!float 1.0\nname: !!str null\nrules: &a []")]
    public void Read_YamlInOtherSpellings_IsTheSame(string text) => ReadClean(text).Rules.Should().BeEmpty();

    [Fact]
    public void Read_FaultyRules_LeavesTheOthersForTheCheckOfPatterns()
    {
        DiagnosticBag bag = Read(
            """
            version: 2
            rules:
              - { id: a, action: [nothing, network], target: [x, "@nothing"], decision: alow, foo: bar }
              - { id: b, action: nothing, target: x, decision: deny }
              - text
              - { action: file_read, target: y, decision: deny }
            """,
            out PolicyDocument? document);

        bag.HasErrors.Should().BeTrue();
        document!.Rules.Select(Line).Should().Equal("3 a: Deny network 'x'", "6 #4: Deny file_read 'y'");
    }

    [Fact]
    public void Read_Limit_CountsBytesOfUtf8()
    {
        const string Text = "version: 1 # é\nrules: []\n";
        var source = new PolicySource("p.yaml", Text);
        var within = new DiagnosticBag(source);
        var beyond = new DiagnosticBag(source);

        PolicyReader.Read(source, within, Text.Length + 1).Should().NotBeNull();
        PolicyReader.Read(source, beyond, Text.Length).Should().BeNull();

        within.HasErrors.Should().BeFalse();
        beyond.ToList().Should().ContainSingle().Which.ToString().Should().Be($"p.yaml: error AG1003: the policy is larger than {Text.Length} bytes");
    }

    private static string Line(PolicyRule rule) =>
        $"{rule.Span.Line} {rule.Id}: {rule.Decision} {string.Join(' ', rule.Actions.Select(a => a.Value))} {string.Join(' ', rule.Targets.Select(t => $"'{t.Value}'"))}";

    private static PolicyDocument ReadClean(string text)
    {
        DiagnosticBag bag = Read(text, out PolicyDocument? document);
        bag.ToList().Select(d => d.ToString()).Should().BeEmpty();
        return document!;
    }

    private static DiagnosticBag Read(string text, out PolicyDocument? document)
    {
        var bag = new DiagnosticBag(new PolicySource("p.yaml", text));
        document = PolicyReader.Read(bag.Source, bag);
        return bag;
    }
}
