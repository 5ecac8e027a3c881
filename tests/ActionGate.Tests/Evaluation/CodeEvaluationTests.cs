namespace ActionGate.Tests.Evaluation;

/// <summary>Code blocks: shell text by its commands, Python by its operations, everything else opaque.</summary>
public sealed class CodeEvaluationTests
{
    private const string Python = "  - { id: py, action: shell_exec, target: \"python3*\", decision: allow }\n";
    private const string Opaque = "  - { id: any, action: dynamic_code, target: \"*\", decision: allow }\n";

    [Theory]
    [InlineData("python", "print(1)", Python, Verdict.Allow, "py")]
    [InlineData("python", "exec(input())", Python, Verdict.Deny, "@unresolved")]
    [InlineData("python", "print(", Python, Verdict.Deny, "@unresolved")]
    [InlineData("python", "print(", Python + Opaque, Verdict.Allow, "py")]
    [InlineData("python", "print(1)", Python + Opaque, Verdict.Allow, "py")]
    [InlineData("python", "print(1)", Opaque, Verdict.Deny, null)]
    [InlineData("Python3", "print(1)", Python + Opaque, Verdict.Allow, "py")]
    [InlineData("javascript", "1", Python + Opaque, Verdict.Deny, null)]
    [InlineData("csharp", "1", Python + Opaque, Verdict.Deny, null)]
    [InlineData("cobol", "STOP RUN.", Python + Opaque, Verdict.Deny, "@fault")]
    [InlineData("", "x", Python + Opaque, Verdict.Deny, "@fault")]
    [InlineData("bash", "python3 x.py", Python, Verdict.Allow, "py")]
    [InlineData("sh", "python3 x.py\n", Python, Verdict.Allow, "py")]
    [InlineData("bash", "python3 x.py; $ls", Python + Opaque, Verdict.Deny, "@unresolved")]
    [InlineData("bash", "ls", Python + Opaque, Verdict.Deny, null)]
    [InlineData("powershell", "ls", Python + Opaque, Verdict.Deny, null)]
    [InlineData("python", "a\0b", Python + Opaque, Verdict.Deny, "@fault")]
    [InlineData("python", "", Python + Opaque, Verdict.Allow, "py")]
    public void Evaluate_OneBlock_IsDecidedByItsInterpreterAndWhatItMayDo(string language, string code, string rules, Verdict verdict, string? rule)
    {
        var decision = TestPolicies.Of(rules).Evaluate(new CodeRequest([new CodeBlock(code, language)]));

        decision.Overall.Verdict.Should().Be(verdict, decision.ToString());
        (decision.Overall.Rule?.Id).Should().Be(rule, decision.ToString());
        decision.Operations.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("deny", Verdict.Deny)]
    [InlineData("require_approval", Verdict.RequireApproval)]
    [InlineData("allow", Verdict.Allow)]
    public void Evaluate_RulesForLanguages_DecideInPlaceOfThoseForCommands(string decision, Verdict verdict)
    {
        var policy = TestPolicies.Of(Python + Opaque + $"  - {{ id: lang, action: code_execution, target: python, decision: {decision} }}\n");

        policy.Evaluate(new CodeRequest([new CodeBlock("print(1)", "py")])).Overall.Verdict.Should().Be(verdict);
    }

    [Fact]
    public void Evaluate_DefaultAllow_DoesNotAllowWhatCannotBeRead()
    {
        var decision = Policy.Parse("version: 1\ndefault: allow\nrules: []\n").Evaluate(new CodeRequest([new CodeBlock("exec(input())", "python")]));

        decision.Overall.Verdict.Should().Be(Verdict.Deny);
        decision.Overall.Rule!.Id.Should().Be("@unresolved");
        decision.IsOpaque.Should().BeTrue();
    }

    [Theory]
    [InlineData("  - { id: a, action: dynamic_code, target: \"eval*\", decision: allow }\n", Verdict.Deny, "@unresolved")]
    [InlineData("  - { id: a, action: dynamic_code, target: \"*\", decision: require_approval }\n", Verdict.RequireApproval, "a")]
    [InlineData("  - { id: d, action: dynamic_code, target: \"eval*\", decision: deny }\n" + Opaque, Verdict.Deny, "d")]
    [InlineData("  - { id: d, action: dynamic_code, target: \"eval*\", decision: require_approval }\n" + Opaque, Verdict.RequireApproval, "d")]
    [InlineData(Opaque + "  - { id: d, action: dynamic_code, target: \"eval*\", decision: deny }\n", Verdict.Allow, "py")]
    public void Evaluate_UnknownTarget_TakesDenyThatCouldMatchThenAllowOfEverything(string rules, Verdict verdict, string rule)
    {
        var decision = TestPolicies.Of(Python + rules).Evaluate(new CodeRequest([new CodeBlock("exec(input())", "python")]));

        decision.Overall.Verdict.Should().Be(verdict, decision.ToString());
        decision.Overall.Rule!.Id.Should().Be(rule);
    }

    [Fact]
    public void Evaluate_SeveralBlocks_StrictestWinsAndEachIsListed()
    {
        var policy = TestPolicies.Of(Python + Opaque + "  - { id: git, action: shell_exec, target: \"git *\", decision: require_approval }\n");
        var decision = policy.Evaluate(new CodeRequest([new CodeBlock("exec(input())", "python"), new CodeBlock("git push", "bash"), new CodeBlock("cd /tmp", "bash")]));

        decision.Overall.Verdict.Should().Be(Verdict.RequireApproval);
        decision.Overall.Rule!.Id.Should().Be("git");
        decision.Operations.Select(o => (o.Operation.Kind.Name, o.Verdict)).Should().Equal(
            ("shell_exec", Verdict.Allow), ("dynamic_code", Verdict.Allow), ("shell_exec", Verdict.RequireApproval), ("shell_exec", Verdict.Allow));
    }

