namespace ActionGate.Tests.Analysis;

/// <summary>Answers hold for what is decided in the end: other spellings, what commands and code do beside, terms, kinds that globs cover, conditions.</summary>
public sealed class WholeAnswerTests
{
    private static readonly PolicyOptions Options = new() { BaseDirectory = "/srv/project" };

    /// <summary>What follows the rule takes only the command's exact words; the deny takes it by any path.</summary>
    [Theory]
    [InlineData("git *", "git *", "./git *")]
    [InlineData("{git,hg} *", "git push*", "/opt/git *")]
    [InlineData("make", "make", "./tools/make")]
    public void Check_DenyOfACommandThatIsAlsoSpelledByAPath_IsNotDead(string allowed, string denied, string byPath)
    {
        string[] rules =
        [
            $"{{ id: a, action: shell_exec, command: '{allowed}', effect: allow }}",
            $"{{ id: d, action: shell_exec, command: '{denied}', effect: deny }}",
            $"{{ id: s, action: shell_exec, command: '{byPath}', effect: allow }}",
        ];

        PolicyAnalysis.Check(Of(rules)).Should().NotContain(d => d.Id == "AG2101" && d.Message.Contains("'d'"));
        PolicyComparison.Of(Of(rules), Of(rules[0], rules[2])).IsEquivalent.Should().BeFalse();
    }

    /// <summary>A refusing rule also holds its first word against the whole path of a program.</summary>
    [Theory]
    [InlineData("*bin*", "/usr/bin/git status")]
    [InlineData("?bin*", "/bin/git status")]
    [InlineData("[!a]usr*", "/usr/bin/git status")]
    public void Compare_RefusalOfPathsInAnotherPlace_IsNotEquivalent(string refused, string request)
    {
        string[] rules = ["{ id: a, action: shell_exec, command: 'git *', effect: allow }", $"{{ id: d, action: shell_exec, command: '{refused}', effect: deny }}"];
        var (before, after) = (Of(rules), Of(rules[1], rules[0]));

        before.Evaluate(ActionRequest.Shell(request)).Verdict.Should().Be(Verdict.Allow);
        after.Evaluate(ActionRequest.Shell(request)).Verdict.Should().Be(Verdict.Deny);
        PolicyComparison.Of(before, after).IsEquivalent.Should().BeFalse();
    }

    [Theory]
    [InlineData("rm *", "rm -rf *")]
    [InlineData("hg *", "hg push origin")]
    [InlineData("*", "git push*")]
    public void Check_DenyBehindABroaderDeny_IsDead(string first, string second)
    {
        string rule = $"{{ id: a, action: shell_exec, command: '{first}', effect: deny }}";

        PolicyAnalysis.Check(Of(rule, $"{{ id: d, action: shell_exec, command: '{second}', effect: deny }}")).Should().Contain(d => d.Id == "AG2101" && d.Message.Contains("'d'"));
    }

    [Theory]
    [InlineData("cat *", "file_read, path: /x", "file_read", "cat /etc/passwd")]
    [InlineData("bash *", "script_exec, path: /x", "script_exec", "bash run.sh")]
    [InlineData("{curl,wget} *", "network, host: x.example", "network", "curl https://example.com/")]
    [InlineData("rm *", "file_write, path: /x", "file_delete", "rm out")]
    [InlineData("sort *", "file_read, path: /x", "file_read", "sort /etc/passwd")]
    [InlineData("python3 *", "module_import, target: foo", "module_import", "python3 -c \"import json\"")]
    [InlineData("python3 *", "env_read, target: foo", "env_read", "python3 -c \"import os; os.getenv('HOME')\"")]
    public void Compare_FirstRuleOfAKind_IsShownByACommand(string allowed, string rule, string kind, string command)
    {
        string run = $"{{ id: a, action: shell_exec, command: '{allowed}', effect: allow }}";
        var without = Of(run);
        var with = Of(run, $"{{ id: d, action: {rule}, effect: deny }}");

        foreach (var comparison in new[] { PolicyComparison.Of(without, with), PolicyComparison.Of(with, without) })
        {
            comparison.IsEquivalent.Should().BeFalse();
            comparison.Settings.Should().Contain($"{kind} by commands and code");
            comparison.Changes.Should().Contain(c => c.Request.Kind == ActionKind.ShellExec && c.Request.Target == command);
        }
        with.Evaluate(ActionRequest.Shell(command)).Verdict.Should().NotBe(without.Evaluate(ActionRequest.Shell(command)).Verdict);
    }

