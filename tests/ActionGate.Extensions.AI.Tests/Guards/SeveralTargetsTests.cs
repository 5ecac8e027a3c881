using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Guards;

public sealed class SeveralTargetsTests : IDisposable
{
    private readonly GuardedTools _tools = new();

    public void Dispose() => _tools.Dispose();

    [Theory]
    [InlineData("a", "out/b", true)]
    [InlineData("secret/a", "out/b", false)]
    [InlineData("a", "secret/b", false)]
    [InlineData("a", "/etc/crontab", false)]
    [InlineData("/etc/shadow", "out/b", false)]
    public async Task Invoke_SeveralTargets_NeedsAll(string source, string destination, bool isAllowed)
    {
        await CallAsync(_tools.GuardedCopy, $$"""{"source": "{{source}}", "destination": "{{destination}}"}""");

        _tools.Calls.Should().HaveCount(isAllowed ? 1 : 0);
    }

    [Fact]
    public async Task Invoke_AllGranted_RecordsADecisionAndAnOutcomeOfEach()
    {
        await CallAsync(_tools.GuardedCopy, """{"source": "a", "destination": "out/b"}""");

        _tools.Records().Skip(2).Select(r => r.Type).Should().Equal("decision", "decision", "outcome", "outcome");
    }

    [Fact]
    public async Task Invoke_OneTargetDenied_NobodyIsAskedForTheOther()
    {
        int asked = 0;
        using var tools = new GuardedTools(approvals: ApprovalHandler.From(_ => { asked++; return ApprovalResponse.Approve("ann"); }));

        string denied = await CallAsync(tools.GuardedCopy, """{"source": "secret/a", "destination": "release/b"}""");
        asked.Should().Be(0);
        string approved = await CallAsync(tools.GuardedCopy, """{"source": "a", "destination": "release/b"}""");

        asked.Should().Be(1);
        denied.Should().StartWith("Not allowed: rule 'secret'");
        approved.Should().Be("copied a to release/b");
    }

    [Fact]
    public async Task Invoke_ApprovalRefused_LeavesTheOtherPermitAbandoned()
    {
        using var tools = new GuardedTools(approvals: ApprovalHandler.From(_ => ApprovalResponse.Deny("ann", "not on a friday")));

        string denied = await CallAsync(tools.GuardedCopy, """{"source": "a", "destination": "release/b"}""");

        denied.Should().Be("Not allowed: not on a friday");
        tools.Calls.Should().BeEmpty();
        tools.Records().Last().Json.Should().Contain("abandoned");
    }

    [Fact]
    public async Task Invoke_PolicyReplacedBetweenTheTargets_IsDenied()
    {
        // The first policy does not allow the writing, nor the second the reading: none allows the call.
        var first = Of("""
              - { id: read, action: file_read, target: "/a", decision: allow }
              - { id: ask, action: file_write, target: "/b", decision: require_approval }
            """);
        var second = Of("""
              - { id: write, action: file_write, target: "/b", decision: allow }
            """);
        using var audit = AuditLog.InMemory();
        var clock = new ActingClock();
        using var gate = new Gate(new() { Policy = first, Audit = audit, Clock = clock });
        var copy = _tools.Copy.Guard(gate, ToolMapping.ReadFile("source").And(ToolMapping.WriteFile("destination")), ByCoder);
        // A permit starts its clock when it is made, which is between the two decisions.
        clock.OnTimestamp = () => gate.Replace(second);

        string result = await CallAsync(copy, """{"source": "/a", "destination": "/b"}""");

        result.Should().Be("Not allowed: the policy changed while the call was decided; ask again");
        _tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_EveryElementOfAnArray_IsDecided()
    {
        var read = AIFunctionFactory.Create((string[] paths) => _tools.Seen(string.Join(' ', paths)), "read_files")
            .Guard(_tools.Gate, ToolMapping.ReadFile("/paths/*"), ByCoder);

        (await CallAsync(read, """{"paths": ["a", "b"]}""")).Should().Be("a b");
        (await CallAsync(read, """{"paths": ["a", "secret/b"]}""")).Should().StartWith("Not allowed: rule 'secret'");
        (await CallAsync(read, """{"paths": []}""")).Should().Be("Not allowed: expected at least one element for '/paths/*', found none");
        (await CallAsync(read, """{"paths": ["a", 1]}""")).Should().Be("Not allowed: expected text in the argument '/paths/*', found a number");
        (await CallAsync(read, """{"paths": "a"}""")).Should().Be("Not allowed: expected an array in the argument 'paths', found text");
        (await CallAsync(read, $$"""{"paths": [{{string.Join(',', Enumerable.Repeat("\"a\"", 257))}}]}"""))
            .Should().Be("Not allowed: expected at most 256 targets in one call, found more");
        _tools.Calls.Should().Equal("a b");
    }

    private sealed class ActingClock : TimeProvider
    {
        internal Action? OnTimestamp { get; set; }

        public override long GetTimestamp()
        {
            var act = OnTimestamp;
            OnTimestamp = null;
            act?.Invoke();
            return base.GetTimestamp();
        }
    }
}
