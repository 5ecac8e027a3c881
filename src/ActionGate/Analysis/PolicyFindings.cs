using System.Globalization;
using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>What is odd about a document that loads: found by what its rules can decide, and not by how they look.</summary>
internal sealed class PolicyFindings
{
    private readonly DiagnosticBag _diagnostics;
    private readonly PolicyModel _policy;
    private readonly PolicyChains _chains;

    private PolicyFindings(CompiledPolicy policy)
    {
        _diagnostics = new DiagnosticBag(policy.Source);
        _policy = PolicyModel.Of(policy);
        _chains = new PolicyChains(_policy);
    }

    /// <summary>Looks at a document.</summary>
    internal static IReadOnlyList<Diagnostic> Of(CompiledPolicy policy)
    {
        var findings = new PolicyFindings(policy);
        findings._chains.FindUses();
        var duplicates = SimilarRules.Report(findings._policy, findings._diagnostics);
        findings.ReportUnused(duplicates);
        bool isWhole = new RuleConflicts(findings._policy, findings._chains, findings._diagnostics).Report();
        new BroadAllows(findings._policy, findings._chains, findings._diagnostics).Report();
        CommandNames.Report(findings._policy, findings._chains, findings._diagnostics);
        findings.ReportUnknown(isWhole);
        return findings._diagnostics.ToList();
    }

    private void ReportUnused(HashSet<PolicyRule> duplicates)
    {
        foreach (var units in _chains.Units.GroupBy(u => u.Rule))
        {
            if (duplicates.Contains(units.Key))
                continue;
            bool isWholeRule = units.All(IsUnused);
            foreach (var unit in units.Where(IsUnused))
            {
                Report(unit, isWholeRule);
                if (isWholeRule && unit.Use == UnitUse.Covered)
                    break;
            }
        }
    }

    private static bool IsUnused(RuleUnit unit) => unit.Use is UnitUse.Covered or UnitUse.TakesNothing or UnitUse.NeverHolds;

    private void Report(RuleUnit unit, bool isWholeRule)
    {
        string rule = DecisionText.Quote(unit.Rule.Id);
        string target = DecisionText.Quote(unit.Text);
        switch (unit.Use)
        {
            case UnitUse.Covered when isWholeRule:
                _diagnostics.Warning(
                    DiagnosticIds.RuleNeverDecides, unit.Span, $"rule {rule} never decides: {Others(unit)}{Before} decides every request that it matches", _policy.Policy.Precedence == Precedence.FirstMatch ? "remove it, or move it up" : "remove it");
                break;
            case UnitUse.Covered:
                _diagnostics.Warning(
                    DiagnosticIds.TargetNeverDecides,
                    unit.Span,
                    unit.Instead.Count == 0
                        ? $"{target} in rule {rule} adds nothing: another target of the rule takes all that it takes"
                        : $"{target} in rule {rule} never decides: {Others(unit)}{Before} decides every request that it matches",
                    "remove it");
                break;
            case UnitUse.TakesNothing:
                _diagnostics.Warning(DiagnosticIds.TakesNothing, unit.Span, $"{target} in rule {rule} matches no request: no target looks like that once it is resolved", "correct the pattern, or remove it");
                break;
            default:
                _diagnostics.Warning(DiagnosticIds.NeverHolds, unit.Rule.Span, $"no request meets the conditions of rule {rule}", "correct its conditions, or remove it");
                break;
        }
    }

    /// <summary>Where the strictest rule decides, it need not stand before the others.</summary>
    private string Before => _policy.Policy.Precedence == Precedence.FirstMatch ? " before it" : "";

    private static string Others(RuleUnit unit) => unit.Instead.Count switch
    {
        0 => "another target of the same rule",
        1 => $"rule {unit.Instead[0]}",
        2 => $"rule {unit.Instead[0]} or {unit.Instead[1]}",
        _ => string.Create(CultureInfo.InvariantCulture, $"rule {unit.Instead[0]} or one of {unit.Instead.Count - 1} others"),
    };

    private void ReportUnknown(bool isWhole)
    {
        int unknown = _chains.Units.Count(u => u.Use == UnitUse.Unknown);
        if (isWhole && !_chains.HasTooManyWorlds && unknown == 0)
            return;
        _diagnostics.Note(
            DiagnosticIds.NotAllKnown,
            default,
            unknown > 0
                ? string.Create(CultureInfo.InvariantCulture, $"of {unknown} of {_chains.Units.Count} targets it is not known whether they can decide anything")
                : "not all rules could be compared with each other",
            "what is reported holds all the same");
    }
}
