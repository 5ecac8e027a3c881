using Microsoft.Extensions.AI;
using static ActionGate.Extensions.AI.Tests.GuardedTools;

namespace ActionGate.Extensions.AI.Tests.Guards;

public sealed class ApprovalTests
{
    private const string Release = """{"path": "release/a"}""";

    [Fact]
    public async Task Invoke_RequireApprovalWithoutAHandler_SaysSo()
    {
        using var tools = new GuardedTools();

        (await CallAsync(Write(tools), Release)).Should().StartWith("Not allowed: a person has to approve this, and nobody can be asked here: rule 'release'");
        tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Invoke_Approved_ReachesTheFunction()
    {
        using var tools = new GuardedTools(approvals: ApprovalHandler.From(_ => ApprovalResponse.Approve("ann")));

        (await CallAsync(Write(tools), Release)).Should().Be("wrote release/a");
    }

    [Fact]
    public async Task Invoke_ArgumentsChangedWhileAskedAbout_DoNotReachTheFunction()
    {
        var node = System.Text.Json.Nodes.JsonNode.Parse("""{"path": "release/a"}""")!;
        var arguments = With(("options", node));
        using var tools = new GuardedTools(approvals: ApprovalHandler.From(_ =>
        {
            node["path"] = "/etc/crontab";
            arguments["options"] = node;
            return ApprovalResponse.Approve("ann");
        }));
        var write = AIFunctionFactory.Create((Dictionary<string, string> options) => tools.Seen($"wrote {options["path"]}"), "write_file")
            .Guard(tools.Gate, ToolMapping.WriteFile("/options/path"), ByCoder);

        await CallAsync(write, arguments);

        tools.Calls.Should().Equal("wrote release/a");
    }

    /// <summary>Who is asked about one part of a call sees the whole of it, and approves no other call.</summary>
    [Fact]
    public async Task Invoke_OtherArgumentsOrAnotherTool_AreAskedAnew()
    {
        var asked = new List<ApprovalRequest>();
        using var audit = AuditLog.InMemory();
        using var gate = new Gate(new()
        {
            Policy = GuardedTools.Of("  - { id: calls, action: tool_call, target: '*', decision: require_approval, approval: { scope: 1h } }"),
            Audit = audit,
            Approvals = ApprovalHandler.From(r => { asked.Add(r); return ApprovalResponse.Approve("ann"); }),
        });
        AIFunction Pay(string name) => AIFunctionFactory.Create((string to, int amount, string? note) => $"paid {amount} to {to}", name).Guard(gate, ToolMapping.ToolName, ByCoder);

        (await CallAsync(Pay("pay"), With(("to", "grocer"), ("amount", 5), ("note", "a\"\ud800")))).Should().Be("paid 5 to grocer");
        await CallAsync(Pay("pay"), With(("note", "a\"\ud800"), ("amount", 5), ("to", "grocer")));
        asked.Should().ContainSingle().Which.Action!.Arguments.Should().Be("""{"amount":5,"note":"a\"\ud800","to":"grocer"}""");
        asked[0].Context.Tool.Should().Be("pay");

        await CallAsync(Pay("pay"), With(("to", "mallory"), ("amount", 1_000_000), ("note", null)));
        await CallAsync(Pay("pay_other"), With(("to", "grocer"), ("amount", 5), ("note", "a\"\ud800")));

        asked.Should().HaveCount(3);
    }

    [Fact]
    public async Task Invoke_CancelledWhileAsked_NothingHappens()
    {
        using var cancellation = new CancellationTokenSource();
        using var tools = new GuardedTools(approvals: ApprovalHandler.From(async (_, token) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return ApprovalResponse.Approve("ann");
        }));

        await Write(tools).Invoking(f => CallAsync(f, With(("path", "release/a")), cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();
        tools.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task GetService_FunctionMarkedForApproval_KeepsTheMarkAndTheGuard()
    {
        using var tools = new GuardedTools();
        var marked = new ApprovalRequiredAIFunction(tools.Read).Guard(tools.Gate, ToolMapping.ReadFile("path"), ByCoder);

        var marker = marked.GetService<ApprovalRequiredAIFunction>();

        marker.Should().NotBeNull();
        (await CallAsync(marker!, """{"path": "/etc/passwd"}""")).Should().StartWith("Not allowed: ", "the mark leads through the guard");
        (await CallAsync(marked, """{"path": "/etc/passwd"}""")).Should().StartWith("Not allowed: ");
        (await CallAsync(marked, """{"path": "a"}""")).Should().Be("read a", "asking is the invoker's part");
        tools.GuardedRead.GetService<ApprovalRequiredAIFunction>().Should().BeNull();
    }

    private static AIFunction Write(GuardedTools tools) =>
        AIFunctionFactory.Create((string path) => tools.Seen($"wrote {path}"), "write_file").Guard(tools.Gate, ToolMapping.WriteFile("path"), ByCoder);
}
