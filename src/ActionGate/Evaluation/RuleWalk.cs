using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// The order of precedence: rules in the order of the document, the first definite match decides. A refusing rule that matches only
/// broadly contributes its verdict, and the search goes on to the first definite match; the strictest of them stands. With
/// <see cref="Precedence.DenyOverrides"/> the strictest of all matches stands.
/// </summary>
internal ref struct RuleWalk
{
    private readonly Precedence _precedence;
    private readonly ref readonly RequestFacts _facts;
    private bool _isOver;

    private RuleWalk(Precedence precedence, in RequestFacts facts)
    {
        _precedence = precedence;
        _facts = ref facts;
    }

    /// <summary>The strictest match so far; among equals the first.</summary>
    private CompiledRule? Strictest { get; set; }

    /// <summary>Walks the rules for a target that is known; <see langword="null"/> where none matches.</summary>
    internal static CompiledRule? FirstMatch<TTarget>(Precedence precedence, RuleChain<TTarget> chain, scoped in TTarget target, in RequestFacts facts)
        where TTarget : allows ref struct
    {
        var walk = new RuleWalk(precedence, in facts);
        foreach (var rules in chain.Links)
        {
            int at = -1;
            while (!walk._isOver && (at = rules.Patterns.Next(in target, at + 1, out var strength)) >= 0)
                walk.Add(rules.Rules[at], strength);
        }
        return walk.Strictest;
    }

    /// <summary>
    /// Walks the rules for a target that could be anything: every refusing rule might match it, and an allow rule matches it only where
    /// it takes everything. <see langword="null"/> where nothing decides.
    /// </summary>
    internal static CompiledRule? MatchOfAnything(Precedence precedence, RuleChain chain, in RequestFacts facts)
    {
        var walk = new RuleWalk(precedence, in facts);
        foreach (var rules in chain.AnyLinks)
        {
            for (int i = 0; i < rules.Rules.Length && !walk._isOver; i++)
                walk.Add(rules.Rules[i], rules.MatchesEverything(i) ? MatchStrength.Definite : MatchStrength.Broad);
        }
        return walk.Strictest;
    }

    /// <summary>The strictest rule that refuses something; <see langword="null"/> where none does.</summary>
    internal static CompiledRule? RefusalOfAnything(RuleChain chain, in RequestFacts facts)
    {
        var walk = new RuleWalk(Precedence.DenyOverrides, in facts);
        foreach (var rules in chain.AnyLinks)
        {
            foreach (var rule in rules.Rules)
                walk.Add(rule, MatchStrength.Broad);
        }
        return walk.Strictest;
    }

    private void Add(CompiledRule rule, MatchStrength strength)
    {
        if (rule.Conditions is { } conditions)
        {
            var holds = ConditionCheck.Check(conditions, in _facts);
            strength = holds < strength ? holds : strength;
        }
        if (strength == MatchStrength.None || strength == MatchStrength.Broad && rule.Verdict == Verdict.Allow)
            return;
        if (Strictest is null || rule.Verdict < Strictest.Verdict)
            Strictest = strength == MatchStrength.Broad ? rule.Broadened : rule;
        _isOver = Strictest.Verdict == Verdict.Deny || strength == MatchStrength.Definite && _precedence == Precedence.FirstMatch;
    }
}
