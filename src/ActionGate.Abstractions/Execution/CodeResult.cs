using System.Collections.ObjectModel;

namespace ActionGate;

/// <summary>How a run ended.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class CodeResult
{
    /// <summary>Describes the end of a run.</summary>
    /// <param name="exitCode">0 for success; 124 for a time-out, 125 for a cancelled run, 1 for a denial.</param>
    /// <param name="output">Standard output and standard error, in the order in which they came.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is <see langword="null"/>.</exception>
    public CodeResult(int exitCode, string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ExitCode = exitCode;
        Output = output;
    }

    /// <summary>The exit code of the last block that ran.</summary>
    public int ExitCode { get; }

    /// <summary>Standard output and standard error, in the order in which they came.</summary>
    public string Output { get; }

    /// <summary>A gate refused: nothing ran, and <see cref="Output"/> says why.</summary>
    public bool IsDenied { get; init; }

    /// <summary>
    /// No block was started, and <see cref="Output"/> says why; so it is of a denial. <see langword="false"/> by default: an executor that does not know says nothing.
    /// </summary>
    public bool NothingRan { get => field || IsDenied; init; }

    /// <summary>
    /// The limit that ended the run (<c>wall_time</c>, <c>cpu</c>, <c>memory</c>, <c>processes</c>, <c>output</c>, <c>file_size</c>);
    /// <see langword="null"/> where none did.
    /// </summary>
    public string? LimitHit { get; init; }

    /// <summary>
    /// By which means each limit of <see cref="CodeExecution.Limits"/> was held, by its name as in <see cref="LimitHit"/>; empty where the run
    /// had none, and where nothing ran.
    /// </summary>
    public IReadOnlyDictionary<string, string> LimitsHeldBy { get; init; } = ReadOnlyDictionary<string, string>.Empty;
}
