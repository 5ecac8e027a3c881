using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>Gives records their place in the chain and brings them to the log's level. Safe for concurrent use.</summary>
/// <remarks>
/// Nothing that appends throws, and nothing waits without a bound. A record that can't be written is counted, and the next one that can is
/// preceded by a <c>recovery</c> record that says how many were lost; so is the next one behind a record that was written
/// after its caller had given up.
/// </remarks>
internal sealed class LogWriter
{
    private static readonly TimeSpan FlushDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock;
    private readonly Chain _chain;
    private readonly RecordSink _sink;
    private readonly Mishaps _mishaps;
    private readonly SharedTurn? _turn;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly ChainPoint _before = new();
    private readonly ITimer? _timer;
    private bool _isTimerSet;
    private bool _isClosed;

    /// <param name="logLock">The log's lock, which its sink shares.</param>
    /// <param name="chain">The chain to go on with.</param>
    /// <param name="sink">Where lines go.</param>
    /// <param name="mishaps">What was lost, or came too late.</param>
    /// <param name="turn">How several processes take turns; <see langword="null"/>: this one writes alone.</param>
    /// <param name="options">The clock, and for how long a caller may wait.</param>
    /// <param name="flushesLater">Whether lines gather in memory, and are to be written after a while.</param>
    internal LogWriter(Lock logLock, Chain chain, RecordSink sink, Mishaps mishaps, SharedTurn? turn, AuditOptions options, bool flushesLater)
    {
        _lock = logLock;
        _chain = chain;
        _sink = sink;
        _mishaps = mishaps;
        _turn = turn;
        _clock = options.Clock;
        _patience = options.AppendTimeout;
        if (flushesLater)
            _timer = _clock.CreateTimer(static log => ((LogWriter)log!).FlushQuietly(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Is called, under the lock, when something was appended.</summary>
    internal Action? Appended { get; set; }

    /// <summary>Appends a record, and blocks until it has reached the level.</summary>
    /// <param name="draft">The record; it is given back.</param>
    /// <param name="waits">Whether the caller needs to know that it has: an allow does, a deny does not.</param>
    internal AuditResult Append(RecordDraft draft, bool waits = true)
    {
        try
        {
            long start = TimeProvider.System.GetTimestamp();
            while (true)
            {
                var wait = Take(draft, waits, isAsync: false, out long sequence);
                if (wait is null)
                    return new AuditResult(sequence, null);
                var result = wait.Block(_patience - TimeProvider.System.GetElapsedTime(start));
                if (sequence >= 0)
                    return result;
                if (result.Fault is not null)
                    return Lost(result.Fault);
            }
        }
        catch (Exception e)
        {
            return Lost(e);
        }
    }

    /// <summary>The same, without blocking while the record is on its way to the disk.</summary>
    internal ValueTask<AuditResult> AppendAsync(RecordDraft draft, bool waits = true)
    {
        try
        {
            var wait = Take(draft, waits, isAsync: true, out long sequence);
            if (wait is null)
                return new ValueTask<AuditResult>(new AuditResult(sequence, null));
            return sequence >= 0 ? wait.AsTask() : AppendLaterAsync(wait, draft, waits);
        }
        catch (Exception e)
        {
            return new ValueTask<AuditResult>(Lost(e));
        }
    }

    /// <summary>A record could not even be written down.</summary>
    internal AuditResult Lost(Exception e) => Lost(AuditFault.Of(e));

    /// <summary>Writes what is pending, and makes sure that it stands where it should.</summary>
    internal ValueTask<AuditResult> FlushAsync()
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AuditLog));
            _sink.Flush();
            return _sink.WaitForCommit(-1, isAsync: true)?.AsTask() ?? default;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Begins a new segment.</summary>
    internal void Rotate()
    {
        CommitWait? wait;
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AuditLog));
            _sink.Rotate(_chain.Next, _clock.GetUtcNow());
            wait = _sink.WaitForCommit(-1, isAsync: false);
            Appended?.Invoke();
        }
        finally
        {
            Exit();
        }
        if (wait?.Block(_patience).Fault is { } fault)
            throw new AuditException(DiagnosticIds.AuditUnusable, fault);
    }

    /// <summary>What has been appended so far.</summary>
    internal RecordSnapshot Snapshot()
    {
        Enter();
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(AuditLog));
            return _sink.Snapshot();
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Writes what is pending, for a checkpoint, and says where the log then ends.</summary>
    /// <param name="leaves">Stops growing there, if given.</param>
    /// <param name="treeStart">The sequence of the tree's first record.</param>
    internal LogPoint? Settle(LeafQueue? leaves, long treeStart)
    {
        Enter();
        try
        {
            var point = _sink.Settle(_chain);
            if (point is not null)
                leaves?.StopAt(point.Next - treeStart);
            return point;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Does something that only one process may do at a time.</summary>
    internal void InTurn(Action action)
    {
        if (_turn is null)
        {
            action();
            return;
        }
        Enter();
        try
        {
            action();
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>What was written can't be brought to the disk.</summary>
    internal void PoisonBy(Exception failure)
    {
        lock (_lock)
            _sink.PoisonBy(failure);
    }

    /// <summary>Appends a last record, writes what is pending, and takes nothing more.</summary>
    /// <returns>It was open.</returns>
    internal bool Close(RecordDraft last)
    {
        bool isInTime = WaitForPending();
        CommitWait? wait = null;
        lock (_lock)
        {
            if (_isClosed)
                return false;
            bool hasTurn = false;
            try
            {
                hasTurn = _turn is null || _turn.TryEnter(_patience);
                // A log is not closed in order while some records' fate is not known, and so not told.
                if (hasTurn && isInTime)
                {
                    Seal(last);
                    _sink.Flush();
                    wait = _sink.WaitForCommit(-1, isAsync: false);
                }
            }
            catch (Exception)
            {
                // Nobody is left to tell; the record that is missing does.
            }
            finally
            {
                if (hasTurn)
                    _turn?.Leave();
            }
            _isClosed = true;
        }
        _timer?.Dispose();
        wait?.Block(_patience);
        (_sink as GroupCommit)?.Close();
        return true;
    }

    /// <summary>Gives the segment free.</summary>
    internal void Release()
    {
        lock (_lock)
        {
            _sink.Dispose();
            _chain.Dispose();
        }
    }

    /// <summary>What comes too late is known then.</summary>
    /// <returns>It did not take too long.</returns>
    private bool WaitForPending()
    {
        CommitWait? wait;
        lock (_lock)
            wait = _isClosed ? null : _sink.WaitForCommit(-1, isAsync: false);
        return wait?.Block(_patience).Fault is not AuditFault.TooLate;
    }

    private CommitWait? Take(RecordDraft draft, bool waits, bool isAsync, out long sequence)
    {
        sequence = -1;
        CommitWait? wait;
        Enter();
        try
        {
            if (_isClosed)
                throw new AuditException(DiagnosticIds.AuditUnusable, AuditFault.Closed);
            if (_sink.WaitForRoom(isAsync) is { } room)
                return room;
            sequence = Seal(draft);
            wait = waits || _sink.IsFailing ? _sink.WaitForCommit(sequence, isAsync) : null;
        }
        finally
        {
            Exit();
        }
        draft.Return();
        return wait;
    }

    private long Seal(RecordDraft draft)
    {
        var now = _clock.GetUtcNow();
        _sink.Prepare(_chain.Next, now);
        if (_mishaps.Take() is { } telling)
            return SealBehind(telling, draft, now);
        var line = _chain.Seal(draft, now);
        try
        {
            Stage(draft, line);
            _sink.Commit(null);
        }
        catch
        {
            _sink.Discard();
            throw;
        }
        _chain.Advance(line);
        AfterAppend();
        return _chain.Next - 1;
    }

    /// <summary>All records in one write: the log never says that something was lost and then loses that.</summary>
    private long SealBehind(Telling telling, RecordDraft draft, DateTimeOffset now)
    {
        _chain.CopyTo(_before);
        try
        {
            for (int i = 0; i < telling.Records; i++)
            {
                var told = RecordDraft.Rent("recovery"u8);
                telling.Write(told, i);
                var recovery = _chain.Seal(told, now);
                _sink.Stage(recovery);
                _chain.Advance(recovery);
                told.Return();
            }
            var line = _chain.Seal(draft, now);
            Stage(draft, line);
            // Group commit takes the chain as it is when it swaps batches, which it can't before this lock is free.
            _sink.Commit(telling);
            _chain.Advance(line);
        }
        catch
        {
            _sink.Discard();
            _chain.MoveTo(_before);
            _mishaps.PutBack(telling);
            throw;
        }
        AfterAppend();
        return _chain.Next - 1;
    }

    private void Stage(RecordDraft draft, ReadOnlySpan<byte> line)
    {
        _sink.Stage(line);
        if (!draft.Salts.IsEmpty)
            _sink.StageOpening(_chain.Next, draft.Salts);
    }

    private void AfterAppend()
    {
        Appended?.Invoke();
        if (_timer is null || _isTimerSet || !_sink.HasPending)
            return;
        _isTimerSet = true;
        _timer.Change(FlushDelay, Timeout.InfiniteTimeSpan);
    }

    private async ValueTask<AuditResult> AppendLaterAsync(CommitWait room, RecordDraft draft, bool waits)
    {
        try
        {
            var wait = room;
            while (true)
            {
                var result = await wait.AsTask().ConfigureAwait(false);
                if (result.Fault is not null)
                    return Lost(result.Fault);
                wait = Take(draft, waits, isAsync: true, out long sequence);
                if (wait is null)
                    return new AuditResult(sequence, null);
                if (sequence >= 0)
                    return await wait.AsTask().ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            return Lost(e);
        }
    }

    private AuditResult Lost(string fault)
    {
        if (!string.Equals(fault, AuditFault.Closed, StringComparison.Ordinal))
            _mishaps.Lose(1, fault);
        return new AuditResult(-1, fault);
    }

    private void Enter()
    {
        if (!_lock.TryEnter(_patience))
            throw new AuditException(DiagnosticIds.AuditUnusable, $"the audit log was busy for {_patience}");
        if (_turn is null)
            return;
        try
        {
            if (!_turn.TryEnter(_patience))
                throw new AuditException(DiagnosticIds.AuditUnusable, $"other processes kept the audit log busy for {_patience}");
        }
        catch
        {
            _lock.Exit();
            throw;
        }
    }

    private void Exit()
    {
        _turn?.Leave();
        _lock.Exit();
    }

    /// <summary>A disk that takes nothing is told to the next caller who appends; until then it is tried again.</summary>
    private void FlushQuietly()
    {
        lock (_lock)
        {
            _isTimerSet = false;
            if (_isClosed)
                return;
            try
            {
                _sink.Flush();
            }
            catch (Exception)
            {
                if (!_sink.HasPending)
                    return;
                _isTimerSet = true;
                _timer!.Change(FlushDelay, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
