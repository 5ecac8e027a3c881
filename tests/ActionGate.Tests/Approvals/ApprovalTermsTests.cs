using ActionGate.Tests.FileSystem;
using ActionGate.Tests.Gates;

namespace ActionGate.Tests.Approvals;

/// <summary>Section 7: a rule says for how long it is waited, whose approval counts, how many it needs, and how long it holds.</summary>
public sealed class ApprovalTermsTests
{
    private const string Policies = """
        version: 1
        rules:
          - { id: slow, action: shell_exec, target: 'slow *', decision: require_approval, approval: { timeout: 1h } }
          - { id: quick, action: shell_exec, target: 'quick *', decision: require_approval, approval: { timeout: 10s } }
          - { id: named, action: shell_exec, target: 'named *', decision: require_approval, approval: { approvers: [ann, bob] } }
          - { id: two, action: shell_exec, target: 'two *', decision: require_approval, approval: { required: 2 } }
          - { id: hour, action: shell_exec, target: 'hour *', decision: require_approval, approval: { scope: 1h } }
          - { id: both, action: shell_exec, target: 'both *', decision: require_approval, approval: { scope: 1h, required: 2, approvers: [ann, bob, cid] } }
        """;

    private static readonly ApprovalResponse Ann = ApprovalResponse.Approve("ann", "fine");
    private static readonly ApprovalResponse Bob = ApprovalResponse.Approve("bob");

    [Theory]
    [InlineData("slow x", 60)]
    [InlineData("quick x", 10)]
    public async Task Timeout_OfRuleAndGate_TheShorterCounts(string command, int seconds)
    {
        var asked = new TaskCompletionSource<ApprovalRequest>();
        using var open = new OpenGate(Policies, (_, o) => o with
        {
            ApprovalTimeout = TimeSpan.FromMinutes(1),
            Approvals = ApprovalHandler.From((request, _) =>
            {
                asked.SetResult(request);
                return new ValueTask<ApprovalResponse>(new TaskCompletionSource<ApprovalResponse>().Task);
            }),
        });

        var pending = open.Authorize(command);
        (await asked.Task).ExpiresAt.Should().Be(open.Clock.Now + TimeSpan.FromSeconds(seconds));
        open.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        pending.IsCompleted.Should().BeFalse();
        open.Clock.Advance(TimeSpan.FromTicks(1));

        (await pending).Decision.DiagnosticId.Should().Be("AG5001");
    }

    [Theory]
    [InlineData("ann", true)]
    [InlineData("bob", true)]
    [InlineData("cid", false)]
    [InlineData("Ann", false)]
    public async Task Approvers_OnlyTheyCount(string approver, bool isGranted)
    {
        using var open = Open(ApprovalResponse.Approve(approver));

        var permit = await open.Authorize("named x");

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((isGranted, isGranted ? null : "AG5005"));
        open.Asked.Single().Approvers.Should().Equal("ann", "bob");
        (open.Records("approval").Single().IsApproved, open.Records("approval").Single().Approver).Should().Be((isGranted, approver));
    }

    [Fact]
    public async Task Required_DifferentPeople_AreAskedOneAfterTheOtherAndRecorded()
    {
        using var open = Open(Ann, Bob);

        (await open.Authorize("two x")).IsGranted.Should().BeTrue();

        open.Asked.Select(r => string.Join(",", r.ApprovedBy)).Should().Equal("", "ann");
        open.Asked.Should().OnlyContain(r => r.Required == 2);
        open.Records("approval").Select(r => r.Approver).Should().Equal("ann", "bob");
    }

    [Theory]
    [InlineData("ann")]
    [InlineData("ANN")]
    [InlineData("\uff41nn")]
    public async Task Required_SamePersonTwice_IsRefused(string again) => await RefusesAsync("ann", again);

    [Theory]
    [InlineData("wei\u00DF", "WEISS")]
    [InlineData("iris", "\u0131RIS")]
    [InlineData("ann-lee", "ann\u2010lee")]
    [InlineData("ann lee", "ann  lee")]
    [InlineData("ann lee", "ann\u00A0lee")]
    public async Task Required_NamesThatAReaderTakesForOne_AreOne(string first, string again) => await RefusesAsync(first, again);

    private static async Task RefusesAsync(string first, string again)
    {
        using var open = Open(ApprovalResponse.Approve(first), ApprovalResponse.Approve(again));

        var permit = await open.Authorize("two x");

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG5005"));
        open.Records("approval").Select(r => r.IsApproved).Should().Equal(true, false);
    }

    [Fact]
    public async Task Required_SecondRefuses_IsRefused()
    {
        using var open = Open(Ann, ApprovalResponse.Deny("bob", "no"));

        (await open.Authorize("two x")).Decision.DiagnosticId.Should().Be("AG5000");
    }

