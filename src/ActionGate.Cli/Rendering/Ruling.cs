namespace ActionGate.Cli.Rendering;

/// <summary>The answer to one request: a decision, or why there could be none, which is a denial too.</summary>
internal readonly struct Ruling
{
    private Ruling(Decision decision, CodeDecision? code, string? reason, string? error, bool isRequest)
    {
        Decision = decision;
        Code = code;
        Reason = reason;
        Error = error;
        IsRequest = isRequest;
    }

    /// <summary>The decision; a denial where none could be made.</summary>
    internal Decision Decision { get; }

    /// <summary>For code: the decision with all that was found in it.</summary>
    internal CodeDecision? Code { get; }

    /// <summary>Why there is no decision; <see langword="null"/> where there is one.</summary>
    internal string? Reason { get; }

    /// <summary>What exactly is wrong; <see langword="null"/> where nothing is.</summary>
    internal string? Error { get; }

    /// <summary>The line was a request.</summary>
    internal bool IsRequest { get; }

    internal static Ruling Of(in Decision decision) => new(decision, null, null, null, isRequest: true);

    internal static Ruling Of(CodeDecision decision) => new(decision.Overall, decision, null, null, isRequest: true);

    internal static Ruling Malformed(string error) => new(default, null, "the request is malformed", error, isRequest: false);

    internal static Ruling Undecided(string reason, string error) => new(default, null, reason, error, isRequest: true);
}
