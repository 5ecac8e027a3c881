namespace ActionGate;

/// <summary>What the verification of an audit log is held against.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed record VerifyOptions
{
    /// <summary>
    /// The key that signs the log's checkpoints, from somebody who is trusted and not from beside the log. <see langword="null"/>, the default: sizes
    /// and roots are compared with the checkpoints that are there, and nothing says who made them.
    /// </summary>
    public AuditPublicKey? PublicKey { get; init; }

    /// <summary>
    /// A log without a checkpoint that <see cref="PublicKey"/> verifies is not valid; neither is one in which a record says that those before it were found without a
    /// checkpoint when the log was opened, unless <see cref="From"/> begins there or later. Not by default.
    /// </summary>
    public bool RequireCheckpoint { get; init; }

    /// <summary>The name that the log must have; <see langword="null"/>, the default: any.</summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The sequence of the record to begin with; 0, the default, is the first. What is before it is not verified, and what its record says of the one
    /// before is taken as given. Behind a <c>break</c> whatever was damaged before does not count.
    /// </summary>
    /// <remarks>
    /// The last checkpoint still anchors what is read, by the file <c>frontier</c> beside it, which leads from its root to the last record that it
    /// counts; the chain leads on from there. Earlier checkpoints are not compared then. Without that file, or where all that is read
    /// came after the last checkpoint, nothing is anchored, and a warning says so.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long From
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }
}
