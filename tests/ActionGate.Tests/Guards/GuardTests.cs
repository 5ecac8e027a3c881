namespace ActionGate.Tests.Guards;

public sealed class GuardTests : IDisposable
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly Gate _gate;
    private readonly List<string> _calls = [];

    public GuardTests() => _gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit });

    public void Dispose()
    {
        _gate.Dispose();
        _audit.Dispose();
    }

    [Fact]
    public async Task Promise_P13_GuardedFunction_RunsOnlyWhatIsAllowed()
    {
        var run = _gate.Guard("shell_exec", RunAsync, context: Coder);

        (await run("git status", default)).Should().Be("ran git status");
        await run.Invoking(r => r("rm -rf /", default)).Should().ThrowAsync<ActionDeniedException>();
        await run.Invoking(r => r("git status; rm -rf /", default)).Should().ThrowAsync<ActionDeniedException>();
        await run.Invoking(r => r("deploy now", default)).Should().ThrowAsync<ActionDeniedException>("nobody is there to approve");
        await run.Invoking(r => r(null!, default)).Should().ThrowAsync<ActionDeniedException>();

        _calls.Should().Equal("git status");
    }

    [Fact]
    public async Task Guard_DeniedAsResult_ReturnsTheReason()
    {
        var run = _gate.Guard("shell_exec", RunAsync, denied: d => $"denied: {d.Reason}", context: Coder);

        (await run("rm x", default)).Should().Be("denied: rule 'rm' (line 5) matched 'rm *'");
    }

    [Fact]
    public async Task Guard_EachCall_IsRecordedBeforeAndAfter()
    {
        var run = _gate.Guard("shell_exec", RunAsync, context: Coder);

        await run("git status", default);

        _audit.Records().Select(r => r.Type).Should().Equal("log.open", "policy", "decision", "outcome");
    }

    [Fact]
    public async Task Guard_InnerThrows_RecordsTheTypeAndThrowsOn()
    {
        var run = _gate.Guard<string>("shell_exec", static c => c, static (_, _) => throw new FormatException("secret"), Coder);

        await run.Invoking(r => r("git status", default)).Should().ThrowAsync<FormatException>();

        _audit.Records().Last().Json.Should().Contain("FormatException").And.NotContain("secret");
    }

    [Fact]
    public async Task Guard_TargetThrows_NothingHappens()
    {
        var run = _gate.Guard<string>("shell_exec", static _ => throw new FormatException(), (c, _) => RunAsync(c, default), Coder);

        await run.Invoking(r => r("git status", default)).Should().ThrowAsync<FormatException>();
        _calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Guard_ArgumentThatChangesWhileSomebodyIsAsked_NothingHappens()
    {
        var argument = new List<string> { "deploy now" };
        using var gate = new Gate(new()
        {
            Policy = TestPolicies.Usual,
            Audit = _audit,
            Approvals = ApprovalHandler.From(_ =>
            {
                argument[0] = "deploy elsewhere";
                return ApprovalResponse.Approve("ann");
            }),
        });
        var run = gate.Guard<List<string>, string>("shell_exec", static a => a[0], (a, token) => RunAsync(a[0], token), context: Coder);

        var refused = (await run.Invoking(r => r(argument, default)).Should().ThrowAsync<ActionDeniedException>()).Which;

        refused.Decision.DiagnosticId.Should().Be("AG3020");
        _calls.Should().BeEmpty();
        _audit.Records().Last().Json.Should().Contain("its argument changed after it was decided");
    }

    [Fact]
    public async Task Guard_Cancelled_NothingHappens()
    {
        var run = _gate.Guard("shell_exec", RunAsync, context: Coder);

        await run.Invoking(r => r("git status", new CancellationToken(true))).Should().ThrowAsync<OperationCanceledException>();
        _calls.Should().BeEmpty();
    }

    [Fact]
    public void GuardSync_RequireApproval_IsDeniedEvenWithAHandler()
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = ApprovalHandler.From(_ => ApprovalResponse.Approve("ann")) });
        var run = gate.GuardSync<string, string>("shell_exec", static c => c, c => $"ran {c}", context: Coder);

        run("git status").Should().Be("ran git status");
        run.Invoking(r => r("deploy now")).Should().Throw<ActionDeniedException>();
        gate.GuardSync<string>("shell_exec", static c => c, _calls.Add, Coder)("git log");
        _calls.Should().Equal("git log");
    }

    [Fact]
    public async Task Guard_Simulate_LetsEverythingThroughAndRecordsIt()
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Mode = GateMode.Simulate });

        await gate.Guard("shell_exec", RunAsync, context: Coder)("rm -rf x", default);

        _calls.Should().Equal("rm -rf x");
        _audit.Records().Last(r => r.Type == "decision").Verdict.Should().Be(Verdict.Deny);
    }

    private Task<string> RunAsync(string command, CancellationToken cancellationToken)
    {
        _calls.Add(command);
        return Task.FromResult($"ran {command}");
    }
}
