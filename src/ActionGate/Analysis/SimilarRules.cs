using System.Globalization;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>Rules that say the same, and rules that could be one.</summary>
internal static class SimilarRules
{
    /// <summary>Reports them.</summary>
    /// <returns>The rules that only repeat another.</returns>
    internal static HashSet<PolicyRule> Report(PolicyModel policy, DiagnosticBag diagnostics)
    {
        var duplicates = new HashSet<PolicyRule>();
        ReportList(policy.Document.Rules, duplicates, diagnostics);
        foreach (var agent in policy.Document.Agents ?? [])
            ReportList(agent.Rules, duplicates, diagnostics);
        return duplicates;
    }

    private static void ReportList(IReadOnlyList<PolicyRule> rules, HashSet<PolicyRule> duplicates, DiagnosticBag diagnostics)
    {
        var seen = new Dictionary<string, PolicyRule>(StringComparer.Ordinal);
        PolicyRule? first = null;
        string? lastTerms = null;
        int count = 0;
        foreach (var rule in rules)
        {
            string terms = TermsOf(rule);
            string key = $"{terms}\n{string.Join('\n', rule.Targets.Select(t => t.Value).Order(StringComparer.Ordinal))}\n{string.Join('\0', rule.Argv?.Select(a => a.Value) ?? [])}";
            if (!seen.TryAdd(key, rule))
            {
                duplicates.Add(rule);
                diagnostics.Warning(
                    DiagnosticIds.DuplicateRule, rule.Span, $"rule {DecisionText.Quote(rule.Id)} repeats rule {Name(seen[key])}", "remove one of the two");
            }
            else if (terms == lastTerms && CanJoin(rule) && CanJoin(first!))
            {
                count++;
                continue;
            }
            ReportRun(first, count, diagnostics);
            (first, lastTerms, count) = (rule, terms, 1);
        }
        ReportRun(first, count, diagnostics);
    }

    private static void ReportRun(PolicyRule? first, int count, DiagnosticBag diagnostics)
    {
        if (count > 1)
        {
            diagnostics.Note(
                DiagnosticIds.CouldBeOne,
                first!.Span,
                string.Create(CultureInfo.InvariantCulture, $"rule {DecisionText.Quote(first.Id)} and the {(count == 2 ? "one" : $"{count - 1}")} below it could be one rule with a list of targets"),
                "they differ in their targets only");
        }
    }

    private static bool CanJoin(PolicyRule rule) => rule is { Argv: null, Rate: null, Match.Count: 0, NoMatch.Count: 0, Description: null } && rule.Id.Contains('#', StringComparison.Ordinal);

    private static string Name(PolicyRule rule) => string.Create(CultureInfo.InvariantCulture, $"{DecisionText.Quote(rule.Id)} (line {rule.Span.Line})");

    /// <summary>All that a rule says beside its targets.</summary>
    private static string TermsOf(PolicyRule rule)
    {
        var conditions = rule.Conditions;
        return string.Join('|', [
            List(rule.Actions.Select(a => a.Value)), DecisionText.Of(rule.Decision), List(conditions.Agents), List(conditions.Languages), List(conditions.Methods),
            List(conditions.Ports?.Select(p => p.ToString())), Text(conditions.NotBefore), Text(conditions.Expires), Text(rule.Rate), Text(rule.Limits), Text(rule.Approval),
        ]);

        static string List(IEnumerable<string>? words) => words is null ? "-" : string.Join(',', words.Order(StringComparer.Ordinal));
        static string Text(object? value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
    }
}
