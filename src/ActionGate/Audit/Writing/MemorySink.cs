namespace ActionGate.Audit.Writing;

/// <summary>The last so many lines.</summary>
internal sealed class MemorySink : RecordSink
{
    private readonly byte[]?[] _ring;
    private long _count;
    private int _staged;

    internal MemorySink(int capacity) => _ring = new byte[capacity][];

    internal override void Stage(ReadOnlySpan<byte> line)
    {
        _ring[(_count + _staged) % _ring.Length] = line.ToArray();
        _staged++;
    }

    internal override void Commit(Telling? told)
    {
        _count += _staged;
        _staged = 0;
    }

    // What was overwritten for it is old enough to be forgotten.
    internal override void Discard() => _staged = 0;

    internal override RecordSnapshot Snapshot()
    {
        int kept = (int)Math.Min(_count, _ring.Length);
        long first = _count - kept;
        byte[][] lines = new byte[kept][];
        for (int i = 0; i < kept; i++)
            lines[i] = _ring[(first + i) % _ring.Length]!;
        return new RecordSnapshot([], 0, first, lines);
    }
}
