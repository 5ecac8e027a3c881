namespace ActionGate;

/// <summary>What stands behind a verdict that a rule gave: the engine's record of the rule and of how it matched.</summary>
internal interface IDecisiveRule
{
    /// <summary><see langword="null"/>: the policy's default.</summary>
    RuleReference? Reference { get; }

    /// <summary>Where it is a refusal of the gate's own, which; otherwise <see langword="null"/>.</summary>
    string? DiagnosticId => null;
}
