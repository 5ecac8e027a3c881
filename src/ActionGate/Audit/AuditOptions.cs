using ActionGate.Audit.Notes;

namespace ActionGate;

/// <summary>How an <see cref="AuditLog"/> records.</summary>
/// <remarks>Immutable; one instance may serve several logs.</remarks>
public sealed record AuditOptions
{
    /// <summary>How far a record must have come before an allow is given out. <see cref="AuditLevel.Flush"/> by default. A log in memory has no levels.</summary>
    public AuditLevel Level { get; init; } = AuditLevel.Flush;

    /// <summary>
    /// The name of the log, such as <c>example.com/agents/host1</c>; it stands in the log's first record. <see langword="null"/> by
    /// default: a new log is called <c>actiongate/</c> and the first 16 digits of its random <c>log_id</c>, and an existing one may have any name. With a name, a log of another name does
    /// not open; give no two logs under one key the same. Up to 256 UTF-16 units of valid Unicode without control characters, which do not end in <c>/break-</c> and a number.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty, too long, or one that checkpoints can't have.</exception>
    public string? Origin
    {
        get;
        init
        {
            if (value is { Length: 0 or > 256 })
                throw new ArgumentException("expected 1 to 256 UTF-16 units", nameof(value));
            if (value is not null && LogOrigin.FindFault(value) is { } fault)
                throw new ArgumentException($"{DecisionText.Quote(value)} is no name for a log: {fault}", nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// Whether records hold what was acted on: up to 256 UTF-16 units of the target, the working directory, and the reasons of
    /// decisions, which quote targets. <see langword="true"/> by default. Code, and the user name and password in the target of a
    /// network request, are never recorded. What is withheld can be proven by <see cref="AuditCommitment"/>.
    /// </summary>
    public bool RecordTargets { get; init; } = true;

    /// <summary>
    /// Whether secrets are looked for in what is recorded, and left out: keys and tokens of known forms, and what stands beside names such as
    /// <c>password</c>. <c>[redacted]</c> stands in their place. <see langword="true"/> by default. It finds what is written as such things usually are; where
    /// targets hold other secrets, set <see cref="RecordTargets"/> to <see langword="false"/>.
    /// </summary>
    public bool RedactSecrets { get; init; } = true;

    /// <summary>The size in bytes at which a segment is full, and the next record begins a new one. 64 MiB by default; at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long MaxSegmentBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64 * 1024 * 1024;

    /// <summary>How long after its first record a segment is full, by the log's clock. <see langword="null"/>, for ever, by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan? MaxSegmentAge
    {
        get;
        init
        {
            if (value is { } age)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(age, TimeSpan.Zero, nameof(value));
            field = value;
        }
    }

    /// <summary>
    /// For how long a caller waits for its record: for other callers, for room, for the disk. 10 seconds by default, at most a day; then the record counts as
    /// one that could not be written. Where it is written all the same, a <c>recovery</c> record names it before the next one. A single write that the operating system does not return from is not ended.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or longer than a day.</exception>
    public TimeSpan AppendTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether several processes may have the log open. They then take turns, and each verifies what the others appended: an append costs some
    /// times as much, and <see cref="AuditLevel.Buffered"/> counts as <see cref="AuditLevel.Flush"/>. All of them must say so. <see langword="false"/> by default.
    /// </summary>
    public bool Shared { get; init; }

    /// <summary>
    /// How long after a record a checkpoint is signed that counts it; one is signed on closing too, and one of a new log before it is open. 1 second by default; <see langword="null"/>: no
    /// checkpoints, and then nothing shows that records were removed at the end, or that all was written anew.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public TimeSpan? CheckpointInterval
    {
        get;
        init
        {
            if (value is { } interval)
                ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(interval, TimeSpan.Zero, nameof(value));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The file of the key that signs checkpoints; it is created where there is none. <see langword="null"/> by default: <c>actiongate/audit.key</c>
    /// in the user's folder for application data, and not with the log, so that what can write the log can't sign it.
    /// </summary>
    public string? KeyFile { get; init; }

    /// <summary>Signs checkpoints instead of a key in a file. <see langword="null"/> by default. It is not disposed.</summary>
    public ISigner? Signer { get; init; }

    /// <summary>Others that are shown each checkpoint, and may sign it too. None by default. They are not disposed.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public IReadOnlyList<IWitness> Witnesses
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = [];

    /// <summary>
    /// Whether opening verifies the whole log. <see langword="false"/> by default: what the last checkpoint counts is taken as verified, if the folder
    /// still has the record that it ends with, and only what follows is read.
    /// </summary>
    public bool VerifyOnOpen { get; init; }

    /// <summary>Whether a folder without a log is refused, where otherwise one would begin. <see langword="false"/> by default.</summary>
    /// <remarks>Who removes a log together with its checkpoints leaves no other trace on this machine.</remarks>
    public bool ExpectExisting { get; init; }

    /// <summary>The clock behind the records' time stamps and the timer of <see cref="AuditLevel.Buffered"/>. The system's by default.</summary>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public TimeProvider Clock
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(value));
    } = TimeProvider.System;
}
