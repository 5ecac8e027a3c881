using ActionGate.Evaluation;
using ActionGate.FileSystem;
using ActionGate.Rates;
using ActionGate.Scanning.Catalogs;
using ActionGate.Simulation;
using ActionGate.Simulation.Explanations;
using ActionGate.Simulation.Replays;
using ActionGate.Simulation.Suggestions;

namespace ActionGate;

/// <summary>A policy as a gate on this machine would use it, with nothing recorded and nobody asked. For one thread.</summary>
internal sealed class Rehearsal
{
    private readonly Policy _real;
    private readonly HostShell _shell;
    private readonly ApiCatalog? _catalog;
    private readonly RateCounters _rates = new();
    private readonly Explainer _explainer = new();

    /// <summary>Prepares a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="shell">Which shell reads shell text.</param>
    /// <param name="catalog">What the functions of libraries do; <see langword="null"/>: what is shipped.</param>
    internal Rehearsal(Policy policy, HostShell shell, ScanCatalog? catalog = null)
    {
        Policy = policy;
        _real = policy.WithRealPaths(DiskPaths.Instance);
        _shell = shell;
        _catalog = catalog?.Python;
    }

    /// <summary>The policy as it was given.</summary>
    internal Policy Policy { get; }

    /// <summary>Decides an action.</summary>
    /// <param name="request">The action.</param>
    /// <param name="now">When it takes place; <see langword="null"/>: by the policy's clock.</param>
    /// <param name="shell">Which shell reads it; <see langword="null"/>: the one that reads all.</param>
    internal Decision Decide(ActionRequest request, DateTimeOffset? now = null, HostShell? shell = null)
    {
        var tickets = new RateTickets(_rates);
        var decision = At(now).Evaluate(request, null, Circumstances(tickets) with { Shell = shell ?? _shell });
        tickets.Settle(decision.IsAllowed);
        return decision;
    }

    /// <summary>Decides a run of code.</summary>
    /// <param name="request">The code.</param>
    /// <param name="now">When it takes place; <see langword="null"/>: by the policy's clock.</param>
    internal CodeDecision Decide(CodeRequest request, DateTimeOffset? now = null)
    {
        var tickets = new RateTickets(_rates);
        var decision = At(now).Evaluate(request, null, Circumstances(tickets));
        tickets.Settle(decision.Overall.IsAllowed);
        return decision;
    }

    /// <summary>Decides an action, and says which rules were tried. Counts for no rate.</summary>
    internal Explanation Explain(ActionRequest request) => _real.Explain(request, Circumstances(new RateTickets(new RateCounters())), _explainer);

    /// <summary>Decides a run of code, and says which rules were tried. Counts for no rate.</summary>
    internal Explanation Explain(CodeRequest request) => _real.Explain(request, Circumstances(new RateTickets(new RateCounters())), _explainer);

    /// <summary>Suggests rules for what is wanted and refused.</summary>
    /// <param name="items">What is wanted, and what must stay as it is.</param>
    internal SuggestionReport Suggest(IReadOnlyList<ReplayItem> items) =>
        Suggester.Suggest(Policy.Layers, items, new TrialTerms(_shell, _catalog, DiskPaths.Instance, Policy.Clock.GetUtcNow()));

    private Policy At(DateTimeOffset? now) => now is { } time ? _real.At(new FixedClock(time)) : _real;

    private Circumstances Circumstances(IRateCounter rates) => new() { Paths = DiskPaths.Instance, Shell = _shell, Catalog = _catalog, Rates = rates };
}
