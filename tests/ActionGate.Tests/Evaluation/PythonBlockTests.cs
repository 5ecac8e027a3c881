using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Tests.Evaluation;

/// <summary>Blocks of Python: what the answer tells of each operation.</summary>
public sealed class PythonBlockTests
{
    private static readonly Policy Usual = TestPolicies.Of("""
          - { id: run,    action: code_execution, target: python, decision: allow }
          - { id: no-rm,  action: shell_exec, target: "rm *", decision: deny }
          - { id: ls,     action: shell_exec, target: "{ls,python3,echo} *", decision: allow }
          - { id: read,   action: file_read, target: "./in/**", decision: allow }
          - { id: write,  action: file_write, target: "./out/**", decision: require_approval }
          - { id: api,    action: network, target: "https://api.example.com/**", decision: allow }
        """);

    [Fact]
    public void Evaluate_SeveralOperations_EachHasVerdictRulePlaceAndWay()
    {
        const string Code = """
            import os
            import requests

            data = open('in/a.csv').read()
            requests.post('https://api.example.com/v1', data=data)
            if data:
                os.system('echo a | rm x')
            open(input())
            """;

        var decision = Decide(Usual, Code);

        Told(decision).Should().Equal(
            "allow code_execution python [run] 0:0 ",
            "allow file_read in/a.csv [read] 4:8 ",
            "allow network https://api.example.com/v1 [api] 5:1 ",
            "allow shell_exec echo a [ls] 7:5 python bash",
            "deny shell_exec rm x [no-rm] 7:5 python bash",
            "deny file_delete x [] 7:5 python bash",
            "deny file_read ? [@unresolved] 8:1 ");
        decision.Overall.Rule!.Id.Should().Be("no-rm");
        decision.Overall.Reason.Should().Be("shell_exec 'rm x': rule 'no-rm' (line 4) matched 'rm *'".Replace("(line 4)", decision.Operations[4].Rule!.ToString()[8..], StringComparison.Ordinal));
        decision.Imports.Should().Equal("os", "requests");
        decision.Overall.Operations.Should().BeEquivalentTo(decision.Operations);
    }

    [Fact]
    public void Evaluate_CodeInCode_IsToldByItsWay()
    {
        var decision = Decide(Usual, "import subprocess\nsubprocess.run(['python3', '-c', 'open(\"in/b\"); __import__(\"os\").system(\"rm x\")'])\n");

        Told(decision).Skip(2).Should().Equal(
            "allow file_read in/b [read] 2:1 python bash python",
            "deny shell_exec rm x [no-rm] 2:1 python bash python bash",
            "deny file_delete x [] 2:1 python bash python bash");
    }

    [Fact]
    public void Evaluate_CodeInAShellBlock_IsToldByItsWay()
    {
        var decision = Usual.Evaluate(new CodeRequest([new CodeBlock("echo a\npython3 - <<'E'\nopen('in/b')\nE\n", "bash")]));

        Told(decision).Should().Contain("allow file_read in/b [read] 2:1 bash python");
    }

    [Fact]
    public void Evaluate_PartlyKnownTarget_ShowsItsShape()
    {
        var operation = Decide(Usual, "import requests\nrequests.get(f'https://api.example.com/users/{input()}')").Operations[1];

        (operation.Operation.Target, operation.Operation.Pattern, operation.Operation.Certainty, operation.Verdict).Should()
            .Be((null, "https://api.example.com/users/*", Certainty.Partial, Verdict.Allow));
    }

    [Fact]
    public void Evaluate_DecidedImport_HasItsPlace()
    {
        var policy = TestPolicies.Of("  - { id: run, action: code_execution, target: python, decision: allow }\n  - { id: no-os, action: module_import, target: os, decision: deny }\n");

        var decision = Decide(policy, "x = 1\nif x:\n    import os.path\n");

        Told(decision).Should().Equal("allow code_execution python [run] 0:0 ", "deny module_import os.path [no-os] 3:5 ");
    }

    [Fact]
    public void Evaluate_VariableOfWhichNobodySpeaks_IsListedAsAllowed()
    {
        var operation = Decide(Usual, "import os\nprint(os.environ['LANG'])").Operations[1];

        (operation.Operation.Kind, operation.Operation.Target, operation.Verdict, operation.Rule).Should().Be((ActionKind.EnvRead, "LANG", Verdict.Allow, null));
        operation.Reason.Should().StartWith("it needs no rule");
    }

    [Theory]
    [InlineData("print(1)", false)]
    [InlineData("open('in/a')", false)]
    [InlineData("open(input())", true)]
    [InlineData("exec(input())", true)]
    [InlineData("print(", true)]
    [InlineData("import os\nos.system('ls ' + input())", true)]
    public void IsOpaque_IsWhatTheScanSays(string code, bool isOpaque) => Decide(Usual, code).IsOpaque.Should().Be(isOpaque);

    [Theory]
    [InlineData("open(input())", 1)]
    [InlineData("exec(input())", 1)]
    [InlineData("print(", 1)]
    [InlineData("exec(input()); exec(input(1))", 2)]
    public void Evaluate_Unknown_IsOneOperationMoreOnlyWhereSomethingIsNotListed(string code, int count) =>
        Decide(Usual, code).Operations.Count(o => o.Operation.Certainty == Certainty.Unknown).Should().Be(count);

