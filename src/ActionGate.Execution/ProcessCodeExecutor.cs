using ActionGate.Files;
using ActionGate.Planning;
using ActionGate.Processes;

namespace ActionGate;

/// <summary>
/// Runs code blocks as processes of this machine, in a work directory, with a bounded environment, time and output.
/// It confines nothing else: what the code may touch is what its user may. Wrap it with <c>Guard()</c> before an agent gets it.
/// </summary>
/// <remarks>
/// <para>Before anything starts every block is looked at; a language that is not run, a file name that is not plain, or text that is not
/// valid UTF-16 ends the run with exit code 1, a missing interpreter with 127, and nothing has run.</para>
/// <para>Each block is written byte for byte (UTF-8, no byte order mark) to <c>tmp_code_SHA256.EXT</c> in the work directory and removed after it
/// ran, or to <see cref="CodeBlock.FileName"/>, which stays: relative, inside the work directory, no segment that begins with a dot, no
/// file that this executor did not write. The interpreter gets its absolute path, an empty standard input, and an environment of
/// its own; no shell has a part in starting it. Python runs with <c>PYTHONSAFEPATH=1</c> and <c>PYTHONUNBUFFERED=1</c>.</para>
/// <para>Blocks run in order; the first exit code that is not 0 ends the run and is the run's. A run over its time ends with 124 and
/// <c>Timeout</c>, a cancelled one with 125 and <c>Cancelled</c>, one over its output with 137, a program that the system does not
/// start with 126 or 127; <see cref="CodeResult.LimitHit"/> is <c>wall_time</c> or <c>output</c>.</para>
/// <para>Of <see cref="CodeExecution.Limits"/> it holds <see cref="ExecutionLimits.WallTime"/>, all blocks together, and
/// <see cref="ExecutionLimits.OutputBytes"/>, each the stricter of the run's and its own. A run with a limit of another kind (processor time,
/// memory, processes, file size) ends with exit code 1, the output names the limit, and nothing has run.</para>
/// <para>Whenever a block ends, for whatever reason, all that it started ends with it. On Linux each block has a session of its own, and
/// processes that left it (daemons, <c>setsid</c>, <c>nohup</c>) are found by two marks that children inherit, one of them the
/// environment variable <c>ACTIONGATE_RUN</c>; processes that changed user are out of reach, and are counted in the output. Elsewhere the
/// processes that descend from the block when it is ended are ended with it.</para>
/// <para>Both outputs keep the order in which they were written on Linux, where they are one stream; elsewhere the
/// order in which they were read.</para>
/// <para>Safe for concurrent runs.</para>
/// </remarks>
public sealed class ProcessCodeExecutor : ICodeExecutor
{
    private const int Failed = 1;
    private const int TimedOut = 124;
    private const int CancelledByHost = 125;
    private const int NotStarted = 126;
    private const int Killed = 128 + 9; // what a shell reports of a process that SIGKILL ended
    private const long MostOutputBytes = 1L << 30;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    private readonly BlockPlanner _planner;
    private readonly WorkDirectory _directory;
    private readonly ExecutionLimits _limits;
    private readonly TimeProvider _clock;
    private readonly bool _portable;

    /// <summary>Makes an executor. Nothing is read from or written to the disk before the first run.</summary>
    /// <param name="options">Where and how code runs; read and copied here.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/>, or one of its values, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// The work directory is not an absolute path, an interpreter is for an unknown language, or a variable's name or value cannot be one.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    public ProcessCodeExecutor(ProcessCodeExecutorOptions options)
        : this(options, portable: false)
    {
    }

