using ActionGate.Reloading;

namespace ActionGate;

/// <summary>Keeps a gate's policy the one that its files hold.</summary>
/// <remarks>
/// <para>
/// It watches files and folders; a folder stands for every <c>*.yaml</c> and <c>*.yml</c> in it but <c>*.tests.yaml</c> and names that
/// begin with a dot, in ordinal order, subfolders not included. All of them are layers (<see cref="Policy.Combine"/>). When their text
/// changed and every one of them loads, the new policy replaces the old one at once; otherwise the old one stays in force and the failure
/// is reported. A missing, empty or unreadable file and a folder without policies are failures. A file that leaves a watched folder is no
/// longer a layer: that is reported (<see cref="PolicyReload.RemovedFiles"/>).
/// </para>
/// <para>
/// Write a new policy beside the old one and rename it over it. Whoever writes in place can be caught in the middle, where the text may
/// load and mean something else; so a change counts only after the same bytes were read twice, a quiet period apart. That holds for
/// renamed files too: from outside they can't be told from files that were deleted and are being written anew.
/// </para>
/// <para>
/// The files are read at intervals, because notifications do not come from network file systems and are lost under load. Reading and
/// compiling happen on a thread of the pool, never on one that decides. Safe for concurrent use.
/// </para>
/// </remarks>
public sealed class PolicyWatcher : IDisposable
{
    private static readonly TimeSpan LongestTime = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestRestlessness = TimeSpan.FromMinutes(1);

    private readonly Gate _gate;
    private readonly WatchedPath[] _paths;
    private readonly PolicyWatcherOptions _options;
    private readonly Settling _settling;
    private readonly ITimer _timer;

    /// <summary>One look at a time; a look may wait for a slow disk.</summary>
    private readonly Lock _looking = new();

    /// <summary>Held while a policy is replaced and reported, which is all that <see cref="Dispose"/> has to wait for.</summary>
    private readonly Lock _acting = new();

    /// <summary>What the files held when the policy in force was loaded from them; <see langword="null"/>: it is not known to come from them.</summary>
    private FoundFiles? _inForce;

    /// <summary>What was tried and can't load.</summary>
    private FoundFiles? _broken;

    /// <summary>The failure that was reported and is not over.</summary>
    private PolicyReload? _failure;

    private volatile bool _isDisposed;

