namespace ActionGate;

/// <summary>Signs the checkpoints of an <see cref="AuditLog"/> with a key that it keeps to itself: that of a key management service, for one.</summary>
/// <remarks>Called from one thread at a time by a log, and from several where logs share it. <see cref="AuditKey"/> is one with a key in a file.</remarks>
public interface ISigner
{
    /// <summary>The public half of the key; always the same.</summary>
    AuditPublicKey PublicKey { get; }

    /// <summary>Signs with ECDSA over P-256 and SHA-256.</summary>
    /// <param name="message">What to sign, not hashed yet: the text of a checkpoint.</param>
    /// <param name="cancellationToken">Ends the wait for the signature.</param>
    /// <returns>The signature, encoded in DER (RFC 3279, section 2.2.3).</returns>
    ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);
}
