using System.Collections.ObjectModel;

namespace ActionGate;

/// <summary>What became of an action that was granted; goes into the audit log.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed record ActionOutcome
{
    /// <summary>The action ran to its end.</summary>
    public static ActionOutcome Completed { get; } = new();

    /// <summary>The exit code, where the action has one.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How long it took; <see langword="null"/>: the permit's own measure, from grant to completion.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The limit that ended it; <see langword="null"/> where none did.</summary>
    public string? LimitHit { get; init; }

    /// <summary>
    /// By which means each limit was held: <see cref="CodeResult.LimitsHeldBy"/>. Of the names, those of <see cref="ExecutionLimits"/> are recorded.
    /// </summary>
    public IReadOnlyDictionary<string, string> LimitsHeldBy { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The type name of the exception it ended with; never its message, which may hold data. <see langword="null"/> where it did not fail.</summary>
    public string? Error { get; init; }
}