    [Theory]
    [InlineData("# filename: workspace/x.py\nprint(1)", Verdict.Allow)]
    [InlineData("# filename: ../x.py\nprint(1)", Verdict.Deny)]
    [InlineData("# filename: /etc/cron.d/x\nprint(1)", Verdict.Deny)]
    [InlineData("# filename: workspace/../../x\nprint(1)", Verdict.Deny)]
    public void Evaluate_NamedBlock_IsAWriteOfThatFileToo(string code, Verdict verdict)
    {
        var policy = TestPolicies.Of(Python + Opaque + "  - { id: w, action: file_write, target: \"./workspace/**\", decision: allow }\n");

        policy.Evaluate(new CodeRequest([new CodeBlock(code, "python")])).Overall.Verdict.Should().Be(verdict);
    }

    /// <summary>Executors would write other files than the one that is decided: AutoGen ends a name at a second colon and a line at nothing but a line feed.</summary>
    [Theory]
    [InlineData("# filename: conftest.py:/../workspace/x.py")]
    [InlineData("# filename: .env:/../workspace/x")]
    [InlineData("# filename:.env:workspace/x")]
    [InlineData("# filename: workspace/x:1")]
    [InlineData("# filename: workspace/x\r/../../.env")]
    [InlineData("# filename: workspace/x\v/../../.env")]
    [InlineData("# filename: workspace/x\u001e/../../.env")]
    [InlineData("# filename: workspace/x\u0085/../../.env")]
    [InlineData("# filename: workspace/x\u2028/../../.env")]
    [InlineData("# filename: \u001cworkspace/x")]
    [InlineData("# filename: workspace/x\u001f")]
    [InlineData("# filename: \uFEFFworkspace/x")]
    [InlineData("# filename: \u180Eworkspace/x")]
    [InlineData("# filename: \u3000workspace/x")]
    [InlineData("# filename: workspace/x\u00A0")]
    [InlineData("<!-- filename: ../.env --> workspace/x -->")]
    [InlineData("/* filename: ../.env */ workspace/x */")]
    [InlineData("/* filename: ../.env */../workspace/x")]
    [InlineData("## filename: ../.env")]
    [InlineData("/** filename: ../.env */")]
    [InlineData("\u001c# filename: ../.env")]
    public void Evaluate_FileNameThatExecutorsReadDifferently_IsRefused(string line)
    {
        var policy = TestPolicies.Of(Python + Opaque + "  - { id: w, action: file_write, target: \"./workspace/**\", decision: allow }\n");

        var decision = policy.Evaluate(new CodeRequest([new CodeBlock(line + "\nprint(1)", "python")]));

        decision.Operations.Where(o => o.Operation.Kind == ActionKind.FileWrite).Should().ContainSingle().Which.Verdict.Should().Be(Verdict.Deny);
    }

    [Theory]
    [InlineData("# filename: workspace/x.py\r")]
    [InlineData("# filename: workspace/my report (2).py ")]
    [InlineData("# filename: workspace/año-ü.py")]
    public void Evaluate_FileNameThatAllReadAlike_IsDecided(string line)
    {
        var policy = TestPolicies.Of(Python + Opaque + "  - { id: w, action: file_write, target: \"./workspace/**\", decision: allow }\n");

        var decision = policy.Evaluate(new CodeRequest([new CodeBlock(line + "\nprint(1)", "python")]));

        decision.Operations.Single(o => o.Operation.Kind == ActionKind.FileWrite).Verdict.Should().Be(Verdict.Allow);
    }

    [Fact]
    public void Evaluate_CodeWithALoneSurrogate_IsRefused() =>
        TestPolicies.Of(Python + Opaque).Evaluate(new CodeRequest([new CodeBlock("a\uD800b", "python")])).Overall.Rule!.Id.Should().Be("@fault");

    [Fact]
    public void Evaluate_NoBlocksOrHugeOnes_AreRefused()
    {
        var policy = TestPolicies.Of(Python + Opaque);

        policy.Evaluate(new CodeRequest([])).Overall.DiagnosticId.Should().Be("AG3010");
        policy.Evaluate(new CodeRequest([new CodeBlock(new string('x', 10 << 20), "python")])).Overall.DiagnosticId.Should().Be("AG3003");
        policy.Evaluate(new CodeRequest([new CodeBlock(new string('x', 10 << 20), "bash")])).Overall.DiagnosticId.Should().Be("AG3003");
    }

    [Fact]
    public void Evaluate_OtherAgent_IsDenied()
    {
        var policy = TestPolicies.Of(Python + Opaque, "version: 1\nagent: coder");
        CodeBlock[] blocks = [new("print(1)", "python")];

        policy.Evaluate(new CodeRequest(blocks)).Overall.Verdict.Should().Be(Verdict.Deny);
        policy.Evaluate(new CodeRequest(blocks, new ActionContext { Agent = "critic", Suggester = "coder" })).Overall.Verdict.Should().Be(Verdict.Deny);
        policy.Evaluate(new CodeRequest(blocks, new ActionContext { Agent = "coder" })).Overall.IsAllowed.Should().BeTrue();
    }
}
