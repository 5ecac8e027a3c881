using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Normalisation;
using ActionGate.Rates;
using ActionGate.Scanning.Catalogs;
using ActionGate.Simulation.Explanations;
using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>On what terms requests are tried.</summary>
/// <param name="Shell">Which shell reads shell text.</param>
/// <param name="Catalog">What the functions of libraries do; <see langword="null"/>: what is shipped.</param>
/// <param name="Paths">The disk; <see langword="null"/>: paths are decided as text.</param>
/// <param name="Now">When a request takes place that does not say.</param>
internal sealed record TrialTerms(HostShell Shell, ApiCatalog? Catalog, IPathResolver? Paths, DateTimeOffset Now);

/// <summary>Decides requests by documents that are not, or not yet, in force. Counts for no rate.</summary>
internal sealed class Trial(CompiledPolicy[] layers, TrialTerms terms)
{
    private readonly PolicyLayers _layers = new(layers, "");

    /// <summary>The verdict on a request.</summary>
    internal Verdict Decide(ReplayItem item) => Decide(item, null, out _).Verdict;

    /// <summary>The verdict on a request, each operation of it, and what was tried for each.</summary>
    internal Decision Try(ReplayItem item, RuleTrace? trace, out IReadOnlyList<OperationDecision> operations)
    {
        var decision = Decide(item, trace, out var code);
        operations = code?.Operations ?? (item.Code is null ? decision.Operations : []);
        return decision;
    }

    private Decision Decide(ReplayItem item, RuleTrace? trace, out CodeDecision? code)
    {
        code = null;
        var circumstances = new Circumstances { Now = item.At ?? terms.Now, Paths = terms.Paths, Shell = item.Shell ?? terms.Shell, Catalog = terms.Catalog, Rates = new RateTickets(new RateCounters()), Witness = trace };
        try
        {
            if (item.Action is { } action)
            {
                var finding = _layers.Decide(action, in circumstances);
                return new Decision(_layers, action, finding.Verdict, finding.Cause, default);
            }
            code = CodeEvaluator.Evaluate(_layers, item.Code!, in circumstances, static (explainer, finding) => new Decision(explainer, null, finding.Verdict, finding.Cause, default));
            return code.Overall;
        }
        catch (Exception exception)
        {
            // As a policy has it: what failed is not known, so nothing is allowed.
            return new Decision(_layers, item.Action, Verdict.Deny, Refusals.Failed(exception), default);
        }
    }
}
