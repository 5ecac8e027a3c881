namespace ActionGate.Reloading;

/// <summary>The policy files that watched paths hold at one look, in the order of their layers. Immutable.</summary>
internal sealed class FoundFiles
{
    private readonly FoundFile[] _files;

    private FoundFiles(FoundFile[] files) => _files = files;

    internal ReadOnlySpan<FoundFile> Files => _files;

    internal IReadOnlyList<string> Paths => field ??= Array.ConvertAll(_files, f => f.Path).AsReadOnly();

    /// <summary>Looks at every path. Never throws for what it finds there.</summary>
    /// <param name="paths">What is watched.</param>
    /// <param name="maxBytes">The largest file whose bytes are looked at.</param>
    internal static FoundFiles At(ReadOnlySpan<WatchedPath> paths, long maxBytes)
    {
        var found = new List<FoundFile>();
        foreach (var path in paths)
        {
            if (path.IsFolder)
                AddFolder(path.FullPath, maxBytes, found);
            else
                found.Add(new FoundFile(path.FullPath, FileFingerprint.Of(path.FullPath, maxBytes)));
        }
        return new FoundFiles([.. found]);
    }

    internal bool IsSame(FoundFiles? other)
    {
        if (other is null || other._files.Length != _files.Length)
            return false;
        for (int i = 0; i < _files.Length; i++)
        {
            if (!_files[i].IsSame(other._files[i]))
                return false;
        }
        return true;
    }

    private static void AddFolder(string folder, long maxBytes, List<FoundFile> found)
    {
        List<string> files;
        try
        {
            files = [.. Directory.EnumerateFiles(folder).Where(IsPolicy)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found.Add(Faulty(folder, "expected a folder with policy files, found none that can be read"));
            return;
        }
        if (files.Count == 0)
            found.Add(Faulty(folder, "expected policy files (*.yaml, *.yml), found none in the folder"));
        files.Sort(StringComparer.Ordinal);
        foreach (string file in files)
            found.Add(new FoundFile(file, FileFingerprint.Of(file, maxBytes)));
    }

    /// <summary>
    /// As a shell's <c>*.yaml</c>, so without the dot-files in which editors and mounts keep what is not finished; but in any case,
    /// since a layer left out by mistake would loosen the policy.
    /// </summary>
    private static bool IsPolicy(string path)
    {
        var name = Path.GetFileName(path.AsSpan());
        return name[0] != '.'
            && (EndsWith(name, ".yaml") || EndsWith(name, ".yml"))
            && !EndsWith(name, ".tests.yaml") && !EndsWith(name, ".tests.yml");
    }

    private static bool EndsWith(ReadOnlySpan<char> name, string end) => name.EndsWith(end, StringComparison.OrdinalIgnoreCase);

    private static FoundFile Faulty(string folder, string message) =>
        new(folder, null, new Diagnostic(DiagnosticIds.NoPolicyFiles, DiagnosticSeverity.Error, message, null, folder, 0, 0, 1, null));
}
