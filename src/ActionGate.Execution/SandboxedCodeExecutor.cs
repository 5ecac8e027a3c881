using ActionGate.Sandboxing;

namespace ActionGate;

/// <summary>
/// Runs code blocks as a <see cref="ProcessCodeExecutor"/> does, in a sandbox of bubblewrap (Linux): what the run's <see cref="CodeExecution.Confinement"/> does not name is
/// not there. Wrap it with <c>Guard()</c>, which derives that from the policy.
/// </summary>
/// <remarks>
/// <para>A run sees the system folders, <c>/proc</c> of its own processes, a minimal <c>/dev</c>, an empty <c>/tmp</c> of its own that goes with each block, the block's
/// file, and the places of its confinement: those that may be read, those that may be changed, and hidden ones in them, which read as
/// empty. Anything else can't be read, written or, where the confinement allows no network, connected to. A run without a confinement (nobody guards it, or the gate only
/// simulates) sees its work directory alone, and no network.</para>
/// <para>Mounts say less than policies. Only what is on the disk when a block starts is mounted, and hidden: what code makes in a folder that it may
/// change it can also read and change, whatever its name. A file that only a narrow pattern allows has to be there. A network is all of the host's: hosts are not
/// filtered by the sandbox, only by what the gate decided beforehand. System folders can be read whatever the policy says. The kernel is shared: it is no virtual machine.</para>
/// <para>Everything else, and the limits, are as for <see cref="ProcessCodeExecutor"/>; a limit on processes counts two more, the sandbox's own. Where bubblewrap is not there
/// or not usable, the run ends with exit code 1, says why, and nothing has run.</para>
/// <para>Safe for concurrent runs.</para>
/// </remarks>
public sealed class SandboxedCodeExecutor : ICodeExecutor
{
    private const int Failed = 1;

    private readonly Bubblewrap _sandbox;
    private readonly ProcessCodeExecutor _confined;
    private readonly ProcessCodeExecutor? _unconfined;

    /// <summary>Makes an executor. Nothing is read from or written to the disk before the first run.</summary>
    /// <param name="options">Where and how code runs; read and copied here.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/>, or one of its values, is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A path is not absolute, or something is wrong with the options of processes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is outside its range.</exception>
    public SandboxedCodeExecutor(SandboxedCodeExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(options.SystemFolders, nameof(options));
        CheckPath(options.Bubblewrap);
        string[] folders = [.. options.SystemFolders];
        Array.ForEach(folders, CheckPath);
        _sandbox = new Bubblewrap(options.Bubblewrap, folders);
        _confined = new ProcessCodeExecutor(options.Process, portable: false, sandbox: _sandbox);
        _unconfined = options.RunsUnconfinedWhereUnavailable ? new ProcessCodeExecutor(options.Process) : null;
    }

    /// <inheritdoc cref="ProcessCodeExecutor.Isolates"/>
    public bool Isolates(CodeBlock block) => _confined.Isolates(block) && _unconfined?.Isolates(block) != false;

    /// <inheritdoc/>
    public async Task<CodeResult> ExecuteAsync(CodeExecution execution, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(execution);
        // The first run tries it, which takes a moment: not on the caller's thread.
        if (await Task.Run(() => _sandbox.Problem, CancellationToken.None).ConfigureAwait(false) is not { } problem)
            return await _confined.ExecuteAsync(execution, cancellationToken).ConfigureAwait(false);
        return _unconfined is not null
            ? await _unconfined.ExecuteAsync(execution, cancellationToken).ConfigureAwait(false)
            : new CodeResult(Failed, $"the code can't be confined, so nothing was started: {problem}") { NothingRan = true };
    }

    private static void CheckPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path, nameof(path));
        if (!Path.IsPathFullyQualified(path) || path.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException($"expected an absolute path, found '{path}'", nameof(path));
    }
}
