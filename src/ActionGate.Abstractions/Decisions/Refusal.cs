namespace ActionGate;

/// <summary>Why a request was refused before, or instead of, any rule of the policy.</summary>
internal sealed class Refusal
{
    private readonly string? _message;
    private readonly Func<string>? _explain;

    internal Refusal(RuleReference rule, string diagnosticId, string message)
    {
        Rule = rule;
        DiagnosticId = diagnosticId;
        _message = message;
    }

    /// <summary>A refusal whose text is built when it is read.</summary>
    internal Refusal(RuleReference rule, string diagnosticId, Func<string> explain)
    {
        Rule = rule;
        DiagnosticId = diagnosticId;
        _explain = explain;
    }

    internal RuleReference Rule { get; }

    internal string DiagnosticId { get; }

    internal string Message => _message ?? _explain!();
}
