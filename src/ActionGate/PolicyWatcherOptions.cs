namespace ActionGate;

/// <summary>How a <see cref="PolicyWatcher"/> watches.</summary>
/// <remarks>Immutable; one instance may serve several watchers.</remarks>
public sealed record PolicyWatcherOptions
{
    /// <summary>What the host adds to each policy that is loaded: the same that it gave when it loaded the first one.</summary>
    public PolicyOptions Loading { get; init; } = PolicyOptions.Default;

    /// <summary>How often the files are looked at; 1 second by default. Each look reads them.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a changed file must have stayed the same before it is loaded; 200 ms by default. It must be longer than any pause of
    /// whoever writes the file in place. <see cref="TimeSpan.Zero"/> only where files are always replaced by renaming.
    /// </summary>
    public TimeSpan QuietPeriod { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The clock behind both; the system's by default.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>
    /// Is told of each replacement, of each failure once, and of its end; <see langword="null"/>: nobody is. Calls come one after the
    /// other, on the thread that looked; what it throws is swallowed. Must not wait for another thread that disposes the watcher.
    /// </summary>
    public Action<PolicyReload>? Reloaded { get; init; }
}
