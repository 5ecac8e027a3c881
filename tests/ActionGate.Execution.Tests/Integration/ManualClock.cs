namespace ActionGate.Execution.Tests.Integration;

/// <summary>A clock whose time runs out when the test says so.</summary>
internal sealed class ManualClock : TimeProvider
{
    private TimerCallback? _callback;
    private object? _state;

    internal int Timers { get; private set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timers++;
        (_callback, _state) = (callback, state);
        return new Idle();
    }

    internal void RunOut() => _callback!(_state);

    private sealed class Idle : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