    [Fact]
    public async Task Scope_SameAction_HoldsForItsTimeAndIsRecordedEachTime()
    {
        using var open = Open(Ann);
        await open.Authorize("hour x");

        open.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();
        open.Asked.Should().HaveCount(1);
        open.Records("approval").Should().HaveCount(2);
        (open.Records("approval")[1].Approver, open.Records("approval")[1].Reason).Should().Be(("ann", "approved before, until 2026-04-03T15:42:15.0000000+00:00"));
        open.Clock.Advance(TimeSpan.FromTicks(1));
        await open.Authorize("hour x");
        open.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Scope_AnythingElse_IsAskedAnew()
    {
        using var open = Open(Ann);
        await open.Authorize("hour x");

        await open.Authorize("hour y");
        await open.Authorize("hour  x");
        await open.Authorize("hour x", context: OpenGate.Coder with { Agent = "tester" });
        await open.Authorize("hour x", context: OpenGate.Coder with { Session = "s" });
        await open.Authorize("hour x", context: OpenGate.Coder with { WorkingDirectory = "/" });
        await open.AuthorizeCode("hour x");
        open.Asked.Should().HaveCount(7);

        await open.AuthorizeCode("hour x");
        await open.Authorize("hour y");
        open.Asked.Should().HaveCount(7, "these were approved");
    }

    [Fact]
    public async Task Scope_Refused_HoldsNothing()
    {
        using var open = Open(ApprovalResponse.Deny("ann", "no"), Ann);

        (await open.Authorize("hour x")).IsGranted.Should().BeFalse();
        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();
        open.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Scope_NotAllWhoAreRequired_HoldsNothing()
    {
        using var open = Open(Ann, ApprovalResponse.Deny("bob", "no"), Bob, ApprovalResponse.Approve("cid"));

        (await open.Authorize("both x")).IsGranted.Should().BeFalse();
        (await open.Authorize("both x")).IsGranted.Should().BeTrue();
        (await open.Authorize("both x")).IsGranted.Should().BeTrue();
        open.Asked.Should().HaveCount(4);
        open.Records("approval")[^1].Approver.Should().Be("bob, cid");
    }

    [Fact]
    public async Task Scope_PolicyChanged_HoldsNoMoreThoughItIsChangedBack()
    {
        using var open = Open(Ann);
        await open.Authorize("hour x");

        open.Gate.Replace(open.PolicyOf(Policies + "\n  - { action: shell_exec, target: ls, decision: allow }\n"));
        await open.Authorize("hour x");
        open.Asked.Should().HaveCount(2);
        open.Gate.Replace(open.PolicyOf(Policies));
        await open.Authorize("hour x");
        open.Asked.Should().HaveCount(3, "the same text may mean something else now: its variables, its base, the links");
    }

    [Fact]
    public async Task Scope_StricterRuleFromATimeOn_IsAskedAnew()
    {
        using var open = new OpenGate(
            """
            version: 1
            rules:
              - { action: shell_exec, target: 'hour *', decision: require_approval, not_before: 2026-04-03T15:00:00Z, approval: { scope: 1h, required: 2 } }
              - { action: shell_exec, target: 'hour *', decision: require_approval, approval: { scope: 1h } }
            """,
            (o, options) => options with { Approvals = o.Answers(Ann, Ann, Bob) });
        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();

        open.Clock.Advance(TimeSpan.FromMinutes(30));
        (await open.Authorize("hour x")).IsGranted.Should().BeTrue();

        open.Asked.Should().HaveCount(3, "one approval is not enough any more");
    }

    [SkippableFact]
    public async Task Scope_LinkTurnedElsewhere_IsAskedAnew()
    {
        Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
        using var folder = new DiskFolder();
        folder.Write("w/a");
        folder.Write("w/b");
        folder.Link("w/link", "a");
        using var open = new OpenGate(
            $"version: 1\nrules:\n  - {{ action: file_read, target: '{folder.Root}/**', decision: require_approval, approval: {{ scope: 1h }} }}\n",
            (o, options) => options with { Approvals = o.Answers(Ann) });
        await open.Authorize(folder["w/link"], "file_read");
        await open.Authorize(folder["w/link"], "file_read");
        open.Asked.Should().HaveCount(1);

        File.Delete(folder["w/link"]);
        folder.Link("w/link", "b");
        await open.Authorize(folder["w/link"], "file_read");

        open.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Layers_TermsTogether_AreTheStrictest()
    {
        const string Other = """
            version: 1
            rules:
              - { action: shell_exec, target: 'named *', decision: require_approval, approval: { approvers: [bob, cid], required: 1, timeout: 2min } }
              - { action: shell_exec, target: 'two *', decision: allow }
              - { action: shell_exec, target: 'hour *', decision: require_approval }
              - { action: shell_exec, target: 'both *', decision: require_approval, approval: { scope: 30min } }
            """;
        using var open = new OpenGate([Policies, Other], (o, options) => options with { Approvals = o.Answers(Bob) });

        (await open.Authorize("named x")).IsGranted.Should().BeTrue();
        (open.Asked[^1].Approvers, open.Asked[^1].ExpiresAt - open.Clock.Now).Should().BeEquivalentTo((new[] { "bob" }, TimeSpan.FromMinutes(2)));
        (await open.Authorize("two x")).IsGranted.Should().BeFalse("one layer allows, the other wants two");
        await open.Authorize("hour x");
        int before = open.Asked.Count;
        await open.Authorize("hour x");
        open.Asked.Should().HaveCount(before + 1, "one of the layers says once");
    }

    [Fact]
    public async Task Layers_NobodyWhomBothName_NobodyCounts()
    {
        using var open = new OpenGate(
            [Policies, "version: 1\nrules:\n  - { action: shell_exec, target: '*', decision: require_approval, approval: { approvers: [cid] } }\n"],
            (o, options) => options with { Approvals = o.Answers(ApprovalResponse.Approve("cid")) });

        (await open.Authorize("named x")).Decision.DiagnosticId.Should().Be("AG5005");
    }

    [Fact]
    public async Task Code_SeveralBlocks_AskUnderTheStrictestTermsOfAll()
    {
        using var open = Open(Ann, Bob);

        (await open.AuthorizeCode("named x", "two x", "slow x")).IsGranted.Should().BeTrue();

        open.Asked.Should().HaveCount(2);
        (open.Asked[0].Approvers, open.Asked[0].Required).Should().BeEquivalentTo((new[] { "ann", "bob" }, 2));
    }

    private static OpenGate Open(params ApprovalResponse[] answers) => new(Policies, (o, options) => options with { Approvals = o.Answers(answers) });
}
