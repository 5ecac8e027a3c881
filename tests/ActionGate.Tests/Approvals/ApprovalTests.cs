namespace ActionGate.Tests.Approvals;

public sealed class ApprovalTests : IDisposable
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    private readonly AuditLog _audit = AuditLog.InMemory();

    public void Dispose() => _audit.Dispose();

    [Fact]
    public async Task AuthorizeAsync_Approved_IsGrantedAndRecordedWithTheApprover()
    {
        await using var permit = await AskAsync(ApprovalHandler.From(_ => ApprovalResponse.Approve("ann", "looks fine")));

        permit.IsGranted.Should().BeTrue();
        permit.Decision.Verdict.Should().Be(Verdict.RequireApproval);
        var record = _audit.Records().Last();
        (record.Type, record.IsApproved, record.Approver, record.Reason).Should().Be(("approval", true, "ann", "looks fine"));
    }

    [Fact]
    public async Task Promise_P33_Rejected_ReturnsTheReason()
    {
        await using var permit = await AskAsync(ApprovalHandler.From(_ => ApprovalResponse.Deny("ann", "not on a Friday")));

        permit.IsGranted.Should().BeFalse();
        (permit.Decision.Verdict, permit.Decision.Reason, permit.Decision.DiagnosticId).Should().Be((Verdict.Deny, "not on a Friday", "AG5000"));
        (_audit.Records().Last().IsApproved, _audit.Records().Last().Approver).Should().Be((false, "ann"));
    }

    [Fact]
    public async Task Promise_P36_NoHandler_DoesNotRun()
    {
        await using var permit = await AskAsync(null);

        permit.IsGranted.Should().BeFalse();
        permit.Decision.Verdict.Should().Be(Verdict.RequireApproval);
    }

    [Fact]
    public async Task Promise_P32_AsyncHandler_Works()
    {
        await using var permit = await AskAsync(ApprovalHandler.From(async (_, cancellationToken) =>
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return ApprovalResponse.Approve("ann");
        }));

        permit.IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Promise_P30_HandlerThrowsOrGivesNothing_LeavesADenial()
    {
        await using var thrown = await AskAsync(ApprovalHandler.From((Func<ApprovalRequest, ApprovalResponse>)(_ => throw new FormatException())));
        await using var nothing = await AskAsync(ApprovalHandler.From(_ => (ApprovalResponse)null!));
        await using var cancelled = await AskAsync(ApprovalHandler.From((_, _) => ValueTask.FromCanceled<ApprovalResponse>(new CancellationToken(true))));

        foreach (var permit in new[] { thrown, nothing, cancelled })
        {
            permit.IsGranted.Should().BeFalse();
            permit.Decision.DiagnosticId.Should().Be("AG5002");
        }
        thrown.Decision.Reason.Should().Be("the approval request failed (FormatException)");
    }

    [Theory]
    [InlineData("coder")]
    [InlineData("CODER")]
    [InlineData("\uff43oder")]
    public async Task AuthorizeAsync_AgentApprovesItself_IsRefused(string approver)
    {
        await using var permit = await AskAsync(ApprovalHandler.From(_ => ApprovalResponse.Approve(approver)));

        permit.IsGranted.Should().BeFalse();
        permit.Decision.DiagnosticId.Should().Be("AG5003");
        _audit.Records().Last().IsApproved.Should().BeFalse();
    }

    [Theory]
    [InlineData("coder ")]
    [InlineData("coder\n")]
    [InlineData("co\u200bder")]
    [InlineData("co\u00adder")]
    [InlineData("ann\u3164")]
    [InlineData(" ann")]
    public async Task AuthorizeAsync_ApproversNameWithWhatNobodySees_IsRefused(string approver)
    {
        await using var permit = await AskAsync(ApprovalHandler.From(_ => ApprovalResponse.Approve(approver)));

        permit.IsGranted.Should().BeFalse();
        permit.Decision.DiagnosticId.Should().Be("AG5005");
        _audit.Records().Last().IsApproved.Should().BeFalse();
    }

    [Fact]
    public async Task AuthorizeAsync_NobodyAnswersInTime_IsRefused()
    {
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<ApprovalResponse>();
        var handler = ApprovalHandler.From((_, _) =>
        {
            asked.SetResult();
            return new ValueTask<ApprovalResponse>(answer.Task);
        });
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = handler, ApprovalTimeout = TimeSpan.FromMinutes(1), Clock = clock });

        var pending = gate.AuthorizeAsync(ActionRequest.Shell("deploy now", Coder)).AsTask();
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(59));
        pending.IsCompleted.Should().BeFalse("a minute has not passed");
        clock.Advance(TimeSpan.FromSeconds(1));
        await using var permit = await pending;
        answer.SetResult(ApprovalResponse.Approve("ann"));

        permit.IsGranted.Should().BeFalse("the answer came too late");
        permit.Decision.DiagnosticId.Should().Be("AG5001");
    }

    [Fact]
    public async Task AuthorizeAsync_CallerGivesUp_ThrowsAndRecordsIt()
    {
        using var caller = new CancellationTokenSource();
        var handler = ApprovalHandler.From((_, _) =>
        {
            caller.Cancel();
            return new ValueTask<ApprovalResponse>(new TaskCompletionSource<ApprovalResponse>().Task);
        });
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = handler });

        await gate.Invoking(async g => await g.AuthorizeAsync(ActionRequest.Shell("deploy now", Coder), caller.Token)).Should().ThrowAsync<OperationCanceledException>();

        _audit.Records().Last().IsApproved.Should().BeFalse();
    }

    [Fact]
    public async Task AuthorizeAsync_PolicyChangesWhileAsking_IsRefused()
    {
        Gate gate = null!;
        var handler = ApprovalHandler.From(_ =>
        {
            gate.Replace(TestPolicies.Of("  - { action: shell_exec, target: \"deploy *\", decision: deny }"));
            return ApprovalResponse.Approve("ann");
        });
        gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = handler });

        await using var permit = await gate.AuthorizeAsync(ActionRequest.Shell("deploy now", Coder));

        permit.IsGranted.Should().BeFalse();
        permit.Decision.DiagnosticId.Should().Be("AG5004");
        gate.Dispose();
    }

    [Fact]
    public async Task AuthorizeAsync_Denied_AsksNobody()
    {
        bool wasAsked = false;
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = ApprovalHandler.From(_ => { wasAsked = true; return ApprovalResponse.Approve("ann"); }) });

        (await gate.AuthorizeAsync(ActionRequest.Shell("rm x", Coder))).IsGranted.Should().BeFalse();
        (await gate.AuthorizeAsync(ActionRequest.Shell("git status", Coder))).IsGranted.Should().BeTrue();

        wasAsked.Should().BeFalse();
    }

    [Fact]
    public async Task Promise_P31_Request_HoldsCodeLanguageAndContext()
    {
        ApprovalRequest? seen = null;
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = ApprovalHandler.From(r => { seen = r; return ApprovalResponse.Approve("ann"); }) });

        await using var permit = await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("deploy now", "bash")], Coder));

        permit.IsGranted.Should().BeTrue();
        (seen!.Code, seen.Language, seen.Context.Agent, seen.Action).Should().Be(("deploy now", "bash", "coder", null));
        seen.Decision.Operations.Should().ContainSingle().Which.Rule!.Id.Should().Be("deploy");
    }

    [Fact]
    public async Task Digest_AnyPartOfTheActionDiffers_Differs()
    {
        var digests = new List<string>();
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = ApprovalHandler.From(r => { digests.Add(r.Digest); return ApprovalResponse.Deny(null, "no"); }) });
        ActionRequest[] requests =
        [
            ActionRequest.Shell("deploy now", Coder),
            ActionRequest.Shell("deploy  now", Coder),
            ActionRequest.Shell("deploy now", Coder with { Agent = "other" }),
            ActionRequest.Shell("deploy now", Coder with { Session = "s" }),
            ActionRequest.Shell("deploy now", Coder with { WorkingDirectory = "/srv" }),
            ActionRequest.WriteFile("/srv/project/release/a", Coder),
        ];
        foreach (var request in requests)
            await gate.AuthorizeAsync(request);
        await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("deploy now", "bash")], Coder));
        await gate.AuthorizeAsync(new CodeRequest([new CodeBlock("deploy", "bash"), new CodeBlock("deploy now", "bash")], Coder));
        await gate.AuthorizeAsync(ActionRequest.Shell("deploy now", Coder));

        digests.Should().HaveCount(9);
        digests.Distinct().Should().HaveCount(8, "only the same action again has the same digest");
        digests[8].Should().Be(digests[0]);
    }

    private async Task<Permit> AskAsync(IApprovalHandler? handler)
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = handler });
        return await gate.AuthorizeAsync(ActionRequest.Shell("deploy now", Coder));
    }
}
