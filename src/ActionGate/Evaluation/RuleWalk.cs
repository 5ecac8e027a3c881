using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// The order of precedence: rules in the order of the document, the first definite match decides. A refusing rule that matches only
/// broadly contributes its verdict, and the search goes on to the first definite match; the strictest of them stands.
/// </summary>
internal static class RuleWalk
{
    /// <summary>Walks the rules for a target that is known; <see langword="null"/> where none matches.</summary>
    internal static CompiledRule? FirstMatch<TTarget>(KindRules<TTarget> rules, scoped in TTarget target)
        where TTarget : allows ref struct
    {
        CompiledRule? broad = null;
        int at = -1;
        while ((at = rules.Patterns.Next(in target, at + 1, out var strength)) >= 0)
        {
            var rule = rules.Rules[at];
            if (strength == MatchStrength.Definite)
                return broad is null || rule.Verdict < broad.Verdict ? rule : broad;
            if (rule.Verdict == Verdict.Deny)
                return rule.Broadened;
            broad ??= rule.Broadened;
        }
        return broad;
    }

    /// <summary>
    /// Walks the rules for a target that could be anything: every refusing rule might match it, and an allow rule matches it only where
    /// it takes everything. <see langword="null"/> where nothing decides.
    /// </summary>
    internal static CompiledRule? MatchOfAnything(KindRules rules)
    {
        CompiledRule? broad = null;
        for (int i = 0; i < rules.Rules.Length; i++)
        {
            var rule = rules.Rules[i];
            if (rules.MatchesEverything(i))
                return broad is null || rule.Verdict < broad.Verdict ? rule : broad;
            if (rule.Verdict == Verdict.Deny)
                return rule.Broadened;
            if (rule.Verdict == Verdict.RequireApproval)
                broad ??= rule.Broadened;
        }
        return broad;
    }

    /// <summary>What a document says where no rule matched.</summary>
    internal static Finding Default(CompiledPolicy policy) => policy.Default switch
    {
        DefaultVerdict.Allow => new Finding(Verdict.Allow, null),
        DefaultVerdict.RequireApproval => new Finding(Verdict.RequireApproval, null),
        DefaultVerdict.Abstain => Finding.Abstention,
        _ => new Finding(Verdict.Deny, null),
    };
}