    internal ProcessCodeExecutor(ProcessCodeExecutorOptions options, bool portable)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.Clock, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Interpreters, nameof(options));
        ArgumentNullException.ThrowIfNull(options.EnvironmentVariables, nameof(options));
        ArgumentNullException.ThrowIfNull(options.Environment, nameof(options));
        if (FullPath(options.WorkDirectory) is not { } directory)
            throw new ArgumentException($"WorkDirectory: expected an absolute path, found '{options.WorkDirectory}'", nameof(options));
        if (options.Timeout <= TimeSpan.Zero || options.Timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(options), options.Timeout, "Timeout: expected a time above zero and up to int.MaxValue milliseconds");
        if (options.MaxOutputBytes is < 1 or > MostOutputBytes)
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxOutputBytes, "MaxOutputBytes: expected 1 byte to 1 GiB");
        _directory = new WorkDirectory(directory);
        _planner = new BlockPlanner(directory, options.Interpreters, RunEnvironment.Read(options.EnvironmentVariables, options.Environment));
        _limits = new ExecutionLimits { WallTime = options.Timeout, OutputBytes = options.MaxOutputBytes };
        _clock = options.Clock;
        _portable = portable;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Where <see cref="ActionContext.WorkingDirectory"/> names another folder than the work directory nothing runs: relative paths were decided
    /// against a folder that the code would not be in. An exception that <see cref="CodeExecution.Output"/> throws ends the run and comes back
    /// from here; nothing else does.
    /// </remarks>
    public async Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(execution);
        if (UnknownLimits(execution.Limits) is { Length: > 0 } unknown)
            return new CodeResult(Failed, $"the run is to be limited in what this executor does not hold ({unknown}), so nothing was started");
        if (_planner.Plan(execution.Blocks, out var refusal) is not { } blocks)
            return refusal!;
        if (execution.Context.WorkingDirectory is { } decidedFor && FullPath(decidedFor) != _directory.FullPath)
            return new CodeResult(Failed, $"the run was decided for the folder '{decidedFor}', this executor works in '{_directory.FullPath}'");

        var limits = _limits.Strictest(execution.Limits);
        var output = new OutputBuffer(limits.OutputBytes!.Value, execution.Output);
        using var stop = new RunStop(limits.WallTime!.Value, _clock, cancellationToken);
        int exitCode = 0;
        for (int i = 0; i < blocks.Length && exitCode == 0 && stop.Reason == StopReason.None; i++)
            exitCode = await RunAsync(blocks[i], output, stop).ConfigureAwait(false);

        return End(exitCode, stop.Reason, output, limits);
    }

    /// <summary>Writes a block's file, runs it, and leaves nothing of it behind but a file that the block named.</summary>
    private async Task<int> RunAsync(PlannedBlock block, OutputBuffer output, RunStop stop)
    {
        if (_directory.Write(block.File, out string reason) is not { } file)
        {
            output.AddLine(reason);
            return Failed;
        }
        try
        {
            using var running = RunningBlock.Start(block, file, _directory.FullPath, output, stop, _portable, out reason);
            if (running is null)
            {
                output.AddLine($"'{block.Program}' does not start: {reason}");
                return NotStarted;
            }
            await Task.WhenAny(running.Exited, stop.Requested).ConfigureAwait(false);
            int survivors = await running.EndAsync().ConfigureAwait(false);
            // All writers are gone, so the pipe ends; unless one could not be ended, or handed the pipe to a process outside the run.
            var first = await Task.WhenAny(running.OutputEnded, Task.Delay(LongestDrain)).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            if (survivors == 0 && first == running.OutputEnded)
                return running.ExitCode;
            output.AddLine(survivors == 0 ? "the output is still held by a process outside the run" : $"{survivors} processes of the run could not be ended");
            return running.ExitCode == 0 ? Failed : running.ExitCode;
        }
        finally
        {
            _directory.Release(file);
        }
    }

    /// <summary>The limits that nobody would hold, as policies name them.</summary>
    private static string UnknownLimits(ExecutionLimits limits) => string.Join(
        ", ",
        new[]
        {
            limits.CpuTime is null ? null : "cpu",
            limits.MemoryBytes is null ? null : "memory",
            limits.Processes is null ? null : "processes",
            limits.FileBytes is null ? null : "file_size",
        }.Where(name => name is not null));

    private static CodeResult End(int exitCode, StopReason reason, OutputBuffer output, ExecutionLimits limits)
    {
        string? limitHit = null;
        switch (reason)
        {
            case StopReason.WallTime:
                output.AddLine("Timeout");
                (exitCode, limitHit) = (TimedOut, "wall_time");
                break;
            case StopReason.Cancelled:
                output.AddLine("Cancelled");
                exitCode = CancelledByHost;
                break;
            case StopReason.Output:
                output.AddLine($"output limit of {limits.OutputBytes} bytes passed, the run was ended");
                (exitCode, limitHit) = (Killed, "output");
                break;
        }
        return new CodeResult(exitCode, output.ToString()) { LimitHit = limitHit };
    }

    private static string? FullPath(string? path) =>
        Path.IsPathFullyQualified(path ?? "") && !path!.Contains('\0', StringComparison.Ordinal)
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, path))
            : null;
}
