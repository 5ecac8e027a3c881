using System.Globalization;
using ActionGate.Cgroups;
using ActionGate.Files;
using ActionGate.Limits;
using ActionGate.Planning;
using ActionGate.Processes;
using ActionGate.Sandboxing;

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
/// file that this executor did not write. The interpreter gets its absolute path (a shell gets the text as an argument, and that path as its name, where <see cref="Isolates"/> says so), an empty
/// standard input, and an environment of its own; where a shell starts it (in a control group), no word of the code is one that it reads. Python runs with <c>PYTHONSAFEPATH=1</c> and <c>PYTHONUNBUFFERED=1</c>.</para>
/// <para>The file is read again right before it starts: where it does not hold what was decided, nothing starts. What code of the same user changes between
/// that and the interpreter's own reading is not seen; a file that a shell reads, and one that the executor named, is compared once more when it has run, and a
/// change fails the block.</para>
/// <para>Blocks run in order; the first exit code that is not 0 ends the run and is the run's. A run over its time ends with 124 and
/// <c>Timeout</c>, a cancelled one with 125 and <c>Cancelled</c>, one over another limit with 137 and a line that names it, a program that
/// the system does not start with 126 or 127; <see cref="CodeResult.LimitHit"/> tells the limit.</para>
/// <para>Limits of the run (<see cref="CodeExecution.Limits"/>) are held by the best means that the machine has, and
/// <see cref="CodeResult.LimitsHeldBy"/> names it. <see cref="ExecutionLimits.WallTime"/> (<c>timer</c>) and <see cref="ExecutionLimits.OutputBytes"/>
/// (<c>reader</c>) everywhere, each the stricter of the run's and its own. On Linux also memory and the number of processes (<c>cgroup2</c>, else
/// <c>cgroup1</c>: the kernel; else <c>watchdog</c>: it looks at all processes of the run every 15 ms), processor time (what the kernel
/// counts in a control group, or a <c>watchdog</c>, and <c>rlimit</c> for each process), and the size of files (<c>rlimit</c>). Whoever passes one
/// ends the run with 137; a program that too large a file ends has 153 as its exit code, and one that takes the kernel's error for it goes
/// on. A limit that is not held, and with <see cref="ExecutionLimits.MustBeEnforced"/> one that is only watched, ends the run with exit code 1,
/// the output names it, and nothing has run.</para>
/// <para>Control groups are made below the host's own, or below <see cref="ProcessCodeExecutorOptions.ControlGroup"/>, and removed after the run; what
/// a crashed host left there goes when the next one runs its first code. Code that runs as root can leave them.</para>
/// <para>Whenever a block ends, for whatever reason, all that it started ends with it. On Linux its control group is killed as a whole;
/// where there is none, or processes have left it, they are found by the session of its own that each block has, by descent, and by two
/// marks that children inherit, one of them the environment variable <c>ACTIONGATE_RUN</c>. What can't be ended is counted in the output.
/// Elsewhere the processes that descend from the block when it is ended are ended with it.</para>
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
    private const int NotFound = 127;
    private const int Killed = 128 + 9; // what a shell reports of a process that SIGKILL ended
    private const long MostOutputBytes = 1L << 30;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    private readonly BlockPlanner _planner;
    private readonly WorkDirectory _directory;
    private readonly ExecutionLimits _limits;
    private readonly TimeProvider _clock;
    private readonly bool _portable;
    private readonly Lazy<CgroupHost> _groups;
    private readonly Lazy<bool> _hasSafePath;
    private readonly Bubblewrap? _sandbox;

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

    /// <param name="options">Where and how code runs.</param>
    /// <param name="portable">As on systems other than Linux.</param>
    /// <param name="groups">The control groups of the machine, where they are not to be looked for.</param>
    /// <param name="sandbox">What confines the code; <see langword="null"/>: nothing does.</param>
    internal ProcessCodeExecutor(ProcessCodeExecutorOptions options, bool portable, CgroupHost? groups = null, Bubblewrap? sandbox = null)
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
        if (options.ControlGroup is not null && FullPath(options.ControlGroup) is null)
            throw new ArgumentException($"ControlGroup: expected an absolute path, found '{options.ControlGroup}'", nameof(options));
        _directory = new WorkDirectory(directory);
        _planner = new BlockPlanner(directory, options.Interpreters, RunEnvironment.Read(options.EnvironmentVariables, options.Environment), sandbox?.SystemFolders ?? []);
        _limits = new ExecutionLimits { WallTime = options.Timeout, OutputBytes = options.MaxOutputBytes };
        _hasSafePath = new(_planner.HasSafePath);
        _clock = options.Clock;
        _sandbox = sandbox;
        _portable = portable || !LinuxBlock.IsSupported;
        _groups = groups is not null ? new(groups) : new(() => GroupsBelow(FullPath(options.ControlGroup), _portable));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Python's interpreter is asked the first time whether it takes <c>PYTHONSAFEPATH=1</c>, as 3.11 and later do: that starts it once, without any code of an agent's. A shell gets the text
    /// as an argument, where that is not too long and <see cref="ProcessCodeExecutorOptions.Interpreters"/> gives it no arguments of its own.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="block"/> is <see langword="null"/>.</exception>
    public bool Isolates(CodeBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        return CodeLanguage.Canonical(block.Language) == CodeLanguage.Python ? _hasSafePath.Value : _planner.GivesText(block);
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
        if (LimitPlan.Make(execution.Limits, _groups.Value, _portable, out string unheld) is not { } plan)
            return NotRun(unheld);
        if (_sandbox is not null && _portable)
            return NotRun("the code can't be confined on this machine, so nothing was started");
        if (_planner.Plan(execution.Blocks, out var refusal) is not { } blocks)
            return refusal!;
        if (execution.Context.WorkingDirectory is { } decidedFor && FullPath(decidedFor) != _directory.FullPath)
            return NotRun($"the run was decided for the folder '{decidedFor}', this executor works in '{_directory.FullPath}'");
        if (_sandbox is not null && Array.Find(blocks, b => !_sandbox.Shows(b.Program, execution.Confinement, _directory.FullPath)) is { } unseen)
            return new CodeResult(NotFound, $"interpreter '{unseen.Program}' is not there in the sandbox, so nothing was started: its folder has to be one of SystemFolders") { NothingRan = true };

        var limits = _limits.Strictest(execution.Limits);
        var output = new OutputBuffer(limits.OutputBytes!.Value, execution.Output);
        using var stop = new RunStop(limits.WallTime!.Value, _clock, cancellationToken);
        if (stop.Reason != StopReason.None)
            return End(exitCode: 0, stop.Reason, output, limits, plan, nothingRan: true);
        var groups = RunCgroups.Make(_groups.Value, execution.Limits, out string? reason);
        if (reason is not null)
            return NotRun(reason);
        try
        {
            using var watch = new RunWatch(plan, groups, stop);
            var setting = new RunSetting(output, stop, groups, plan.LimitOptions, _portable)
            {
                Sandbox = _sandbox is null ? null : file => _sandbox.Words(execution.Confinement, _directory.FullPath, file),
                SandboxInput = _sandbox is null ? default : SystemCallFilter.Bytes,
            };
            int exitCode = 0;
            for (int i = 0; i < blocks.Length && exitCode == 0 && stop.Reason == StopReason.None; i++)
                exitCode = await RunAsync(blocks[i], setting, watch).ConfigureAwait(false);
            return End(exitCode, stop.Reason, output, limits, plan, nothingRan: !watch.HasBegun);
        }
        finally
        {
            if (groups is not null)
                await groups.RemoveAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Writes a block's file, runs it, and leaves nothing of it behind but a file that the block named.</summary>
    private async Task<int> RunAsync(PlannedBlock block, RunSetting setting, RunWatch watch)
    {
        var output = setting.Output;
        if (_directory.Write(block.File, out string reason) is not { } file)
        {
            output.AddLine(reason);
            return Failed;
        }
        try
        {
            if (!WorkDirectory.Holds(file, block.File, mayBeGone: false))
            {
                output.AddLine($"file '{block.File.Name}' does not hold what was decided, so it was not run");
                return Failed;
            }
            using var running = RunningBlock.Start(block, file, _directory.FullPath, setting, out reason);
            if (running is null)
            {
                output.AddLine($"'{block.Program}' does not start: {reason}");
                return NotStarted;
            }
            watch.Begin(running);
            await Task.WhenAny(running.Exited, setting.Stop.Requested).ConfigureAwait(false);
            int survivors = await running.EndAsync().ConfigureAwait(false);
            watch.End(running);
            // All writers are gone, so the pipe ends; unless one could not be ended, or handed the pipe to a process outside the run.
            Task first;
            do
                first = await Task.WhenAny(running.OutputEnded, Task.Delay(LongestDrain)).ConfigureAwait(false);
            while (first != running.OutputEnded && output.IsReporting);
            await first.ConfigureAwait(false);

            int exitCode = running.ExitCode;
            if (survivors != 0)
                Fail($"{survivors} processes of the run could not be ended");
            else if (first != running.OutputEnded)
                Fail("the output is still held by a process outside the run");
            if (block.Text is null && (block.IsReadAsItRuns || !block.File.IsNamed) && !WorkDirectory.Holds(file, block.File, mayBeGone: true))
                Fail($"file '{block.File.Name}' was changed while it ran: what ran may not be what was decided");
            return exitCode;

            void Fail(string why)
            {
                output.AddLine(why);
                exitCode = exitCode == 0 ? Failed : exitCode;
            }
        }
        finally
        {
            _directory.Release(file);
        }
    }

    private static CodeResult NotRun(string reason) => new(Failed, reason) { NothingRan = true };

    private static CodeResult End(int exitCode, StopReason reason, OutputBuffer output, ExecutionLimits limits, LimitPlan plan, bool nothingRan)
    {
        string? limitHit = null;
        switch (reason)
        {
            case StopReason.WallTime:
                output.AddLine("Timeout");
                (exitCode, limitHit) = (TimedOut, LimitNames.WallTime);
                break;
            case StopReason.Cancelled:
                output.AddLine("Cancelled");
                exitCode = CancelledByHost;
                break;
            case StopReason.Output:
                Passed(LimitNames.Output, Invariant($"output limit of {limits.OutputBytes} bytes"));
                break;
            case StopReason.CpuTime:
                Passed(LimitNames.Cpu, Invariant($"processor time limit of {limits.CpuTime:c}"));
                break;
            case StopReason.Memory:
                Passed(LimitNames.Memory, Invariant($"memory limit of {limits.MemoryBytes} bytes"));
                break;
            case StopReason.Processes:
                Passed(LimitNames.Processes, Invariant($"limit of {limits.Processes} processes"));
                break;
            case StopReason.FileSize:
                output.AddLine(Invariant($"file size limit of {limits.FileBytes} bytes passed, the block was ended"));
                limitHit = LimitNames.FileSize;
                break;
        }
        return new CodeResult(exitCode, output.ToString()) { LimitHit = limitHit, LimitsHeldBy = plan.HeldBy, NothingRan = nothingRan };

        void Passed(string limit, string what)
        {
            output.AddLine($"{what} passed, the run was ended");
            (exitCode, limitHit) = (Killed, limit);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static CgroupHost GroupsBelow(string? controlGroup, bool portable)
    {
        if (portable)
            return CgroupHost.None;
        return controlGroup is null
            ? CgroupHost.OfThisProcess
            : new CgroupHost([.. CgroupHierarchy.OfThisProcess().Where(h => !h.IsUnified), new CgroupHierarchy(controlGroup, IsUnified: true)]);
    }

    private static string? FullPath(string? path) =>
        Path.IsPathFullyQualified(path ?? "") && !path!.Contains('\0', StringComparison.Ordinal)
            ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, path))
            : null;
}
