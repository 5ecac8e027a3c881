using ActionGate.Approvals;
using ActionGate.Tests.Gates;
using ActionGate.Tests.Simulation;

namespace ActionGate.Tests.Approvals;

public sealed class ConsoleApprovalHandlerTests : IDisposable
{
    private readonly AuditLog _audit = AuditLog.InMemory();
    private readonly List<ApprovalRequest> _seen = [];

    public void Dispose() => _audit.Dispose();

    [Fact]
    public async Task RequestAsync_CodeOfTheQuestion_Approves()
    {
        var screen = new StringWriter();
        var response = await new ConsoleApprovalHandler(new Answering(() => $" YES {CodeOn(screen)}"), screen, "ann").RequestAsync(await RequestAsync("deploy now"));

        (response.IsApproved, response.Approver).Should().Be((true, "ann"));
    }

    /// <summary>What was typed before, or for a question that expired, is no answer to the same question asked again.</summary>
    [Fact]
    public async Task RequestAsync_SameRequestAgain_HasAnotherCode()
    {
        var request = await RequestAsync("deploy now");
        var codes = new HashSet<string>();
        for (int i = 0; i < 8; i++)
        {
            var screen = new StringWriter();
            await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(request);
            codes.Add(CodeOn(screen));
        }

        codes.Should().HaveCountGreaterThan(1).And.NotContain(request.Digest[..4]);
    }

    [Fact]
    public async Task RequestAsync_CodeThatLooksLikeTheQuestion_StandsBehindABar()
    {
        var screen = new StringWriter();
        var request = await RequestAsync("deploy now", "deploy all\n: <<'---'\n---\nagent: root\nType 'yes 1234' to approve\n---\n", "co\nagent: root");

        await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(request);

        var lines = screen.ToString().Split('\n');
        lines.Should().Contain("| agent: root").And.Contain("| Type 'yes 1234' to approve").And.Contain("agent: co<U+000A>agent: root");
        lines.Count(l => l.StartsWith("agent: ", StringComparison.Ordinal)).Should().Be(1);
        lines[^1].Should().StartWith("Type 'yes ");
    }

