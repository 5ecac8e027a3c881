using System.Globalization;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Files;

/// <summary>The folder of a log and the names in it.</summary>
internal sealed class LogDirectory
{
    private const string SegmentStart = "audit-";
    private const string SegmentEnd = ".jsonl";
    private const int SegmentDigits = 12;

    /// <summary>How long the file of earlier checkpoints may be: about a million of them.</summary>
    internal const long LongestCheckpointLog = 1 << 28;

    private LogDirectory(string path) => FullPath = path;

    internal string FullPath { get; }

    internal string Lock => Path.Combine(FullPath, RecordFormat.LockName);

    internal string Checkpoint => Path.Combine(FullPath, "checkpoint");

    internal string CheckpointLog => Path.Combine(FullPath, "checkpoints.log");

    internal string Frontier => Path.Combine(FullPath, "frontier");

    internal string Pruned => Path.Combine(FullPath, "pruned");

    internal static LogDirectory At(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        // Resolved once: the log stays where the host named it, whatever becomes the current directory.
        return new LogDirectory(Path.TrimEndingDirectorySeparator(new DirectoryInfo(directory).FullName));
    }

    /// <summary>The segment that begins with this record.</summary>
    internal LogSegment SegmentAt(long first) =>
        new(first, Path.Combine(FullPath, string.Create(CultureInfo.InvariantCulture, $"{SegmentStart}{first:D12}{SegmentEnd}")));

    /// <summary>The salts of the segment that begins with this record.</summary>
    internal string OpeningsAt(long first) => Path.Combine(FullPath, string.Create(CultureInfo.InvariantCulture, $"openings-{first:D12}.jsonl"));

    /// <summary>How far the mirror of that name has come.</summary>
    internal string MirrorAt(string name) => Path.Combine(FullPath, "mirror-" + name);

    /// <summary>Creates the folder, for its owner alone, unless it is there; with what is missing above it, on the disk itself.</summary>
    internal void Create()
    {
        List<string> above = [];
        for (string? path = FullPath; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            if (Path.GetDirectoryName(path) is { } parent)
                above.Add(parent);
        }
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(FullPath);
        else
            Directory.CreateDirectory(FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string path in above)
            FolderHandle.Flush(path);
    }

    /// <summary>Refuses links, folders and pipes where files belong.</summary>
    /// <exception cref="AuditException">Something is not what it must be.</exception>
    internal void Inspect()
    {
        if (Kind(FullPath) is { } folder && (folder & FileAttributes.Directory) == 0)
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{FullPath}: expected a folder, found a file");
        foreach (string path in new[] { Lock, Checkpoint, CheckpointLog, Frontier, Pruned })
            IsFile(path);
        if (IsFile(CheckpointLog) && new FileInfo(CheckpointLog).Length > LongestCheckpointLog)
            throw new AuditException(DiagnosticIds.AuditPathRefused, string.Create(CultureInfo.InvariantCulture, $"{CheckpointLog}: longer than {LongestCheckpointLog} bytes"));
        Segments();
    }

    /// <summary>The segments that are there, in their order; what has another name is none.</summary>
    /// <exception cref="AuditException">One of them is a link or a folder.</exception>
    internal List<LogSegment> Segments()
    {
        List<LogSegment> segments = [];
        if (!Directory.Exists(FullPath))
            return segments;
        // A folder is not listed at one moment: of two segments that a writer begins meanwhile, the later one may be seen alone. So what follows the
        // last one of a first listing is left out.
        long last = -1;
        foreach (string path in Entries())
            last = Math.Max(last, FirstOf(Path.GetFileName(path.AsSpan())) ?? -1);
        foreach (string path in Entries())
        {
            if (FirstOf(Path.GetFileName(path.AsSpan())) is { } first && first <= last && IsFile(path))
                segments.Add(new LogSegment(first, path));
        }
        segments.Sort(static (left, right) => left.First.CompareTo(right.First));
        return segments;
    }

    /// <summary>A file stands under this name.</summary>
    /// <exception cref="AuditException">A link or a folder does.</exception>
    internal static bool IsFile(string path)
    {
        if (Kind(path) is not { } attributes)
            return false;
        if ((attributes & FileAttributes.Directory) != 0)
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{path}: expected a file, found a folder");
        // What is no file, a pipe for one, has no length either, and might never open.
        if (new FileInfo(path) is { Exists: true, Length: 0 } && !PlainFile.Is(path))
            throw new AuditException(DiagnosticIds.AuditPathRefused, $"{path}: expected a file, found a pipe or a device");
        return true;
    }

    /// <summary>A free name for the torn bytes at an offset of a segment, or the one that already holds them.</summary>
    internal static string TornName(LogSegment segment, long offset, ReadOnlySpan<byte> bytes)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{segment.Path}.torn-{offset}");
        string free = name;
        for (int i = 2; Kind(free) is not null; i++)
        {
            if (new FileInfo(free).Length == bytes.Length && File.ReadAllBytes(free).AsSpan().SequenceEqual(bytes))
                return free;
            free = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
        }
        return free;
    }

    private IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(FullPath, SegmentStart + "*" + SegmentEnd);

    private static long? FirstOf(ReadOnlySpan<char> name)
    {
        if (name.Length != SegmentStart.Length + SegmentDigits + SegmentEnd.Length)
            return null;
        return long.TryParse(name.Slice(SegmentStart.Length, SegmentDigits), NumberStyles.None, CultureInfo.InvariantCulture, out long first) ? first : null;
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
