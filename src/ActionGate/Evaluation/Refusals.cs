namespace ActionGate.Evaluation;

/// <summary>What is refused before, or instead of, any rule; the texts say what was wrong.</summary>
internal static class Refusals
{
    internal static Refusal NoTarget { get; } = new(RuleReference.Fault, DiagnosticIds.NoTarget, "the request has no target");

    internal static Refusal TooLong { get; } =
        new(RuleReference.Fault, DiagnosticIds.TargetTooLong, $"the target is longer than {RequestEvaluator.LongestTarget} characters");

    internal static Refusal NoBlocks { get; } = new(RuleReference.Fault, DiagnosticIds.NoBlocks, "the request has no code");

    internal static Refusal Invalid(string problem) =>
        new(RuleReference.Fault, DiagnosticIds.InvalidTarget, $"the target is not valid: {problem}");

    internal static Refusal UnknownKind(string kind) =>
        new(RuleReference.Fault, DiagnosticIds.UnknownKind, $"unknown action kind {DecisionText.Quote(kind)}: it is neither built in nor declared under 'kinds'");

    internal static Refusal Unresolved(string problem) =>
        new(RuleReference.Unresolved, DiagnosticIds.UnresolvedTarget, $"the target can't be resolved: {problem}");

    internal static Refusal Undecidable(string problem) =>
        new(RuleReference.Unresolved, DiagnosticIds.UndecidableShell, $"the shell text can't be decided: {problem}");

    internal static Refusal Opaque(string? note) =>
        new(RuleReference.Unresolved, DiagnosticIds.OpaqueCode, $"what the code would do is not known: {note ?? "a part of it could not be read"}");

    internal static Refusal UnknownLanguage(string language) =>
        new(RuleReference.Fault, DiagnosticIds.UnknownLanguage, $"unknown language {DecisionText.Quote(language)}");

    internal static Refusal OtherAgent(string? expected, string? found) =>
        new(
            RuleReference.Unresolved,
            DiagnosticIds.OtherAgent,
            expected is null
                ? "no policy decides this: all abstain"
                : $"the policy is for agent {DecisionText.Quote(expected)}, the request names {(found is null ? "none" : DecisionText.Quote(found))}");

    internal static Refusal Failed(Exception exception) =>
        new(RuleReference.Fault, DiagnosticIds.EvaluationFailed, $"the evaluation failed ({exception.GetType().Name})");
}
