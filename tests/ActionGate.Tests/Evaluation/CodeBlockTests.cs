namespace ActionGate.Tests.Evaluation;

public sealed class CodeBlockTests
{
    private static readonly Policy Python = TestPolicies.Of("""
          - { id: python, action: shell_exec, target: "python3*", decision: allow }
          - { id: git, action: shell_exec, target: "git *", decision: allow }
          - { id: write, action: file_write, target: "./out/**", decision: allow }
        """);

    [Fact]
    public void Evaluate_LanguageWithoutScanner_IsOpaqueAndUnresolved()
    {
        var decision = Python.Evaluate(new CodeRequest([new CodeBlock("1", "js")]));

        (decision.Overall.Verdict, decision.Overall.Rule, decision.IsOpaque).Should().Be((Verdict.Deny, null, true));
        decision.Operations.Select(o => (o.Operation.Kind.Name, o.Operation.Target, o.Verdict, o.Rule?.Id)).Should().Equal(
            ("shell_exec", "node <block>", Verdict.Deny, null),
            ("dynamic_code", null, Verdict.Deny, "@unresolved"));
    }

    [Fact]
    public void Evaluate_DynamicCodeAllowedWhole_AllowsOpaqueCodeOnlyThen()
    {
        var whole = TestPolicies.Of("""
              - { id: python, action: code_execution, target: python3, decision: allow }
              - { id: any, action: dynamic_code, target: "*", decision: allow }
            """);
        var some = TestPolicies.Of("""
              - { id: python, action: code_execution, target: python, decision: allow }
              - { id: some, action: dynamic_code, target: "print*", decision: allow }
            """);

        whole.Evaluate(new CodeRequest([new CodeBlock("exec(input())", "python")])).Overall.Verdict.Should().Be(Verdict.Allow);
        some.Evaluate(new CodeRequest([new CodeBlock("exec(input())", "python")])).Overall.Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Evaluate_RulesForLanguages_DecideInsteadOfTheInterpretersCommand()
    {
        var policy = TestPolicies.Of("""
              - { id: node, action: code_execution, target: javascript, decision: allow }
              - { id: all, action: shell_exec, target: "*", decision: allow }
              - { id: any, action: dynamic_code, target: "*", decision: allow }
            """);

        policy.Evaluate(new CodeRequest([new CodeBlock("1", "node")])).Overall.Verdict.Should().Be(Verdict.Allow);
        var python = policy.Evaluate(new CodeRequest([new CodeBlock("1", "python")]));
        (python.Overall.Verdict, python.Overall.Rule).Should().Be((Verdict.Deny, null));
        python.Operations[0].Operation.Kind.Should().Be(ActionKind.CodeExecution);
    }

    [Theory]
    [InlineData("git status\n", "bash", Verdict.Allow, "git")]
    [InlineData("\n  git status  \n\n", "sh", Verdict.Allow, "git")]
    [InlineData("git status\nrm -rf /", "bash", Verdict.Deny, null)]
    [InlineData("git status\r\n", "bash", Verdict.Deny, "@unresolved")]
    [InlineData("rm x", "shell", Verdict.Deny, null)]
    [InlineData("", "bash", Verdict.Deny, "@fault")]
    [InlineData("# only a comment", "bash", Verdict.Allow, null)]
    [InlineData("git status", "batch", Verdict.Deny, "@fault")]
    [InlineData("git\0status", "bash", Verdict.Deny, "@fault")]
    public void Evaluate_ShellBlock_IsDecidedAsShellText(string code, string language, Verdict verdict, string? rule)
    {
        var decision = Python.Evaluate(new CodeRequest([new CodeBlock(code, language)]));

        (decision.Overall.Verdict, decision.Overall.Rule?.Id).Should().Be((verdict, rule));
    }

    [Theory]
    [InlineData("deny", "*", "bash", Verdict.Deny, "lang")]
    [InlineData("deny", "sh", "sh", Verdict.Deny, "lang")]
    [InlineData("require_approval", "bash", "Bash", Verdict.RequireApproval, "lang")]
    [InlineData("deny", "python", "bash", Verdict.Allow, "echo")]
    [InlineData("allow", "bash", "bash", Verdict.Allow, "echo")]
    public void Evaluate_RulesForLanguages_RefuseShellBlocksAsWell(string decision, string target, string language, Verdict verdict, string rule)
    {
        var policy = TestPolicies.Of($"""
              - [ id: lang, action: code_execution, target: "{target}", decision: {decision} ]
              - [ id: echo, action: shell_exec, target: "echo *", decision: allow ]
            """.Replace("[ ", "{ ", StringComparison.Ordinal).Replace(" ]", " }", StringComparison.Ordinal));

        var overall = policy.Evaluate(new CodeRequest([new CodeBlock("echo a", language)])).Overall;

        (overall.Verdict, overall.Rule?.Id).Should().Be((verdict, rule));
    }

    [Fact]
    public void Evaluate_ShellBlockUnderALanguagesRule_NeedsRulesForItsCommandsAllTheSame()
    {
        var policy = TestPolicies.Of("  - { id: lang, action: code_execution, target: bash, decision: allow }\n");

        policy.Evaluate(new CodeRequest([new CodeBlock("echo a", "bash")])).Overall.Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Evaluate_SeveralBlocks_StrictestDecidesAndNamesItself()
    {
        var decision = Python.Evaluate(new CodeRequest([new CodeBlock("git status", "bash"), new CodeBlock("rm x", "bash"), new CodeBlock("git log", "bash")]));

        decision.Overall.Verdict.Should().Be(Verdict.Deny);
        decision.Overall.Reason.Should().Be("shell_exec 'rm x': no rule allows it");
        decision.Operations.Select(o => o.Verdict).Should().Equal(Verdict.Allow, Verdict.Deny, Verdict.Deny, Verdict.Allow);
        decision.Overall.Operations.Should().BeEquivalentTo(decision.Operations);
    }

    [Fact]
    public void Evaluate_CodeThatDoesOneThing_NamesIt()
    {
        TestPolicies.Of("  - { action: shell_exec, target: ls, decision: allow }\n").Evaluate(new CodeRequest([new CodeBlock("print(1)", "python")]))
            .Overall.Reason.Should().Be("shell_exec 'python3 <block>': no rule allows it");
    }

    [Fact]
    public void Evaluate_NoBlocks_IsDenied()
    {
        var decision = Python.Evaluate(new CodeRequest([]));

        (decision.Overall.Verdict, decision.Overall.DiagnosticId).Should().Be((Verdict.Deny, "AG3010"));
    }

    [Fact]
    public void Evaluate_TenMegabytes_IsDeniedSoon()
    {
        Python.Evaluate(new CodeRequest([new CodeBlock(new string('a', 10_000_000), "bash")])).Overall.DiagnosticId.Should().Be("AG3003");
        Python.Evaluate(ActionRequest.Shell(new string('a', 10_000_000))).DiagnosticId.Should().Be("AG3003");
    }

    [Theory]
    [InlineData("# filename: out/a.py", Verdict.Allow)]
    [InlineData("# filename: ../a.py", Verdict.Deny)]
    [InlineData("# filename: /etc/cron.d/x", Verdict.Deny)]
    public void Evaluate_BlockNamesItsFile_WritingItIsAnOperation(string firstLine, Verdict verdict)
    {
        var decision = Python.Evaluate(new CodeRequest([new CodeBlock(firstLine + "\nprint(1)", "python")], new ActionContext { WorkingDirectory = TestPolicies.Base }));

        decision.Operations.Should().ContainSingle(o => o.Operation.Kind == ActionKind.FileWrite).Which.Verdict.Should().Be(verdict);
    }

    [Fact]
    public void CodeHash_OneBlockAndSeveral_AreAsDocumented()
    {
        static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

        Python.Evaluate(new CodeRequest([new CodeBlock("é", "bash")])).CodeHash.Should().Be("sha256:" + Hash("é"));
        Python.Evaluate(new CodeRequest([new CodeBlock("a", "bash"), new CodeBlock("b", "sh")])).CodeHash.Should().Be("sha256:" + Hash($"{Hash("a")}\n{Hash("b")}\n"));
    }

    [Fact]
    public void Evaluate_UnknownLanguage_IsOpaque() =>
        Python.Evaluate(new CodeRequest([new CodeBlock("x", "cobol")])).IsOpaque.Should().BeTrue();
}
