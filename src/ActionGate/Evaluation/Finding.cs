using ActionGate.Compilation;

namespace ActionGate.Evaluation;

/// <summary>What one document says of one operation.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Cause">The <see cref="CompiledRule"/> or <see cref="Refusal"/> behind it; <see langword="null"/>: the default.</param>
/// <param name="Abstains">It says nothing.</param>
internal readonly record struct Finding(Verdict Verdict, object? Cause, bool Abstains = false)
{
    internal static Finding Abstention => new(Verdict.Deny, null, Abstains: true);

    internal static Finding Refused(Refusal refusal) => new(Verdict.Deny, refusal);

    internal static Finding By(CompiledRule rule) => new(rule.Verdict, rule);
}
