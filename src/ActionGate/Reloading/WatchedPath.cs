namespace ActionGate.Reloading;

/// <summary>A file or folder that is watched.</summary>
/// <param name="FullPath">Where it is, whatever becomes the current folder.</param>
/// <param name="IsFolder">
/// What it was when the watching began. It is not asked again: a file that turned into a folder is a fault, not a set of layers.
/// </param>
internal readonly record struct WatchedPath(string FullPath, bool IsFolder)
{
    /// <exception cref="ArgumentException"><paramref name="path"/> is no path.</exception>
    internal static WatchedPath At(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string full = Path.TrimEndingDirectorySeparator(new FileInfo(path).FullName);
        return new WatchedPath(full, Directory.Exists(full));
    }
}
