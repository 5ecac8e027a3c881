using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Simulation;

/// <summary>
/// Remembers what of a document has decided an operation: its rules, the agents' entries that grant or forbid, and the default. A
/// document is asked by itself: of two layers that agree only one is named in the decision of both.
/// </summary>
internal sealed class RuleCoverage(CompiledPolicy layer)
{
    private readonly HashSet<RuleReference> _reached = new(ReferenceEqualityComparer.Instance);
    private bool _isDefaultReached;

    internal void Add(IReadOnlyList<OperationDecision> operations)
    {
        for (int i = 0; i < operations.Count; i++)
        {
            if (operations[i].Rule is { } rule)
                _reached.Add(rule);
            else
                _isDefaultReached |= operations[i].Verdict == DefaultVerdictOf(layer);
        }
    }

    /// <summary>What decided nothing, in the order of the document; the default last.</summary>
    internal IEnumerable<UnreachedRule> Unreached()
    {
        var rules = layer.Rules.Select(r => (Agent: (string?)null, Reference: r))
            .Concat(layer.Constraints.Select(c => ((string?)c.Agent, c.Reference)))
            .Where(r => !_reached.Contains(r.Reference))
            .OrderBy(r => r.Reference.Line);
        foreach (var (agent, reference) in rules)
            yield return new UnreachedRule(reference.Id, agent, reference.File, reference.Line);
        if (!_isDefaultReached && DefaultVerdictOf(layer) is not null)
            yield return new UnreachedRule(UnreachedRule.Default, null, layer.Source.File, 0);
    }

    /// <summary><see langword="null"/>: the default says nothing, so there is nothing to reach.</summary>
    private static Verdict? DefaultVerdictOf(CompiledPolicy layer) => layer.Default switch
    {
        DefaultVerdict.Allow => Verdict.Allow,
        DefaultVerdict.RequireApproval => Verdict.RequireApproval,
        DefaultVerdict.Abstain => null,
        _ => Verdict.Deny,
    };
}
