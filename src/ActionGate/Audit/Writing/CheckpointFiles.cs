using System.Text;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>The files of a log's folder that hold its checkpoints, and the frontier.</summary>
internal sealed class CheckpointFiles(LogFolder folder)
{
    /// <summary>How much of the kept ones opening looks at: a hundred of them.</summary>
    private const int EndToOpen = 64 * 1024;

    /// <summary>The last checkpoint; nothing says yet that it is genuine.</summary>
    /// <param name="directory">The log's folder.</param>
    /// <param name="fault">What is wrong with what stands there; <see langword="null"/>: nothing, or nothing stands there.</param>
    internal static AuditCheckpoint? Read(LogDirectory directory, out string? fault)
    {
        fault = null;
        return ReadFile(directory.Checkpoint, SignedNote.Longest) is { } bytes ? AuditCheckpoint.TryParse(bytes, out fault) : null;
    }

    /// <summary>The last whole one of those that are kept; nothing says yet that it is genuine.</summary>
    /// <param name="directory">The log's folder.</param>
    /// <param name="fault">What is wrong with it; <see langword="null"/>: nothing, or none is whole as far as the end of the file shows.</param>
    internal static AuditCheckpoint? ReadKept(LogDirectory directory, out string? fault)
    {
        fault = null;
        if (!LogDirectory.IsFile(directory.CheckpointLog) || new FileInfo(directory.CheckpointLog).Length == 0)
            return null;
        using var file = SegmentFile.OpenForReading(directory.CheckpointLog);
        byte[] tail = ReadEnd(file, EndToOpen, out long start);
        int end = EndOfLast(tail);
        if (end == 0)
            return null;
        // Its signatures begin behind its last empty line, and its text behind the one before, or with the file.
        var note = tail.AsSpan(0, end - 1);
        int text = note[..Math.Max(0, note.LastIndexOf("\n\n"u8))].LastIndexOf("\n\n"u8);
        return text >= 0 || start == 0 ? AuditCheckpoint.TryParse(note[(text < 0 ? 0 : text + 2)..], out fault) : null;
    }

    /// <returns><see langword="null"/>: there is none that can be read.</returns>
    internal static Frontier? ReadFrontier(LogDirectory directory) =>
        ReadFile(directory.Frontier, Frontier.LongestFile) is { } bytes ? Frontier.Parse(bytes) : null;

    internal void Write(Frontier frontier) => folder.Replace(folder.Directory.Frontier, frontier.ToBytes());

    internal void Write(AuditCheckpoint checkpoint) => folder.Replace(folder.Directory.Checkpoint, NoteText.Encode(checkpoint.Note));

    /// <summary>Adds a checkpoint to those that are kept.</summary>
    internal void Keep(AuditCheckpoint checkpoint)
    {
        using var file = LogDirectory.IsFile(folder.Directory.CheckpointLog) ? SegmentFile.OpenForWriting(folder.Directory.CheckpointLog) : SegmentFile.Create(folder.Directory.CheckpointLog);
        long end = WholeNotes(file);
        if (end > LogDirectory.LongestCheckpointLog - NoteReader.LongestNote)
            throw new AuditException(DiagnosticIds.AuditUnusable, $"{folder.Directory.CheckpointLog} is full: move it aside, and keep it");
        file.Write(Encoding.UTF8.GetBytes(checkpoint.Note + "\n"), end);
        file.SetLength(end + Encoding.UTF8.GetByteCount(checkpoint.Note) + 1);
        file.FlushToDisk();
    }

    /// <summary>Where the last whole note ends, with the empty line behind it: a crash may have left a part of one more.</summary>
    private static long WholeNotes(SegmentFile file)
    {
        // Looked at from the end: the notes before it were whole when it was begun.
        byte[] tail = ReadEnd(file, 4 * SignedNote.Longest, out long start);
        return start + EndOfLast(tail);
    }

    /// <summary>The same within the end of the file; 0: no note ends there.</summary>
    private static int EndOfLast(ReadOnlySpan<byte> tail)
    {
        // A note's text begins after an empty line, and so do its signatures; only they begin with a dash.
        int end = tail.Length;
        while (end > 0)
        {
            int line = tail[..end].EndsWith("\n\n"u8) ? tail[..(end - 2)].LastIndexOf((byte)'\n') + 1 : -1;
            if (line > 0 && tail[line..].StartsWith("\u2014 "u8))
                break;
            end = tail[..(end - 1)].LastIndexOf("\n\n"u8) + 2;
            if (end == 1)
                end = 0;
        }
        return end;
    }

    /// <param name="file">The file.</param>
    /// <param name="longest">How many bytes of it, at most.</param>
    /// <param name="start">Where they begin.</param>
    /// <exception cref="IOException">The file became shorter meanwhile.</exception>
    private static byte[] ReadEnd(SegmentFile file, int longest, out long start)
    {
        long length = file.Length;
        byte[] tail = new byte[(int)Math.Min(length, longest)];
        start = length - tail.Length;
        for (int read = 0; read < tail.Length;)
        {
            int count = file.Read(tail.AsSpan(read), start + read);
            if (count <= 0)
                throw new IOException("the file became shorter while it was read");
            read += count;
        }
        return tail;
    }

    private static byte[]? ReadFile(string path, int longest)
    {
        if (!LogDirectory.IsFile(path))
            return null;
        // What is no file, a pipe for one, has no length either, and might never open.
        long length = new FileInfo(path).Length;
        if (length == 0 || length > longest)
            return [];
        using var file = SegmentFile.OpenForReading(path);
        byte[] bytes = new byte[longest + 1];
        int read = 0;
        for (int count; read < bytes.Length && (count = file.Read(bytes.AsSpan(read), read)) > 0;)
            read += count;
        return bytes[..read];
    }
}
