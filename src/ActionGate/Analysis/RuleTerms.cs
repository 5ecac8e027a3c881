using System.Globalization;
using ActionGate.Evaluation;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// Under which terms the rules of a document let something go ahead (who approves, within which limits, how often), as text that is the same
/// for rules with the same terms. A rule that counts is like none but itself: the one at its place among those that count.
/// </summary>
internal sealed class RuleTerms
{
    private readonly Dictionary<PolicyRule, string> _terms = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(string, int), string> _byPlace = [];
    private readonly PolicyModel _policy;

    internal RuleTerms(PolicyModel policy)
    {
        _policy = policy;
        int rates = 0;
        foreach (var rule in policy.AllRules)
        {
            if (rule.Decision == Verdict.Deny || rule is { Rate: null, Limits: null, Approval: null })
                continue;
            string rate = rule.Rate is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{rule.Rate} {rates++}");
            string terms = string.Create(CultureInfo.InvariantCulture, $"{rate}|{rule.Limits}|{rule.Approval}|{string.Join('\0', rule.Approval?.Approvers ?? [])}");
            _terms[rule] = terms;
            _byPlace[(rule.Id, rule.Span.Line)] = terms;
        }
    }

    /// <summary>No rule has any.</summary>
    internal bool AreNone => _terms.Count == 0;

    internal string Of(RuleRow row) => AreNone ? "" : _terms.GetValueOrDefault(_policy.RuleOf(row.Rules, row.Index), "");

    /// <summary>The terms of whatever rule is behind what the engine said.</summary>
    internal string Of(in Finding finding) => DecidingRule.Of(finding) is { } rule ? _byPlace.GetValueOrDefault((rule.Id, rule.Line), "") : "";
}
