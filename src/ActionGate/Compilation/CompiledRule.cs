using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>One pattern of one rule, as a decision names it. Made when it first decides something, and then kept, so that decisions cost no memory.</summary>
internal sealed class CompiledRule : IDecisiveRule
{
    private readonly KindRules _rules;
    private readonly int _index;
    private readonly int _head;

    internal CompiledRule(KindRules rules, int index, int head, bool isBroadened = false)
    {
        _rules = rules;
        _index = index;
        _head = head;
        IsBroadened = isBroadened;
    }

    public RuleReference Reference => _rules.Heads.ReferenceOf(_head);

    internal Verdict Verdict => _rules.Heads[_head].Verdict;

    internal CompiledRate? Rate => _rules.Heads[_head].Rate;

    /// <summary><see langword="null"/>: the rule always applies.</summary>
    internal RuleConditions? Conditions => _rules.Heads[_head].Conditions;

    internal DecisionTerms? Terms => _rules.Heads[_head].Terms;

    /// <summary>The pattern as the policy writes it.</summary>
    internal string Pattern => _rules.PatternAt(_index);

    /// <summary>The same for a broad match.</summary>
    internal CompiledRule Broadened
    {
        get
        {
            if (IsBroadened || field is not null)
                return field ?? this;
            var made = new CompiledRule(_rules, _index, _head, isBroadened: true);
            return Interlocked.CompareExchange(ref field, made, null) ?? made;
        }
    }

    internal bool IsBroadened { get; }
}

/// <summary>How often a rule may allow; with what stands for it where it allows no more.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Key">Names the rule beyond the life of this policy, so that a reload does not reset its count.</param>
/// <param name="Exceeded">Over the limit.</param>
/// <param name="Uncounted">Nobody counts.</param>
internal sealed record CompiledRate(RateLimit Limit, string Key, Refusal Exceeded, Refusal Uncounted);
