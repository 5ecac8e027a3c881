using ActionGate.Compilation;
using ActionGate.Policies;
using ActionGate.Rates;

namespace ActionGate.Tests.Gates;

/// <summary>Section 7: a sliding window for each agent and rule, in which only what goes ahead counts.</summary>
public sealed class RateTests
{
    private const string TwoAMinute = """
        version: 1
        name: rates
        rules:
          - { id: git, action: shell_exec, target: 'git *', decision: allow, rate: 2/min }
          - { id: ls, action: shell_exec, target: ls, decision: allow, rate: 2/min }
          - { id: pwd, action: shell_exec, target: whoami, decision: allow }
          - { id: ship, action: shell_exec, target: 'ship *', decision: require_approval, rate: 1/min }
        """;

    private static readonly ActionContext Tester = OpenGate.Coder with { Agent = "tester" };

    [Fact]
    public void Decide_WindowSlides_AtItsVeryEdges()
    {
        using var open = new OpenGate(TwoAMinute);

        open.Decide(1, "git a").Should().Be("a");
        open.Clock.Advance(TimeSpan.FromSeconds(20));
        open.Decide(2, "git b").Should().Be("ad");
        open.Clock.Advance(TimeSpan.FromSeconds(40) - TimeSpan.FromTicks(1));
        open.Decide(1, "git c").Should().Be("d", "the first is not a minute old yet");
        open.Clock.Advance(TimeSpan.FromTicks(1));
        open.Decide(2, "git d").Should().Be("ad", "the first is a minute old, the second is not");
        open.Clock.Advance(TimeSpan.FromSeconds(20));
        open.Decide(2, "git e").Should().Be("ad");
    }

    [Fact]
    public void Decide_OverTheRate_IsADenialByTheRule()
    {
        using var open = new OpenGate(TwoAMinute);
        open.Decide(2, "git a");

        var decision = open.Decide("git a");

        (decision.Verdict, decision.Rule!.Id, decision.DiagnosticId).Should().Be((Verdict.Deny, "git", "AG3014"));
        decision.Reason.Should().Contain("no more than 2 in 00:01:00");
        open.Records("decision")[^1].Verdict.Should().Be(Verdict.Deny);
    }

    [Fact]
    public void Decide_GatesThatShareAStore_CountTogether()
    {
        var store = new RateStore();
        using var one = new OpenGate(TwoAMinute, (_, o) => o with { Rates = store });
        using var two = new OpenGate([TwoAMinute, "version: 1\nrules: [{ action: shell_exec, target: '*', decision: allow }]"], (_, o) => o with { Rates = store });
        using var alone = new OpenGate(TwoAMinute);

        one.Decide(1, "git a").Should().Be("a");
        two.Decide(2, "git a").Should().Be("ad");
        one.Decide(1, "git a").Should().Be("d");
        alone.Decide(3, "git a").Should().Be("aad");
    }

    [Fact]
    public void Decide_AgentsAndRules_CountApart()
    {
        using var open = new OpenGate(TwoAMinute);

        open.Decide(3, "git a").Should().Be("aad");
        open.Decide(3, "ls").Should().Be("aad", "another rule");
        open.Decide(3, "git a", context: Tester).Should().Be("aad", "another agent");
        open.Decide(3, "git a", context: ActionContext.Empty).Should().Be("aad", "no agent is one too");
    }

    [Fact]
    public void Decide_TargetsOfOneRule_CountTogether()
    {
        using var open = new OpenGate("version: 1\nrules:\n  - { action: [file_read, file_write], target: ['/a/**', '/b/**'], decision: allow, rate: 2/min }\n");

        open.Decide(1, "/a/x", "file_read").Should().Be("a");
        open.Decide(1, "/b/x", "file_write").Should().Be("a");
        open.Decide(1, "/b/x", "file_read").Should().Be("d");
    }

