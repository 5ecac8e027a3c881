namespace ActionGate.Audit.Writing;

/// <summary>The last so many lines.</summary>
internal sealed class MemorySink : RecordSink
{
    private readonly byte[]?[] _ring;
    private long _count;

    internal MemorySink(int capacity) => _ring = new byte[capacity][];

    internal override void Append(ReadOnlySpan<byte> line)
    {
        _ring[_count % _ring.Length] = line.ToArray();
        _count++;
    }

    internal override RecordSnapshot Snapshot()
    {
        int kept = (int)Math.Min(_count, _ring.Length);
        long first = _count - kept;
        byte[][] lines = new byte[kept][];
        for (int i = 0; i < kept; i++)
            lines[i] = _ring[(first + i) % _ring.Length]!;
        return new RecordSnapshot(null, 0, first, lines);
    }
}
