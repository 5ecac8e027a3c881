namespace ActionGate;

/// <summary>Somebody else who sees the checkpoints of an <see cref="AuditLog"/>, so that the log can't show one history here and another there.</summary>
/// <remarks>A witness that fails or takes its time does not hold up the log. Called from one thread at a time by a log.</remarks>
public interface IWitness
{
    /// <summary>Takes note of a checkpoint, and confirms it where it continues the last one that this witness confirmed.</summary>
    /// <param name="checkpoint">The new checkpoint, with the signature of the log.</param>
    /// <param name="oldSize">How many records the last checkpoint had that this witness confirmed; 0: none is known.</param>
    /// <param name="consistencyProof">
    /// The proof that the log with <paramref name="oldSize"/> records grew to be this one (RFC 6962, section 2.1.2): hashes of 32 bytes, from
    /// the bottom to the top; none for an <paramref name="oldSize"/> of 0.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lines to add to the checkpoint: signatures as C2SP signed-note has them. <see langword="null"/>: none.</returns>
    ValueTask<string?> CosignAsync(AuditCheckpoint checkpoint, long oldSize, IReadOnlyList<ReadOnlyMemory<byte>> consistencyProof,
        CancellationToken cancellationToken = default);
}
