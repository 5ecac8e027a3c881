namespace ActionGate.Evaluation;

/// <summary>A call in code that makes links, or takes files away and perhaps puts them elsewhere; a loop makes it for several.</summary>
/// <param name="makesLinks">It makes links.</param>
internal sealed class LinkCall(bool makesLinks)
{
    /// <summary>Of more files nobody asks the disk what they are.</summary>
    private const int MostMoved = 64;

    /// <summary>What it links to or takes away, as far as that is known.</summary>
    private readonly HashSet<string> _sources = new(StringComparer.Ordinal);
    private bool _hasUnknown;
    private bool? _movesLinks;

    /// <summary>A callable of this name makes links.</summary>
    internal static bool IsOne(ReadOnlySpan<char> api) =>
        api[(api.LastIndexOf('.') + 1)..] is "symlink" or "link" or "symlink_to" or "hardlink_to" or "link_to";

    internal void Add(string? source)
    {
        if (source is null)
            _hasUnknown = true;
        else
            _sources.Add(source);
    }

    /// <summary>What the call writes is a link where it makes one, or where what it takes away for it was one.</summary>
    internal bool Makes(Operation written, Func<string, bool> isNoLink) =>
        makesLinks ? written.Target is not { } path || !_sources.Contains(path) : _movesLinks ??= _hasUnknown || _sources.Count > MostMoved || !AreNoLinks(isNoLink);

    private bool AreNoLinks(Func<string, bool> isNoLink)
    {
        foreach (string source in _sources)
        {
            if (!isNoLink(source))
                return false;
        }
        return true;
    }
}
