namespace ActionGate;

/// <summary>
/// What a <see cref="Decision"/> asks for its texts. The compiled policy is one: a decision then carries a reference instead of
/// strings, and costs no memory until somebody reads it.
/// </summary>
internal abstract class DecisionExplainer
{
    internal abstract string PolicyHash { get; }

    internal abstract string? PolicyName { get; }

    internal abstract string? PolicyRevision { get; }

    internal abstract string Explain(in Decision decision);

    internal abstract string? NormalizedTarget(in Decision decision);

    internal abstract IReadOnlyList<OperationDecision> Operations(in Decision decision);

    internal abstract IReadOnlyList<ScannedScript> Scripts(in Decision decision);

    internal virtual IReadOnlyList<string> AbsentScripts(in Decision decision) => [];

    internal virtual bool HasSeveralOperations(in Decision decision) => Operations(decision).Count > 1;
}
