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

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
