namespace ActionGate;

/// <summary>How an <see cref="AuditLog"/> records.</summary>
/// <remarks>Immutable; one instance may serve several logs.</remarks>
public sealed record AuditOptions
{
    /// <summary>How far a record must have come before an allow is given out. <see cref="AuditLevel.Flush"/> by default. A log in memory has no levels.</summary>
    public AuditLevel Level { get; init; } = AuditLevel.Flush;

    /// <summary>
    /// The name of the log, such as <c>example.com/agents/host1</c>; it stands in the log's first record. <see langword="null"/> by
    /// default: a new log is called <c>actiongate</c>, and an existing one may have any name. With a name, a log of another name does
    /// not open. Up to 256 UTF-16 units.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public string? Origin
    {
        get;
        init
        {
            if (value is { Length: 0 or > 256 })
                throw new ArgumentException("expected 1 to 256 UTF-16 units", nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// Whether records hold what was acted on: up to 256 UTF-16 units of the target, the working directory, and the reasons of
    /// decisions, which quote targets. <see langword="true"/> by default. Code, and the user name and password in the target of a
    /// network request, are never recorded.
    /// </summary>
    public bool RecordTargets { get; init; } = true;

    /// <summary>The clock behind the records' time stamps and the timer of <see cref="AuditLevel.Buffered"/>. The system's by default.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public TimeProvider Clock
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = TimeProvider.System;
}