    [Fact]
    public void Compare_FirstRuleOfALanguage_IsNamed()
    {
        const string run = "{ id: a, action: shell_exec, command: 'python3 *', effect: allow }";

        PolicyComparison.Of(Of(run), Of(run, "{ id: d, action: code_execution, target: bash, effect: deny }")).IsEquivalent.Should().BeFalse();
    }

    [Theory]
    [InlineData("{ action: file_write, path: /x, effect: deny }", "{ action: file_read, path: /x, effect: deny }")]
    [InlineData("{ action: shell_exec, command: 'rm *', effect: deny }", "{ action: network, host: x.example, effect: deny }")]
    public void Compare_FirstRuleOfAKindWhereNothingRuns_IsEquivalent(string rule, string denial)
    {
        PolicyComparison.Of(Of(rule), Of(rule, denial)).IsEquivalent.Should().BeTrue();
    }

    [Fact]
    public void Compare_FurtherRuleOfAKind_IsEquivalent()
    {
        string[] rules = ["{ action: shell_exec, command: 'cat *', effect: allow }", "{ action: file_read, path: /x, effect: deny }"];

        PolicyComparison.Of(Of(rules), Of([.. rules, "{ action: file_read, path: /y, effect: deny }"])).IsEquivalent.Should().BeTrue();
    }

    [Theory]
    [InlineData("{ id: a, action: network, host: a.com, effect: require_approval, approval: { required: 2 } }|{ id: b, action: network, host: '*', effect: require_approval }", 1, 0)]
    [InlineData("{ id: a, action: network, host: a.com, effect: require_approval, approval: { required: 2 } }|{ id: b, action: network, host: a.com, effect: require_approval }", 1, 0)]
    [InlineData("{ id: a, action: network, host: a.com, effect: require_approval, approval: { required: 2 } }|{ id: b, action: network, host: a.com, effect: require_approval }", 0, 0)]
    [InlineData("{ id: a, action: network, host: a.com, effect: allow, limits: { time: 1s } }|{ id: b, action: network, host: a.com, effect: allow }", 1, 0)]
    [InlineData("{ id: a, action: network, host: a.com, effect: allow, rate: 1/d }|{ id: b, action: network, host: a.com, effect: allow }", 1, 0)]
    [InlineData("{ id: a, action: file_read, path: '/a/**', effect: require_approval, approval: { scope: 15min } }|{ id: b, action: file_read, path: '/a/b', effect: require_approval }", 1, 0)]
    [InlineData("{ id: a, action: shell_exec, command: 'git push*', effect: require_approval, approval: { approvers: [ann] } }|{ id: b, action: shell_exec, command: 'git *', effect: require_approval }", 1, 0)]
    public void Compare_RuleThatTakesAwayTheTermsOfAnother_IsShown(string rules, int first, int second)
    {
        string[] both = rules.Split('|');
        var before = first == second ? Of(both[0]) : Of(both);
        var after = Of(both[1], both[0]);

        var comparison = PolicyComparison.Of(before, after);

        comparison.IsEquivalent.Should().BeFalse();
        var change = comparison.Changes.Should().ContainSingle(c => c.Before == c.After).Which;
        change.ToString().Should().Contain("under other terms").And.Contain("(rule 'a' (line 3) -> rule 'b' (line 3))");
        PolicyComparison.Of(before, before).IsEquivalent.Should().BeTrue();
    }

    [Theory]
    [InlineData("{ id: b, action: network, host: b.com, effect: require_approval }")]
    [InlineData("{ id: b, action: network, host: a.com, effect: require_approval, agents: [x] }", "agent: y\n")]
    public void Compare_RuleBesideTheOneWithTerms_ChangesNoTerms(string rule, string key = "")
    {
        const string terms = "{ id: a, action: network, host: a.com, effect: require_approval, approval: { required: 2 } }";
        var before = Policy.Parse($"version: 1\n{key}rules:\n  - {terms}\n  - {rule}\n", Options);
        var after = Policy.Parse($"version: 1\n{key}rules:\n  - {rule}\n  - {terms}\n", Options);

        PolicyComparison.Of(before, after).IsEquivalent.Should().BeTrue();
    }

