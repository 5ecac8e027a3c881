using System.Diagnostics;
using ActionGate.Tests.Reloading;

namespace ActionGate.Tests.Observability;

[Collection(TelemetryCollection.Name)]
public sealed class GateTelemetryTests : IDisposable
{
    private static readonly ActionContext Coder = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly Listening _listening = new();

    public void Dispose()
    {
        _listening.Dispose();
        _audit.Dispose();
    }

    [Theory]
    [InlineData("shell_exec", "git status", "shell_exec", "allow", "git")]
    [InlineData("shell_exec", "rm x", "shell_exec", "deny", "rm")]
    [InlineData("shell_exec", "deploy x", "shell_exec", "require_approval", "deploy")]
    [InlineData("shell_exec", "nothing", "shell_exec", "deny", "@default")]
    [InlineData("file_write", null, "file_write", "deny", "@fault")]
    [InlineData("made_up_7", "x", "unknown", "deny", "@fault")]
    [InlineData("", "x", "unknown", "deny", "@fault")]
    public void Decide_Anything_IsCountedAndTraced(string kind, string? target, string expectedKind, string verdict, string rule)
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit });

        gate.Decide(new ActionRequest(kind, target, Coder));

        var tags = new Dictionary<string, object?>
        {
            ["actiongate.kind"] = expectedKind,
            ["actiongate.verdict"] = verdict,
            ["actiongate.mode"] = "enforce",
            ["actiongate.rule"] = rule,
        };
        var counted = _listening.Measured.Should().ContainSingle(m => m.Name == "actiongate.decisions").Subject;
        (counted.Value, counted.Unit).Should().Be((1, "{decision}"));
        counted.Tags.Should().BeEquivalentTo(tags);
        var timed = _listening.Measured.Should().ContainSingle(m => m.Name == "actiongate.evaluation.duration").Subject;
        timed.Unit.Should().Be("s");
        timed.Value.Should().BeInRange(0, 10);
        timed.Tags.Should().BeEquivalentTo(new Dictionary<string, object?> { ["actiongate.kind"] = expectedKind });
        var span = _listening.Spans.Should().ContainSingle().Subject;
        span.OperationName.Should().Be("actiongate.evaluate");
        tags["actiongate.policy"] = TestPolicies.Usual.Hash;
        span.TagObjects.Should().BeEquivalentTo(tags);
    }

    [Fact]
    public void Decide_KindsThatAGlobCovers_AreOneKind()
    {
        using var gate = new Gate(new() { Policy = Policy.Parse("version: 1\nkinds: [\"mcp.*\", db_query]\nrules: []\n"), Audit = _audit });

        gate.Decide(new ActionRequest("mcp.one", "x"));
        gate.Decide(new ActionRequest("mcp.two", "x"));
        gate.Decide(new ActionRequest("db_query", "x"));

        _listening.TagsOf("actiongate.decisions").Select(t => t["actiongate.kind"]).Should().Equal("mcp.*", "mcp.*", "db_query");
    }

    [Fact]
    public async Task DecideAsync_Code_IsOneDecision()
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Mode = GateMode.Simulate, RevealTargets = true });

        await gate.DecideAsync(new CodeRequest([new CodeBlock("git status\nrm x", "bash")], Coder));

        var tags = _listening.TagsOf("actiongate.decisions").Should().ContainSingle().Subject;
        (tags["actiongate.kind"], tags["actiongate.mode"], tags["actiongate.verdict"]).Should().Be(("code_execution", "simulate", "deny"));
        _listening.Spans.Should().ContainSingle().Which.TagObjects.Select(t => t.Key).Should().NotContain("actiongate.target", "code is never shown");
    }

    [Fact]
    public void Decide_InASpanOfTheHost_IsItsChildAndInTheRecord()
    {
        using var source = new ActivitySource("host");
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit });

        using (var parent = source.StartActivity("execute_tool"))
        {
            gate.Decide(ActionRequest.Shell("git status", Coder));
            Activity.Current.Should().BeSameAs(parent);
        }

        var (span, host) = (_listening.Spans[0], _listening.Spans[1]);
        span.ParentSpanId.Should().Be(host.SpanId);
        _audit.Records()[^1].Json.Should().Contain(span.SpanId.ToHexString()).And.Contain(host.TraceId.ToHexString());
    }

    [Theory]
    [InlineData("https://user:word@api.example/x", "https://[redacted]@api.example/x")]
    [InlineData("https://api.example/x", "https://api.example/x")]
    public void Decide_TargetsAskedFor_AreShownWithoutTheirSecrets(string target, string shown)
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, RevealTargets = true });

        gate.Decide(ActionRequest.Network(target));

        _listening.Spans.Should().ContainSingle().Which.GetTagItem("actiongate.target").Should().Be(shown);
    }

    [Fact]
    public void Decide_LogThatCannotBeWritten_IsCountedAsTheDenialThatItBecame()
    {
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit });
        _audit.Dispose();

        gate.Decide(ActionRequest.Shell("git status", Coder));

        var tags = _listening.TagsOf("actiongate.decisions").Should().ContainSingle().Subject;
        (tags["actiongate.verdict"], tags["actiongate.rule"]).Should().Be(("deny", "@fault"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decide_ListenersThatThrow_ChangeNothing(bool atStart)
    {
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "ActionGate",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ => Throw(atStart),
            ActivityStopped = _ => Throw(!atStart),
        };
        ActivitySource.AddActivityListener(activities);
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit });

        gate.Decide(ActionRequest.Shell("git status", Coder)).IsAllowed.Should().BeTrue();

        Activity.Current.Should().BeNull("a span that is never ended would be the parent of everything after it");

        static void Throw(bool now)
        {
            if (now)
                throw new InvalidOperationException();
        }
    }

    [Theory]
    [InlineData("approve", "approved")]
    [InlineData("deny", "refused")]
    [InlineData("self", "refused")]
    [InlineData("throw", "failed")]
    [InlineData("reload", "policy_changed")]
    [InlineData("close", "unrecorded")]
    [InlineData("cancel", "cancelled")]
    public async Task AuthorizeAsync_Approval_IsCountedByItsOutcome(string answer, string outcome)
    {
        using var caller = new CancellationTokenSource();
        Gate? gate = null;
        var handler = ApprovalHandler.From(_ =>
        {
            if (answer == "reload")
                gate!.Replace(TestPolicies.Of("  - { id: none, action: shell_exec, target: \"*\", decision: deny }"));
            else if (answer == "close")
                _audit.Dispose();
            else if (answer == "cancel")
                caller.Cancel();
            return answer switch
            {
                "deny" => ApprovalResponse.Deny("ann", "no"),
                "self" => ApprovalResponse.Approve("coder"),
                "throw" => throw new InvalidOperationException(),
                "cancel" => throw new OperationCanceledException(caller.Token),
                _ => ApprovalResponse.Approve("ann"),
            };
        });
        gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = handler });

        try
        {
            await using var permit = await gate.AuthorizeAsync(ActionRequest.Shell("deploy x", Coder), caller.Token);
        }
        catch (OperationCanceledException) when (answer == "cancel")
        {
        }

        _listening.TagsOf("actiongate.approvals").Should().ContainSingle().Which
            .Should().BeEquivalentTo(new Dictionary<string, object?> { ["actiongate.outcome"] = outcome });
        gate.Dispose();
    }

    [Fact]
    public void CheckNow_Reloads_AreCountedByTheirOutcome()
    {
        using var folder = new WatchedFolder(("p.yaml", WatchedFolder.Allow)).Watch("p.yaml");
        foreach (string text in new[] { WatchedFolder.Allow, WatchedFolder.Broken, WatchedFolder.Allow, WatchedFolder.Deny })
        {
            folder.Write("p.yaml", text);
            folder.Settle();
        }

        _listening.TagsOf("actiongate.reloads").Select(t => t["actiongate.outcome"]).Should().Equal("failed", "restored", "replaced");
    }
}
