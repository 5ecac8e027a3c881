using System.Globalization;
using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads what a rule says under <c>approval</c>.</summary>
internal sealed class ApprovalReading(DiagnosticBag diagnostics)
{
    private const int MostRequired = 100;

    private readonly TextReading _text = new(diagnostics);
    private readonly QuantityReading _quantities = new(new TextReading(diagnostics), diagnostics);

    internal ApprovalTerms? Read(YamlEntry entry, Verdict? decision, string place)
    {
        if (decision is Verdict.Allow or Verdict.Deny)
            diagnostics.Error(
                DiagnosticIds.UnfittingApproval,
                entry.Key.Span,
                $"'approval' does not fit the decision '{DecisionText.Of(decision.Value)}'{place}",
                "write 'decision: require_approval', or remove it");
        if (_text.Map(entry.Value, "a map of terms for the approval", "as in { timeout: 5min, approvers: [alice] }") is not { } mapping)
            return null;
        place = " under 'approval'" + place;
        KeyedMap keys = KeyedMap.Read(mapping, KeyTable.Approval, place, diagnostics);
        List<string>? approvers = keys.TryFind("approvers", out YamlEntry names)
            ? [.. _text.Lines(names.Value, mayBeEmpty: false).Select(name => name.Value).Distinct(StringComparer.Ordinal)]
            : null;
        return new ApprovalTerms
        {
            Timeout = keys.TryFind("timeout", out YamlEntry timeout) ? _quantities.Duration(timeout, place) : null,
            Approvers = approvers,
            Required = keys.TryFind("required", out YamlEntry required) ? ReadRequired(required, approvers, place) : 1,
            Scope = keys.TryFind("scope", out YamlEntry scope) ? _quantities.Duration(scope, place, "once") : null,
        };
    }

    private int ReadRequired(YamlEntry entry, List<string>? approvers, string place)
    {
        if (_quantities.Count(entry, MostRequired, place) is not { } required)
            return 1;
        // None at all was reported as an empty list, or entry by entry.
        if (approvers is { Count: > 0 } && required > approvers.Count)
            diagnostics.Error(
                DiagnosticIds.TooFewApprovers,
                entry.Value.Span,
                string.Create(CultureInfo.InvariantCulture, $"{required} approvals are required, and {approvers.Count} may approve{place}"),
                "name more approvers, or require fewer");
        return required;
    }
}
