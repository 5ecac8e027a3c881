namespace ActionGate.Audit.Records;

/// <summary>The end of a chain: the next record's sequence, and the hash it must name as <c>prev</c>. Not safe for concurrent use.</summary>
internal sealed class Chain : IDisposable
{
    private readonly LeafHasher _hasher = new();
    private readonly ChainPoint _end = new();
    private DateTimeOffset _time;

    /// <summary>A chain whose next record has this sequence and names this hash; zeros where it is the first.</summary>
    internal Chain(long next, ReadOnlySpan<byte> head) => _end.Set(next, head);

    /// <summary>The sequence of the next record.</summary>
    internal long Next => _end.Next;

    /// <summary>The hash of the last record, in hexadecimal digits; valid until the chain moves on.</summary>
    internal ReadOnlySpan<byte> Head => _end.Head;

    /// <summary>Makes a line of a draft; the chain moves on when <see cref="Advance"/> says that it was written.</summary>
    internal ReadOnlySpan<byte> Seal(RecordDraft draft, DateTimeOffset now)
    {
        bool isBack = now < _time;
        _time = now;
        return draft.Seal(_end.Next, now, isBack, _end.Head, _hasher);
    }

    internal void Advance(ReadOnlySpan<byte> line) => _end.Set(_end.Next + 1, RecordFormat.HashOf(line));

    internal void CopyTo(ChainPoint point) => point.Set(_end.Next, _end.Head);

    /// <summary>Goes back to where it stood, or on to where others have brought it.</summary>
    internal void MoveTo(ChainPoint point) => _end.Set(point.Next, point.Head);

    internal void MoveTo(long next, ReadOnlySpan<byte> head) => _end.Set(next, head);

    public void Dispose() => _hasher.Dispose();
}
