using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>All chains of a document, each for every kind, agent and world that its rules tell apart; and the targets of its rules in them.</summary>
internal sealed class PolicyChains
{
    /// <summary>Of all chains in all worlds.</summary>
    private const int MostRows = 500_000;

    /// <summary>Of agents whose entries forbid something beside the same rules: what one may not do, another may.</summary>
    private const int MostConstraints = 8;

    private readonly PolicyModel _policy;
    private readonly Dictionary<(PolicyRule, string), RuleUnit> _units = [];
    private readonly Dictionary<string, KindModel> _kinds = new(StringComparer.Ordinal);

    private int _rows;

    internal PolicyChains(PolicyModel policy)
    {
        _policy = policy;
        foreach (string kind in policy.Kinds)
        {
            var seen = new Dictionary<RuleChain, HashSet<CodeConstraint?>>();
            foreach (string? agent in policy.Agents.OrderBy(a => policy.IsConstrained(a, kind)))
            {
                if (policy.ChainOf(agent, kind) is not { IsEmpty: false } chain)
                    continue;
                var conditions = KindModel.ConditionsOf(chain);
                if (!IsNew(seen, chain, policy.IsConstrained(agent, kind) ? policy.Policy.Find(agent)?.Code : null) && !conditions.Any(c => c?.Agents is not null))
                    continue;
                if (World.Of(agent, kind, conditions) is not { } worlds)
                {
                    HasTooManyWorlds = true;
                    continue;
                }
                foreach (var world in worlds)
                    Add(kind, chain, world);
            }
        }
    }

    /// <summary>The targets of rules, in the order in which they are tried.</summary>
    internal List<RuleUnit> Units { get; } = [];

    internal List<(DecisionSearch Search, string Kind)> Searches { get; } = [];

    /// <summary>Conditions make more worlds than are looked at.</summary>
    internal bool HasTooManyWorlds { get; private set; }

    private static bool IsNew(Dictionary<RuleChain, HashSet<CodeConstraint?>> seen, RuleChain chain, CodeConstraint? constraint)
    {
        if (!seen.TryGetValue(chain, out var constraints))
            seen[chain] = constraints = [];
        // Whoever nothing is forbidden to shows all that the rules can do.
        return !constraints.Contains(null) && constraints.Count < MostConstraints && constraints.Add(constraint);
    }

    internal KindModel ModelOf(string kind)
    {
        if (!_kinds.TryGetValue(kind, out var model))
            _kinds[kind] = model = new KindModel(_policy, kind);
        return model;
    }

    private void Add(string kind, RuleChain chain, World world)
    {
        if (_rows > MostRows)
        {
            HasTooManyWorlds = true;
            return;
        }
        var model = ModelOf(kind);
        var rows = model.RowsOf(_policy, chain, world);
        _rows += rows.Count;
        var search = new DecisionSearch(_policy, model, rows, world);
        Searches.Add((search, kind));
        for (int i = 0; i < rows.Count; i++)
            UnitOf(rows[i]).Rows.Add((search, kind, i));
    }

    private RuleUnit UnitOf(RuleRow row)
    {
        var rule = _policy.RuleOf(row.Rules, row.Index);
        var (text, span) = TargetOf(rule, row);
        if (!_units.TryGetValue((rule, text), out var unit))
        {
            _units[(rule, text)] = unit = new RuleUnit(rule, span, text);
            Units.Add(unit);
        }
        return unit;
    }

    /// <summary>The target that a pattern came from: itself, the set that holds it, or the words of a command.</summary>
    private (string Text, SourceSpan Span) TargetOf(PolicyRule rule, RuleRow row)
    {
        if (rule.Targets.Count == 0)
            return (string.Join(' ', rule.Argv!.Select(a => a.Value)), rule.Argv![0].Span);
        if (rule.Targets.Count == 1)
            return (rule.Targets[0].Value, rule.Targets[0].Span);
        string text = row.Rules.PatternAt(row.Index);
        foreach (var target in rule.Targets)
        {
            if (target.Value == text || target.Value.StartsWith('@') && Holds(target.Value[1..], text))
                return (target.Value, target.Span);
        }
        return (text, rule.Span);
    }

    private bool Holds(string set, string entry) =>
        _policy.Document.Sets.TryGetValue(set, out var entries) ? entries.Any(e => e.Value == entry) : BuiltInSets.Find(set)?.Contains(entry) == true;

    /// <summary>Finds out what each target can decide.</summary>
    internal void FindUses()
    {
        foreach (var unit in Units)
        {
            unit.Use = UseOf(unit);
            // It may decide where nobody has looked.
            if (HasTooManyWorlds && unit.Use != UnitUse.Decides)
                unit.Use = UnitUse.Unknown;
        }
    }

    private UnitUse UseOf(RuleUnit unit)
    {
        var use = UnitUse.NeverHolds;
        bool isUnknown = false;
        foreach (var (search, kind, at) in unit.Rows)
        {
            var row = search.Rows[at];
            if (row.Holds == MatchStrength.None || row.Holds == MatchStrength.Broad && row.Verdict == Verdict.Allow)
                continue;
            var proof = search.Find(at, [], finding => IsBy(unit, search, kind, in finding), out _);
            if (proof == Proof.Found || proof == Proof.Unknown && IsProbed(unit, search, kind, row))
                return UnitUse.Decides;
            if (proof == Proof.Unknown)
            {
                // Another agent, or another world, may show it.
                isUnknown = true;
                continue;
            }
            bool takesSomething = search.LastRows.Count > 1;
            if (use != UnitUse.Covered)
                use = takesSomething ? UnitUse.Covered : UnitUse.TakesNothing;
            foreach (int other in search.LastRows)
            {
                var reference = search.Rows[other].Reference;
                if (!ReferenceEquals(reference, row.Reference) && !unit.Instead.Contains(reference))
                    unit.Instead.Add(reference);
            }
        }
        return isUnknown ? UnitUse.Unknown : use;
    }

    /// <summary>The engine decides by it what the automata know too little of.</summary>
    private bool IsProbed(RuleUnit unit, DecisionSearch search, string kind, RuleRow row)
    {
        if (_policy.PatternOf(row.Rules, row.Index) is not CommandPattern command)
            return false;
        foreach (string text in CommandProbe.Of(command))
        {
            if (IsBy(unit, search, kind, _policy.Ask(kind, ModelOf(kind).Universe.Decode(text), search.World)))
                return true;
        }
        return false;
    }

    /// <summary>Alternatives of one target are one to whoever reads the policy.</summary>
    private static bool IsBy(RuleUnit unit, DecisionSearch search, string kind, in Evaluation.Finding finding)
    {
        foreach (var (of, _, at) in unit.Rows)
        {
            if (ReferenceEquals(of, search) && DecidingRule.Is(search.Rows[at], kind, in finding))
                return true;
        }
        return false;
    }
}