    [Fact]
    public void Evaluate_Agent_LimitsGoIntoTheDecision()
    {
        var policy = Policy.Parse("version: 1\nagents: { a: { code_execution: { allowed_imports: [math], max_execution_time: 5s, max_memory: 100MiB } } }\n");
        var context = new ActionContext { Agent = "a" };

        var allowed = policy.Evaluate(new CodeRequest([new CodeBlock("import math\nprint(math.pi)", "python")], context)).Overall;
        var denied = policy.Evaluate(new CodeRequest([new CodeBlock("import os", "python")], context)).Overall;

        (allowed.Verdict, allowed.Limits.WallTime, allowed.Limits.MemoryBytes).Should().Be((Verdict.Allow, (TimeSpan?)TimeSpan.FromSeconds(5), (long?)100L << 20));
        (denied.Verdict, denied.Rule!.Id).Should().Be((Verdict.Deny, "@constraint"));
    }

    [Fact]
    public void Evaluate_Layers_StrictestDecidesEachOperation()
    {
        var team = TestPolicies.Of("  - { id: all, action: [code_execution, file_read, module_import], target: \"*\", decision: allow }\n");
        var both = Policy.Combine(Usual, team);

        Told(Decide(both, "import os\nopen('in/a'); open('/etc/x')")).Should().Equal(
            "allow code_execution python [run] 0:0 ",
            "allow module_import os [all] 1:1 ",
            "allow file_read in/a [read] 2:1 ",
            "deny file_read /etc/x [] 2:15 ");
    }

    [Fact]
    public void Evaluate_BlocksOfSeveralLanguages_AreEachDecided()
    {
        var decision = Usual.Evaluate(new CodeRequest([new CodeBlock("open('in/a')", "python"), new CodeBlock("echo a; rm x", "bash"), new CodeBlock("open('in/b')", "py")]));

        Told(decision).Should().Equal(
            "allow code_execution python [run] 0:0 ", "allow file_read in/a [read] 1:1 ",
            "allow shell_exec echo a [ls] 1:1 ", "deny shell_exec rm x [no-rm] 1:9 ", "deny file_delete x [] 1:9 ",
            "allow code_execution python [run] 0:0 ", "allow file_read in/b [read] 1:1 ");
    }

    [Theory]
    [InlineData("import os\nrun = os.system", "run('rm x')", "no-rm")]
    [InlineData("import os\nprint = os.system", "print('rm x')", "no-rm")]
    [InlineData("open = print", "open('/etc/x')", null)]
    [InlineData("import os\nos.chdir('/etc')", "open('in/a')", null)]
    public void Evaluate_LaterBlock_IsDecidedAloneAndAmongTheNamesOfEarlierOnes(string first, string second, string? rule)
    {
        var decision = Usual.Evaluate(new CodeRequest([new CodeBlock(first, "python"), new CodeBlock(second, "python")]));

        decision.Operations.Should().Contain(o => o.Verdict == Verdict.Deny && (o.Rule == null ? null : o.Rule.Id) == rule);
    }

    [Theory]
    [InlineData("!echo a", "run")]
    [InlineData("!rm x", "no-rm")]
    [InlineData("%%bash\nrm x", "no-rm")]
    [InlineData("%%bash\necho a", "run")]
    [InlineData("x = !rm y", "no-rm")]
    [InlineData("%cd /etc\nopen('in/a')", null)]
    [InlineData("%%python3\nopen('/etc/x')", null)]
    public void Evaluate_NotebooksBlock_IsDecidedAsWhatItRuns(string code, string? rule) =>
        (Decide(Usual, code).Overall.Rule?.Id).Should().Be(rule);

    [Fact]
    public void CodeHash_OfABlock_IsThatOfItsText() =>
        Decide(Usual, "print(1)").CodeHash.Should().Be("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("print(1)"))));

    [Fact]
    public void Evaluate_CodeInCodeWithoutEnd_Ends()
    {
        string code = "open('in/a')";
        for (int i = 0; i < 14; i++)
            code = "import subprocess\nsubprocess.run(['python3', '-c', " + Quoted(code) + "])";

        Decide(Usual, code).Overall.Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Evaluate_ManyTexts_EndsSoon()
    {
        var code = new StringBuilder("import os\n");
        for (int i = 0; i < 5000; i++)
            code.Append("os.system('ls a").Append(i).Append("')\n");

        Decide(Usual, code.ToString()).Overall.Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Evaluate_ManyFilesThatAreMoved_EndsSoon()
    {
        var code = new StringBuilder("import os\n");
        for (int i = 0; i < 10000; i++)
            code.Append("os.rename('in/a").Append(i).Append("', 'out/b").Append(i).Append("')\n");

        Decide(Usual, code.ToString()).Overall.Verdict.Should().Be(Verdict.Deny);
    }

    private static string Quoted(string code) => "'" + code.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "'";

    private static CodeDecision Decide(Policy policy, string code) => policy.Evaluate(new CodeRequest([new CodeBlock(code, "python")]));

    private static IEnumerable<string> Told(CodeDecision decision) => decision.Operations.Select(o =>
        $"{(o.Verdict == Verdict.RequireApproval ? "ask" : o.Verdict.ToString().ToLowerInvariant())} {o.Operation.Kind} {o.Operation.Target ?? o.Operation.Pattern ?? "?"} "
        + $"[{o.Rule?.Id}] {o.Operation.At.Line}:{o.Operation.At.Column} {string.Join(' ', o.Operation.Via)}");
}
