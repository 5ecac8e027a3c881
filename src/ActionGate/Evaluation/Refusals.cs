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

    internal static Refusal AmbiguousFileName { get; } = Invalid("executors read the file name of the first line in different ways (a colon, a control character, unusual blanks or the end of the comment)");

    internal static Refusal NotAsDecided(string problem) =>
        new(RuleReference.Fault, DiagnosticIds.InvalidTarget, $"the request would not be sent as it is decided: {problem}");

    internal static Refusal UnknownKind(string kind) =>
        new(RuleReference.Fault, DiagnosticIds.UnknownKind, $"unknown action kind {DecisionText.Quote(kind)}: it is neither built in nor declared under 'kinds'");

    internal static Refusal Unresolved(string problem) =>
        new(RuleReference.Unresolved, DiagnosticIds.UnresolvedTarget, $"the target can't be resolved: {problem}");

    internal static Refusal Undecidable(string problem) =>
        new(RuleReference.Unresolved, DiagnosticIds.UndecidableShell, $"the shell text can't be decided: {problem}");

    internal static Refusal Opaque(string? note) =>
        new(RuleReference.Unresolved, DiagnosticIds.OpaqueCode, $"what the code would do is not known: {note ?? "a part of it could not be read"}");

    internal static Refusal UnknownModule(string module) => Opaque($"no catalogue has the module {DecisionText.Quote(module)}");

    internal static Refusal UnknownLanguage(string language) =>
        new(RuleReference.Fault, DiagnosticIds.UnknownLanguage, $"unknown language {DecisionText.Quote(language)}");

    internal static Refusal OtherAgent(string? expected, string? found) =>
        new(
            RuleReference.Unresolved,
            DiagnosticIds.OtherAgent,
            expected is null
                ? "no policy decides this: all abstain"
                : $"the policy is for agent {DecisionText.Quote(expected)}, the request names {(found is null ? "none" : DecisionText.Quote(found))}");

    internal static Refusal OwnPolicy { get; } = Self("it would change a policy that is in force");

    internal static Refusal OwnFiles { get; } = Self("it would change the audit log or another file of the gate");

    internal static Refusal OwnKey { get; } = Self("it would touch the key that signs audit logs, which nobody but the gate reads");

    internal static Refusal OwnHooks { get; } = Self("it would change the hooks by which an agent's host asks the gate");

    internal static Refusal OwnHooksBelow { get; } = Self("the folder holds hooks by which an agent's host asks the gate");

    internal static Refusal OwnHooksUnpacked { get; } =
        Self("an archive may bring hooks by which an agent's host asks the gate into this folder; unpack it into a folder of its own");

    internal static Refusal BelowUnknown { get; } = Self("the folder may hold hooks by which an agent's host asks the gate: what lies below can't be told whole");

    /// <summary>No rule and no 'unresolved' lifts this: it might be a file of the gate.</summary>
    internal static Refusal NeverUnknown(Refusal unknown) =>
        new(RuleReference.Unresolved, unknown.DiagnosticId, $"{unknown.Message}; what may be one of the gate's own files is neither written nor deleted, whatever the rules say");

    internal static Refusal OwnCommand { get; } = Self("agents don't approve, run code by a policy of their choice, install hooks, or write to audit logs and sign them");

    internal static Refusal RealPathUnknown(string? problem) =>
        new(RuleReference.Unresolved, DiagnosticIds.RealPathUnknown, $"where the path really leads is not known: {problem}");

    internal static Refusal LinkMadeBefore(string link) =>
        new(RuleReference.Unresolved, DiagnosticIds.RealPathUnknown, $"where the path really leads is not known: {DecisionText.Quote(link)} may be a link by then");

    internal static Refusal Shadowed(string name) =>
        new(RuleReference.Fault, DiagnosticIds.ShadowedCommand, $"the text gives {DecisionText.Quote(name)} a new meaning, and commands of that name are allowed");

    internal static Refusal ScriptNotRead(string problem) =>
        new(RuleReference.Unresolved, DiagnosticIds.ScriptNotRead, $"what the script would do is not known: {problem}");

    /// <summary>The policy's <c>unresolved</c> decides, and the text says so.</summary>
    internal static Refusal LetPass(Refusal otherwise, Verdict verdict) =>
        new(RuleReference.Unresolved, otherwise.DiagnosticId, $"{otherwise.Message}; the policy's 'unresolved' says {DecisionText.Of(verdict)}");

    private static Refusal Self(string what) => new(RuleReference.Self, DiagnosticIds.SelfProtection, $"the gate protects itself: {what}");

    internal static Refusal Failed(Exception exception) =>
        new(RuleReference.Fault, DiagnosticIds.EvaluationFailed, $"the evaluation failed ({exception.GetType().Name})");
}
