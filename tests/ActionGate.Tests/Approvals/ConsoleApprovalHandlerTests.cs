using ActionGate.Approvals;

namespace ActionGate.Tests.Approvals;

public sealed class ConsoleApprovalHandlerTests : IDisposable
{
    private readonly AuditLog _audit = AuditLog.InMemory();

    public void Dispose() => _audit.Dispose();

    [Fact]
    public async Task RequestAsync_CodeOfTheRequest_Approves()
    {
        var request = await RequestAsync("deploy now");

        var response = await new ConsoleApprovalHandler(new StringReader($" YES {request.Digest[..4]}\n"), new StringWriter(), "ann").RequestAsync(request);

        (response.IsApproved, response.Approver).Should().Be((true, "ann"));
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
    private async Task<ApprovalRequest> RequestAsync(string command, string? shown = null)
    {
        ApprovalRequest? seen = null;
        using var gate = new Gate(new() { Policy = TestPolicies.Usual, Audit = _audit, Approvals = ApprovalHandler.From(r => { seen = r; return ApprovalResponse.Deny(null, "no"); }) });
        await gate.AuthorizeAsync(new CodeRequest([new CodeBlock(command, "bash")]));
        return shown is null ? seen! : new ApprovalRequest(seen!.Digest, seen.Decision, seen.Context, seen.ExpiresAt, null, [new CodeBlock(shown, "bash")], ApprovalTerms.Default, []);
    }
}
