using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Tests.Policies;

/// <summary>What each key of a policy becomes.</summary>
public sealed class WholePolicyTests
{
    private static readonly PolicyDocument Document = ReadClean(WholePolicy.Text);

    [Fact]
    public void Read_Settings_ReachTheDocument()
    {
        Document.Name.Should().Be("whole");
        Document.Revision.Should().Be("7");
        Document.Agent!.Value.Value.Should().Be("team-*");
        Document.Default.Should().Be(DefaultVerdict.RequireApproval);
        Document.Precedence.Should().Be(Precedence.DenyOverrides);
        Document.Mode.Should().Be(GateMode.Simulate);
        Document.IgnoresWhatLiesBelow.Should().BeTrue();
        Document.IgnoresSymlinks.Should().BeTrue();
        Document.Platform.Should().Be(PathPlatform.Windows);
        Document.IsCaseSensitive.Should().BeTrue();
        Texts(Document.TrustedDirectories).Should().Equal("/opt/bin", "/usr/local/bin");
        Document.TrustedDirectories![0].Span.Should().Be(new SourceSpan(16, 23, 8));
    }

    [Fact]
    public void Read_WithoutSettings_HasTheDefaults()
    {
        PolicyDocument document = ReadClean("version: 1\nrules: []\n");

        document.Precedence.Should().Be(Precedence.FirstMatch);
        document.Mode.Should().Be(GateMode.Enforce);
        document.Unresolved.Of("file_read").Should().Be(Verdict.Deny);
        document.IgnoresWhatLiesBelow.Should().BeFalse();
        document.IgnoresSymlinks.Should().BeFalse();
        document.Platform.Should().BeNull();
        document.IsCaseSensitive.Should().BeNull();
        document.TrustedDirectories.Should().BeNull();
        document.Limits.Should().BeNull();
        document.Agents.Should().BeNull();
    }

