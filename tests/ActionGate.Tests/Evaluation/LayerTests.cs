namespace ActionGate.Tests.Evaluation;

/// <summary>Layers: each decides by itself, the strictest wins, so a lower layer can only tighten.</summary>
public sealed class LayerTests
{
    private static readonly Policy Organisation = TestPolicies.Of(
        """
          - { id: no-keys, action: file_read, target: "**/.*", decision: deny }
          - { id: ask-etc, action: file_read, target: "/etc/**", decision: require_approval }
          - { id: all, action: file_read, target: "*", decision: allow }
        """,
        "version: 1\nname: organisation");

    [Theory]
    [InlineData("/srv/x", "allow", Verdict.Allow, "all")]
    [InlineData("/srv/x", "require_approval", Verdict.RequireApproval, "p")]
    [InlineData("/srv/x", "deny", Verdict.Deny, "p")]
    [InlineData("/etc/x", "allow", Verdict.RequireApproval, "ask-etc")]
    [InlineData("/etc/x", "deny", Verdict.Deny, "p")]
    [InlineData("/home/u/.ssh/id", "allow", Verdict.Deny, "no-keys")]
    [InlineData("/home/u/.ssh/id", "require_approval", Verdict.Deny, "no-keys")]
    public void Evaluate_TwoLayers_StrictestWinsInEitherOrder(string path, string project, Verdict verdict, string rule)
    {
        var layer = TestPolicies.Of($"  - {{ id: p, action: file_read, target: \"*\", decision: {project} }}");

        var decision = Policy.Combine(Organisation, layer).Evaluate(ActionRequest.ReadFile(path));
        decision.Verdict.Should().Be(verdict);
        decision.Rule!.Id.Should().Be(rule);
        Policy.Combine(layer, Organisation).Evaluate(ActionRequest.ReadFile(path)).Verdict.Should().Be(verdict);
    }

    [Fact]
    public void Evaluate_LayerWithoutRulesOrDefault_Denies() =>
        Policy.Combine(Organisation, Policy.Parse("version: 1\nrules: []\n")).Evaluate(ActionRequest.ReadFile("/srv/x")).Verdict.Should().Be(Verdict.Deny);

    [Fact]
    public void Evaluate_LayerWhoseDefaultAbstains_LeavesItToTheOthers()
    {
        var abstains = TestPolicies.Of("  - { id: mine, action: file_read, target: /srv/secret, decision: deny }", "version: 1\ndefault: abstain");
        var both = Policy.Combine(Organisation, abstains);

        both.Evaluate(ActionRequest.ReadFile("/srv/x")).Rule!.Id.Should().Be("all");
        both.Evaluate(ActionRequest.ReadFile("/srv/secret/x")).Rule!.Id.Should().Be("mine");
    }

    /// <summary>To abstain is to say nothing where no rule matches; what can't be read, or is not known, is denied all the same.</summary>
    [Theory]
    [InlineData("file_read", "~bob/x")]
    [InlineData("file_read", "/a\0")]
    [InlineData("shell_exec", "$a; b")]
    public void Evaluate_LayerWhoseDefaultAbstains_DeniesWhatItCannotDecide(string kind, string target)
    {
        var allows = TestPolicies.Of($"  - {{ action: {kind}, target: \"*\", decision: allow }}", "version: 1\nkinds: [mine]");
        var abstains = Policy.Parse("version: 1\ndefault: abstain\nrules: []\n");

        Policy.Combine(allows, abstains).Evaluate(new ActionRequest(kind, target)).Verdict.Should().Be(Verdict.Deny);
    }

    /// <summary>The organisation's layer need not repeat the kinds that a team makes up.</summary>
    [Fact]
    public void Evaluate_KindThatOnlyOneLayerDeclares_IsUpToThatLayerWhereTheOtherAbstains()
    {
        var declares = TestPolicies.Of("  - { action: mine, target: \"x\", decision: allow }", "version: 1\nkinds: [mine]");
        var abstains = Policy.Parse("version: 1\ndefault: abstain\nrules: []\n");
        var denies = Policy.Parse("version: 1\nrules: []\n");

        Policy.Combine(declares, abstains).Evaluate(new ActionRequest("mine", "x")).Verdict.Should().Be(Verdict.Allow);
        Policy.Combine(declares, abstains).Evaluate(new ActionRequest("other", "x")).Rule!.Id.Should().Be("@fault");
        Policy.Combine(declares, denies).Evaluate(new ActionRequest("mine", "x")).Rule!.Id.Should().Be("@fault");
        Policy.Combine(abstains, abstains).Evaluate(new ActionRequest("mine", "x")).Rule!.Id.Should().Be("@fault");
    }

    [Fact]
    public void Evaluate_LayerOfAnotherAgent_Abstains()
    {
        var other = TestPolicies.Of("  - { id: no, action: file_read, target: \"*\", decision: deny }", "version: 1\nagent: other");
        var both = Policy.Combine(Organisation, other);

        both.Evaluate(ActionRequest.ReadFile("/srv/x", new ActionContext { Agent = "mine" })).Rule!.Id.Should().Be("all");
        both.Evaluate(ActionRequest.ReadFile("/srv/x", new ActionContext { Agent = "other" })).Rule!.Id.Should().Be("no");
    }

    [Fact]
    public void Evaluate_AllLayersAbstain_Denies()
    {
        var other = Policy.Parse("version: 1\nagent: other\ndefault: allow\nrules: []\n");
        var abstains = Policy.Parse("version: 1\ndefault: abstain\nrules: []\n");

        var decision = Policy.Combine(other, abstains).Evaluate(ActionRequest.ReadFile("/srv/x"));
        decision.Verdict.Should().Be(Verdict.Deny);
        decision.Rule!.Id.Should().Be("@unresolved");
        decision.Reason.Should().Be("the policy is for agent 'other', the request names none");
        Policy.Combine(abstains).Evaluate(ActionRequest.ReadFile("/srv/x")).Reason.Should().Be("no policy decides this: all abstain");
    }

    [Fact]
    public void Evaluate_FreeBuiltin_IsDeniedByALayerThatSaysSo()
    {
        var denies = TestPolicies.Of("  - { id: no, action: shell_exec, target: \"cd *\", decision: deny }");

        Policy.Combine(TestPolicies.Usual, denies).Evaluate(ActionRequest.Shell("cd /tmp")).Rule!.Id.Should().Be("no");
        Policy.Combine(TestPolicies.Usual, denies).Evaluate(ActionRequest.Shell("pwd")).IsAllowed.Should().BeTrue();
    }

    [Fact]
    public void Evaluate_CodeInLayers_IsDecidedByEach()
    {
        var allows = TestPolicies.Of("  - { id: py, action: code_execution, target: python, decision: allow }\n  - { id: any, action: dynamic_code, target: \"*\", decision: allow }");
        var request = new CodeRequest([new CodeBlock("print(1)", "python")]);

        Policy.Combine(allows, allows).Evaluate(request).Overall.IsAllowed.Should().BeTrue();
        Policy.Combine(allows, Organisation).Evaluate(request).Overall.IsAllowed.Should().BeFalse();
    }
}
