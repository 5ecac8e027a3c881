using System.IO.Enumeration;
using ActionGate.Normalisation;

namespace ActionGate.FileSystem;

/// <summary>What lies below a folder, as far as it can be told whole. Links are listed and not followed.</summary>
internal static class FolderListing
{
    internal const int MostEntries = 10_000;
    internal const int MostDepth = 64;

    private enum EntryKind : byte
    {
        Other = 0,
        Folder,
        Link,
    }

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
                foreach (var (path, kind) in EntriesOf(next.Folder))
                {
                    if (found.Count == mostEntries || next.Depth > mostDepth)
                        return null;
                    found.Add(path);
                    if (kind == EntryKind.Folder)
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

    /// <summary>Looks for something below a folder, what lies nearest first.</summary>
    /// <returns><see langword="null"/> where it was not found, and not everything was looked at.</returns>
    internal static bool? HoldsBelow(string folder, Func<string, bool, bool> isSought, SearchBudget budget, int mostDepth)
    {
        var open = new Queue<(string Folder, int Depth)>();
        open.Enqueue((folder == "/" ? "" : folder, 1));
        bool isWhole = true;
        while (open.TryDequeue(out var next))
        {
            try
            {
                foreach (var (path, kind) in EntriesOf(next.Folder))
                {
                    if (isSought(path, kind == EntryKind.Link))
                        return true;
                    if (--budget.Left < 0)
                        return null;
                    if (kind != EntryKind.Folder)
                        continue;
                    if (next.Depth < mostDepth)
                        open.Enqueue((path, next.Depth + 1));
                    else
                        isWhole = false;
                }
            }
            catch (Exception e) when (IsOfTheDisk(e))
            {
                isWhole = false;
            }
        }
        return isWhole ? false : null;
    }

    /// <summary>What lies in a folder, as normal paths.</summary>
    /// <exception cref="IOException">An entry has a name that no path leads to.</exception>
    private static IEnumerable<(string Path, EntryKind Kind)> EntriesOf(string folder)
    {
        string onDisk = PlatformPath.ToDisk(folder.Length == 0 ? "/" : folder) ?? throw new IOException(folder);
        bool isSearched = false;
        foreach (var (name, kind) in new FileSystemEnumerable<(string Name, EntryKind Kind)>(onDisk, Describe, Everything))
        {
            // The runtime puts U+FFFD where a name is no UTF-8: no path leads to such an entry.
            if (name.Contains('\uFFFD', StringComparison.Ordinal))
                throw new IOException(name);
            string path = $"{folder}/{name}";
            // Where names may be read and nothing else, what is a folder may not be known (DT_UNKNOWN of readdir(3)). This throws then.
            if (!isSearched)
                File.GetAttributes(PlatformPath.ToDisk(path) ?? "");
            isSearched = true;
            yield return (path, kind);
        }
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

    private static (string Name, EntryKind Kind) Describe(ref FileSystemEntry entry)
    {
        var attributes = entry.Attributes;
        var kind = entry.IsDirectory && IsRealFolder(attributes) ? EntryKind.Folder : (attributes & FileAttributes.ReparsePoint) != 0 ? EntryKind.Link : EntryKind.Other;
        return (entry.FileName.ToString(), kind);
    }

    /// <summary>The attributes of what is missing are -1, which has every bit.</summary>
    private static bool IsRealFolder(FileAttributes attributes) =>
        (attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint)) == FileAttributes.Directory;

    private static bool IsOfTheDisk(Exception e) =>
        e is IOException or UnauthorizedAccessException or System.Security.SecurityException or ArgumentException or NotSupportedException;
}
