using ActionGate.Audit.Files;
using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>Brings lines to the disk itself, many at a time: while one batch is synced, the next one gathers.</summary>
/// <remarks>
/// A thread of its own writes a batch in one call, syncs once, and wakes those who wait for that batch. The chain runs ahead of it: where a
/// batch can't be written, what was chained behind it goes with it, and the chain goes back to the last record on the disk. A failed sync
/// is never tried again and reported as success.
/// </remarks>
internal sealed class GroupCommit : RecordSink
{
    private const int MostPending = 4 * 1024 * 1024;
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    private readonly Lock _lock;
    private readonly Chain _chain;
    private readonly SegmentWriter _segment;
    private readonly LeafQueue? _leaves;
    private readonly Mishaps _mishaps;
    private readonly TimeProvider _clock;
    private readonly long _patience;
    private readonly CommitWaitPool _waits = new();
    private readonly ChainPoint _confirmed = new();
    private readonly ManualResetEventSlim _work = new(false);
    private readonly Thread _flusher;
    private readonly ITimer _watch;
    private CommitBatch _filling = new();
    private CommitBatch _writing = new();
    private CommitWait? _roomWaits;
    private LogSegment _confirmedSegment;
    private long _confirmedEnd;
    private bool _wantsRotation;
    private bool _isFailing;
    private bool _isWatching;
    private bool _isClosing;

    internal GroupCommit(Lock logLock, Chain chain, SegmentWriter segment, LeafQueue? leaves, Mishaps mishaps, AuditOptions options)
    {
        _lock = logLock;
        _chain = chain;
        _segment = segment;
        _leaves = leaves;
        _mishaps = mishaps;
        _clock = options.Clock;
        _patience = (long)(options.AppendTimeout.TotalSeconds * _clock.TimestampFrequency);
        chain.CopyTo(_confirmed);
        (_confirmedSegment, _confirmedEnd) = segment.Tail;
        _watch = _clock.CreateTimer(static sink => ((GroupCommit)sink!).EndLongWaits(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _flusher = new Thread(Run) { IsBackground = true, Name = "ActionGate audit log" };
        _flusher.Start();
    }

    internal override bool HasPending => !_filling.IsEmpty;

    internal override bool IsFailing => _isFailing;

    internal override void Prepare(long next, DateTimeOffset now)
    {
        if (_segment.Poison is { } poison)
            throw new AuditException(DiagnosticIds.AuditUnusable, poison);
    }

    internal override CommitWait? WaitForRoom(bool isAsync)
    {
        if (_filling.Length < MostPending)
            return null;
        var wait = Rent(-1, isAsync);
        wait.Next = _roomWaits;
        _roomWaits = wait;
        return wait;
    }

    internal override void Stage(ReadOnlySpan<byte> line) => _filling.Stage(line);

    internal override void StageOpening(long sequence, ReadOnlySpan<byte> salts) => _filling.Openings.Stage(sequence, salts);

    internal override void Commit(Telling? told)
    {
        _filling.Commit(told);
        Wake();
    }

    internal override void Discard() => _filling.Discard();

    internal override CommitWait WaitForCommit(long sequence, bool isAsync)
    {
        var wait = Rent(sequence, isAsync);
        _filling.Add(wait);
        Wake();
        return wait;
    }

    internal override void Rotate(long next, DateTimeOffset now) => _wantsRotation = true;

    internal override LogPoint Settle(Chain chain) => new(_confirmed.Next, _confirmed.Head.ToArray(), _confirmedSegment, _confirmedEnd, null);

    internal override RecordSnapshot Snapshot() => _segment.Snapshot(_confirmedSegment, _confirmedEnd, []);

    internal override void PoisonBy(Exception failure) => _segment.PoisonBy(failure);

    /// <summary>Ends the thread once everything is on the disk. Without the log's lock.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _isClosing = true;
            _work.Set();
        }
        _flusher.Join(ClosingTime);
        _watch.Dispose();
    }

    public override void Dispose()
    {
        _segment.Dispose();
        // A thread that hangs in a call of the system would otherwise end the process when it comes back.
        if (!_flusher.IsAlive)
            _work.Dispose();
    }

