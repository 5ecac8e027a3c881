using ActionGate.Policies;

namespace ActionGate.Rates;

/// <summary>When one rule allowed one agent something: a sliding window.</summary>
internal sealed class RateWindow
{
    private readonly Lock _lock = new();
    private readonly Queue<long> _times = new();
    private long _idleAt;
    private bool _isRetired;

    /// <summary>Takes one.</summary>
    /// <returns>Whether one was left; <see langword="null"/> for a window that is out of use, where taking would count nothing.</returns>
    internal bool? TryTake(long now, RateLimit limit)
    {
        lock (_lock)
        {
            if (_isRetired)
                return null;
            // A clock that went back leaves entries in its future: they count until it has caught up.
            while (_times.TryPeek(out long oldest) && oldest <= now - limit.Window.Ticks)
                _times.Dequeue();
            if (_times.Count >= limit.Count)
                return false;
            _times.Enqueue(now);
            _idleAt = Math.Max(_idleAt, now + limit.Window.Ticks);
            return true;
        }
    }

    internal void GiveBack(long at)
    {
        lock (_lock)
        {
            bool isGone = false;
            for (int i = _times.Count; i > 0; i--)
            {
                long time = _times.Dequeue();
                if (!isGone && time == at)
                    isGone = true;
                else
                    _times.Enqueue(time);
            }
        }
    }

    /// <summary>Puts a window out of use that binds nobody any more.</summary>
    internal bool TryRetire(long now)
    {
        lock (_lock)
            return _isRetired |= _idleAt <= now;
    }
}
