using System.Diagnostics.CodeAnalysis;
using ActionGate.Audit.Notes;

namespace ActionGate.Audit.Writing;

/// <summary>Signs now and then what the log is, off the path of those who append: a while after the first record that no checkpoint counts, and on closing.</summary>
/// <remarks>
/// A checkpoint is only signed when the records that it counts are on the disk. One that can't be made is tried again after a while; the log goes
/// on, and says why in <see cref="Fault"/>.
/// </remarks>
[SuppressMessage("Reliability", "CA2213:Disposable fields should be disposed", Justification = "a run that outlives the closing still uses it")]
internal sealed class Checkpointer
{
    private static readonly TimeSpan KeepEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SigningTime = TimeSpan.FromSeconds(30);

    private readonly LogWriter _writer;
    private readonly LeafQueue _leaves;
    private readonly CheckpointFiles _files;
    private readonly WitnessDesk _witnesses;
    private readonly ISigner _signer;
    private readonly OpenedLog _log;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly ITimer _timer;
    private Task _asking = Task.CompletedTask;
    private AuditCheckpoint? _last;
    private AuditCheckpoint? _kept;
    private DateTimeOffset _keptAt;
    private long _keptSegment;
    private bool _isTimerSet;

    internal Checkpointer(LogWriter writer, LeafQueue leaves, OpenedLog log, ISigner signer, AuditOptions options)
    {
        _writer = writer;
        _leaves = leaves;
        _log = log;
        _signer = signer;
        _files = new CheckpointFiles(log.Folder);
        _witnesses = new WitnessDesk(options.Witnesses, leaves, options.Clock);
        _interval = options.CheckpointInterval!.Value;
        _clock = options.Clock;
        _last = log.Checkpoint;
        _keptAt = _clock.GetUtcNow();
        _keptSegment = log.Segment.Segment.First;
        _timer = _clock.CreateTimer(static self => _ = ((Checkpointer)self!).RunAsync(isLast: false), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        writer.Appended = NoteAppend;
        if (_last is not null)
            NoteAppend();
    }

    /// <summary>Why the last checkpoint could not be made; <see langword="null"/>: it could.</summary>
    internal string? Fault { get; private set; }

    /// <summary>Why a witness did not confirm what it was shown last; <see langword="null"/>: none failed.</summary>
    internal string? WitnessFault => _witnesses.Fault;

    /// <summary>The key that signs.</summary>
    internal AuditPublicKey PublicKey => _signer.PublicKey;

    /// <summary>
    /// Signs a log of which nothing was signed yet, before anybody appends to it: so one that has more records and no checkpoint has lost it. Waits for no
    /// witness. A signer that fails is <see cref="Fault"/>'s, as later.
    /// </summary>
    internal void Begin()
    {
        if (_last is null)
            Task.Run(() => RunAsync(isLast: false)).GetAwaiter().GetResult();
    }

    /// <summary>Makes a checkpoint of all that was appended, and waits for the witnesses.</summary>
    internal async Task RunAsync()
    {
        await RunAsync(isLast: false).ConfigureAwait(false);
        await _asking.ConfigureAwait(false);
    }

    /// <summary>A last checkpoint, which nobody waits for longer than some seconds.</summary>
    internal void Close()
    {
        _timer.Dispose();
        try
        {
            Task.Run(() => RunAsync(isLast: true)).Wait(ClosingTime);
        }
        catch (AggregateException)
        {
            // It is missing then, as it would be after a crash.
        }
    }

    /// <summary>Under the log's lock, for each record.</summary>
    private void NoteAppend()
    {
        if (Volatile.Read(ref _isTimerSet))
            return;
        Volatile.Write(ref _isTimerSet, true);
        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
    }

    private async Task RunAsync(bool isLast)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            // What comes from here on asks for the next one.
            Volatile.Write(ref _isTimerSet, false);
            await MakeAsync(isLast).ConfigureAwait(false);
            Fault = null;
        }
        catch (Exception e)
        {
            Fault = "no checkpoint could be made: " + e.Message;
            NoteAppend();
        }
        finally
        {
            _turn.Release();
        }
        if (isLast)
            await _asking.ConfigureAwait(false);
    }

    private async ValueTask MakeAsync(bool isLast)
    {
        if (_writer.Settle(_leaves, _log.TreeStart) is not { } point)
            return;
        bool asks = _witnesses.HasWitnesses && _asking.IsCompleted;
        var head = _leaves.Look(tree =>
        {
            var now = TreeHead.Of(tree);
            if (asks && IsNew(now.Size))
                _witnesses.Prepare(now);
            return now;
        });
        if (IsNew(head.Size))
        {
            try
            {
                _last = await MakeAsync(point, head).ConfigureAwait(false);
            }
            catch when (asks)
            {
                _witnesses.Cancel();
                throw;
            }
            if (asks)
                _asking = AskAsync(_last);
        }
        if (_last is { } last && last != _kept && (isLast || point.Segment.First != _keptSegment || _clock.GetUtcNow() - _keptAt >= KeepEvery))
        {
            _writer.InTurn(() => Keep(last));
            (_kept, _keptAt, _keptSegment) = (last, _clock.GetUtcNow(), point.Segment.First);
        }
    }

    private async ValueTask<AuditCheckpoint> MakeAsync(LogPoint point, TreeHead head)
    {
        Sync(point);
        using var expiry = new CancellationTokenSource(SigningTime, _clock);
        var signing = CheckpointText.SignAsync(_signer, _log.Origin, _log.TreeStart, head.Size, head.Root, expiry.Token);
        var checkpoint = signing.IsCompleted ? await signing.ConfigureAwait(false) : await signing.AsTask().WaitAsync(expiry.Token).ConfigureAwait(false);
        var frontier = new Frontier(head.Size, _log.TreeStart, point.Segment.First, point.End, head.Last, head.Peaks);
        _writer.InTurn(() => Write(frontier, checkpoint));
        return checkpoint;
    }

    private bool IsNew(long size) => _last is null || _last.Size != size;

    private void Sync(LogPoint point)
    {
        try
        {
            point.Unsynced?.FlushToDisk();
        }
        catch (Exception e)
        {
            _writer.PoisonBy(e);
            throw;
        }
    }

    private void Write(Frontier frontier, AuditCheckpoint checkpoint)
    {
        if (IsOvertaken(checkpoint))
            return;
        _files.Write(frontier);
        _files.Write(checkpoint);
    }

    /// <summary>What is kept never goes back.</summary>
    private void Keep(AuditCheckpoint checkpoint)
    {
        if (!IsOvertaken(checkpoint))
            _files.Keep(checkpoint);
    }

    /// <summary>Another process that writes in turn has come further in the meantime.</summary>
    private bool IsOvertaken(AuditCheckpoint checkpoint) =>
        _log.Folder.Hold.IsShared && CheckpointFiles.Read(_log.Folder.Directory, out _) is { } other && other.Size > checkpoint.Size && other.FindFault(_signer.PublicKey) is null;

    private async Task AskAsync(AuditCheckpoint checkpoint)
    {
        var signed = await _witnesses.AskAsync(checkpoint, _signer.PublicKey).ConfigureAwait(false);
        if (signed == checkpoint)
            return;
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            _writer.InTurn(() =>
            {
                if (_last == checkpoint && !_log.Folder.Hold.IsShared)
                    _files.Write(signed);
                Keep(signed);
            });
        }
        catch (Exception e)
        {
            Fault = "what a witness signed could not be kept: " + e.Message;
        }
        finally
        {
            _turn.Release();
        }
    }
}
