using ActionGate.Compilation;

namespace ActionGate.Evaluation;

/// <summary>What one document says of one operation.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Cause">The <see cref="IDecisiveRule"/> or <see cref="Refusal"/> behind it; <see langword="null"/>: the default.</param>
/// <param name="Terms">Under which terms it lets the action go ahead.</param>
/// <param name="Abstains">It says nothing.</param>
internal readonly record struct Finding(Verdict Verdict, object? Cause, DecisionTerms? Terms = null, bool Abstains = false)
{
    /// <summary>It says no, whatever else is said.</summary>
    internal bool Refuses => Verdict == Verdict.Deny && !Abstains;

    /// <summary>How often the rule behind it may let something go ahead; <see langword="null"/>: no rule counts.</summary>
    internal CompiledRate? Rate => (Cause is RealPathCause real ? real.Inner : Cause) is CompiledRule rule ? rule.Rate : null;

    internal static Finding Abstention => new(Verdict.Deny, null, Abstains: true);

    internal static Finding Refused(Refusal refusal) => new(Verdict.Deny, refusal);

    internal static Finding By(CompiledRule rule) => new(rule.Verdict, rule, rule.Terms);

    /// <summary>The strictest of what two documents say: one that abstains has no say.</summary>
    internal static Finding OfLayers(Finding left, Finding right) =>
        left.Abstains ? right : right.Abstains ? left : Stricter(left, right);

    /// <summary>What one document says of an operation that is two: it must let both go ahead, and abstaining is not that.</summary>
    internal static Finding OfBoth(Finding left, Finding right)
    {
        if (!left.Abstains && !right.Abstains)
            return Stricter(left, right);
        var other = left.Abstains ? right : left;
        return other.Abstains || other.Verdict != Verdict.Allow ? other : Abstention;
    }

    private static Finding Stricter(Finding left, Finding right)
    {
        var stricter = left.Verdict <= right.Verdict ? left : right;
        // An action that goes ahead does so under the terms of everybody who let it.
        return stricter.Verdict == Verdict.Deny || left.Terms == right.Terms ? stricter : stricter with { Terms = DecisionTerms.Strictest(left.Terms, right.Terms) };
    }
}
