namespace ActionGate.Tests.Gates;

/// <summary>A gate with all that it needs: a clock that moves by hand, a log in memory, and whoever a test lets answer.</summary>
internal sealed class OpenGate : IDisposable
{
    internal static ActionContext Coder { get; } = new() { Agent = "coder", WorkingDirectory = TestPolicies.Base };

    internal OpenGate(string yaml, Func<OpenGate, GateOptions, GateOptions>? with = null)
        : this([yaml], with)
    {
    }

    internal OpenGate(string[] layers, Func<OpenGate, GateOptions, GateOptions>? with = null)
    {
        var options = new GateOptions { Policy = PolicyOf(layers), Audit = Audit, Clock = Clock };
        Gate = new Gate(with?.Invoke(this, options) ?? options);
    }

    internal ManualClock Clock { get; } = new();

    internal AuditLog Audit { get; } = AuditLog.InMemory();

    internal Gate Gate { get; }

    /// <summary>What the approval handler was asked, in order.</summary>
    internal List<ApprovalRequest> Asked { get; } = [];

    /// <summary>Policies of this gate's clock.</summary>
    internal Policy PolicyOf(params string[] layers) =>
        Policy.Combine([.. layers.Select(yaml => Policy.Parse(yaml, new PolicyOptions { BaseDirectory = TestPolicies.Base, Clock = Clock }))]);

    /// <summary>Somebody who answers, one person after the other; the last one again and again.</summary>
    internal IApprovalHandler Answers(params ApprovalResponse[] answers) => ApprovalHandler.From(request =>
    {
        Asked.Add(request);
        return answers[Math.Min(Asked.Count, answers.Length) - 1];
    });

    internal Decision Decide(string target, string kind = "shell_exec", ActionContext? context = null) => Gate.Decide(new ActionRequest(kind, target, context ?? Coder));

    /// <summary>Each verdict as one letter: allowed, denied, asked.</summary>
    internal string Decide(int times, string target, string kind = "shell_exec", ActionContext? context = null) =>
        string.Concat(Enumerable.Range(0, times).Select(_ => LetterOf(Decide(target, kind, context))));

    /// <summary>Whether the action may happen now, all questions answered.</summary>
    internal async Task<Permit> Authorize(string target, string kind = "shell_exec", ActionContext? context = null) =>
        await Gate.AuthorizeAsync(new ActionRequest(kind, target, context ?? Coder));

    internal async Task<Permit> AuthorizeCode(params string[] blocks) =>
        await Gate.AuthorizeAsync(new CodeRequest([.. blocks.Select(b => new CodeBlock(b, "bash"))], Coder));

    internal IReadOnlyList<AuditRecord> Records(string type) => [.. Audit.Records().Where(r => r.Type == type)];

    private static char LetterOf(Decision decision) => decision.Verdict switch { Verdict.Allow => 'a', Verdict.Deny => 'd', _ => '?' };

    public void Dispose()
    {
        Gate.Dispose();
        Audit.Dispose();
    }
}
