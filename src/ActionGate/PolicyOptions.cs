using System.Collections.ObjectModel;

namespace ActionGate;

/// <summary>What a host adds to a policy when it loads it.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed record PolicyOptions
{
    internal static PolicyOptions Default { get; } = new();

    /// <summary>
    /// The absolute folder against which relative patterns and targets resolve, where the policy sets no <c>base</c>.
    /// <see langword="null"/>: the policy file's folder; text has none.
    /// </summary>
    public string? BaseDirectory { get; init; }

    /// <summary>Values for <c>${NAME}</c>; they come before the policy's own. Empty by default; copied when set.</summary>
    public IReadOnlyDictionary<string, string> Variables
    {
        get;
        init => field = new ReadOnlyDictionary<string, string>(new Dictionary<string, string>(value, StringComparer.Ordinal));
    } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The clock that evaluation times are read from; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The largest policy that is read, in bytes of UTF-8; 16 MiB by default. A larger one is refused before it is read.</summary>
    public long MaxDocumentBytes { get; init; } = 16 * 1024 * 1024;
}