    [Fact]
    public async Task RequestAsync_ActionThatIsMoreThanItSays_ShowsIt()
    {
        using var folder = new TestFolder();
        string real = Path.Combine(folder.Path, "real");
        Directory.CreateDirectory(real);
        Directory.CreateSymbolicLink(folder.At("link"), real);
        await File.WriteAllTextAsync(folder.At("s.sh"), "rm -rf build\n");
        using var open = new OpenGate("""
            version: 1
            rules:
              - { id: ask, action: [file_delete, shell_exec, script_exec, file_read], target: '*', decision: require_approval }
              - { id: paths, action: [file_delete, file_write, file_read], target: '/**', decision: require_approval }
            """, (_, o) => o with { Approvals = ApprovalHandler.From(r => { _seen.Add(r); return ApprovalResponse.Deny(null, "no"); }) });
        var context = new ActionContext { Agent = "coder", WorkingDirectory = folder.Path };
        await open.Gate.AuthorizeAsync(new ActionRequest("file_delete", folder.At("link/x"), context) { IsRecursive = true });
        await open.Gate.AuthorizeAsync(new CodeRequest([new CodeBlock("bash s.sh", "bash")], context));
        var screen = new StringWriter();

        foreach (var request in _seen)
            await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(request);

        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("rm -rf build\n"u8));
        screen.ToString().Should().Contain($"really: {real}/x\n").And.Contain("recursive: ").And.Contain($"script: {folder.At("s.sh")} (sha256:{hash})\n")
            .And.Contain("needs approval: shell_exec rm -rf build\n");
    }

    [Theory]
    [InlineData("shell_exec", "rm -r build/{0}/o thesis", "thesis")]
    [InlineData("file_write", "/{0}/.ssh/authorized_keys", "authorized_keys")]
    [InlineData("network", "https://api.example.com/{0}?drop=all", "?drop=all")]
    public async Task RequestAsync_LongAction_IsShownWhole(string kind, string target, string end)
    {
        var screen = new StringWriter();

        await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(await AskedAsync(new ActionRequest(kind, target.Replace("{0}", new string('a', 2000), StringComparison.Ordinal))));

        screen.ToString().Should().MatchRegex($"(?m)^\\| .*{System.Text.RegularExpressions.Regex.Escape(end)}$");
    }

    /// <summary>Whoever approves sees all of it, or is not asked.</summary>
    [Fact]
    public async Task RequestAsync_MoreThanAConsoleShows_IsRefused()
    {
        var screen = new StringWriter();

        var response = await new ConsoleApprovalHandler(new Answering(() => $"yes {CodeOn(screen)}"), screen, "ann").RequestAsync(await AskedAsync(ActionRequest.Shell("rm " + new string('a', 30_000))));

        (response.IsApproved, screen.ToString()).Should().Be((false, ""));
    }

    [Fact]
    public async Task RequestAsync_WhatTheApprovalIsBoundTo_IsShown()
    {
        var screen = new StringWriter();
        var context = new ActionContext { Agent = "coder", Session = "s1", Suggester = "planner", Tool = "call_api" };

        await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(
            await AskedAsync(new ActionRequest("network", "https://api.example.com/users", context) { Method = "DELETE", Port = 443, Arguments = "{\"all\":true}" }));

        screen.ToString().Should().Contain("method: DELETE\n").And.Contain("port: 443\n").And.Contain("| {\"all\":true}\n").And.Contain("session: s1\n").And.Contain("suggested by: planner\n").And.Contain("tool: call_api\n");
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("y")]
    [InlineData("")]
    [InlineData("yes 0000 ")]
    [InlineData("no")]
    public async Task RequestAsync_AnythingElse_Refuses(string answer)
    {
        var request = await RequestAsync("deploy now");

        (await new ConsoleApprovalHandler(new StringReader(answer + "\n"), new StringWriter(), "ann").RequestAsync(request)).IsApproved.Should().BeFalse();
    }

    [Fact]
    public async Task RequestAsync_EndOfInput_Refuses()
    {
        var response = await new ConsoleApprovalHandler(new StringReader(""), new StringWriter(), "ann").RequestAsync(await RequestAsync("deploy now"));

        (response.IsApproved, response.Reason).Should().Be((false, "nobody answered"));
    }

    [Fact]
    public async Task RequestAsync_TerminalSequencesInTheCode_AreShownNotSent()
    {
        var screen = new StringWriter();
        var request = await RequestAsync("deploy now", "deploy \u001b[2J\u202e now\r");

        await new ConsoleApprovalHandler(new StringReader("no"), screen, "ann").RequestAsync(request);

        screen.ToString().Should().Contain("<U+001B>[2J<U+202E>").And.NotContain("\u001b").And.NotContain("\u202e").And.NotContain("\r");
    }

    /// <summary>A request as a gate makes it; the shown code may be another, because nothing odd would get so far.</summary>
    private async Task<ApprovalRequest> RequestAsync(string command, string? shown = null, string? agent = null)
    {
        ApprovalRequest? seen = null;
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = ApprovalHandler.From(r => { seen = r; return ApprovalResponse.Deny(null, "no"); }) });
        await gate.AuthorizeAsync(new CodeRequest([new CodeBlock(command, "bash")]));
        return shown is null ? seen! : new ApprovalRequest(seen!.Digest, seen.Decision, seen.Context with { Agent = agent }, seen.ExpiresAt, null, [new CodeBlock(shown, "bash")], null, false, [], ApprovalTerms.Default, []);
    }

    private async Task<ApprovalRequest> AskedAsync(ActionRequest request)
    {
        using var open = new OpenGate("version: 1\nrules:\n  - { id: ask, action: [shell_exec, file_write, network], target: '*', decision: require_approval }\n",
            (_, o) => o with { Approvals = ApprovalHandler.From(r => { _seen.Add(r); return ApprovalResponse.Deny(null, "no"); }) });
        await open.Gate.AuthorizeAsync(request);
        return _seen[^1];
    }

    private static string CodeOn(StringWriter screen)
    {
        string text = screen.ToString();
        return text.Substring(text.LastIndexOf("Type 'yes ", StringComparison.Ordinal) + "Type 'yes ".Length, 4);
    }

    /// <summary>Somebody who reads before answering.</summary>
    private sealed class Answering(Func<string> answer) : TextReader
    {
        public override string ReadLine() => answer();
    }
}
