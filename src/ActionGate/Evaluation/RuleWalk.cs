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
    private KindRules? _rules;
    private int _at;
    private Verdict _verdict;
    private bool _isBroad;
    private bool _isOver;

    private RuleWalk(Precedence precedence, in RequestFacts facts)
    {
        _precedence = precedence;
        _facts = ref facts;
    }

    /// <summary>The strictest match so far; among equals the first.</summary>
    private readonly CompiledRule? Strictest => _rules is null ? null : _isBroad ? _rules.RuleAt(_at).Broadened : _rules.RuleAt(_at);

    /// <summary>Walks the rules for a target that is known; <see langword="null"/> where none matches.</summary>
    internal static CompiledRule? FirstMatch<TTarget>(Precedence precedence, RuleChain<TTarget> chain, scoped in TTarget target, in RequestFacts facts)
        where TTarget : allows ref struct
    {
        var walk = new RuleWalk(precedence, in facts);
        foreach (var rules in chain.Links)
        {
            var patterns = rules.Patterns;
            var candidates = new CandidateCursor();
            patterns.Begin(in target, ref candidates);
            while (!walk._isOver && patterns.Next(in target, ref candidates, out var strength) is >= 0 and var at)
                walk.Add(rules, at, strength);
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
            for (int i = 0; i < rules.Count && !walk._isOver; i++)
                walk.Add(rules, i, rules.MatchesEverything(i) ? MatchStrength.Definite : MatchStrength.Broad);
        }
        return walk.Strictest;
    }

    /// <summary>The strictest rule that refuses something; <see langword="null"/> where none does.</summary>
    internal static CompiledRule? RefusalOfAnything(RuleChain chain, in RequestFacts facts)
    {
        var walk = new RuleWalk(Precedence.DenyOverrides, in facts);
        foreach (var rules in chain.AnyLinks)
        {
            for (int i = 0; i < rules.Count; i++)
                walk.Add(rules, i, MatchStrength.Broad);
        }
        return walk.Strictest;
    }

    private void Add(KindRules rules, int at, MatchStrength strength)
    {
        var verdict = rules.VerdictAt(at);
        if (rules.ConditionsAt(at) is { } conditions)
        {
            var holds = ConditionCheck.Check(conditions, in _facts);
            strength = holds < strength ? holds : strength;
        }
        if (strength == MatchStrength.None || strength == MatchStrength.Broad && verdict == Verdict.Allow)
            return;
        if (_rules is null || verdict < _verdict)
            (_rules, _at, _verdict, _isBroad) = (rules, at, verdict, strength == MatchStrength.Broad);
        _isOver = _verdict == Verdict.Deny || strength == MatchStrength.Definite && _precedence == Precedence.FirstMatch;
    }
}
