using ActionGate.Normalisation;

namespace ActionGate.FileSystem;

/// <summary>The disk of this machine. Its rules: what does not exist ends the search, any other difficulty makes the path unknown.</summary>
/// <remarks>
/// <para>Safe for concurrent use; keeps nothing between two calls.</para>
/// <para>
/// Tested on Linux, against the kernel and Python's <c>os.path.realpath</c>. macOS takes the same way and Windows that of
/// <see cref="PortablePaths"/>, whose walk is tested on Linux; neither has been run on its own system. Names keep the case and the
/// Unicode form in which they were asked for.
/// </para>
/// </remarks>
internal sealed class DiskPaths : IPathResolver
{
    private DiskPaths()
    {
    }

    internal static DiskPaths Instance { get; } = new();

    private static bool HasReadLink { get; } = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    /// <inheritdoc/>
    /// <remarks>
    /// '.' and '..' in the path itself are taken as the kernel takes them: '..' behind a link is the parent of what it leads to.
    /// A dangling link resolves to the place where a write through it would create a file.
    /// </remarks>
    public RealPath Resolve(scoped ReadOnlySpan<char> path, ref CharBuffer real, out string? problem) =>
        HasReadLink ? UnixPaths.Resolve(path, ref real, out problem) : PortablePaths.Resolve(path, ref real, out problem);

    /// <inheritdoc/>
    public bool IsDirectory(scoped ReadOnlySpan<char> path) => (HasReadLink ? UnixPaths.IsFolder(path) : null) ?? FolderListing.IsFolder(path.ToString());

    /// <inheritdoc/>
    public bool? HoldsBelow(scoped ReadOnlySpan<char> directory, Func<string, bool, bool> isSought, SearchBudget budget) =>
        FolderListing.HoldsBelow(directory.ToString(), isSought, budget, FolderListing.MostDepth);

    /// <inheritdoc/>
    public IReadOnlyList<string>? ListBelow(scoped ReadOnlySpan<char> directory) =>
        FolderListing.Below(directory.ToString(), FolderListing.MostEntries, FolderListing.MostDepth);

    /// <inheritdoc/>
    public IReadOnlyList<string>? NamesIn(string directory) => FolderListing.NamesIn(directory, FolderListing.MostEntries);

    /// <inheritdoc/>
    public IReadOnlyList<string>? LinksOn(string path) => LinkTrail.On(path);

    /// <inheritdoc/>
    public bool MayReplace(string place) => LinkTrail.MayReplace(place);

    /// <inheritdoc/>
    public ScriptFile ReadScript(string path) => ScriptFiles.Read(path);
}
