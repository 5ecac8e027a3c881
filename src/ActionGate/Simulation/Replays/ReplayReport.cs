namespace ActionGate.Simulation.Replays;

/// <summary>What a policy says of requests, beside what was said of them before.</summary>
/// <param name="mostExamples">So many requests are named for each change.</param>
internal sealed class ReplayReport(int mostExamples)
{
    private readonly Dictionary<(Verdict, string?, Verdict, string?, int), ReplayChange> _changes = [];
    private readonly Dictionary<Verdict, int> _verdicts = [];

    /// <summary>How many requests were decided.</summary>
    internal int Decided { get; private set; }

    /// <summary>How many have the verdict that they had.</summary>
    internal int Same { get; private set; }

    /// <summary>How many have another one.</summary>
    internal int Different { get; private set; }

    /// <summary>Of how many nobody says what they had.</summary>
    internal int Unknown => Decided - Same - Different;

    /// <summary>The changes, the most frequent first.</summary>
    internal IReadOnlyList<ReplayChange> Changes => [.. _changes.Values.OrderByDescending(c => c.Count)];

    /// <summary>How many requests now have a verdict.</summary>
    internal int Count(Verdict verdict) => _verdicts.GetValueOrDefault(verdict);

    internal void Add(ReplayItem item, in Decision decision)
    {
        Decided++;
        _verdicts[decision.Verdict] = Count(decision.Verdict) + 1;
        if (item.Was is not { } was)
            return;
        if (was == decision.Verdict)
        {
            Same++;
            return;
        }
        Different++;
        var key = (was, item.WasRule, decision.Verdict, decision.Rule?.Id, decision.Rule?.Line ?? 0);
        if (!_changes.TryGetValue(key, out var change))
            _changes[key] = change = new ReplayChange(was, item.WasRule, decision.Verdict, decision.Rule);
        change.Add(item, in decision, mostExamples);
    }
}

/// <summary>Requests that one rule decided before, and another one does now, with another verdict.</summary>
/// <param name="was">The verdict before.</param>
/// <param name="wasRule">The rule before; <see langword="null"/>: the default, or nobody says.</param>
/// <param name="now">The verdict now.</param>
/// <param name="rule">The rule now; <see langword="null"/>: the default.</param>
internal sealed class ReplayChange(Verdict was, string? wasRule, Verdict now, RuleReference? rule)
{
    private readonly List<ReplayExample> _examples = [];

    internal Verdict Was { get; } = was;

    internal string? WasRule { get; } = wasRule;

    internal Verdict Now { get; } = now;

    internal RuleReference? Rule { get; } = rule;

    internal int Count { get; private set; }

    /// <summary>The first of the requests.</summary>
    internal IReadOnlyList<ReplayExample> Examples => _examples;

    internal void Add(ReplayItem item, in Decision decision, int mostExamples)
    {
        Count++;
        if (_examples.Count < mostExamples)
            _examples.Add(new ReplayExample(item.Place, item.Action?.Kind.Name, item.Action?.Target, item.Context.Agent, decision.Reason));
    }
}

/// <summary>A request that would get another verdict.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Kind">The kind of action; <see langword="null"/>: it is code.</param>
/// <param name="Target">What it acts on.</param>
/// <param name="Agent">Who acts.</param>
/// <param name="Reason">Why it gets the verdict that it now gets.</param>
internal sealed record ReplayExample(string Place, string? Kind, string? Target, string? Agent, string Reason);
