using ActionGate.Audit.Files;
using ActionGate.Audit.Verifying;

namespace ActionGate.Tests.Audit.Verifying;

/// <summary>A log's folder in memory.</summary>
internal sealed class MemoryLog(Dictionary<string, byte[]> files) : ILogSource
{
    /// <summary>Blocks of a few lines, which other threads look at.</summary>
    internal static readonly VerifyPace Parallel = new(2048, 0, 4, 0);

    /// <summary>Small buffers, and one thread.</summary>
    internal static readonly VerifyPace Sequential = new(4096, int.MaxValue, 1, 0);

    internal IReadOnlyDictionary<string, byte[]> Files => files;

    public LogDirectory Directory { get; } = LogDirectory.At("/log");

    public List<LogSegment> Segments() => [.. files.Keys.Where(n => n.StartsWith("audit-", StringComparison.Ordinal) && n.EndsWith(".jsonl", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        .Select(n => new LogSegment(long.Parse(n.AsSpan(6, 12), System.Globalization.CultureInfo.InvariantCulture), "/log/" + n))];

    public bool Has(string path) => files.ContainsKey(Path.GetFileName(path));

    public ISegmentFile? Open(string path) => files[Path.GetFileName(path)] is { Length: > 0 } bytes ? new BytesFile(bytes) : null;

    internal AuditVerification Verify(VerifyOptions? options = null, VerifyPace? pace = null) =>
        LogVerifier.Verify(this, options ?? new VerifyOptions(), pace ?? Sequential, CancellationToken.None);

    /// <summary>The same log with one file changed; <see langword="null"/>: without it.</summary>
    internal MemoryLog With(string name, byte[]? bytes)
    {
        var other = new Dictionary<string, byte[]>(files);
        if (bytes is null)
            other.Remove(name);
        else
            other[name] = bytes;
        return new MemoryLog(other);
    }

    internal void WriteTo(string folder)
    {
        System.IO.Directory.CreateDirectory(folder);
        foreach (var (name, bytes) in files)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }
}
