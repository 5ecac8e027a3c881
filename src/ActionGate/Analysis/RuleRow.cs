using ActionGate.Compilation;
using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>One pattern of one rule within a chain, for whoever asks under certain circumstances.</summary>
/// <param name="Atom">Its atom.</param>
/// <param name="Rules">The table that it stands in.</param>
/// <param name="Index">Its place there.</param>
/// <param name="Verdict">The rule's verdict.</param>
/// <param name="Holds">How far the rule's conditions hold.</param>
internal sealed record RuleRow(int Atom, KindRules Rules, int Index, Verdict Verdict, MatchStrength Holds)
{
    /// <summary>A decision names this pattern.</summary>
    internal bool IsCause(object? cause) => cause is CompiledRule rule && (ReferenceEquals(rule, Rules.RuleAt(Index)) || ReferenceEquals(rule, Rules.RuleAt(Index).Broadened));

    internal RuleReference Reference => Rules.RuleAt(Index).Reference;
}

/// <summary>A pattern of the one, of the other, or of both of two policies.</summary>
internal readonly record struct PairedRow(RuleRow? Old, RuleRow? New);
