using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Simulation.Explanations;

/// <summary>Keeps what was tried for one request, operation by operation.</summary>
internal sealed class RuleTrace : IRuleWitness
{
    /// <summary>
    /// The most walks that are kept for one operation; of further ones only those in which a rule refused. A folder with ten thousand
    /// entries is ten thousand walks, of which one says no.
    /// </summary>
    internal const int MostWalks = 32;

    private readonly List<TracedOperation> _operations = [];
    private List<TracedWalk> _pending = [];
    private int _leftOut;

    /// <summary>The operations, in the order of the decision's; empty for a request that is one operation.</summary>
    internal IReadOnlyList<TracedOperation> Operations => _operations;

    /// <summary>What was tried for a request that is one operation.</summary>
    internal TracedOperation Whole => new(_pending, _leftOut, null);

    public void Tried<TTarget>(in DocumentScope scope, RuleChain<TTarget> chain, scoped in TTarget target, scoped in RequestFacts facts, CompiledRule? decided)
        where TTarget : allows ref struct
    {
        if (!IsKept(decided))
            return;
        var links = new TracedLink[chain.Links.Length];
        for (int i = 0; i < links.Length; i++)
        {
            var rules = chain.Links[i];
            var strengths = new MatchStrength[rules.Count];
            var candidates = new CandidateCursor();
            rules.Patterns.Begin(in target, ref candidates);
            while (rules.Patterns.Next(in target, ref candidates, out var strength) is >= 0 and var at)
                strengths[at] = strength;
            links[i] = new TracedLink(rules, strengths);
        }
        _pending.Add(new TracedWalk(scope.Policy, chain, scope.Request, TracedTarget.Of(in target), facts, links, decided));
    }

    public void TriedOnAnything(in DocumentScope scope, RuleChain chain, scoped in RequestFacts facts, CompiledRule? decided, bool onlyRefusals)
    {
        if (!IsKept(decided))
            return;
        var links = new TracedLink[chain.AnyLinks.Length];
        for (int i = 0; i < links.Length; i++)
        {
            var rules = chain.AnyLinks[i];
            var strengths = new MatchStrength[rules.Count];
            for (int at = 0; at < strengths.Length; at++)
                strengths[at] = !onlyRefusals && rules.MatchesEverything(at) ? MatchStrength.Definite : MatchStrength.Broad;
            links[i] = new TracedLink(rules, strengths);
        }
        _pending.Add(new TracedWalk(scope.Policy, chain, scope.Request, TracedTarget.Anything, facts, links, decided)
        {
            Precedence = onlyRefusals ? Precedence.DenyOverrides : scope.Policy.Precedence,
        });
    }

    public void Decided(DecidedOperation operation)
    {
        _operations.Add(new TracedOperation(_pending.FindAll(walk => IsFor(walk, operation)), _leftOut, operation));
        _pending = [];
        _leftOut = 0;
    }

    /// <summary>What was tried for something that then was no operation of its own stands before what was tried for this one.</summary>
    private static bool IsFor(TracedWalk walk, DecidedOperation operation)
    {
        string kind = operation.Request.Kind.Name;
        return walk.Chain.Kind == kind && (kind is "shell_exec" or "code_execution" || walk.Request.Target == operation.Request.Target);
    }

    private bool IsKept(CompiledRule? decided)
    {
        if (_pending.Count < MostWalks || decided is { Verdict: not Verdict.Allow } && _pending.Count < 2 * MostWalks)
            return true;
        _leftOut++;
        return false;
    }
}

/// <summary>What was tried for one operation.</summary>
/// <param name="Walks">The walks through rules, in their order.</param>
/// <param name="LeftOut">How many further ones there were.</param>
/// <param name="Decided">The operation and its verdict; <see langword="null"/>: it is the whole request.</param>
internal sealed record TracedOperation(IReadOnlyList<TracedWalk> Walks, int LeftOut, DecidedOperation? Decided);

/// <summary>One walk of one document through its rules for one target.</summary>
/// <param name="Policy">The document.</param>
/// <param name="Chain">The rules.</param>
/// <param name="Request">What was asked.</param>
/// <param name="Target">What they were tried on.</param>
/// <param name="Facts">What their conditions were held against.</param>
/// <param name="Links">How each pattern matched.</param>
/// <param name="Decided">The rule that decided; <see langword="null"/>: none matched.</param>
internal sealed record TracedWalk(
    CompiledPolicy Policy, RuleChain Chain, ActionRequest Request, TracedTarget Target, RequestFacts Facts, TracedLink[] Links, CompiledRule? Decided)
{
    /// <summary>Which of several matches stands.</summary>
    internal Precedence Precedence { get; init; } = Policy.Precedence;
}

/// <summary>A list of rules, and how each of its patterns matched.</summary>
internal sealed record TracedLink(KindRules Rules, MatchStrength[] Strengths);
