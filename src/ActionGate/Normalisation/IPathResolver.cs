namespace ActionGate.Normalisation;

/// <summary>What a host knows of the disk: an input of evaluation, which itself reads nothing. Safe for concurrent use; never throws.</summary>
internal interface IPathResolver
{
    /// <summary>The real path of the longest prefix that exists, with the rest appended.</summary>
    /// <param name="path">A normal absolute path.</param>
    /// <param name="real">Gets the real path, in normal form, where it is another; it is cleared first.</param>
    /// <param name="problem">Why it is not known.</param>
    RealPath Resolve(scoped ReadOnlySpan<char> path, ref CharBuffer real, out string? problem);

    /// <summary>Whether the path is a folder now, and no symbolic link to one.</summary>
    bool IsDirectory(scoped ReadOnlySpan<char> path);

    /// <summary>All that lies below a folder, as normal paths, links not followed; <see langword="null"/> where that is too much or can't be read.</summary>
    IReadOnlyList<string>? ListBelow(scoped ReadOnlySpan<char> directory);

    /// <summary>Whether something that lies below a folder is one that is sought, links not followed; <see langword="null"/> where that is too much or can't be read.</summary>
    /// <param name="directory">A normal path that <see cref="IsDirectory"/>.</param>
    /// <param name="isSought">Is asked about each normal path, and told whether it is a link.</param>
    /// <param name="budget">What may be looked at; becomes less.</param>
    bool? HoldsBelow(scoped ReadOnlySpan<char> directory, Func<string, bool, bool> isSought, SearchBudget budget);

    /// <summary>The names in a folder, links followed; none where there is no such folder, <see langword="null"/> where they are too many or can't be read.</summary>
    IReadOnlyList<string>? NamesIn(string directory);

    /// <summary>Where the links stand that are followed on the way to where a path leads, in their order; <see langword="null"/> where that can't be told.</summary>
    /// <param name="path">A normal absolute path.</param>
    IReadOnlyList<string>? LinksOn(string path);

    /// <summary>Whether this process may put something else under a name: its folder is one that it may write.</summary>
    /// <param name="place">A normal absolute path, with nothing but folders before the last name.</param>
    bool MayReplace(string place);

    /// <summary>Reads a script, links followed.</summary>
    /// <param name="path">A normal absolute path.</param>
    ScriptFile ReadScript(string path);
}

/// <summary>What a resolver says of a path.</summary>
internal enum RealPath : byte
{
    /// <summary>It can't be told; the path counts as unresolved.</summary>
    Unknown = 0,

    /// <summary>The way goes back up from something that does not exist, so that the system finds nothing there.</summary>
    Nowhere,

    /// <summary>No link is on the way.</summary>
    Same,

    /// <summary>Links lead elsewhere.</summary>
    Other,
}