    private CommitWait Rent(long sequence, bool isAsync)
    {
        if (!isAsync)
            return _waits.Rent(sequence, isAsync, 0);
        var wait = _waits.Rent(sequence, isAsync, _clock.GetTimestamp() + _patience);
        if (!_isWatching)
            Watch(_patience);
        return wait;
    }

    private void Wake()
    {
        if (!_work.IsSet)
            _work.Set();
    }

    private void Run()
    {
        while (true)
        {
            _work.Wait();
            CommitBatch batch;
            CommitWait? room;
            lock (_lock)
            {
                if (_filling.IsEmpty)
                {
                    if (_isClosing)
                        return;
                    _work.Reset();
                    continue;
                }
                batch = _filling;
                (_filling, _writing) = (_writing, batch);
                _chain.CopyTo(batch.End);
                room = _roomWaits;
                _roomWaits = null;
            }
            Complete(room, null);
            Bring(batch);
        }
    }

    private void Bring(CommitBatch batch)
    {
        string? fault = null;
        try
        {
            Write(batch);
        }
        catch (Exception e)
        {
            fault = AuditFault.Of(e);
        }
        CommitWait? waits;
        CommitWait? behind = null;
        lock (_lock)
        {
            _isFailing = fault is not null;
            if (fault is null)
            {
                _leaves?.AddAll(batch.Bytes);
                _confirmed.Set(batch.End.Next, batch.End.Head);
                (_confirmedSegment, _confirmedEnd) = _segment.Tail;
            }
            else
            {
                // What was chained behind names a record that is not there.
                batch.Told.ForEach(_mishaps.PutBack);
                _filling.Told.ForEach(_mishaps.PutBack);
                _mishaps.Lose(batch.Records + _filling.Records, fault);
                _chain.MoveTo(_confirmed);
                behind = _filling.Clear();
            }
            waits = batch.Clear();
        }
        Complete(behind, fault);
        Complete(waits, fault);
    }

    private void Write(CommitBatch batch)
    {
        var now = _clock.GetUtcNow();
        if (Interlocked.Exchange(ref _wantsRotation, false) || _segment.IsRotationDue(now))
        {
            _segment.Rotate(_confirmed.Next, now);
            _segment.CloseRetired();
        }
        if (batch.Length == 0)
        {
            // Who only flushes wants to know of these.
            _segment.EnsureInPlace(isNameDue: true);
            return;
        }
        _segment.WriteOpenings(batch.Openings.Committed);
        _segment.Write(batch.Bytes);
        _segment.FlushToDisk();
    }

    /// <summary>Completes a list of waits, the oldest first.</summary>
    private void Complete(CommitWait? last, string? fault)
    {
        CommitWait? first = null;
        while (last is not null)
            (last.Next, first, last) = (first, last, last.Next);
        while (first is not null)
        {
            var wait = first;
            first = wait.Next;
            wait.Next = null;
            long sequence = wait.Sequence;
            bool isHeard = wait.Complete(fault is null ? new AuditResult(sequence, null) : new AuditResult(-1, fault));
            // Nobody acts on it, and the log must not say that somebody may have.
            if (!isHeard && fault is null && sequence >= 0)
                _mishaps.Land(sequence);
        }
    }

    private void Watch(long ticks)
    {
        _isWatching = true;
        _watch.Change(TimeSpan.FromSeconds((double)ticks / _clock.TimestampFrequency), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Those who block look at the time themselves; those who await have nobody else.</summary>
    private void EndLongWaits()
    {
        List<CommitWait> over = [];
        lock (_lock)
        {
            _isWatching = false;
            long now = _clock.GetTimestamp();
            long? next = null;
            foreach (var list in new[] { _filling.Waits, _writing.Waits, _roomWaits })
            {
                for (var wait = list; wait is not null; wait = wait.Next)
                {
                    if (wait.Deadline == 0)
                        continue;
                    if (wait.Deadline <= now)
                        over.Add(wait);
                    else
                        next = Math.Min(next ?? long.MaxValue, wait.Deadline);
                }
            }
            foreach (var wait in over)
                wait.GiveUp();
            if (next is { } deadline)
                Watch(deadline - now);
        }
    }
}
