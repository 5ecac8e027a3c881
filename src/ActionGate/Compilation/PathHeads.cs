namespace ActionGate.Compilation;

/// <summary>The literal beginnings of a document's path patterns: which there are, and where they really lead.</summary>
/// <param name="elsewhere">Those that lead elsewhere; empty where nobody asked the disk.</param>
internal sealed class PathHeads(IReadOnlyDictionary<string, RealHead> elsewhere)
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
        return elsewhere.TryGetValue(path, out var real) ? real.Path : null;
    }

    /// <summary>The same for the beginning of a pattern: what allows does not allow where a link leads that agents may have put there.</summary>
    internal string? RealOf(string path, bool isRefusal)
    {
        string? real = RealOf(path);
        return real is not null && (isRefusal || !elsewhere[path].IsAgents) ? real : null;
    }
}

/// <summary>Where a literal path really leads.</summary>
/// <param name="Path">The place.</param>
/// <param name="IsAgents">A link on the way stands where the policy lets agents put one.</param>
internal readonly record struct RealHead(string Path, bool IsAgents);
