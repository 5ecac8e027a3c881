namespace ActionGate.Normalisation;

/// <summary>
/// Reads Windows paths lexically. A normal one is <c>/c:/Users/x</c> for a drive and <c>//server/share/x</c> for a share, the drive,
/// server and share in lower case: with separators as everywhere, and no path of one kind is one of the other.
/// </summary>
/// <remarks>
/// Facts: Microsoft, "File path formats on Windows systems" and "Naming Files, Paths, and Namespaces"; J. Kuhne, "Path Normalization".
/// The normal form itself is read too; to Win32 <c>\c:\x</c> is no valid path.
/// </remarks>
internal static class WindowsPath
{
    private const char Separator = '/';

    /// <summary>The text of a drive's root in normal form: <c>/c:</c>.</summary>
    private const int DriveLength = 3;

    /// <summary>How segments are taken.</summary>
    private enum Reading : byte
    {
        /// <summary>The parent of the root is the root.</summary>
        Plain,

        /// <summary><c>\\.\</c>: the root is that of all devices, so '..' leaves the drive.</summary>
        Device,

        /// <summary><c>\\?\</c>: the names go to the file system as they are.</summary>
        Verbatim,
    }

    internal static bool IsAbsolute(scoped ReadOnlySpan<char> path) => path switch
    {
        [('/' or '\\'), ('/' or '\\'), ..] => true,
        [('/' or '\\'), .. var rest] => IsDrive(rest, mayEnd: true),
        _ => IsDrive(path, mayEnd: false),
    };

    /// <summary>Writes what needs no working directory.</summary>
    /// <param name="path">Well-formed and not empty.</param>
    /// <param name="buffer">Receives the text; it is empty.</param>
    /// <param name="problem">Why it is unresolved.</param>
    internal static PathStart Begin(scoped ReadOnlySpan<char> path, ref CharBuffer buffer, out string? problem)
    {
        problem = null;
        switch (path)
        {
            case [('/' or '\\'), ('/' or '\\'), ..]:
                return BeginAtNamespace(path, ref buffer, out problem);
            case [('/' or '\\'), .. var rest]:
                return IsDrive(rest, mayEnd: true) ? BeginAtDrive(rest, Reading.Plain, ref buffer, out problem) : PathStart.Volume;
            case [_, ':', ..] when char.IsAsciiLetter(path[0]):
                if (IsDrive(path, mayEnd: false))
                    return BeginAtDrive(path, Reading.Plain, ref buffer, out problem);
                // Each drive has a current folder of its own, in a hidden variable of the process.
                problem = "expected a separator after the drive, found a path relative to the drive's current folder";
                return PathStart.Unresolved;
            default:
                return PathStart.WorkingDirectory;
        }
    }

    /// <summary>Writes the path that a file URL names: one of a drive or a share.</summary>
    /// <param name="path">The URL's decoded path, behind <c>//host</c> where it has a host.</param>
    /// <param name="buffer">Receives the text; it is empty.</param>
    /// <param name="problem">Why it is unresolved.</param>
    internal static PathStart BeginAtUrlPath(scoped ReadOnlySpan<char> path, ref CharBuffer buffer, out string? problem)
    {
        bool isDevice = path is ['/', '/', '.' or '?', ..];
        if (!isDevice && !path.Contains('\\') && IsAbsolute(path))
            return Begin(path, ref buffer, out problem);
        problem = "expected a drive or a host in a file url, and no backslash";
        return PathStart.Unresolved;
    }

    /// <summary>The length of the drive or share that a normal path begins with.</summary>
    internal static int VolumeLength(scoped ReadOnlySpan<char> normal)
    {
        if (normal is not ['/', '/', ..])
            return Math.Min(DriveLength, normal.Length);
        int share = 2 + normal[2..].IndexOf(Separator) + 1;
        int length = normal[share..].IndexOf(Separator);
        return length < 0 ? normal.Length : share + length;
    }

    /// <summary>Appends a path to the normal one that the buffer holds.</summary>
    internal static bool TryAppendSegments(scoped ReadOnlySpan<char> path, ref CharBuffer buffer, out string? problem) =>
        TryAppendSegments(path, VolumeLength(buffer.Written), Reading.Plain, ref buffer, out problem);

    /// <summary>A normal path as Windows writes it.</summary>
    internal static string Display(scoped ReadOnlySpan<char> normal)
    {
        if (normal is ['/', '/', ..])
            return normal.ToString().Replace(Separator, '\\');
        string path = $"{char.ToUpperInvariant(normal[1])}{normal[2..]}".Replace(Separator, '\\');
        return normal.Length == DriveLength ? path + '\\' : path;
    }

