using System.Globalization;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// Rules that allow a part of what a stricter rule below them means to refuse. An allow that lies wholly within the refusal is an exception
/// from it, and meant; one that goes beyond it was written for something else, and lets through what happens to be in both.
/// </summary>
internal sealed class RuleConflicts(PolicyModel policy, PolicyChains chains, DiagnosticBag diagnostics)
{
    /// <summary>Some tenths of a second.</summary>
    private const long MostSteps = 20_000_000;
    private const int PairBudget = 2_000;

    /// <summary>About what holding two outlines against each other costs.</summary>
    private const int StepsOfPair = 3;

    private readonly HashSet<RuleUnit> _reported = [];
    private long _steps;

    /// <summary>Reports them.</summary>
    /// <returns>Whether all pairs were looked at.</returns>
    internal bool Report()
    {
        if (policy.Policy.Precedence != Precedence.FirstMatch)
            return true;
        var units = new Dictionary<(DecisionSearch, int), RuleUnit>();
        foreach (var unit in chains.Units)
        {
            foreach (var (search, _, row) in unit.Rows)
                units[(search, row)] = unit;
        }
        foreach (var (search, kind) in chains.Searches)
            Report(search, kind, units);
        return _steps <= MostSteps;
    }

    private void Report(DecisionSearch search, string kind, Dictionary<(DecisionSearch, int), RuleUnit> units)
    {
        var model = chains.ModelOf(kind);
        var product = model.Search;
        var allows = new PrefixTable();
        var outlines = new Outline?[search.Rows.Count];
        string separators = SeparatorsOf(kind);
        KindRulesBorder border = default;
        for (int i = 0; i < search.Rows.Count; i++)
        {
            var row = search.Rows[i];
            // The rules of an agent's own entry go first because they shall.
            if (border.IsPassed(row))
                allows = new PrefixTable();
            string prefix = model.Automaton.PrefixOf(row.Atom);
            if (row.Verdict == Verdict.Allow)
            {
                if (row.Holds == MatchStrength.Definite)
                    allows.Add(prefix, i);
                continue;
            }
            var unit = units[(search, i)];
            if (row.Holds == MatchStrength.None || unit.Use is not (UnitUse.Decides or UnitUse.Unknown) || _reported.Contains(unit))
                continue;
            foreach (int allow in allows.Meeting(prefix))
            {
                if (_steps > MostSteps)
                    return;
                _steps += StepsOfPair;
                if (!Outline.MayMeet(OutlineOf(allow), OutlineOf(i)))
                    continue;
                bool isConflict = IsConflict(product, search.Rows[allow].Atom, row.Atom);
                _steps += product.TakeSteps();
                if (isConflict && Report(search, kind, allow, i, unit))
                    break;
            }
        }

        Outline OutlineOf(int row) => outlines[row] ??= Outline.Of(model.Automaton, search.Rows[row].Atom, separators);
    }

    private static string SeparatorsOf(string kind) => TargetFamilies.Of(kind) switch
    {
        TargetFamily.Path => "/",
        TargetFamily.Network or TargetFamily.Command => $"{Universe.Separator}{Universe.OptionSeparator}",
        _ => "",
    };

    private static bool IsConflict(ProductSearch product, int allow, int refusal)
    {
        bool meet = false;
        product.Run([allow, refusal], [0, 1], [], PairBudget, (matches, _) => !(meet = matches.All(m => m.Least == MatchStrength.Definite)));
        if (!meet)
            return false;
        bool goesBeyond = false;
        product.Run([allow, refusal], [0], [], PairBudget, (matches, _) => !(goesBeyond = matches is [{ Rank: 0 }] || matches.Any(m => m.Rank == 1 && m.Least == MatchStrength.None)));
        return goesBeyond;
    }

    private bool Report(DecisionSearch search, string kind, int allow, int refusal, RuleUnit unit)
    {
        var row = search.Rows[allow];
        var proof = search.Find(allow, [search.Rows[refusal].Atom], finding => finding.Verdict == Verdict.Allow && DecidingRule.Is(row, kind, in finding), out var example, isSure: true);
        if (proof != Proof.Found)
            return false;
        _reported.Add(unit);
        string does = unit.Rule.Decision == Verdict.Deny ? $"deny rule {DecisionText.Quote(unit.Rule.Id)}" : $"rule {DecisionText.Quote(unit.Rule.Id)} asks for approval";
        diagnostics.Warning(
            DiagnosticIds.AllowedBefore,
            unit.Span,
            string.Create(CultureInfo.InvariantCulture, $"{kind} {DecisionText.Quote(policy.Show(kind, example!.Target))}{example.World.Describe()} is allowed by rule {row.Reference} before {does}"),
            "move the stricter rule up, or narrow the one that allows");
        return true;
    }

    /// <summary>Tells where one list of rules ends and the next begins.</summary>
    private struct KindRulesBorder
    {
        private RuleHeads? _last;

        internal bool IsPassed(RuleRow row)
        {
            bool isPassed = _last is not null && !ReferenceEquals(_last, row.Rules.Heads);
            _last = row.Rules.Heads;
            return isPassed;
        }
    }
}
