namespace ActionGate.Policies;

/// <summary>What a document says of targets that are not known exactly and that no rule decides: one verdict, or one per kind.</summary>
/// <param name="default">Kinds that are not named.</param>
/// <param name="byKind">By the kind's name, or by <c>x.*</c> for all kinds below <c>x</c>; the nearest decides.</param>
internal sealed class UnresolvedVerdicts(Verdict @default, IReadOnlyDictionary<string, Verdict>? byKind = null)
{
    /// <summary>By what the names begin with, the longest first.</summary>
    private readonly (string Prefix, Verdict Verdict)[] _below = byKind is null
        ? []
        : [.. byKind.Where(k => k.Key.EndsWith(".*", StringComparison.Ordinal)).OrderByDescending(k => k.Key.Length).Select(k => (k.Key[..^1], k.Value))];

    internal static UnresolvedVerdicts Deny { get; } = new(Verdict.Deny);

    internal Verdict Of(string kind)
    {
        if (byKind is not null && byKind.TryGetValue(kind, out var verdict))
            return verdict;
        foreach ((string prefix, Verdict below) in _below)
        {
            if (kind.StartsWith(prefix, StringComparison.Ordinal))
                return below;
        }
        return @default;
    }
}
