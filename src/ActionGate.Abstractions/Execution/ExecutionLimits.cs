namespace ActionGate;

/// <summary>What a run may use. An absent limit does not limit.</summary>
/// <remarks>
/// Immutable. An executor that can't hold a limit refuses the run; how it held each is told by <see cref="CodeResult.LimitsHeldBy"/>.
/// </remarks>
public sealed record ExecutionLimits
{
    /// <summary>No limits.</summary>
    public static ExecutionLimits None { get; } = new();

    /// <summary>How long the run may take from start to end.</summary>
    public TimeSpan? WallTime { get; init; }

    /// <summary>How much processor time all its processes may use together.</summary>
    public TimeSpan? CpuTime { get; init; }

    /// <summary>How many bytes of memory all its processes may use together.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>How many bytes of output are kept; what comes after ends the run.</summary>
    public long? OutputBytes { get; init; }

    /// <summary>
    /// How many processes may live at once. Where the kernel counts, each thread counts: a program like node needs a dozen.
    /// </summary>
    public int? Processes { get; init; }

    /// <summary>How many bytes a file that it writes may have.</summary>
    public long? FileBytes { get; init; }

    /// <summary>
    /// The run is refused where one of the limits could only be watched, which leaves a moment between what happens and its end; by default
    /// watching is enough.
    /// </summary>
    public bool MustBeEnforced { get; init; }

    /// <summary>The stricter of the two, limit by limit.</summary>
    /// <param name="other">The other limits.</param>
    /// <exception cref="ArgumentNullException"><paramref name="other"/> is <see langword="null"/>.</exception>
    public ExecutionLimits Strictest(ExecutionLimits other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new ExecutionLimits
        {
            WallTime = Least(WallTime, other.WallTime),
            CpuTime = Least(CpuTime, other.CpuTime),
            MemoryBytes = Least(MemoryBytes, other.MemoryBytes),
            OutputBytes = Least(OutputBytes, other.OutputBytes),
            Processes = Least(Processes, other.Processes),
            FileBytes = Least(FileBytes, other.FileBytes),
            MustBeEnforced = MustBeEnforced || other.MustBeEnforced,
        };
    }

    private static T? Least<T>(T? left, T? right)
        where T : struct, IComparable<T> =>
        left is { } l && right is { } r ? (l.CompareTo(r) <= 0 ? l : r) : left ?? right;
}
