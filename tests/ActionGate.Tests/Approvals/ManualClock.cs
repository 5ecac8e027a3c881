namespace ActionGate.Tests.Approvals;

/// <summary>A clock whose one timer goes off by hand.</summary>
internal sealed class ManualClock : TimeProvider
{
    private Action? _callback;

    internal TimeSpan DueTime { get; private set; }

    internal void Fire() => _callback!();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        _callback = () => callback(state);
        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
