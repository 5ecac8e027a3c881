namespace ActionGate.Audit.Records;

/// <summary>The end of a chain: the next record's sequence, and the hash it must name as <c>prev</c>. Not safe for concurrent use.</summary>
internal sealed class Chain : IDisposable
{
    private readonly LeafHasher _hasher = new();
    private readonly byte[] _head;

    /// <summary>A chain of so many records, the last of them with this hash; zeros where there is none.</summary>
    internal Chain(long records, ReadOnlySpan<byte> head)
    {
        Next = records;
        _head = head.ToArray();
    }

    /// <summary>The sequence of the next record; so many records are there.</summary>
    internal long Next { get; private set; }

    /// <summary>Makes a line of a draft; the chain moves on when <see cref="Advance"/> says that it was written.</summary>
    internal ReadOnlySpan<byte> Seal(RecordDraft draft, DateTimeOffset now) => draft.Seal(Next, now, _head, _hasher);

    internal void Advance(ReadOnlySpan<byte> line)
    {
        RecordFormat.HashOf(line).CopyTo(_head);
        Next++;
    }

    public void Dispose() => _hasher.Dispose();
}