    /// <summary>Begins to watch.</summary>
    /// <remarks>Where the files do not hold the gate's own policy, they replace it after the first looks.</remarks>
    /// <param name="gate">The gate whose policy is replaced. It is not owned: dispose the watcher first.</param>
    /// <param name="paths">Files and folders, the most general layer first; a relative one is resolved once, here.</param>
    /// <param name="options">How to watch; the defaults when left out.</param>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> or <paramref name="paths"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There is no path, or one is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is not positive, the quiet period is negative, or one is longer than a day.</exception>
    public PolicyWatcher(Gate gate, IEnumerable<string> paths, PolicyWatcherOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(gate);
        options ??= new PolicyWatcherOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Interval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Interval, LongestTime);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.QuietPeriod, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.QuietPeriod, LongestTime);
        _gate = gate;
        _paths = PathsOf(paths);
        _options = options;
        _settling = new Settling(options.QuietPeriod, options.Clock);
        gate.ProtectPolicyFolders(_paths.Where(p => p.IsFolder).Select(p => p.FullPath));
        _timer = TimerWithoutContext();
        _timer.Change(options.Interval, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The full paths of what is watched: files, and folders as such.</summary>
    internal IEnumerable<string> WatchedPaths => _paths.Select(p => p.FullPath);

    /// <summary>Loads what a watcher of these paths would put in force, for the gate's first policy.</summary>
    /// <param name="paths">Files and folders, the most general layer first; relative ones are relative to the process's current folder.</param>
    /// <param name="options">What the host adds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="paths"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">There is no path, or one is <see langword="null"/> or empty.</exception>
    /// <exception cref="PolicyException">A file can't be read, or something is wrong with it, or a folder holds none; all of it is named.</exception>
    public static Policy Load(IEnumerable<string> paths, PolicyOptions? options = null)
    {
        var watched = PathsOf(paths);
        options ??= PolicyOptions.Default;
        IReadOnlyList<Diagnostic> diagnostics;
        LoadCertainty certainty;
        int attempts = 0;
        do
        {
            var found = FoundFiles.At(watched, options.MaxDocumentBytes);
            if (LayerLoading.Load(found, options, out diagnostics, out certainty) is { } policy)
                return policy;
        }
        while (certainty == LoadCertainty.Changed && ++attempts < 10);
        throw new PolicyException(certainty == LoadCertainty.Changed ? [Restless(watched)] : diagnostics);
    }

    /// <summary>Looks at the files now, beside the looks at intervals.</summary>
    /// <returns>
    /// What it came to. After a change that is <see cref="PolicyReloadOutcome.Waiting"/> until the quiet period has passed; while nothing
    /// changes about a failure, that failure again.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The watcher, or its gate, was disposed.</exception>
    public PolicyReload CheckNow()
    {
        lock (_looking)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return LookSafely();
        }
    }

    /// <summary>Ends the watching; the policy in force stays. After it has returned nothing is replaced or reported.</summary>
    public void Dispose()
    {
        lock (_acting)
        {
            _isDisposed = true;
            _timer.Dispose();
        }
    }

    /// <summary>A timer would carry the trace and the log scopes of whoever made the watcher into every reload.</summary>
    private ITimer TimerWithoutContext()
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Create();
        using (ExecutionContext.SuppressFlow())
            return Create();

        ITimer Create() =>
            _options.Clock.CreateTimer(static watcher => ((PolicyWatcher)watcher!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        // Somebody looks already, so this look would find nothing else.
        var reload = _looking.TryEnter() ? LookAndLeave() : null;
        lock (_acting)
        {
            bool isSoon = reload?.Outcome == PolicyReloadOutcome.Waiting && _options.QuietPeriod > TimeSpan.Zero;
            if (!_isDisposed)
                _timer.Change(isSoon ? _options.QuietPeriod : _options.Interval, Timeout.InfiniteTimeSpan);
        }

        PolicyReload? LookAndLeave()
        {
            try
            {
                return _isDisposed ? null : LookSafely();
            }
            catch (ObjectDisposedException)
            {
                // The gate was closed before its watcher, which has nothing left to do.
                Dispose();
                return null;
            }
            finally
            {
                _looking.Exit();
            }
        }
    }

    private PolicyReload LookSafely()
    {
        try
        {
            return Look();
        }
        catch (Exception e) when (e is not ObjectDisposedException)
        {
            // A timer that throws would end the process, and what failed here may work at the next look.
            return Fail([Fault(DiagnosticIds.ReloadFailed, $"the policy files can't be reloaded ({e.GetType().Name})", _paths)], []);
        }
    }

    private PolicyReload Look()
    {
        var found = FoundFiles.At(_paths, _options.Loading.MaxDocumentBytes);
        if (_inForce is null && HoldsPolicyOfGate(found))
            _inForce = found;
        bool isInForce = found.IsSame(_inForce);
        if (_failure is null ? isInForce : found.IsSame(_broken))
        {
            _settling.Reset();
            return _failure ?? new PolicyReload(PolicyReloadOutcome.Unchanged, _gate.Policy.Hash, found.Paths);
        }
        if (!_settling.IsSettled(found))
        {
            return _settling.Restless >= LongestRestlessness + (5 * _options.QuietPeriod)
                ? Fail([Restless(_paths)], found.Paths)
                : new PolicyReload(PolicyReloadOutcome.Waiting, _gate.Policy.Hash, found.Paths);
        }
        if (isInForce)
            return Succeed(found, new PolicyReload(PolicyReloadOutcome.Restored, _gate.Policy.Hash, found.Paths, isRecovery: true));

        MakeRoom();
        var policy = LayerLoading.Load(found, _options.Loading, out var diagnostics, out var certainty);
        if (policy is not null)
            return Replace(policy, found, diagnostics);
        if (certainty == LoadCertainty.Changed)
            return new PolicyReload(PolicyReloadOutcome.Waiting, _gate.Policy.Hash, found.Paths);
        _broken = certainty == LoadCertainty.OfTheseBytes ? found : null;
        return Fail(diagnostics, found.Paths);
    }

    /// <summary>
    /// Empties the youngest generation before a policy is compiled: 1,000 rules need 9 MB, of which 0.2 MB stay. A collection in the
    /// middle finds far more alive, and copies it while every decision waits: 1.2 ms in the median against 0.4 ms (ReloadHarness).
    /// </summary>
    private static void MakeRoom() => GC.Collect(0);

    /// <summary>Each layer has the hash of its file, so a policy tells by itself whether these files hold it.</summary>
    private bool HoldsPolicyOfGate(FoundFiles found)
    {
        var layers = _gate.Policy.Layers;
        if (layers.Length != found.Files.Length)
            return false;
        for (int i = 0; i < layers.Length; i++)
        {
            if (!string.Equals(layers[i].Hash, found.Files[i].Hash, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    private PolicyReload Replace(Policy policy, FoundFiles found, IReadOnlyList<Diagnostic> warnings)
    {
        string[] removed = [.. (_inForce?.Paths ?? []).Except(found.Paths, StringComparer.Ordinal)];
        try
        {
            lock (_acting)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _gate.Replace(policy);
            }
        }
        catch (AuditException e)
        {
            return Fail([Fault(e.DiagnosticId, e.Message, _paths)], found.Paths);
        }
        return Succeed(found, new PolicyReload(PolicyReloadOutcome.Replaced, policy.Hash, found.Paths, removed, warnings, isRecovery: _failure is not null));
    }

    private PolicyReload Succeed(FoundFiles found, PolicyReload reload)
    {
        _inForce = found;
        _broken = null;
        _failure = null;
        _settling.Reset();
        return Report(reload);
    }

    /// <summary>Reports a failure, unless it is the one that was reported last.</summary>
    private PolicyReload Fail(IReadOnlyList<Diagnostic> diagnostics, IReadOnlyList<string> files)
    {
        var failure = new PolicyReload(PolicyReloadOutcome.Failed, _gate.Policy.Hash, files, diagnostics: diagnostics);
        bool isKnown = _failure is not null && string.Equals(failure.ToString(), _failure.ToString(), StringComparison.Ordinal);
        _failure = failure;
        return isKnown ? failure : Report(failure);
    }

    private PolicyReload Report(PolicyReload reload)
    {
        lock (_acting)
        {
            if (_isDisposed)
                return reload;
            _gate.Reporter.Reloaded(reload);
            try
            {
                _options.Reloaded?.Invoke(reload);
            }
            catch (Exception)
            {
                // The host's own fault, and the policy is what it is.
            }
        }
        return reload;
    }

    private static WatchedPath[] PathsOf(IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        WatchedPath[] watched = [.. paths.Select(WatchedPath.At)];
        return watched.Length > 0 ? watched : throw new ArgumentException("expected at least one policy file or folder, found none", nameof(paths));
    }

    private static Diagnostic Restless(WatchedPath[] paths) =>
        Fault(DiagnosticIds.PolicyFilesUnsettled, "the policy files keep changing: expected them to stay the same for the quiet period", paths);

    private static Diagnostic Fault(string id, string message, WatchedPath[] paths) =>
        new(id, DiagnosticSeverity.Error, message, null, paths[0].FullPath, 0, 0, 1, null);
}
