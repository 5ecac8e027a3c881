namespace ActionGate.Cgroups;

/// <summary>A mounted hierarchy of control groups, and the group in it that this process is in.</summary>
/// <param name="Folder">The absolute path of this process's own group.</param>
/// <param name="IsUnified">Version 2; otherwise a hierarchy of version 1, with controllers of its own.</param>
internal sealed record CgroupHierarchy(string Folder, bool IsUnified)
{
    /// <summary>The hierarchies of this process; none where /proc does not tell.</summary>
    internal static IReadOnlyList<CgroupHierarchy> OfThisProcess()
    {
        try
        {
            return Read(File.ReadAllText("/proc/self/mountinfo"), File.ReadAllText("/proc/self/cgroup"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Reads proc(5)'s <c>mountinfo</c> and cgroups(7)'s <c>/proc/self/cgroup</c> of one process.</summary>
    internal static IReadOnlyList<CgroupHierarchy> Read(string mountInfo, string ownGroups)
    {
        var found = new List<CgroupHierarchy>();
        foreach (string line in mountInfo.Split('\n'))
        {
            // 41 31 0:38 ROOT MOUNT-POINT rw,relatime [optional]… - TYPE SOURCE OPTIONS
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash < 6 || fields.Length < dash + 4 || fields[dash + 1] is not ("cgroup" or "cgroup2"))
                continue;
            bool isUnified = fields[dash + 1] == "cgroup2";
            if (OwnPath(ownGroups, isUnified ? "" : fields[dash + 3]) is { } own
                && Below(Unescaped(fields[4]), Unescaped(fields[3]), own) is { } folder
                && !found.Exists(h => h.Folder == folder))
            {
                found.Add(new CgroupHierarchy(folder, isUnified));
            }
        }
        return found;
    }

    /// <summary>The path of a line <c>ID:CONTROLLERS:PATH</c> whose controllers are all among the mount's options; version 2 has none.</summary>
    private static string? OwnPath(string ownGroups, string mountOptions)
    {
        string[] options = mountOptions.Split(',');
        foreach (string line in ownGroups.Split('\n'))
        {
            string[] fields = line.Split(':', 3);
            if (fields.Length == 3
                && (mountOptions.Length == 0
                    ? fields[0] == "0" && fields[1].Length == 0
                    : fields[1].Length > 0 && Array.TrueForAll(fields[1].Split(','), c => Array.IndexOf(options, c) >= 0)))
            {
                return fields[2];
            }
        }
        return null;
    }

    /// <summary>
    /// Where a group is seen: a mount shows the hierarchy from its own root on, which in a container need not be the top. A group
    /// that lies above what is mounted (<c>/..</c>) is not seen.
    /// </summary>
    private static string? Below(string mountPoint, string root, string own)
    {
        if (own.Split('/').Contains(".."))
            return null;
        if (root == "/")
            return own == "/" ? mountPoint : mountPoint + own;
        if (own == root)
            return mountPoint;
        return own.StartsWith(root + "/", StringComparison.Ordinal) ? mountPoint + own[root.Length..] : null;
    }

    /// <summary>Blanks, tabs, line feeds and backslashes stand there as three octal digits.</summary>
    private static string Unescaped(string text) => text
        .Replace("\\040", " ", StringComparison.Ordinal)
        .Replace("\\011", "\t", StringComparison.Ordinal)
        .Replace("\\012", "\n", StringComparison.Ordinal)
        .Replace("\\134", "\\", StringComparison.Ordinal);
}
