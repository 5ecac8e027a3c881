using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>One target of one rule, as its author wrote it: with the rows that it was compiled to, of every kind and for every agent.</summary>
internal sealed class RuleUnit(PolicyRule rule, SourceSpan span, string text)
{
    internal PolicyRule Rule { get; } = rule;

    internal SourceSpan Span { get; } = span;

    internal string Text { get; } = text;

    /// <summary>Where it stands: which of the chains, and at which place.</summary>
    internal List<(DecisionSearch Search, string Kind, int Row)> Rows { get; } = [];

    internal UnitUse Use { get; set; }

    /// <summary>The rules that decide in its place, where none is left to it.</summary>
    internal List<RuleReference> Instead { get; } = [];
}

/// <summary>Whether a target of a rule can decide anything.</summary>
internal enum UnitUse : byte
{
    Unknown = 0,

    /// <summary>There is a request that it decides.</summary>
    Decides,

    /// <summary>Rules before it decide whatever it takes.</summary>
    Covered,

    /// <summary>It takes no target that there is.</summary>
    TakesNothing,

    /// <summary>No request meets its conditions.</summary>
    NeverHolds,
}
