namespace ActionGate.Policies;

/// <summary>What a document says of targets that are not known exactly and that no rule decides: one verdict, or one per kind.</summary>
/// <param name="default">Kinds that are not named.</param>
/// <param name="byKind">By the kind's name.</param>
internal sealed class UnresolvedVerdicts(Verdict @default, IReadOnlyDictionary<string, Verdict>? byKind = null)
{
    internal static UnresolvedVerdicts Deny { get; } = new(Verdict.Deny);

    internal Verdict Of(string kind) => byKind is not null && byKind.TryGetValue(kind, out var verdict) ? verdict : @default;
}