    [Theory]
    [InlineData("allow", "never: [{ action: mcp.github.delete_repo, target: '*', decision: allow }]")]
    [InlineData("deny", "never: [{ action: mcp.note, target: a, decision: deny }]")]
    [InlineData("deny", "always: [{ action: mcp.note, target: a, decision: allow }]")]
    [InlineData("allow", "never: [{ action: mcp.*, target: '*', decision: allow }]", "{ action: mcp.x, target: '*', effect: deny }")]
    public void Parse_AssertionOfAKindThatNoRuleNames_IsAboutItAllTheSame(string @default, string assertion, string? rule = null)
    {
        Policy.TryParse($"version: 1\nkinds: [note, mcp.*]\ndefault: {@default}\nassert: {{ {assertion} }}\nrules: [{rule}]\n", Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Should().ContainSingle(d => d.Severity == DiagnosticSeverity.Error).Which.Id.Should().Be("AG1220");
    }

    [Fact]
    public void Parse_AssertionOfAKindThatNoRuleNames_HoldsByTheDefault() =>
        Policy.TryParse("version: 1\nkinds: [mcp.*]\nassert: { never: [{ action: mcp.note, target: '*', decision: allow }] }\nrules: []\n", Options, out _, out _).Should().BeTrue();

    [Fact]
    public void Check_KindThatAGlobCovers_IsNamedByAKindThatThereIs()
    {
        var policy = Policy.Parse("version: 1\nkinds: [mcp.*]\nrules:\n  - { id: a, action: mcp.x, target: '[!a]*', effect: allow }\n  - { id: d, action: mcp.x, target: '*xml', effect: deny }\n", Options);

        PolicyAnalysis.Check(policy).Should().ContainSingle(d => d.Id == "AG2107").Which.Message.Should().StartWith("mcp.x 'xml' is allowed by rule 'a'");
    }

    [Fact]
    public void Compare_KindsThatTheDocumentsNameDifferently_AsksForOneThatNeitherNames()
    {
        var before = Policy.Parse("version: 1\nkinds: [mcp.*]\ndefault: allow\nrules:\n  - { action: mcp.x, target: '*', effect: deny }\n", Options);
        var after = Policy.Parse("version: 1\nkinds: [mcp.*]\ndefault: allow\nrules:\n  - { action: mcp.x2, target: '*', effect: deny }\n  - { action: mcp.*, target: '*', effect: deny }\n", Options);

        PolicyComparison.Of(before, after).Changes.Select(c => c.Request.Kind.Name).Should().ContainSingle(k => k != "mcp.x" && k != "mcp.x2" && k.StartsWith("mcp."));
    }

    /// <summary>Deleting is a kind of writing: the rules for both are one list.</summary>
    [Fact]
    public void Check_DeleteThatIsAllowedBeforeADenyForWriting_IsNamed()
    {
        var policy = Of("{ id: a, action: file_delete, path: './**', effect: allow }", "{ id: d, action: file_write, path: '**/keep', effect: deny }");

        PolicyAnalysis.Check(policy).Should().Contain(d => d.Id == "AG2107" && d.Message.StartsWith("file_delete 'keep' is allowed by rule 'a'"));
    }

    [Fact]
    public void Check_DeadRuleWhereTheStrictestDecides_IsNotSaidToStandBehind()
    {
        var policy = Policy.Parse("version: 1\nprecedence: deny_overrides\nrules:\n  - { id: a, action: file_read, path: /a/x, effect: allow }\n  - { id: d, action: file_read, path: /a/**, effect: deny }\n");

        PolicyAnalysis.Check(policy).Should().ContainSingle(d => d.Id == "AG2101").Which.Message.Should().Be("rule 'a' never decides: rule 'd' (line 5) decides every request that it matches");
    }

    [Theory]
    [InlineData("agents: [bob]", " of agent 'bob'")]
    [InlineData("expires: 2098-01-01T00:00:00Z", " at 2097-12-31T23:59:59Z")]
    [InlineData("languages: [python]", " in code in python")]
    public void Check_FindingThatHoldsUnderConditions_SaysUnderWhich(string condition, string words)
    {
        var broad = Of($"{{ id: a, action: file_read, path: '/etc/**', effect: allow, {condition} }}");
        var late = Of($"{{ id: a, action: file_read, path: './a/**', effect: allow, {condition} }}", "{ id: d, action: file_read, path: '*.key', effect: deny }");
        var name = Of($"{{ id: a, action: shell_exec, command: 'ls*', effect: allow, {condition} }}");

        PolicyAnalysis.Check(broad).Should().ContainSingle(d => d.Id == "AG2108").Which.Message.Should().Contain($"'/etc/shadow'{words}:");
        PolicyAnalysis.Check(late).Should().ContainSingle(d => d.Id == "AG2107").Which.Message.Should().Contain($"'a/.key'{words} is allowed");
        PolicyAnalysis.Check(name).Should().ContainSingle(d => d.Id == "AG2109").Which.Message.Should().Contain($"'lsattr'{words}, which");
    }

    [Fact]
    public void Compare_ChangeUnderConditions_HasThem()
    {
        var before = Of("{ action: file_read, path: /data, effect: allow, not_before: 2098-01-01T00:00:00Z, languages: [python] }");

        var change = PolicyComparison.Of(before, Of("{ action: file_read, path: /data2, effect: deny }")).Changes.Should().ContainSingle(c => c.Before == Verdict.Allow).Which;

        (change.At, change.Language).Should().Be((new DateTimeOffset(2098, 1, 1, 0, 0, 0, TimeSpan.Zero), "python"));
    }

    [Theory]
    [InlineData("network, host: 0.0.0.0/0", "169.254.169.254")]
    [InlineData("network, host: '@link-local'", "169.254.169.254")]
    [InlineData("network, host: 'fd00::/8'", "[fd00:0ec2:0000:0000:0000:0000:0000:0254]")]
    [InlineData("file_read, path: '*.pem'", "/etc/ssl/private/server.pem")]
    [InlineData("file_read, path: '/run/**'", "/run/secrets/token")]
    [InlineData("file_read, path: '**/.aws/*'", "/root/.aws/credentials")]
    [InlineData("file_write, path: '/var/**'", "/var/run/docker.sock")]
    [InlineData("file_write, path: '/home/*/.p*'", "/home/a/.pypirc")]
    [InlineData("env_read, target: '*_KEY'", "AWS_SECRET_ACCESS_KEY")]
    [InlineData("shell_exec, command: '{reboot,poweroff}*'", "reboot")]
    public void Check_RuleThatAllowsAHazard_IsNamed(string rule, string target) =>
        PolicyAnalysis.Check(Of($"{{ id: a, action: {rule}, effect: allow }}")).Should().Contain(d => d.Id == "AG2108" && d.Message.Contains($"'{target}'"));

    /// <summary>The policy's own file is out of reach anyway, and what would take it along with all else too.</summary>
    [Theory]
    [InlineData("rm *", "rm -rf /home")]
    [InlineData("chmod *", "chmod -R 777 /usr")]
    [InlineData("sudo *|rm *", "sudo rm -rf /home")]
    public void Check_PolicyThatProtectsItself_StillNamesWhatDestroys(string commands, string shown)
    {
        string rules = string.Concat(commands.Split('|').Select((c, i) => $"  - {{ id: r{i}, action: shell_exec, command: '{c}', effect: allow }}\n"));
        var folder = Directory.CreateTempSubdirectory();
        string file = Path.Combine(folder.FullName, "policy.yaml");
        File.WriteAllText(file, $"version: 1\nrules:\n{rules}");

        var findings = PolicyAnalysis.Check(Policy.Load(file, Options));

        folder.Delete(recursive: true);
        findings.Should().Contain(d => d.Id == "AG2108" && d.Message.Contains($"'{shown}'"));
    }

    [Theory]
    [InlineData("network, host: 10.0.0.0/8")]
    [InlineData("network, host: 169.254.169.254/32")]
    [InlineData("env_read, target: 'LC_*'")]
    [InlineData("env_read, target: GITHUB_TOKEN")]
    [InlineData("file_read, path: '**/*.md'")]
    [InlineData("shell_exec, command: 'git *'")]
    public void Check_RuleThatAllowsNoHazard_IsLeftAlone(string rule) =>
        PolicyAnalysis.Check(Of($"{{ id: a, action: {rule}, effect: allow }}")).Should().NotContain(d => d.Id == "AG2108");

    /// <summary>A rule for one language says nothing of another one's code.</summary>
    [Fact]
    public void Parse_AssertionThatOneLanguageBreaks_IsRefused()
    {
        const string text = "version: 1\nassert: { never: [{ action: file_read, path: /x, decision: allow }] }\nrules:\n  - { action: file_read, path: /x, effect: deny, languages: [python] }\n  - { action: file_read, path: /x, effect: allow }\n";

        Policy.TryParse(text, Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Should().ContainSingle().Which.Message.Should().Contain("file_read '/x' in code in bash gets allow");
    }

    [Theory]
    [InlineData("always: [{ action: shell_exec, command: 'cat *', decision: allow }]", "AG1221", "{ action: shell_exec, command: 'cat *', effect: allow }", "{ action: file_read, path: /etc/**, effect: deny }")]
    [InlineData("never: [{ action: shell_exec, command: 'git *', decision: deny }]", "AG1221", "{ action: shell_exec, command: 'git *', effect: allow }")]
    [InlineData("always: [{ action: shell_exec, command: 'cat /etc/passwd', decision: allow }]", "AG1220", "{ action: shell_exec, command: 'cat *', effect: allow }", "{ action: file_read, path: /etc/**, effect: deny }")]
    [InlineData("never: [{ action: code_execution, target: '*', decision: allow }]", "AG1221", "{ action: shell_exec, command: 'python3 *', effect: allow }")]
    [InlineData("never: [{ action: code_execution, target: bash, decision: allow }]", "AG1221", "{ action: code_execution, target: python, effect: allow }", "{ action: shell_exec, command: 'git *', effect: allow }")]
    [InlineData("always: [{ action: code_execution, target: python, decision: allow }]", "AG1221", "{ action: code_execution, target: python, effect: allow }")]
    public void Parse_AssertionThatTheWholeOfARequestBreaks_IsRefused(string assertion, string id, params string[] rules)
    {
        Policy.TryParse(Asserting(assertion, rules), Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Should().ContainSingle().Which.Id.Should().Be(id);
    }

    [Theory]
    [InlineData("always: [{ action: shell_exec, command: 'git status', decision: allow }]", "{ action: shell_exec, command: 'git *', effect: allow }", "{ action: file_read, path: /etc/**, effect: deny }")]
    [InlineData("never: [{ action: shell_exec, command: 'cat *', decision: allow }]", "{ action: file_read, path: /etc/**, effect: deny }")]
    [InlineData("always: [{ action: code_execution, target: bash, decision: deny }]", "{ action: code_execution, target: '*', effect: deny }", "{ action: shell_exec, command: 'git *', effect: allow }")]
    [InlineData("never: [{ action: code_execution, target: python, decision: allow }]", "{ action: code_execution, target: javascript, effect: allow }", "{ action: shell_exec, command: 'python3 *', effect: allow }")]
    public void Parse_AssertionThatTheWholeOfARequestKeeps_Loads(string assertion, params string[] rules) =>
        Policy.TryParse(Asserting(assertion, rules), Options, out _, out var diagnostics).Should().BeTrue(string.Join('\n', diagnostics));

    /// <summary>What a counterexample must be: a request that the assertion is about.</summary>
    [Theory]
    [InlineData("never: [{ action: shell_exec, command: 'cat ./docs/*', decision: deny }]", "{ action: shell_exec, command: 'cat ./docs/*', effect: allow }")]
    [InlineData("never: [{ action: shell_exec, command: 'cat ./docs/*', decision: allow }]", "{ action: shell_exec, command: 'cat x', effect: allow }")]
    [InlineData("never: [{ action: shell_exec, command: 'curl https://a.com/*', decision: allow }]", "{ action: shell_exec, command: 'curl x', effect: allow }")]
    public void Parse_AssertionThatARequestBesideItBreaks_IsNotRefusedByThatRequest(string assertion, string rule)
    {
        Policy.TryParse(Asserting(assertion, [rule]), Options, out _, out var diagnostics);

        diagnostics.Should().NotContain(d => d.Id == "AG1220");
    }

    [Fact]
    public void Parse_AssertionThatAnAgentNobodyNamesBreaks_NamesOne()
    {
        const string text = "version: 1\ndefault: allow\nassert: { never: [{ action: network, host: a.com, decision: allow }] }\nrules:\n  - { id: r0, action: network, host: a.com, effect: deny, agents: [alice] }\n";

        Policy.TryParse(text, Options, out _, out var diagnostics).Should().BeFalse();

        diagnostics.Should().ContainSingle(d => d.Id == "AG1220").Which.Message.Should().Contain("network 'a.com' of agent 'another-agent' gets allow");
    }

    private static string Asserting(string assertion, string[] rules) => $"version: 1\nassert:\n  {assertion}\nrules:\n{string.Concat(rules.Select(r => $"  - {r}\n"))}";

    private static Policy Of(params string[] rules) => Policy.Parse($"version: 1\nrules:\n{string.Concat(rules.Select(r => $"  - {r}\n"))}", Options);
}
