using ActionGate.Compilation;
using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>
/// Suggests rules for requests that are wanted and refused, and tries them: with the rules what is wanted is allowed, and every other
/// request keeps its verdict. Where that is not so a rule goes less far, or is given up.
/// </summary>
internal sealed class Suggester
{
    private const string AllowsMore = "a rule for it would also change what is said of another request";

    private readonly SuggestedLayer[] _layers;
    private readonly CompiledPolicy[] _real;
    private readonly IReadOnlyList<ReplayItem> _items;
    private readonly TrialTerms _terms;
    private readonly Trial _trial;
    private readonly Verdict[] _before;
    private readonly Dictionary<ReplayItem, string> _uncovered = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<ReplayItem> _wishes = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those for which more was drafted, since rules for others made more of them be asked.</summary>
    private readonly HashSet<ReplayItem> _extended = new(ReferenceEqualityComparer.Instance);

    private Suggester(ReadOnlySpan<CompiledPolicy> layers, IReadOnlyList<ReplayItem> items, TrialTerms terms)
    {
        _terms = terms;
        _items = items;
        _real = Array.ConvertAll(layers.ToArray(), Real);
        _layers = new SuggestedLayer[layers.Length];
        for (int i = 0; i < _layers.Length; i++)
            _layers[i] = new SuggestedLayer(layers[i], _real[i], terms);
        _trial = new Trial(_real, terms);
        _before = [.. items.Select(_trial.Decide)];
    }

    internal static SuggestionReport Suggest(ReadOnlySpan<CompiledPolicy> layers, IReadOnlyList<ReplayItem> items, TrialTerms terms)
    {
        var suggester = new Suggester(layers, items, terms);
        suggester.FindNeeds();
        var revised = suggester.Narrow();
        suggester.Annotate(revised);
        return suggester.Report();
    }

    private void FindNeeds()
    {
        for (int i = 0; i < _items.Count; i++)
        {
            if (!_items[i].IsWanted || _before[i] == Verdict.Allow)
                continue;
            var item = _items[i];
            _wishes.Add(item);
            string? problem = null;
            var needs = new IReadOnlyList<Need>[_layers.Length];
            for (int layer = 0; layer < needs.Length && problem is null; layer++)
            {
                problem = _layers[layer].Want(item, out needs[layer]);
                if (problem is not null && needs.Length > 1)
                    problem = $"{_layers[layer].Name}: {problem}";
            }
            if (problem is null && needs.All(n => n.Count == 0))
                problem = _trial.Try(item, null, out _).Reason;
            if (problem is not null)
            {
                _uncovered[item] = problem;
                continue;
            }
            // A request is covered by all documents or not at all.
            for (int layer = 0; layer < needs.Length; layer++)
                _layers[layer].Add(needs[layer]);
        }
        foreach (var layer in _layers)
            layer.Group();
    }

    /// <summary>Tries the rules, and takes back what goes too far, until nothing does. Each round takes back a step of some draft, or a request.</summary>
    private Trial Narrow()
    {
        // Only what holds is put together into few rules, and then tried once more: of a long list nobody could tell which entry is at fault.
        for (bool isJoined = false; ;)
        {
            var revised = new CompiledPolicy[_layers.Length];
            bool areReadable = true;
            for (int i = 0; i < revised.Length; i++)
            {
                _layers[i].Draft(isJoined);
                if (_layers[i].Revised() is { } one)
                {
                    revised[i] = Real(one);
                    continue;
                }
                areReadable = false;
                var missed = new Dictionary<string, string>(StringComparer.Ordinal);
                foreach (var draft in _layers[i].Unreadable())
                    Miss(draft, "no pattern of this policy can say it", missed);
                GiveUp(missed);
            }
            if (!areReadable)
                continue;
            var trial = new Trial(revised, _terms);
            if (TakesBack(trial, revised))
                continue;
            if (isJoined)
                return trial;
            isJoined = true;
        }
    }

