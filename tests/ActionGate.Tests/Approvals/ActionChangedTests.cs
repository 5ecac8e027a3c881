using ActionGate.Approvals;
using ActionGate.Tests.FileSystem;
using ActionGate.Tests.Gates;

namespace ActionGate.Tests.Approvals;

/// <summary>While somebody thinks, the disk and the clock go on: an approval holds for what was shown, and never outranks a deny that holds when it comes.</summary>
public sealed class ActionChangedTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new ManualClock().Now;

    private readonly DiskFolder _disk = new();
    private OpenGate? _open;

    public void Dispose()
    {
        _open?.Dispose();
        _disk.Dispose();
    }

    public static TheoryData<string, string> Turned => new()
    {
        { "sh", "cat ws/report" },
        { "sh", "cat ws/rep*" },
        { "sh", "cd ws && base64 report" },
        { "sh", "cp -r ws out" },
        { "sh", "python3 -c \"print(open('ws/report').read())\"" },
        { "py", "print(open('ws/report').read())" },
        { "file_read", "ws/report" },
    };

    [SkippableTheory]
    [MemberData(nameof(Turned))]
    public async Task Authorize_LinkTurnedToWhatIsRefused_IsVoid(string kind, string target)
    {
        NeedsLinks();

        var permit = await AskAsync(kind, target, () => Turn("ws/report", "../secret/key"));

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3020"), permit.Decision.Reason);
        _open!.Records("approval").Select(r => r.IsApproved).Should().Equal(true, false);
        _open.Records("outcome").Should().BeEmpty();
    }

    [SkippableTheory]
    [MemberData(nameof(Turned))]
    public async Task Authorize_LinkTurnedToAnotherFileThatMayBeAsked_IsVoid(string kind, string target)
    {
        NeedsLinks();

        var permit = await AskAsync(kind, target, () => Turn("ws/report", "../other/x"));

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3020"), permit.Decision.Reason);
    }

    [SkippableTheory]
    [MemberData(nameof(Turned))]
    public async Task Authorize_NothingChanged_Holds(string kind, string target)
    {
        NeedsLinks();

        var permit = await AskAsync(kind, target, () => _disk.Write("elsewhere/new", "x"));

        permit.IsGranted.Should().BeTrue(permit.Decision.Reason);
    }

    [Fact]
    public async Task Authorize_RefusedFileAppearsInTheFolder_IsVoid()
    {
        var permit = await AskAsync("sh", "rm -r ws", () => _disk.Write("ws/.env", "x"));

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3020"), permit.Decision.Reason);
    }

    [Fact]
    public async Task Authorize_FileBecomesAFolder_IsVoid()
    {
        var permit = await AskAsync("file_delete", "ws/report", () => { File.Delete(_disk["ws/report"]); _disk.Write("ws/report/thesis", "x"); });

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3020"), permit.Decision.Reason);
    }

    [Theory]
    [InlineData("deploy now")]
    [InlineData("push now")]
    public async Task Authorize_RuleBeginsOrEndsMeanwhile_IsVoid(string command)
    {
        Open($"""
              - {Rule("freeze", "deny shell_exec 'deploy *'", $"not_before: \"{Begin.AddMinutes(1):O}\"")}
              - {Rule("deploy", "require_approval shell_exec 'deploy *'")}
              - {Rule("push", "require_approval shell_exec 'push *'", $"expires: \"{Begin.AddMinutes(1):O}\"")}
            """, (open, _) => open.Clock.Advance(TimeSpan.FromMinutes(2)));

        var permit = await _open!.Authorize(command);

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG3020"));
    }

    /// <summary>Looking again counts nothing, and finds left what was left.</summary>
    [Fact]
    public async Task Authorize_RuleWithARate_CountsOnce()
    {
        Open($"""
              - {Rule("some", "require_approval shell_exec 'fetch *'", "rate: 2/h")}
            """, (_, _) => { });

        (await _open!.Authorize("fetch a")).IsGranted.Should().BeTrue();
        (await _open.Authorize("fetch b")).IsGranted.Should().BeTrue();
        (await _open.Authorize("fetch c")).IsGranted.Should().BeFalse();

        _open.Asked.Should().HaveCount(2);
    }

    [SkippableTheory]
    [InlineData("sh", "cat ws/report")]
    [InlineData("py", "print(open('ws/report').read())")]
    [InlineData("file_read", "ws/report")]
    public async Task Scope_AnotherFileByTheSameName_IsAskedAnew(string kind, string target)
    {
        NeedsLinks();
        (await AskAsync(kind, target, () => { })).IsGranted.Should().BeTrue();
        (await AgainAsync(kind, target)).IsGranted.Should().BeTrue();
        _open!.Asked.Should().ContainSingle();

        Turn("ws/report", "../other/x");
        await AgainAsync(kind, target);

        _open.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Scope_FolderWhereAFileWas_IsAskedAnewAndShown()
    {
        await AskAsync("file_delete", "ws/report", () => { });
        File.Delete(_disk["ws/report"]);
        _disk.Write("ws/report/thesis", "x");

        await AgainAsync("file_delete", "ws/report");

        _open!.Asked.Select(r => r.IsRecursive).Should().Equal(false, true);
        (await ShownAsync(_open.Asked[1])).Should().Contain("takes in all that is below it");
    }

    [Theory]
    [InlineData("team-b", "alice", 2)]
    [InlineData("team-a", "mallory", 2)]
    [InlineData("team-a", "alice", 1)]
    public async Task Scope_AnotherConversation_IsAskedAnew(string group, string suggester, int asked)
    {
        Open($"  - {Rule("r", "require_approval shell_exec 'deploy *'", "approval: { scope: 1h }")}", (_, _) => { });
        await _open!.Authorize("deploy x", context: OpenGate.Coder with { Group = "team-a", Suggester = "alice" });

        await _open.Authorize("deploy x", context: OpenGate.Coder with { Group = group, Suggester = suggester });

        _open.Asked.Should().HaveCount(asked);
    }

    [Fact]
    public async Task Authorize_SuggesterApproves_IsRefused()
    {
        Open($"  - {Rule("r", "require_approval shell_exec 'deploy *'")}", (_, _) => { });

        var permit = await _open!.Authorize("deploy x", context: OpenGate.Coder with { Suggester = "ANN" });

        (permit.IsGranted, permit.Decision.DiagnosticId).Should().Be((false, "AG5003"));
    }

    /// <summary>Who is asked because of a file sees that file, by whatever name it is reached, and the rule that wants the answer.</summary>
    [SkippableTheory]
    [InlineData("sh", "cat ws/link")]
    [InlineData("sh", "cat ws/l*")]
    [InlineData("py", "print(open('ws/link').read())")]
    public async Task Ask_PathThatLeadsElsewhere_ShowsWhere(string kind, string target)
    {
        NeedsLinks();
        _disk.Write("other/x", "x");
        Directory.CreateDirectory(_disk["ws"]);
        _disk.Link("ws/link", "../other/x");

        await AskAsync(kind, target, () => { });

        var request = _open!.Asked[0];
        request.Decision.Operations.SelectMany(o => o.RealPaths).Should().Equal(_disk["other/x"]);
        (await ShownAsync(request)).Should().Contain($"  which is really: {_disk["other/x"]}\n");
    }

    [SkippableFact]
    public async Task Authorize_GateIsClosedMeanwhile_Throws()
    {
        Open($"  - {Rule("r", "require_approval shell_exec 'deploy *'")}", (open, _) => open.Gate.Dispose());

        Func<Task> act = () => _open!.Authorize("deploy x");

        await act.Should().ThrowAsync<ObjectDisposedException>();
    }

    private async Task<Permit> AskAsync(string kind, string target, Action meanwhile)
    {
        if (!Path.Exists(_disk["ws/report"]) && !Directory.Exists(_disk["ws"]))
            _disk.Write("ws/report", "report");
        _disk.Write("secret/key", "hunter2");
        _disk.Write("other/x", "x");
        Open($$"""
              - { id: secret, action: [file_read, file_delete], path: ["./secret/**", "**/.env"], decision: deny }
              - { id: ask, action: [file_read, file_delete], path: "./**", decision: require_approval, approval: { scope: 1h } }
              - { id: write, action: file_write, path: ["./out", "./out/**"], decision: allow }
              - { id: commands, action: shell_exec, target: "*", decision: allow }
              - { id: code, action: code_execution, target: "*", decision: allow }
            """, (_, _) => meanwhile());
        return await AgainAsync(kind, target);
    }

    private async Task<Permit> AgainAsync(string kind, string target)
    {
        var context = OpenGate.Coder with { WorkingDirectory = _disk.Root };
        return kind switch
        {
            "sh" => await _open!.Authorize(target, context: context),
            "py" => await _open!.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock(target, "python")], context)),
            _ => await _open!.Authorize(target, kind, context),
        };
    }

    private void Open(string rules, Action<OpenGate, ApprovalRequest> meanwhile) =>
        _open = new OpenGate($"version: 1\nbase: {_disk.Root}\nrules:\n{rules}\n", (open, o) => o with
        {
            Approvals = ApprovalHandler.From(request =>
            {
                open.Asked.Add(request);
                meanwhile(open, request);
                return ApprovalResponse.Approve("ann");
            }),
        });

    private void Turn(string name, string target)
    {
        File.Delete(_disk[name]);
        _disk.Link(name, target);
    }

    private static async Task<string> ShownAsync(ApprovalRequest request)
    {
        var screen = new StringWriter();
        await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(request);
        return screen.ToString();
    }

    /// <summary>A rule from <c>VERDICT KIND TARGET</c> and what else it says.</summary>
    private static string Rule(string id, string line, string? more = null)
    {
        string[] words = line.Split(' ', 3);
        return $"{{ id: {id}, decision: {words[0]}, action: {words[1]}, target: {words[2]}{(more is null ? "" : ", " + more)} }}";
    }

    private static void NeedsLinks() => Skip.If(OperatingSystem.IsWindows(), "needs symbolic links");
}