    [Fact]
    public async Task Authorize_WhatDoesNotGoAhead_IsGivenBack()
    {
        using var open = new OpenGate(TwoAMinute);

        (await open.AuthorizeCode("git a", "rm x")).IsGranted.Should().BeFalse("another operation of the request is denied");
        (await open.AuthorizeCode("git a", "git b", "git c")).IsGranted.Should().BeFalse("three operations are over the rate");
        using (var cancelled = new CancellationTokenSource())
        {
            cancelled.Cancel();
            await open.Invoking(o => o.Gate.AuthorizeAsync(ActionRequest.Shell("git a", OpenGate.Coder), cancelled.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
        }

        open.Decide(3, "git a").Should().Be("aad");
    }

    [Fact]
    public async Task AuthorizeCode_SeveralOperations_CountOneByOne()
    {
        using var open = new OpenGate(TwoAMinute);

        (await open.AuthorizeCode("git a", "git b")).IsGranted.Should().BeTrue();

        open.Decide(1, "git c").Should().Be("d");
        open.Decide(1, "ls").Should().Be("a");
    }

    [Fact]
    public void Decide_AnotherLayerDenies_IsGivenBack()
    {
        using var open = new OpenGate([TwoAMinute, "version: 1\nrules:\n  - { action: shell_exec, target: 'git push', decision: deny }\n  - { action: shell_exec, target: '*', decision: allow }\n"]);

        open.Decide(5, "git push").Should().Be("ddddd");
        open.Decide(3, "git pull").Should().Be("aad");
    }

    [Fact]
    public void Decide_TwoLayersWithRates_EachCountsItsOwn()
    {
        using var open = new OpenGate([TwoAMinute, "version: 1\nname: team\nrules:\n  - { id: all, action: shell_exec, target: '*', decision: allow, rate: 3/hour }\n"]);

        open.Decide(3, "git a").Should().Be("aad", "two a minute, and what that refuses is given back to the other");
        open.Decide(2, "ls").Should().Be("ad", "three an hour");
        open.Clock.Advance(TimeSpan.FromMinutes(1));
        open.Decide(1, "git a").Should().Be("d");
        open.Clock.Advance(TimeSpan.FromHours(1));
        open.Decide(1, "git a").Should().Be("a");
    }

    [Fact]
    public void Decide_Simulated_CountsNothing()
    {
        using var open = new OpenGate(TwoAMinute, (_, o) => o with { Mode = GateMode.Simulate });

        open.Decide(4, "git a").Should().Be("aaaa");
    }

    [Fact]
    public void Decide_LogThatTakesNothing_GivesBack()
    {
        var audit = AuditLog.InMemory();
        using var open = new OpenGate(TwoAMinute, (_, o) => o with { Audit = audit });
        audit.Dispose();
        open.Decide(5, "git a").Should().Be("ddddd");

        open.Decide("git a").DiagnosticId.Should().Be("AG4000", "not the rate refuses");
    }

    [Fact]
    public void Decide_WhatWouldBeAsked_CountsNothing()
    {
        using var open = new OpenGate(TwoAMinute);

        open.Decide(3, "ship x").Should().Be("???");
    }

    [Fact]
    public async Task Authorize_RuleThatAsks_CountsWhatWasApproved()
    {
        using var open = new OpenGate(TwoAMinute, (o, options) => options with { Approvals = o.Answers(ApprovalResponse.Deny("ann", "no"), ApprovalResponse.Approve("ann")) });

        (await open.Authorize("ship x")).IsGranted.Should().BeFalse();
        (await open.Authorize("ship x")).IsGranted.Should().BeTrue("the refused one did not count");
        var over = await open.Authorize("ship x");

        (over.IsGranted, over.Decision.DiagnosticId).Should().Be((false, "AG3014"));
        open.Asked.Should().HaveCount(2, "nobody is asked about what is over the rate");
        open.Clock.Advance(TimeSpan.FromMinutes(1));
        (await open.Authorize("ship x")).IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Authorize_WhileSomebodyIsAsked_TheOneIsTaken()
    {
        var answer = new TaskCompletionSource<ApprovalResponse>();
        using var open = new OpenGate(TwoAMinute, (_, o) => o with { Approvals = ApprovalHandler.From((_, _) => new ValueTask<ApprovalResponse>(answer.Task)) });
        var first = open.Authorize("ship x");

        (await open.Authorize("ship y")).Decision.DiagnosticId.Should().Be("AG3014", "both would go ahead if both were approved");
        answer.SetResult(ApprovalResponse.Approve("ann"));

        (await first).IsGranted.Should().BeTrue();
    }

    [Fact]
    public async Task Authorize_NoHandler_CountsNothing()
    {
        using var open = new OpenGate(TwoAMinute);
        (await open.Authorize("ship x")).IsGranted.Should().BeFalse();

        (await open.Authorize("ship x")).Decision.Verdict.Should().Be(Verdict.RequireApproval);
    }

    [Fact]
    public void Replace_SamePolicyOrAnotherText_DoesNotReset()
    {
        using var open = new OpenGate(TwoAMinute);
        open.Decide(2, "git a");

        open.Gate.Replace(open.PolicyOf(TwoAMinute));
        open.Decide(1, "git a").Should().Be("d");
        open.Gate.Replace(open.PolicyOf(TwoAMinute + "\n  - { action: shell_exec, target: date, decision: allow }\n"));
        open.Decide(1, "git a").Should().Be("d");
        open.Gate.Replace(open.PolicyOf(TwoAMinute.Replace("2/min", "3/min", StringComparison.Ordinal)));
        open.Decide(2, "git a").Should().Be("ad", "a wider rate leaves one more");
    }

    [Fact]
    public void Decide_ClockGoesBack_AllowsNoMore()
    {
        using var open = new OpenGate(TwoAMinute);
        open.Decide(1, "git a");
        open.Clock.Now -= TimeSpan.FromHours(1);

        open.Decide(2, "git a").Should().Be("ad");
        open.Clock.Advance(TimeSpan.FromMinutes(1));
        open.Decide(2, "git a").Should().Be("dd", "the first lies in the future still");
        open.Clock.Advance(TimeSpan.FromMinutes(60));
        open.Decide(3, "git a").Should().Be("aad", "the clock has caught up");
    }

    [Fact]
    public void Decide_ManyAtOnce_NeverExceedTheRate()
    {
        using var open = new OpenGate("version: 1\nname: many\nrules:\n  - { action: shell_exec, target: '*', decision: allow, rate: 1000/min }\n");
        int allowed = 0;

        Parallel.For(0, 3000, i =>
        {
            if (open.Decide("git a").IsAllowed)
                Interlocked.Increment(ref allowed);
        });

        allowed.Should().Be(1000);
    }

    [Fact]
    public void Take_MoreNamesThanAreKept_RefusesTheRestUntilSomeAreFree()
    {
        var counters = new RateCounters();
        var rate = Rate(1, TimeSpan.FromMinutes(1));
        var now = DateTimeOffset.UnixEpoch;
        for (int i = 0; i < RateCounters.MostWindows; i++)
            counters.Take(rate, "agent" + i, now).Should().NotBeNull();

        counters.Take(rate, "one more", now).Should().BeNull();
        counters.Take(rate, "agent0", now).Should().BeNull("its own count stays");
        counters.Take(rate, "one more", now + TimeSpan.FromMinutes(1)).Should().NotBeNull("nobody is bound any more");
        counters.Take(rate, "one more", now + TimeSpan.FromMinutes(1)).Should().BeNull();
    }

    [Fact]
    public void Take_WindowsSweptMeanwhile_NeverExceedsTheRate()
    {
        var counters = new RateCounters();
        var filler = Rate(1, TimeSpan.FromTicks(1));
        var rate = Rate(1, TimeSpan.FromDays(1)) with { Key = "other" };
        for (int i = 0; i < RateCounters.MostWindows; i++)
            counters.Take(filler, "agent" + i, DateTimeOffset.UnixEpoch);
        int[] taken = new int[200];

        // Each name is new, so every call looks whether there is room, and the first of each sweeps.
        Parallel.For(0, 8 * taken.Length, i =>
        {
            if (counters.Take(rate, "new" + (i % taken.Length), DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(1)) is not null)
                Interlocked.Increment(ref taken[i % taken.Length]);
        });

        taken.Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public void TryTake_WindowOutOfUse_CountsNothing()
    {
        var window = new RateWindow();
        var limit = new RateLimit(1, TimeSpan.FromTicks(10));
        window.TryTake(100, limit).Should().BeTrue();

        window.TryRetire(109).Should().BeFalse();
        window.TryTake(109, limit).Should().BeFalse();
        window.TryRetire(110).Should().BeTrue();
        window.TryTake(110, limit).Should().BeNull("a count that is kept there is lost");
    }

    private static CompiledRate Rate(int count, TimeSpan window)
    {
        var refusal = new Refusal(RuleReference.Fault, "", "");
        return new CompiledRate(new RateLimit(count, window), "rule", refusal, refusal);
    }
}
