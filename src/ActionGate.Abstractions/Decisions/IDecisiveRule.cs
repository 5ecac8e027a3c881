namespace ActionGate;

/// <summary>What stands behind a verdict that a rule gave: the engine's record of the rule and of how it matched.</summary>
internal interface IDecisiveRule
{
    RuleReference Reference { get; }
}
