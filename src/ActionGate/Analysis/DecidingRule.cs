using ActionGate.Evaluation;

namespace ActionGate.Analysis;

/// <summary>Whether a rule stands behind what the engine said, and which.</summary>
internal static class DecidingRule
{
    internal static bool Is(RuleRow row, string kind, in Finding finding) =>
        row.IsCause(finding.Cause) || finding.Cause is OperationsCause several && several.Operations.Any(o => o.Operation.Kind == kind && ReferenceEquals(o.Rule, row.Reference));

    /// <summary>The rule; <see langword="null"/>: the default.</summary>
    internal static RuleReference? Of(in Finding finding) => finding.Cause switch
    {
        Refusal refusal => refusal.Rule,
        IDecisiveRule rule => rule.Reference,
        _ => null,
    };

    /// <summary>The rule in the words of messages: <c>rule 'no-keys' (policy.yaml:3)</c>.</summary>
    internal static string Describe(in Finding finding) => Of(in finding) is { } rule ? $"rule {rule}" : "the default";
}
