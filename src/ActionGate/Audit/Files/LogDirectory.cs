using System.Globalization;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Files;

/// <summary>The folder of a log and the names in it.</summary>
internal sealed class LogDirectory
{
    private LogDirectory(string path) => FullPath = path;

    internal string FullPath { get; }

    internal string Segment => Path.Combine(FullPath, RecordFormat.SegmentName);

    internal string Lock => Path.Combine(FullPath, RecordFormat.LockName);

    internal static LogDirectory At(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        // Resolved once: the log stays where the host named it, whatever becomes the current directory.
        return new LogDirectory(Path.TrimEndingDirectorySeparator(new DirectoryInfo(directory).FullName));
    }

    /// <summary>Creates the folder, for its owner alone, unless it is there.</summary>
    internal void Create()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(FullPath);
        else
            Directory.CreateDirectory(FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Refuses links and folders where files belong, and segments that this version would leave out.</summary>
    /// <returns>Whether the segment is there.</returns>
    /// <exception cref="AuditException">Something is not what it must be.</exception>
    internal bool Inspect()
    {
        if (Kind(FullPath) is { } folder && (folder & FileAttributes.Directory) == 0)
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{FullPath}: expected a folder, found a file");
        RefuseFolder(Lock);
        bool exists = RefuseFolder(Segment);
        if (Directory.Exists(FullPath))
        {
            foreach (string path in Directory.EnumerateFileSystemEntries(FullPath, "audit-*.jsonl"))
                RefuseOtherSegment(Path.GetFileName(path));
        }
        return exists;
    }

    /// <summary>A free name for the torn bytes at an offset, or the one that already holds them.</summary>
    internal string TornName(long offset, ReadOnlySpan<byte> bytes)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{Segment}.torn-{offset}");
        string free = name;
        for (int i = 2; Kind(free) is not null; i++)
        {
            if (new FileInfo(free).Length == bytes.Length && File.ReadAllBytes(free).AsSpan().SequenceEqual(bytes))
                return free;
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }
        return free;
    }

    private static bool RefuseFolder(string path)
    {
        if (Kind(path) is not { } attributes)
            return false;
        if ((attributes & FileAttributes.Directory) != 0)
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{path}: expected a file, found a folder");
        return true;
    }

    private void RefuseOtherSegment(string name)
    {
        bool isSegment = name.Length == RecordFormat.SegmentName.Length && !name.AsSpan("audit-".Length, 12).ContainsAnyExceptInRange('0', '9');
        if (isSegment && !string.Equals(name, RecordFormat.SegmentName, StringComparison.Ordinal))
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{FullPath}: expected the one segment {RecordFormat.SegmentName}, found {name} as well");
    }

    /// <summary>What stands under a name, links not followed; <see langword="null"/>: nothing.</summary>
    private static FileAttributes? Kind(string path)
    {
        var attributes = new FileInfo(path).Attributes;
        if ((int)attributes == -1)
            return null;
        if ((attributes & FileAttributes.ReparsePoint) != 0)
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{path}: symbolic links are not followed: name what it leads to");
        return attributes;
    }
}
