using ActionGate.Audit.Files;

namespace ActionGate.Tests.Audit;

/// <summary>Bytes that are read as a segment.</summary>
internal sealed class BytesFile(byte[] bytes) : ISegmentFile
{
    /// <summary>How much of it is there yet.</summary>
    internal int Visible { get; set; } = bytes.Length;

    public long Length => Visible;

    internal static AuditVerification Verify(byte[] bytes) =>
        new Verifying.MemoryLog(new Dictionary<string, byte[]> { ["audit-000000000000.jsonl"] = bytes }).Verify();

    public int Read(Span<byte> room, long offset)
    {
        var rest = bytes.AsSpan(0, Visible)[(int)offset..];
        rest = rest[..Math.Min(rest.Length, room.Length)];
        rest.CopyTo(room);
        return rest.Length;
    }

    public ValueTask<int> ReadAsync(Memory<byte> room, long offset, CancellationToken cancellationToken) => new(Read(room.Span, offset));

    public void Write(ReadOnlySpan<byte> written, long offset) => throw new NotSupportedException();

    public void SetLength(long length) => throw new NotSupportedException();

    public void FlushToDisk() => throw new NotSupportedException();

    public string? FindDisplacement(long expectedLength) => null;

    public void Dispose()
    {
    }
}
