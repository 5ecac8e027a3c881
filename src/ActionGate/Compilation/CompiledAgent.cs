namespace ActionGate.Compilation;

/// <summary>What binds one agent: an entry under <c>agents</c>, or a document that does not tell agents apart. Immutable.</summary>
internal sealed class CompiledAgent(RuleBook rules, CodeConstraint? code, DecisionTerms? terms)
{
    internal RuleBook Rules { get; } = rules;

    /// <summary><see langword="null"/>: nothing is granted or forbidden beside the rules.</summary>
    internal CodeConstraint? Code { get; } = code;

    /// <summary>The document's limits and the agent's own.</summary>
    internal DecisionTerms? Terms { get; } = terms;
}
