namespace ActionGate.Tests.Gates;

/// <summary>Section 8: a decision is simulated only where the host says so, or every layer does and the host says nothing.</summary>
public sealed class ModeTests
{
    private const string Deny = "version: 1\nmode: simulate\nrules:\n  - { id: rm, action: shell_exec, target: 'rm *', decision: deny }\n";
    private const string Ask = "version: 1\nmode: simulate\ndefault: require_approval\nrules: []\n";

    [Theory]
    [InlineData("simulate", null, null, GateMode.Simulate)]
    [InlineData("simulate", null, GateMode.Enforce, GateMode.Enforce)]
    [InlineData("simulate", null, GateMode.Simulate, GateMode.Simulate)]
    [InlineData("enforce", null, null, GateMode.Enforce)]
    [InlineData("enforce", null, GateMode.Simulate, GateMode.Simulate)]
    [InlineData("simulate", "simulate", null, GateMode.Simulate)]
    [InlineData("simulate", "enforce", null, GateMode.Enforce)]
    [InlineData("enforce", "simulate", null, GateMode.Enforce)]
    [InlineData("simulate", "simulate", GateMode.Enforce, GateMode.Enforce)]
    [InlineData("enforce", "enforce", GateMode.Simulate, GateMode.Simulate)]
    public async Task Decide_ModesOfLayersAndHost_BindUnlessAllSimulate(string first, string? second, GateMode? host, GateMode expected)
    {
        string[] layers = [.. new[] { first, second }.Where(m => m is not null).Select(m => Deny.Replace("simulate", m, StringComparison.Ordinal))];
        using var open = new OpenGate(layers, (_, o) => o with { Mode = host });

        var decision = open.Decide("rm x");
        var permit = await open.Authorize("rm x");
        var code = await open.AuthorizeCode("rm x");

        bool goesAhead = expected == GateMode.Simulate;
        (decision.Verdict, decision.Mode, decision.MayProceed).Should().Be((Verdict.Deny, expected, goesAhead));
        (permit.Decision.Mode, permit.IsGranted).Should().Be((expected, goesAhead));
        (code.Code!.Overall.Mode, code.IsGranted).Should().Be((expected, goesAhead));
        open.Records("decision").Should().HaveCount(3).And.OnlyContain(r => r.Verdict == Verdict.Deny && r.Mode == expected && r.Rule == "rm");
        open.PolicyOf(layers).Evaluate(ActionRequest.Shell("rm x")).Mode.Should().Be(host is null ? expected : layers.All(l => l == Deny) ? GateMode.Simulate : GateMode.Enforce);
    }

    [Fact]
    public async Task Authorize_SimulatedQuestion_AsksNobody()
    {
        using var open = new OpenGate(Ask, (o, options) => options with { Approvals = o.Answers(ApprovalResponse.Deny("ann", "no")) });

        var permit = await open.Authorize("anything");

        (permit.IsGranted, permit.Decision.Verdict).Should().Be((true, Verdict.RequireApproval));
        open.Asked.Should().BeEmpty();
        open.Records("approval").Should().BeEmpty();
    }

    [Fact]
    public void Decide_SimulatedSelfProtectionAndFaults_AreRecordedAndBlockNothing()
    {
        using var open = new OpenGate(Deny);

        open.Decide("/home/u/.claude/settings.json", "file_write").MayProceed.Should().BeTrue();
        open.Decide("a\0b", "file_read").MayProceed.Should().BeTrue();

        open.Records("decision").Select(r => (r.Rule, r.Mode)).Should().Equal(("@self", GateMode.Simulate), ("@fault", GateMode.Simulate));
    }

    [Fact]
    public void Replace_OtherMode_HoldsFromThenOn()
    {
        using var open = new OpenGate(Deny);

        open.Gate.Replace(open.PolicyOf(Deny.Replace("simulate", "enforce", StringComparison.Ordinal)));

        open.Decide("rm x").MayProceed.Should().BeFalse();
    }
}
