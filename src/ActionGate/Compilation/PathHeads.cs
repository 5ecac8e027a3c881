namespace ActionGate.Compilation;

/// <summary>The literal beginnings of a document's path patterns: which there are, and where they really lead.</summary>
/// <param name="elsewhere">Those that lead elsewhere; empty where nobody asked the disk.</param>
internal sealed class PathHeads(IReadOnlyDictionary<string, string> elsewhere)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>All that were asked for, with a NUL between them, which stands in no path: one object for a policy to keep.</summary>
    internal string Seen => string.Join('\0', _seen);

    /// <summary>Where a path really leads; <see langword="null"/> where that is no other.</summary>
    internal string? RealOf(string? path)
    {
        // Of a host's variable it may hold a NUL, and then is the name of nothing.
        if (path is not { Length: > 1 } || path.Contains('\0', StringComparison.Ordinal))
            return null;
        _seen.Add(path);
        return elsewhere.GetValueOrDefault(path);
    }
}
