namespace ActionGate;

/// <summary>Records that follow one another, as an <see cref="AuditMirror"/> hands them to an <see cref="IAuditSink"/>.</summary>
/// <remarks>
/// A receiver needs nothing but the lines to see that none is missing: each names its sequence and the hash of the one before. A line may come
/// more than once, always with the same bytes.
/// </remarks>
public sealed class AuditBatch
{
    internal AuditBatch(long first, long missing, IReadOnlyList<ReadOnlyMemory<byte>> lines, AuditCheckpoint checkpoint)
    {
        First = first;
        Missing = missing;
        Lines = lines;
        Checkpoint = checkpoint;
    }

    /// <summary>The sequence of the first record.</summary>
    public long First { get; }

    /// <summary>How many records before the first were never sent and are not in the log any more: pruned, or destroyed. 0 otherwise.</summary>
    public long Missing { get; }

    /// <summary>The sequence behind the last record.</summary>
    public long Next => First + Lines.Count;

    /// <summary>The lines, bytes and line feeds as they stand on the disk; about 256 KiB at most.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Lines { get; }

    /// <summary>The log's last checkpoint. It counts these records; not those before a <c>break</c> in the log, which it begins with.</summary>
    public AuditCheckpoint Checkpoint { get; }
}