    private static bool IsDrive(scoped ReadOnlySpan<char> text, bool mayEnd) => text switch
    {
        [_, ':'] => mayEnd && char.IsAsciiLetter(text[0]),
        [_, ':', '/' or '\\', ..] => char.IsAsciiLetter(text[0]),
        _ => false,
    };

    private static PathStart BeginAtNamespace(scoped ReadOnlySpan<char> path, ref CharBuffer buffer, out string? problem)
    {
        var rest = path[2..];
        if (rest is not ['.' or '?'] and not ['.' or '?', '/' or '\\', ..])
            return BeginAtShare(rest, Reading.Plain, ref buffer, out problem);

        // Only this exact spelling skips normalisation; '//?/' is a device path like any other.
        var reading = path.StartsWith(@"\\?\", StringComparison.Ordinal) ? Reading.Verbatim : Reading.Device;
        var name = rest.Length < 2 ? [] : rest[2..];
        problem = "expected a drive or share, found a device";
        if (reading == Reading.Verbatim && name.Contains('/'))
            return PathStart.Unresolved;
        if (IsDrive(name, mayEnd: false))
            return BeginAtDrive(name, reading, ref buffer, out problem);
        return name.StartsWith("UNC", StringComparison.OrdinalIgnoreCase) && name[3..] is ['/' or '\\', .. var share]
            ? BeginAtShare(share, reading, ref buffer, out problem)
            : PathStart.Unresolved;
    }

    private static PathStart BeginAtDrive(scoped ReadOnlySpan<char> path, Reading reading, ref CharBuffer buffer, out string? problem)
    {
        buffer.Append(Separator);
        buffer.Append((char)(path[0] | 0x20));
        buffer.Append(':');
        return AppendBelow(path[2..], reading, ref buffer, out problem);
    }

    private static PathStart BeginAtShare(scoped ReadOnlySpan<char> path, Reading reading, ref CharBuffer buffer, out string? problem)
    {
        problem = "expected '\\\\server\\share', found no share";
        int end = path.IndexOfAny('/', '\\');
        if (end <= 0)
            return PathStart.Unresolved;
        var server = path[..end];
        path = path[(end + 1)..];
        end = path.IndexOfAny('/', '\\');
        var share = end < 0 ? path : path[..end];
        if (share.IsEmpty)
            return PathStart.Unresolved;

        buffer.Append("//");
        problem = WindowsShare.AppendServer(server, ref buffer) ?? WindowsShare.WhyUnknown(share);
        if (problem is not null)
            return PathStart.Unresolved;
        buffer.Append(Separator);
        int start = buffer.Length;
        buffer.Append(share);
        NameFolding.FoldUnits(buffer.Writable[start..]);
        return AppendBelow(end < 0 ? [] : path[end..], reading, ref buffer, out problem);
    }

    private static PathStart AppendBelow(scoped ReadOnlySpan<char> path, Reading reading, ref CharBuffer buffer, out string? problem)
    {
        // The separator behind the volume is its root's.
        var below = path.IsEmpty ? path : path[1..];
        return TryAppendSegments(below, buffer.Length, reading, ref buffer, out problem) ? PathStart.Known : PathStart.Unresolved;
    }

    private static bool TryAppendSegments(
        scoped ReadOnlySpan<char> path, int floor, Reading reading, ref CharBuffer buffer, out string? problem)
    {
        problem = null;
        while (!path.IsEmpty)
        {
            int end = path.IndexOfAny('/', '\\');
            var segment = end < 0 ? path : path[..end];
            path = end < 0 ? [] : path[(end + 1)..];
            if (segment is "" or "." or "..")
                problem = Step(segment, floor, reading, ref buffer);
            else if (WindowsName.Trim(segment, isLast: end < 0, reading == Reading.Verbatim, out problem) is var name && problem is null)
                Append(name, ref buffer);
            if (problem is not null)
                return false;
        }

        return true;
    }

    /// <summary>Takes a segment that names no file of its own.</summary>
    private static string? Step(scoped ReadOnlySpan<char> segment, int floor, Reading reading, ref CharBuffer buffer)
    {
        if (reading == Reading.Verbatim)
            return "expected names behind '\\\\?\\', where dots are not resolved, found '.', '..' or nothing";
        if (segment is not "..")
            return null;
        if (buffer.Length > floor)
            buffer.Length = buffer.Written.LastIndexOf(Separator);
        else if (reading == Reading.Device)
            return "expected a path below its drive or share, found one that leads to another device";
        return null;
    }

    private static void Append(scoped ReadOnlySpan<char> name, ref CharBuffer buffer)
    {
        buffer.Append(Separator);
        buffer.Append(name);
    }
}
