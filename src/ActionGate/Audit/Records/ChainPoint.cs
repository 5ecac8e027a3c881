namespace ActionGate.Audit.Records;

/// <summary>A place in a chain, to come back to. Reused, so that keeping one costs no memory.</summary>
internal sealed class ChainPoint
{
    private readonly byte[] _head = RecordFormat.NoPrevious.ToArray();

    /// <summary>The sequence of the next record.</summary>
    internal long Next { get; private set; }

    /// <summary>The hash of the record before it, in hexadecimal digits.</summary>
    internal ReadOnlySpan<byte> Head => _head;

    internal void Set(long next, ReadOnlySpan<byte> head)
    {
        head.CopyTo(_head);
        Next = next;
    }
}
