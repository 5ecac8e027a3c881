namespace ActionGate.FileSystem;

/// <summary>
/// Between the normal form of paths and what the file system calls take. On Windows the normal form of <c>C:\x</c> is <c>/c:/x</c>, that
/// of <c>\\server\share\x</c> is <c>//server/share/x</c>; elsewhere the two are the same.
/// </summary>
internal static class PlatformPath
{
    /// <summary>The path as the system takes it; <see langword="null"/> where the text is none.</summary>
    internal static string? ToDisk(string normal) => OperatingSystem.IsWindows() ? ToWindows(normal) : normal is ['/', ..] ? normal : null;

    /// <summary>A link's absolute target in normal form; <see langword="null"/> where it is relative, or names no folder of files.</summary>
    internal static string? ToNormal(string onDisk) => OperatingSystem.IsWindows() ? FromWindows(onDisk) : onDisk is ['/', ..] ? onDisk : null;

    /// <summary>How much of a normal path holds no name that could be a link: the drive, or server and share.</summary>
    internal static int RootLength(string normal)
    {
        if (!OperatingSystem.IsWindows())
            return 0;
        int server = normal.StartsWith("//", StringComparison.Ordinal) ? normal.IndexOf('/', 2) : 0;
        int end = server < 0 ? -1 : normal.IndexOf('/', server + 1);
        return end < 0 ? normal.Length : end;
    }

    internal static string? ToWindows(string normal)
    {
        if (normal.StartsWith("//", StringComparison.Ordinal))
            return normal.Replace('/', '\\');
        if (normal is not ['/', var drive, ':', ..] || !char.IsAsciiLetter(drive) || (normal.Length > 3 && normal[3] != '/'))
            return null;
        return normal.Length == 3 ? $"{drive}:\\" : normal[1..].Replace('/', '\\');
    }

    internal static string? FromWindows(string onDisk)
    {
        string path = onDisk.Replace('\\', '/');
        if (path is [var drive, ':', '/', ..] && char.IsAsciiLetter(drive))
            return $"/{char.ToLowerInvariant(drive)}{path.AsSpan(1)}";
        // Devices and volumes without a drive (\\?\Volume{…}) are no place that a policy can name.
        return path.StartsWith("//", StringComparison.Ordinal) && path is not ['/', '/', '?' or '.', '/', ..] ? path : null;
    }
}
