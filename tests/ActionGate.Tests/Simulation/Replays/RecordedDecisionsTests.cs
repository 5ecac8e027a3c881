using ActionGate.Simulation.Replays;

namespace ActionGate.Tests.Simulation.Replays;

public sealed class RecordedDecisionsTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - { id: echo, action: shell_exec, target: 'echo *', decision: allow }
          - { id: ask, action: file_read, target: '**', decision: require_approval }
        """;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_Decisions_GivesWhatWasAskedAndSaid()
    {
        using (var audit = AuditLog.Open(_folder.At("log")))
        using (var gate = OpenGate(audit))
        {
            gate.Decide(new ActionRequest("shell_exec", "echo a", new ActionContext { Agent = "x", WorkingDirectory = "/w" }));
            gate.Decide(new ActionRequest("network", "a.example") { Method = "GET", Port = 8080 });
            (await gate.AuthorizeAsync(new ActionRequest("file_read", "/a"))).IsGranted.Should().BeTrue();
        }

        var items = new RecordedDecisions(_folder.At("log")).Read().ToList();

        items.Select(i => (i.Action!.Kind.Name, i.Action.Target, i.Was, i.WasRule, i.IsWanted)).Should().Equal(
            ("shell_exec", "echo a", Verdict.Allow, "echo", false),
            ("network", "a.example", Verdict.Deny, null, false),
            ("file_read", "/a", Verdict.RequireApproval, "ask", true));
        items[0].Context.Should().BeEquivalentTo(new { Agent = "x", WorkingDirectory = "/w" });
        (items[1].Action!.Method, items[1].Action!.Port).Should().Be(("GET", 8080));
        items.Should().OnlyContain(i => i.At != null);
    }

    [Fact]
    public async Task Read_RecordsThatDoNotHoldTheWhole_AreCounted()
    {
        using (var audit = AuditLog.Open(_folder.At("log")))
        using (var gate = OpenGate(audit))
        {
            gate.Decide(new ActionRequest("shell_exec", "ls " + new string('a', 300)));
            gate.Decide(new ActionRequest("network", "https://user:word@a.example/"));
            gate.Decide(new ActionRequest("shell_exec", "ls \uD800"));
            gate.Decide(new ActionRequest("shell_exec", "ls", new ActionContext { Agent = new string('a', 300) }));
            await gate.DecideAsync(new CodeRequest([new CodeBlock("print(1)", "python")]));
            gate.Decide(new ActionRequest("shell_exec", "ls"));
        }
        var log = new RecordedDecisions(_folder.At("log"));

        log.Read().Should().ContainSingle().Which.Action!.Target.Should().Be("ls");
        (log.NotReplayable, log.Unreadable).Should().Be((5, 0));
    }

    [Fact]
    public void Read_SecretsThatWereLeftOut_AreCounted()
    {
        using (var audit = AuditLog.Open(_folder.At("log")))
        using (var gate = OpenGate(audit))
            gate.Decide(new ActionRequest("shell_exec", "echo --password hunter2"));
        var log = new RecordedDecisions(_folder.At("log"));

        log.Read().Should().BeEmpty();
        log.NotReplayable.Should().Be(1);
    }

    [Fact]
    public void Read_ShellAndRecursion_ComeBack()
    {
        using (var audit = AuditLog.Open(_folder.At("log")))
        using (var gate = new Gate(new GateOptions { Policy = Policy.Parse(Rules, new PolicyOptions { BaseDirectory = "/" }), Audit = audit, Shell = HostShell.Zsh }))
        {
            gate.Decide(new ActionRequest("shell_exec", "echo a"));
            gate.Decide(new ActionRequest("file_delete", "/a") { IsRecursive = true });
        }

        new RecordedDecisions(_folder.At("log")).Read().Select(i => (i.Shell, i.Action!.IsRecursive)).Should().Equal((HostShell.Zsh, false), (null, true));
    }

    [Fact]
    public void Read_LogWithoutTargets_HasNothingToReplay()
    {
        using (var audit = AuditLog.Open(_folder.At("log"), new AuditOptions { RecordTargets = false }))
        using (var gate = OpenGate(audit))
            gate.Decide(new ActionRequest("shell_exec", "ls"));
        var log = new RecordedDecisions(_folder.At("log"));

        log.Read().Should().BeEmpty();
        log.NotReplayable.Should().Be(1);
    }

    [Fact]
    public void Read_TornAndForeignLines_AreCountedAndTheRestGoesOn()
    {
        using (var audit = AuditLog.Open(_folder.At("log")))
        using (var gate = OpenGate(audit))
            gate.Decide(new ActionRequest("shell_exec", "ls"));
        string segment = Directory.GetFiles(_folder.At("log"), "audit-*.jsonl").Single();
        File.WriteAllText(segment, "no json\n{\"seq\":\"x\"}\n" + File.ReadAllText(segment) + "{\"v\":1,\"seq\":9,\"ty");
        var log = new RecordedDecisions(_folder.At("log"));

        log.Read().Should().ContainSingle();
        log.Unreadable.Should().Be(2);
    }

    [Fact]
    public void Read_NoLog_IsSaid()
    {
        var read = () => new RecordedDecisions(_folder.At("none")).Read().ToList();

        read.Should().Throw<AuditException>().WithMessage("*there is no audit log*");
    }

    private static Gate OpenGate(AuditLog audit) => new(new GateOptions
    {
        Policy = Policy.Parse(Rules, new PolicyOptions { BaseDirectory = "/" }),
        Audit = audit,
        Approvals = ApprovalHandler.From(_ => ApprovalResponse.Approve("anna")),
    });
}
