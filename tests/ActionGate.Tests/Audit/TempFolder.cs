namespace ActionGate.Tests.Audit;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("actiongate-").FullName;

    /// <summary>Where a test puts its log: not there yet.</summary>
    internal string Log => System.IO.Path.Combine(Path, "log");

    internal string Segment => System.IO.Path.Combine(Log, "audit-000000000000.jsonl");

    internal string Lock => System.IO.Path.Combine(Log, "audit.lock");

    /// <summary>A log folder that holds these bytes as its segment.</summary>
    internal string LogOf(ReadOnlySpan<byte> bytes)
    {
        Directory.CreateDirectory(Log);
        File.WriteAllBytes(Segment, bytes.ToArray());
        return Log;
    }

    internal byte[] SegmentBytes()
    {
        using var stream = new FileStream(Segment, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>All segments, in their order.</summary>
    internal string[] Segments() => [.. Directory.GetFiles(Log, "audit-*.jsonl").Order(StringComparer.Ordinal)];

    /// <summary>The bytes of all segments, one after another.</summary>
    internal byte[] LogBytes() => [.. Segments().SelectMany(File.ReadAllBytes)];

    internal string CheckpointPath => System.IO.Path.Combine(Log, "checkpoint");

    internal AuditCheckpoint Checkpoint() => AuditCheckpoint.Parse(File.ReadAllText(CheckpointPath));

    /// <summary>The sizes of the checkpoints that are kept.</summary>
    internal long[] Kept()
    {
        string path = System.IO.Path.Combine(Log, "checkpoints.log");
        if (!File.Exists(path))
            return [];
        List<long> sizes = [];
        ReadOnlySpan<byte> notes = File.ReadAllBytes(path);
        while (ActionGate.Audit.Notes.CheckpointHistory.TryTake(ref notes, out var note))
            sizes.Add(AuditCheckpoint.Parse(System.Text.Encoding.UTF8.GetString(note)).Size);
        return [.. sizes];
    }

    /// <summary>Another folder with the same files.</summary>
    internal TempFolder Copy()
    {
        var copy = new TempFolder();
        Directory.CreateDirectory(copy.Log);
        foreach (string file in Directory.GetFiles(Log))
            File.Copy(file, System.IO.Path.Combine(copy.Log, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
