namespace ActionGate.Processes;

/// <summary>Why a run has to end before its code does.</summary>
internal enum StopReason
{
    None = 0,
    WallTime,
    Cancelled,
    Output,
    CpuTime,
    Memory,
    Processes,
    FileSize,

    /// <summary>The host's own listener threw: the run ends and the exception goes to the caller.</summary>
    Listener,
}

/// <summary>The one place where a run's end is asked for; the first reason stands.</summary>
internal sealed class RunStop : IDisposable
{
    private readonly TaskCompletionSource _requested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer? _timer;
    private readonly CancellationTokenRegistration _cancellation;
    private int _reason;

    internal RunStop(TimeSpan wallTime, TimeProvider clock, CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken.UnsafeRegister(static stop => ((RunStop)stop!).Request(StopReason.Cancelled), this);
        if (wallTime <= TimeSpan.Zero)
            Request(StopReason.WallTime);
        else
            _timer = clock.CreateTimer(static stop => ((RunStop)stop!).Request(StopReason.WallTime), this, wallTime, Timeout.InfiniteTimeSpan);
    }

    internal StopReason Reason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Completes when the end is asked for; never otherwise.</summary>
    internal Task Requested => _requested.Task;

    internal void Request(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None)
            _requested.TrySetResult();
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _cancellation.Dispose();
    }
}
