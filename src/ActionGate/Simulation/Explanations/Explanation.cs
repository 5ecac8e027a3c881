namespace ActionGate.Simulation.Explanations;

/// <summary>Why a request got its verdict: every operation of it, and every rule that was tried on each.</summary>
/// <param name="Decision">The decision.</param>
/// <param name="Code">For code: the decision with its operations.</param>
/// <param name="Operations">The operations, in the order of the decision's.</param>
internal sealed record Explanation(Decision Decision, CodeDecision? Code, IReadOnlyList<ExplainedOperation> Operations);

/// <summary>One operation.</summary>
/// <param name="Decision">Its verdict and reason.</param>
/// <param name="Layers">What each document did with it.</param>
/// <param name="Hints">What would have to change, where that is plain.</param>
internal sealed record ExplainedOperation(OperationDecision Decision, IReadOnlyList<ExplainedLayer> Layers, IReadOnlyList<string> Hints);

/// <summary>What one document did with an operation.</summary>
/// <param name="Name">The document's file, or its name.</param>
/// <param name="Note">Why none of its rules was tried; <see langword="null"/> where some were.</param>
/// <param name="Walks">For each form of the target: the rules that were tried on it.</param>
/// <param name="LeftOut">How many further forms of the target are not shown.</param>
/// <param name="OtherKinds">Its rules for other kinds, with those kinds.</param>
internal sealed record ExplainedLayer(string Name, string? Note, IReadOnlyList<ExplainedWalk> Walks, int LeftOut, IReadOnlyList<OtherKindRule> OtherKinds);

/// <summary>Rules tried on one form of a target.</summary>
/// <param name="Kind">The kind of action.</param>
/// <param name="Target">The normal form.</param>
/// <param name="Decided">The rule that decided; <see langword="null"/>: none.</param>
/// <param name="Rules">The rules in the order in which they were tried.</param>
internal sealed record ExplainedWalk(string Kind, string Target, RuleReference? Decided, IReadOnlyList<ExplainedRule> Rules);

/// <summary>A rule that was tried.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Verdict">What it says where it matches.</param>
/// <param name="Pattern">The pattern that matched, or that came nearest.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Why">The same in words.</param>
/// <param name="Closeness">How near it came; of two that did not match the higher is the nearer.</param>
internal sealed record ExplainedRule(RuleReference Rule, Verdict Verdict, string Pattern, RuleOutcome Outcome, string Why, int Closeness)
{
    /// <summary>Not reached, and it would have matched.</summary>
    internal bool WouldMatch { get; init; }
}

/// <summary>A rule that is not for the kind of action.</summary>
internal sealed record OtherKindRule(RuleReference Rule, Verdict Verdict, IReadOnlyList<string> Kinds);

/// <summary>What became of a rule.</summary>
internal enum RuleOutcome : byte
{
    /// <summary>No pattern of it takes the target.</summary>
    NoMatch = 0,

    /// <summary>A pattern takes the target, and a condition does not hold.</summary>
    ConditionFails,

    /// <summary>It matched, and another one is stricter, or as strict and earlier.</summary>
    Matches,

    /// <summary>It decided.</summary>
    Decides,

    /// <summary>An earlier one had decided.</summary>
    NotReached,
}