    [Fact]
    public void Read_SettingsInTheirOtherWords_ReachTheDocument()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            precedence: first_match
            mode: enforce
            recursive: check
            symlinks: check
            platform: macos
            case: insensitive
            trusted_directories: []
            limits: { time: unlimited, memory: unlimited }
            rules: []
            """);

        document.Precedence.Should().Be(Precedence.FirstMatch);
        document.Mode.Should().Be(GateMode.Enforce);
        document.IgnoresWhatLiesBelow.Should().BeFalse();
        document.IgnoresSymlinks.Should().BeFalse();
        document.Platform.Should().Be(PathPlatform.MacOS);
        document.IsCaseSensitive.Should().BeFalse();
        document.TrustedDirectories.Should().BeEmpty();
        document.Limits.Should().BeNull();
    }

    [Fact]
    public void Read_PlatformLinux_ReachesTheDocument() =>
        ReadClean("version: 1\nplatform: linux\nrules: []\n").Platform.Should().Be(PathPlatform.Linux);

    [Theory]
    [InlineData("file_read", Verdict.RequireApproval)]
    [InlineData("db_query", Verdict.Deny)]
    [InlineData("mcp.github.create_issue", Verdict.RequireApproval)]
    [InlineData("mcp.*", Verdict.RequireApproval)]
    [InlineData("mcp", Verdict.Deny)]
    [InlineData("network", Verdict.Deny)]
    public void Read_UnresolvedByKind_HoldsForThatKind(string kind, Verdict expected) => Document.Unresolved.Of(kind).Should().Be(expected);

    [Fact]
    public void Read_UnresolvedByNestedKinds_HoldsTheNearest()
    {
        UnresolvedVerdicts unresolved = ReadClean(
            "version: 1\nkinds: [a.*, a.b.*]\nunresolved: { a.*: deny, a.b.*: require_approval, a.b.c: deny }\nrules: []\n").Unresolved;

        unresolved.Of("a.x").Should().Be(Verdict.Deny);
        unresolved.Of("a.b.x").Should().Be(Verdict.RequireApproval);
        unresolved.Of("a.b.c").Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Read_UnresolvedInOneWord_HoldsForAllKinds()
    {
        ReadClean("version: 1\nunresolved: require_approval\nrules: []\n").Unresolved.Of("network").Should().Be(Verdict.RequireApproval);
        ReadClean("version: 1\nunresolved: deny\nrules: []\n").Unresolved.Of("network").Should().Be(Verdict.Deny);
        ReadClean("version: 1\nunresolved: {}\nrules: []\n").Unresolved.Of("network").Should().Be(Verdict.Deny);
    }

    [Theory]
    [InlineData("unresolved: allow", "AG2010")]
    [InlineData("unresolved: { network: allow }", "AG2010")]
    [InlineData("agents: { 'team-*': {} }", "AG2013")]
    [InlineData("agents: { 'a?': {} }", "AG2013")]
    public void Read_DoubtfulSetting_LoadsWithWarning(string setting, string id) => ReadWithWarning($"version: 1\n{setting}\nrules: []\n", id, 2);

    [Fact]
    public void Read_UnresolvedAllow_IsTaken()
    {
        PolicyDocument document = ReadWithWarning("version: 1\nunresolved: { network: allow }\nrules: []\n", "AG2010", 2);

        document.Unresolved.Of("network").Should().Be(Verdict.Allow);
        document.Unresolved.Of("file_read").Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Read_Limits_ReachTheDocument() => Document.Limits.Should().Be(new ExecutionLimits
    {
        WallTime = TimeSpan.FromMinutes(5),
        CpuTime = TimeSpan.FromSeconds(90),
        MemoryBytes = 2L << 30,
        OutputBytes = 65_536,
        FileBytes = 100_000_000,
        Processes = 8,
    });

    [Fact]
    public void Read_Agents_ReachTheDocument()
    {
        PolicyAgent analyst = Document.Agents![0];
        PolicyAgent anybody = Document.Agents[1];

        Document.Agents.Should().HaveCount(2);
        analyst.Name.Should().Be(new Marked<string>("analyst", new SourceSpan(30, 3, 7)));
        Texts(analyst.Code!.AllowedImports).Should().Equal("pandas", "numpy", "matplotlib.*");
        Texts(analyst.Code.DisallowedImports).Should().Equal("*");
        analyst.Code.AllowedFileOperations.Should().Be(FileOperations.Read);
        Texts(analyst.Code.AllowedFilePaths).Should().Equal("/data/analysis/*");
        analyst.Code.Limits.Should().Be(new ExecutionLimits { WallTime = TimeSpan.FromSeconds(30), MemoryBytes = 1_000_000_000 });
        analyst.Rules.Select(r => $"{r.Id} {r.Decision} {r.Targets[0].Value}").Should()
            .Equal("analyst-hosts Allow @own-hosts", "analyst#2 Allow ./data/**");
        anybody.Name.Value.Should().Be("*");
        anybody.Code.Should().BeNull();
        anybody.Rules.Should().BeEmpty();
    }

    [Fact]
    public void Read_AgentsInOtherSpellings_ReachTheDocument()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            agents:
              empty: { code_execution: {}, rules: [] }
              none:
                code_execution:
                  allowed_imports: []
                  disallowed_imports: [os, os.path, "num*", _x, наука, हिंदी, 𝒳]
                  allowed_file_operations: []
                  allowed_file_paths: []
                  max_execution_time: unlimited
                  max_memory: unlimited
              all: { code_execution: { allowed_file_operations: [read, write, delete, read], max_execution_time: unlimited, max_memory: 1GiB } }
              reader: { code_execution: { allowed_file_operations: read_only, allowed_file_paths: /data } }
              writer: { code_execution: { allowed_file_operations: [read_only, write], allowed_imports: "*" } }
              deleter: { code_execution: { allowed_file_operations: delete } }
            """);
        CodeConstraints Code(int at) => document.Agents![at].Code!;

        document.Rules.Should().BeEmpty();
        Code(0).Should().Match<CodeConstraints>(c => c.AllowedImports == null && c.DisallowedImports == null && c.Limits == null);
        Code(0).Should().Match<CodeConstraints>(c => c.AllowedFileOperations == null && c.AllowedFilePaths == null);
        Code(1).AllowedImports.Should().BeEmpty();
        Texts(Code(1).DisallowedImports).Should().Equal("os", "os.path", "num*", "_x", "наука", "हिंदी", "𝒳");
        Code(1).AllowedFileOperations.Should().Be(FileOperations.None);
        Code(1).AllowedFilePaths.Should().BeEmpty();
        Code(1).Limits.Should().BeNull();
        Code(2).AllowedFileOperations.Should().Be(FileOperations.Read | FileOperations.Write | FileOperations.Delete);
        Code(2).Limits.Should().Be(new ExecutionLimits { MemoryBytes = 1L << 30 });
        Code(3).AllowedFileOperations.Should().Be(FileOperations.Read);
        Texts(Code(3).AllowedFilePaths).Should().Equal("/data");
        Code(4).AllowedFileOperations.Should().Be(FileOperations.Read | FileOperations.Write);
        Code(5).AllowedFileOperations.Should().Be(FileOperations.Delete);
    }

    [Fact]
    public void Read_AgentsWithoutEntries_KnowsNobody() =>
        ReadClean("version: 1\nagents: {}\nrules: []\n").Agents.Should().NotBeNull().And.BeEmpty();

    [Fact]
    public void Read_Conditions_ReachTheRule()
    {
        RuleConditions push = Document.Rules[0].Conditions;
        RuleConditions get = Document.Rules[1].Conditions;

        push.Agents.Should().Equal("analyst", "*");
        push.NotBefore.Should().Be(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        push.Expires.Should().Be(new DateTimeOffset(2026, 12, 31, 22, 59, 59, 500, TimeSpan.Zero));
        push.Languages.Should().BeNull();
        push.Methods.Should().BeNull();
        push.Ports.Should().BeNull();
        get.Methods.Should().Equal("GET", "HEAD");
        get.Ports.Should().Equal(new PortRange(443, 443), new PortRange(8000, 9000));
        get.Agents.Should().BeNull();
        Document.Rules[2].Conditions.Languages.Should().Equal("python", "javascript");
        Document.Agents![0].Rules[0].Conditions.IsNone.Should().BeTrue();
    }

    [Fact]
    public void Read_TermsOfARule_ReachTheRule()
    {
        PolicyRule push = Document.Rules[0];

        push.Id.Should().Be("push");
        push.Targets.Should().BeEmpty();
        Texts(push.Argv).Should().Equal("git", "push", "", "*");
        push.Rate.Should().Be(new RateLimit(10, TimeSpan.FromMinutes(1)));
        push.Limits.Should().Be(new ExecutionLimits { WallTime = TimeSpan.FromSeconds(30) });
        push.Approval!.Timeout.Should().Be(TimeSpan.FromMinutes(10));
        push.Approval.Approvers.Should().Equal("alice", "bob");
        push.Approval.Required.Should().Be(2);
        push.Approval.Scope.Should().Be(TimeSpan.FromHours(1));
        Texts(push.Match).Should().Equal("git push", "git push origin");
        Texts(push.NoMatch).Should().Equal("git pull");
        Document.Rules[2].Id.Should().Be("#3");
        Document.Rules[1].Should().Match<PolicyRule>(r => r.Argv == null && r.Rate == null && r.Limits == null && r.Approval == null);
        Document.Rules[1].Match.Should().BeEmpty();
        Document.Rules[1].NoMatch.Should().BeEmpty();
    }

    [Fact]
    public void Read_TermsInOtherSpellings_ReachTheRule()
    {
        PolicyDocument document = ReadClean(
            """
            version: 1
            rules:
              - { action: network, target: x, decision: require_approval, approval: {} }
              - { action: network, target: x, decision: require_approval, approval: { approvers: alice, scope: once, required: 1 }, tests: {} }
              - { action: network, target: x, decision: require_approval, approval: { required: 100 }, limits: {} }
              - { action: network, target: x, decision: allow, agents: alice, methods: m-search, ports: 0, languages: c#, tests: { match: [] } }
              - action: shell_exec
                target: git *
                decision: allow
                tests:
                  no_match: |
                    git status
                    rm -rf /
            """);

        document.Rules[0].Approval.Should().Be(new ApprovalTerms());
        document.Rules[1].Approval!.Approvers.Should().Equal("alice");
        document.Rules[1].Approval!.Scope.Should().BeNull();
        document.Rules[2].Approval!.Required.Should().Be(100);
        document.Rules[2].Limits.Should().BeNull();
        document.Rules[3].Conditions.Agents.Should().Equal("alice");
        document.Rules[3].Conditions.Methods.Should().Equal("M-SEARCH");
        document.Rules[3].Conditions.Ports.Should().Equal(new PortRange(0, 0));
        document.Rules[3].Conditions.Languages.Should().Equal("csharp");
        Texts(document.Rules[4].NoMatch).Should().Equal("git status\nrm -rf /");
    }

    [Theory]
    [InlineData("decision: deny, expires: 2026-01-01T00:00:00Z", "AG2011")]
    [InlineData("decision: deny, rate: 1/s", "AG2012")]
    [InlineData("decision: deny, agents: 'a*'", "AG2013")]
    [InlineData("decision: allow, agents: alise", "AG2014")]
    public void Read_DoubtfulRule_LoadsWithWarning(string rest, string id) =>
        ReadWithWarning($"version: 1\nagents: {{ alice: {{}} }}\nrules:\n- {{ action: network, target: x, {rest} }}\n", id, 4)
            .Rules.Should().ContainSingle();

    [Theory]
    [InlineData("decision: allow, expires: 2026-01-01T00:00:00Z")]
    [InlineData("decision: require_approval, expires: 2026-01-01T00:00:00Z, rate: 1/s")]
    [InlineData("decision: deny, not_before: 2026-01-01T00:00:00Z")]
    [InlineData("decision: deny, agents: [alice, '*']")]
    public void Read_UndoubtfulRule_LoadsWithoutWarning(string rest) =>
        ReadClean($"version: 1\nagents: {{ alice: {{}} }}\nrules:\n- {{ action: network, target: x, {rest} }}\n").Rules.Should().ContainSingle();

    private static IEnumerable<string>? Texts(IEnumerable<Marked<string>>? texts) => texts?.Select(text => text.Value);

    private static PolicyDocument ReadClean(string text)
    {
        var bag = new DiagnosticBag(new PolicySource("p.yaml", text));
        PolicyDocument? document = PolicyReader.Read(bag.Source, bag);
        bag.ToList().Select(d => d.ToString()).Should().BeEmpty();
        return document!;
    }

    private static PolicyDocument ReadWithWarning(string text, string id, int line)
    {
        var bag = new DiagnosticBag(new PolicySource("p.yaml", text));
        PolicyDocument? document = PolicyReader.Read(bag.Source, bag);
        bag.HasErrors.Should().BeFalse();
        bag.ToList().Select(d => $"{d.Line} {d.Severity} {d.Id}").Should().Equal($"{line} Warning {id}");
        return document!;
    }
}
