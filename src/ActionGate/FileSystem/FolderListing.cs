using System.IO.Enumeration;

namespace ActionGate.FileSystem;

/// <summary>What lies below a folder, as far as it can be told whole. Links are listed and not followed.</summary>
internal static class FolderListing
{
    internal const int MostEntries = 10_000;
    internal const int MostDepth = 64;

    // A folder that can't be read must fail, not be left out.
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
        RecurseSubdirectories = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>Whether a normal path names a folder, and no link to one.</summary>
    internal static bool IsFolder(string path)
    {
        try
        {
            return PlatformPath.ToDisk(path) is { } onDisk && IsRealFolder(new DirectoryInfo(onDisk).Attributes);
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            return false;
        }
    }

    /// <returns>Normal paths in no order; <see langword="null"/> where there are more, where they lie deeper, or where something can't be read.</returns>
    internal static IReadOnlyList<string>? Below(string folder, int mostEntries, int mostDepth)
    {
        if (!IsFolder(folder))
            return null;
        var found = new List<string>();
        var open = new Stack<(string Folder, int Depth)>();
        open.Push((folder == "/" ? "" : folder, 1));
        try
        {
            while (open.TryPop(out var next))
            {
                if (PlatformPath.ToDisk(next.Folder.Length == 0 ? "/" : next.Folder) is not { } onDisk)
                    return null;
                bool isSearched = false;
                foreach (var (name, isFolder) in new FileSystemEnumerable<(string Name, bool IsFolder)>(onDisk, Describe, Everything))
                {
                    // The runtime puts U+FFFD where a name is no UTF-8: no path leads to such an entry.
                    if (found.Count == mostEntries || next.Depth > mostDepth || name.Contains('\uFFFD', StringComparison.Ordinal))
                        return null;
                    string path = $"{next.Folder}/{name}";
                    // Where names may be read and nothing else, what is a folder may not be known (DT_UNKNOWN of readdir(3)). This throws then.
                    if (!isSearched)
                        File.GetAttributes(PlatformPath.ToDisk(path) ?? "");
                    isSearched = true;
                    found.Add(path);
                    if (isFolder)
                        open.Push((path, next.Depth + 1));
                }
            }
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            return null;
        }

        return found;
    }

    /// <returns>Names in no order; none where there is no folder, <see langword="null"/> where there are more or they can't be read.</returns>
    internal static IReadOnlyList<string>? NamesIn(string folder, int mostEntries)
    {
        var names = new List<string>();
        try
        {
            if (PlatformPath.ToDisk(folder) is not { } onDisk)
                return null;
            foreach (string name in new FileSystemEnumerable<string>(onDisk, (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything))
            {
                if (names.Count == mostEntries || name.Contains('\uFFFD', StringComparison.Ordinal))
                    return null;
                names.Add(name);
            }
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (IsOfTheDisk(e))
        {
            // A file is no folder, and holds nothing.
            return File.Exists(PlatformPath.ToDisk(folder)) ? [] : null;
        }
        return names;
    }

    private static (string Name, bool IsFolder) Describe(ref FileSystemEntry entry) =>
        (entry.FileName.ToString(), entry.IsDirectory && IsRealFolder(entry.Attributes));

    /// <summary>The attributes of what is missing are -1, which has every bit.</summary>
    private static bool IsRealFolder(FileAttributes attributes) =>
        (attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == FileAttributes.Directory;

    private static bool IsOfTheDisk(Exception e) =>
        e is IOException or UnauthorizedAccessException or System.Security.SecurityException or ArgumentException or NotSupportedException;
}
