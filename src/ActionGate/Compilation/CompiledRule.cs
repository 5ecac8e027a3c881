using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>One pattern of one rule, as it is tried and as a decision names it.</summary>
internal sealed class CompiledRule : IDecisiveRule
{
    internal CompiledRule(RuleReference reference, Verdict verdict, RuleConditions? conditions, CompiledRate? rate, DecisionTerms? terms)
    {
        Reference = reference;
        Verdict = verdict;
        Conditions = conditions;
        Rate = rate;
        Terms = terms;
        Pattern = "";
        Broadened = this;
    }

    private CompiledRule(CompiledRule rule, string pattern, bool isBroadened)
        : this(rule.Reference, rule.Verdict, rule.Conditions, rule.Rate, rule.Terms)
    {
        Pattern = pattern;
        IsBroadened = isBroadened;
        if (!isBroadened && rule.Verdict != Verdict.Allow)
            Broadened = new CompiledRule(rule, pattern, isBroadened: true);
    }

    public RuleReference Reference { get; }

    internal Verdict Verdict { get; }

    /// <summary><see langword="null"/>: the rule always applies.</summary>
    internal RuleConditions? Conditions { get; }

    internal CompiledRate? Rate { get; }

    internal DecisionTerms? Terms { get; }

    /// <summary>The pattern as the policy writes it.</summary>
    internal string Pattern { get; }

    /// <summary>The same for a broad match; made once, so that a decision can tell without memory of its own.</summary>
    internal CompiledRule Broadened { get; }

    internal bool IsBroadened { get; }

    /// <summary>The same rule with one of its patterns.</summary>
    internal CompiledRule For(string pattern) => new(this, pattern, isBroadened: false);
}

/// <summary>How often a rule may allow; with what stands for it where it allows no more.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Key">Names the rule beyond the life of this policy, so that a reload does not reset its count.</param>
/// <param name="Exceeded">Over the limit.</param>
/// <param name="Uncounted">Nobody counts.</param>
internal sealed record CompiledRate(RateLimit Limit, string Key, Refusal Exceeded, Refusal Uncounted);
