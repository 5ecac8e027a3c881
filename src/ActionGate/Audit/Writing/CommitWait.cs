using System.Threading.Tasks.Sources;

namespace ActionGate.Audit.Writing;

/// <summary>One caller's wait for its record, by blocking or by awaiting. Reused, so that waiting costs no memory.</summary>
internal sealed class CommitWait : IValueTaskSource<AuditResult>
{
    private ManualResetValueTaskSourceCore<AuditResult> _source = new() { RunContinuationsAsynchronously = true };
    private CommitWaitPool? _pool;
    private AuditResult _result;
    private bool _isAsync;
    private bool _isDone;
    private bool _isGivenUp;

    /// <summary>The next in a list of waits.</summary>
    internal CommitWait? Next { get; set; }

    /// <summary>The record that is waited for; -1: none.</summary>
    internal long Sequence { get; private set; }

    /// <summary>When an awaiting caller gives up, as a time stamp of the log's clock.</summary>
    internal long Deadline { get; private set; }

    internal void Begin(CommitWaitPool pool, long sequence, bool isAsync, long deadline)
    {
        _pool = pool;
        _isAsync = isAsync;
        _isDone = false;
        _isGivenUp = false;
        Sequence = sequence;
        Deadline = deadline;
        Next = null;
        if (isAsync)
            _source.Reset();
    }

    /// <summary>Blocks the caller, for as long as given.</summary>
    internal AuditResult Block(TimeSpan timeout)
    {
        var spin = default(SpinWait);
        while (!Volatile.Read(ref _isDone) && !spin.NextSpinWillYield)
            spin.SpinOnce();
        long start = TimeProvider.System.GetTimestamp();
        lock (this)
        {
            while (!_isDone)
            {
                var left = timeout - TimeProvider.System.GetElapsedTime(start);
                if (left > TimeSpan.Zero && left.TotalMilliseconds < int.MaxValue)
                {
                    Monitor.Wait(this, left);
                    continue;
                }
                // Whoever completes it finds nobody there, and gives it back.
                _isGivenUp = true;
                return TimedOut;
            }
        }
        var result = _result;
        _pool!.Return(this);
        return result;
    }

    /// <summary>To be awaited once.</summary>
    internal ValueTask<AuditResult> AsTask() => new(this, _source.Version);

    /// <summary>The record has reached its level, or never will.</summary>
    /// <returns>The caller hears of it; otherwise it has waited for long enough, and was told that the record is not there.</returns>
    internal bool Complete(AuditResult result)
    {
        // Looked at before the lock is free: whoever blocks may give it back at once, and another caller take it.
        bool isGivenUp, isAsync;
        lock (this)
        {
            isGivenUp = _isGivenUp;
            isAsync = _isAsync;
            _isDone = true;
            _result = result;
            if (!isGivenUp && !_isAsync)
                Monitor.Pulse(this);
        }
        if (isGivenUp)
        {
            // Of an awaited one, the awaiting caller may still be reading.
            if (!isAsync)
                _pool!.Return(this);
        }
        else if (isAsync)
        {
            _source.SetResult(result);
        }
        return !isGivenUp;
    }

    /// <summary>An awaiting caller has waited for long enough.</summary>
    internal void GiveUp()
    {
        lock (this)
        {
            if (_isDone || _isGivenUp)
                return;
            _isGivenUp = true;
        }
        _source.SetResult(TimedOut);
    }

    AuditResult IValueTaskSource<AuditResult>.GetResult(short token)
    {
        var result = _source.GetResult(token);
        if (!_isGivenUp)
            _pool!.Return(this);
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<AuditResult>.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource<AuditResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);

    private static AuditResult TimedOut => new(-1, AuditFault.TooLate);
}
