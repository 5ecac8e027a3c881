namespace ActionGate.Tests;

/// <summary>Time that moves when a test says so; timers fire within <see cref="Advance"/>.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _ticks;

    /// <summary>How many timers nobody has disposed.</summary>
    internal int Timers => _timers.Count;

    internal DateTimeOffset Now { get; set; } = new(2026, 4, 3, 14, 42, 15, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    internal void Advance(TimeSpan time)
    {
        _ticks += time.Ticks;
        Now += time;
        foreach (var timer in _timers.ToArray())
            timer.FireIfDue(_ticks);
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        private long? _due;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._ticks + dueTime.Ticks;
            return true;
        }

        internal void FireIfDue(long now)
        {
            if (_due is not { } due || due > now)
                return;
            _due = null;
            fire();
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
