namespace ActionGate.Evaluation;

/// <summary>The cause of a verdict on where a path really leads, which is not where it seems to.</summary>
/// <param name="inner">What decided; <see langword="null"/>: the default.</param>
/// <param name="path">The real path.</param>
internal sealed class RealPathCause(object? inner, string path) : IDecisiveRule
{
    internal object? Inner { get; } = inner;

    internal string Path { get; } = path;

    public RuleReference? Reference => Inner switch
    {
        Refusal refusal => refusal.Rule,
        IDecisiveRule rule => rule.Reference,
        _ => null,
    };

    public string? DiagnosticId => (Inner as Refusal)?.DiagnosticId;
}