    /// <summary>Whether something went too far, and was taken back.</summary>
    private bool TakesBack(Trial trial, CompiledPolicy[] revised)
    {
        bool hasExtended = false;
        var tooFar = new HashSet<Draft>(ReferenceEqualityComparer.Instance);
        var missed = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < _items.Count; i++)
        {
            var item = _items[i];
            bool isCovered = _wishes.Contains(item) && !_uncovered.ContainsKey(item);
            if (trial.Decide(item) == (isCovered ? Verdict.Allow : _before[i]))
                continue;
            var decision = trial.Try(item, null, out var operations);
            if (isCovered && _extended.Add(item) && Extends(item, revised))
                hasExtended = true;
            else if (isCovered)
                missed[item.Place] = decision.Reason;
            else
                Blame(item, operations, tooFar, missed);
        }
        foreach (var rule in _layers.SelectMany(l => l.Rules))
        {
            if (Probes(rule, p => p.KeptOut).Any(probe => trial.Decide(probe) == Verdict.Allow && _trial.Decide(probe) != Verdict.Allow))
                tooFar.UnionWith(rule.Drafts);
        }
        foreach (var draft in tooFar)
        {
            draft.Narrow();
            if (draft.Reach == Reach.None)
                Miss(draft, AllowsMore, missed);
        }
        GiveUp(missed);
        if (hasExtended)
        {
            foreach (var layer in _layers)
                layer.Group();
        }
        return hasExtended || tooFar.Count + missed.Count > 0;
    }

    /// <summary>Finds what a request needs beside, now that the documents hold rules for it and for others.</summary>
    private bool Extends(ReplayItem item, CompiledPolicy[] revised)
    {
        var needs = new IReadOnlyList<Need>[_layers.Length];
        for (int i = 0; i < needs.Length; i++)
        {
            if (_layers[i].Want(item, revised[i], out needs[i]) is not null)
                return false;
        }
        for (int i = 0; i < needs.Length; i++)
            _layers[i].Add(needs[i]);
        return needs.Any(n => n.Count > 0);
    }

    /// <summary>Finds what changed a request that should have stayed: rules that decided it; where those are not known, all.</summary>
    private void Blame(ReplayItem item, IReadOnlyList<OperationDecision> operations, HashSet<Draft> tooFar, Dictionary<string, string> missed)
    {
        var ids = operations.Select(o => o.Rule?.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var guilty = _layers.SelectMany(l => l.Rules).Where(r => ids.Contains(r.Id)).SelectMany(r => r.Drafts).ToList();
        if (guilty.Count == 0)
        {
            // The first rule for a kind makes what commands do of that kind be decided.
            var kinds = operations.Where(o => o.Rule is null && o.Verdict != Verdict.Allow).Select(o => o.Operation.Kind.Name).ToHashSet(StringComparer.Ordinal);
            if (kinds.Contains(ActionKind.FileDelete.Name))
                kinds.Add(ActionKind.FileWrite.Name);
            guilty = [.. _layers.SelectMany(l => l.Drafts).Where(d => kinds.Contains(d.Kind))];
        }
        if (guilty.Count == 0)
            guilty = [.. _layers.SelectMany(l => l.Drafts)];
        var same = new List<Need>();
        foreach (var layer in _layers)
        {
            layer.Want(item, out var needs);
            same.AddRange(needs);
        }
        foreach (var draft in guilty)
        {
            var twins = draft.Needs.Where(n => draft.Reach == Reach.Exact && same.Exists(s => s.Kind == n.Kind && s.Target == n.Target)).ToList();
            foreach (var twin in twins)
                missed.TryAdd(twin.Place, $"{item.Place} asks for the same, and is not wanted");
            if (twins.Count == 0)
                tooFar.Add(draft);
        }
    }

    private static void Miss(Draft draft, string why, Dictionary<string, string> missed)
    {
        foreach (var need in draft.Needs)
            missed.TryAdd(need.Place, why);
    }

    /// <summary>Gives up requests, with all that was drafted for them: they are covered whole or not at all.</summary>
    /// <param name="missed">Where they stand, and why.</param>
    private void GiveUp(Dictionary<string, string> missed)
    {
        if (missed.Count == 0)
            return;
        foreach (var wish in _wishes)
        {
            if (missed.TryGetValue(wish.Place, out string? why))
                _uncovered.TryAdd(wish, why);
        }
        foreach (var layer in _layers)
            layer.Remove(missed.Keys);
    }

    private static IEnumerable<ReplayItem> Probes(SuggestedRule rule, Func<PatternDraft, IReadOnlyList<string>> targetsOf)
    {
        string? agent = rule.Agents is [var first, ..] ? first : null;
        return rule.Patterns.SelectMany(targetsOf).SelectMany(t => rule.Kinds.Select(k => new ReplayItem("", new ActionRequest(k, t, new ActionContext { Agent = agent }) { Method = rule.Method })));
    }

    private void Annotate(Trial revised)
    {
        foreach (var layer in _layers)
        {
            layer.Annotate(rule =>
            [
                .. Probes(rule, p => p.Others).Where(probe => _trial.Decide(probe) != Verdict.Allow && revised.Decide(probe) == Verdict.Allow)
                    .Select(probe => $"{probe.Action!.Kind} {DecisionText.Quote(probe.Action.Target)}"),
            ]);
        }
    }

    private SuggestionReport Report() => new(
        [.. _layers.Where(l => l.Rules.Count > 0).Select(l => new SuggestedFile(l.Name, l.Rules))],
        _wishes.Count,
        _wishes.Count - _uncovered.Count,
        _items.Count - (_wishes.Count - _uncovered.Count),
        [.. _items.Where(_uncovered.ContainsKey).Select(i => (i, _uncovered[i]))]);

    private CompiledPolicy Real(CompiledPolicy policy) => _terms.Paths is { } paths ? policy.WithRealPaths(paths) : policy;
}
