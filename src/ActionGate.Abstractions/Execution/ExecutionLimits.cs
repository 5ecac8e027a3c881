namespace ActionGate;

/// <summary>What a run may use. An absent limit does not limit.</summary>
/// <remarks>Immutable. Executors say in their documentation which limits they hold and how.</remarks>
public sealed record ExecutionLimits
{
    /// <summary>No limits.</summary>
    public static ExecutionLimits None { get; } = new();

    /// <summary>How long the run may take from start to end.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>How many bytes of output are kept; what comes after ends the run.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>The stricter of the two, limit by limit.</summary>
    /// <param name="other">The other limits.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public ExecutionLimits Strictest(ExecutionLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ExecutionLimits
        {
            WallTime = Least(WallTime, other.WallTime),
            OutputBytes = Least(OutputBytes, other.OutputBytes),
        };
    }

    private static T? Least<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } l && right is { } r ? (l.CompareTo(r) <= 0 ? l : r) : left ?? right;
}
