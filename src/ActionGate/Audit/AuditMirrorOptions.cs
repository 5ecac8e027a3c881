namespace ActionGate;

/// <summary>How an <see cref="AuditMirror"/> hands records on.</summary>
/// <remarks>Immutable.</remarks>
public sealed record AuditMirrorOptions
{
    private const int LongestName = 64;

    /// <summary>
    /// The name under which the mirror keeps, in a file beside the log, how far it has come. A log's mirrors have different names; <c>default</c> is the
    /// first one's. Up to 64 lower-case letters, digits and hyphens.
    /// </summary>
    /// <exception cref="ArgumentException">The name has other characters, none or too many.</exception>
    public string Name
    {
        get;
        init => field = value is { Length: > 0 and <= LongestName } && !value.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-")
            ? value
            : throw new ArgumentException("expected 1 to 64 lower-case letters, digits and hyphens", nameof(value));
    } = "default";

    /// <summary>
    /// The sequence of the record to begin with: the host knows what its receiver has, and no file is kept. <see langword="null"/> by default: where the file
    /// of that <see cref="Name"/> says, and with the first record where there is none.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long? From
    {
        get;
        init
        {
            if (value is { } from)
                ArgumentOutOfRangeException.ThrowIfNegative(from, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// Is called once when records can't be handed on any more, with the reason, and once when they can again, with <see langword="null"/>. Not by default.
    /// What it throws is ignored.
    /// </summary>
    public Action<string?>? FaultChanged { get; init; }
}
