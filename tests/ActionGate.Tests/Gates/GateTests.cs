namespace ActionGate.Tests.Gates;

public sealed class GateTests
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    [Fact]
    public void Decide_AllowedAction_IsRecordedUnderItsPolicy()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });

        var decision = gate.Decide(ActionRequest.Shell("git status", Coder));

        decision.Verdict.Should().Be(Verdict.Allow);
        decision.Rule!.Id.Should().Be("git");
        var record = audit.Records().Last();
        (record.Type, record.Verdict, record.Rule, record.Agent, record.Target).Should().Be(("decision", Verdict.Allow, "git", "coder", "git status"));
        record.PolicyHash.Should().Be(TestPolicies.Usual.Hash);
        audit.Records().Select(r => r.Type).Should().Equal("log.open", "policy", "decision");
    }

    [Fact]
    [Trait("Fault", "71")]
    public void Decide_LogThatCannotBeWritten_DeniesWhatWasAllowed()
    {
        var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });
        audit.Dispose();

        var decision = gate.Decide(ActionRequest.Shell("git status", Coder));

        decision.Verdict.Should().Be(Verdict.Deny);
        decision.Rule!.Id.Should().Be("@fault");
        decision.DiagnosticId.Should().Be("AG4000");
        decision.Reason.Should().StartWith("audit unavailable: ");
    }

    [Fact]
    [Trait("Fault", "71")]
    public async Task AuthorizeAsync_LogThatCannotBeWritten_GrantsNothing()
    {
        var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit, Approvals = ApprovalHandler.From(_ => ApprovalResponse.Approve("ann")) });
        audit.Dispose();

        (await gate.AuthorizeAsync(ActionRequest.Shell("git status", Coder))).IsGranted.Should().BeFalse();
        (await gate.AuthorizeAsync(ActionRequest.Shell("deploy now", Coder))).IsGranted.Should().BeFalse();
        (await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("git status", "bash")], Coder))).IsGranted.Should().BeFalse();
    }

    [Fact]
    public void Constructor_LogThatCannotBeWritten_Throws()
    {
        var audit = AuditLog.InMemory();
        audit.Dispose();

        FluentActions.Invoking(() => new Gate(new() { Policy = TestPolicies.Usual, Audit = audit })).Should().Throw<AuditException>();
    }

    [Fact]
    [Trait("Fault", "73")]
    public void Decide_Simulate_DecidesAndRecordsTheSameAndBlocksNothing()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit, Mode = GateMode.Simulate });

        var decision = gate.Decide(ActionRequest.Shell("rm -rf x", Coder));

        (decision.Verdict, decision.Mode, decision.MayProceed, decision.IsAllowed).Should().Be((Verdict.Deny, GateMode.Simulate, true, false));
        var record = audit.Records().Last();
        (record.Verdict, record.Mode, record.Rule).Should().Be((Verdict.Deny, GateMode.Simulate, "rm"));
    }

    [Fact]
    public void Replace_AnotherPolicy_DecidesFromThenOn()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });
        var before = gate.Decide(ActionRequest.Shell("git status", Coder));

        gate.Replace(TestPolicies.Of("  - { id: none, action: shell_exec, target: \"git *\", decision: deny }"));

        gate.Decide(ActionRequest.Shell("git status", Coder)).Rule!.Id.Should().Be("none");
        before.PolicyHash.Should().Be(TestPolicies.Usual.Hash);
        before.Reason.Should().Contain("'git'");
        audit.Records().Count(r => r.Type == "policy").Should().Be(2);
    }

    [Fact]
    public void Replace_WhileManyDecide_NoDecisionSeesHalfAPolicy()
    {
        var allow = TestPolicies.Of("  - { id: a, action: [shell_exec, file_read], target: \"*\", decision: allow }");
        var deny = TestPolicies.Of("  - { id: d, action: [shell_exec, file_read], target: \"*\", decision: deny }");
        using var audit = AuditLog.InMemory(capacity: 100);
        using var gate = new Gate(new() { Policy = allow, Audit = audit });

        Parallel.For(0, 4000, i =>
        {
            if (i % 50 == 0)
                gate.Replace(i % 100 == 0 ? deny : allow);
            var decision = gate.Decide(ActionRequest.ReadFile("/x"));
            bool isAllow = decision.Rule!.Id == "a";
            (decision.Verdict, decision.PolicyHash).Should().Be(isAllow ? (Verdict.Allow, allow.Hash) : (Verdict.Deny, deny.Hash));
        });
    }

    [Fact]
    public void Decide_AfterDispose_Throws()
    {
        using var audit = AuditLog.InMemory();
        var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });
        gate.Dispose();

        gate.Invoking(g => g.Decide(ActionRequest.Shell("git status"))).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Decide_NullRequest_Throws()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });

        gate.Invoking(g => g.Decide(null!)).Should().Throw<ArgumentNullException>();
        TestPolicies.Usual.Invoking(p => p.Evaluate((ActionRequest)null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public async Task DecideAsync_CancelledBefore_DecidesNothing()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });

        await gate.Invoking(async g => await g.DecideAsync(ActionRequest.Shell("git status"), new CancellationToken(true))).Should().ThrowAsync<OperationCanceledException>();
        audit.Records().Should().NotContain(r => r.Type == "decision");
    }

    [Fact]
    public async Task AuthorizeAsync_RelativePathWithoutWorkingDirectory_IsNotGranted()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });

        gate.Decide(ActionRequest.WriteFile("workspace/a")).IsAllowed.Should().BeTrue("Decide resolves against the policy's base");
        await using var permit = await gate.AuthorizeAsync(ActionRequest.WriteFile("workspace/a"));

        permit.IsGranted.Should().BeFalse("what is decided must be what is opened");
        permit.Decision.Rule!.Id.Should().Be("release", "it could be anything, and a rule that asks might mean it");
    }

    [Fact]
    public async Task Permit_CompletedOrAbandoned_SaysSoInTheLog()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });

        await using (var permit = await gate.AuthorizeAsync(ActionRequest.Shell("git status", Coder)))
            await permit.CompleteAsync(new ActionOutcome { ExitCode = 3 });
        await using (await gate.AuthorizeAsync(ActionRequest.Shell("git log", Coder)))
        {
        }
        await using (await gate.AuthorizeAsync(ActionRequest.Shell("rm x", Coder)))
        {
        }

        var outcomes = audit.Records().Where(r => r.Type == "outcome").ToList();
        outcomes.Should().HaveCount(2, "what was refused has no outcome");
        outcomes[0].ExitCode.Should().Be(3);
        outcomes[1].Json.Should().Contain("abandoned");
    }

    [Fact]
    public async Task Permit_CompletedTwiceOrWithoutGrant_Throws()
    {
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = audit });
        await using var granted = await gate.AuthorizeAsync(ActionRequest.Shell("git status", Coder));
        await using var refused = await gate.AuthorizeAsync(ActionRequest.Shell("rm x", Coder));
        granted.Complete(ActionOutcome.Completed);

        granted.Invoking(p => p.Complete(ActionOutcome.Completed)).Should().Throw<InvalidOperationException>();
        refused.Invoking(p => p.Complete(ActionOutcome.Completed)).Should().Throw<InvalidOperationException>();
        refused.Invoking(p => p.EnsureGranted()).Should().Throw<ActionDeniedException>().Which.Decision.Rule!.Id.Should().Be("rm");
        granted.EnsureGranted().Should().BeSameAs(granted);
    }
}
