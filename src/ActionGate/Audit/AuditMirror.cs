using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ActionGate.Audit.Files;
using ActionGate.Audit.Mirroring;
using ActionGate.Audit.Writing;

namespace ActionGate;

/// <summary>Hands the records of an <see cref="AuditLog"/> on to an <see cref="IAuditSink"/>, in the background: see <see cref="AuditLog.MirrorTo"/>.</summary>
/// <remarks>
/// It reads the log's files, so that a receiver may be away for as long as it likes: nothing waits for it, nothing gathers in memory, and it gets all
/// that it missed. Only what a checkpoint counts is sent: that is on the disk, and stays as it is. Where the sink throws, the same records are sent
/// again, after a second and then less and less often, once a minute in the end. Safe for concurrent use.
/// </remarks>
[SuppressMessage("Reliability", "CA2213:Disposable fields should be disposed", Justification = "a run that outlives the closing still uses them")]
public sealed class AuditMirror : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(5);

    private readonly LogDirectory _directory;
    private readonly AuditPublicKey _key;
    private readonly IAuditSink _sink;
    private readonly Action<string?>? _faultChanged;
    private readonly MirrorPosition? _position;
    private readonly MirrorReader _reader;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private AuditCheckpoint? _checkpoint;
    private TimeSpan _pause;
    private long _next;
    private int _isClosed;

    /// <exception cref="AuditException">How far it has come can't be read.</exception>
    internal AuditMirror(LogFolder folder, AuditPublicKey key, IAuditSink sink, AuditMirrorOptions options, TimeSpan interval, TimeProvider clock)
    {
        _directory = folder.Directory;
        _key = key;
        _sink = sink;
        _faultChanged = options.FaultChanged;
        Name = options.Name;
        _position = options.From is null ? new MirrorPosition(folder, options.Name) : null;
        _next = options.From ?? _position!.Next;
        _reader = new MirrorReader(folder.Directory, _next);
        _interval = interval > ShortestPause ? interval : ShortestPause;
        _clock = clock;
        _timer = clock.CreateTimer(static self => _ = ((AuditMirror)self!).RunAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Its name, from its options.</summary>
    public string Name { get; }

    /// <summary>The sequence of the next record to send: those before were received.</summary>
    public long Next => Volatile.Read(ref _next);

    /// <summary>Why records can't be handed on; <see langword="null"/>: they can. It is tried again.</summary>
    public string? Fault { get; private set; }

    internal bool IsClosed => Volatile.Read(ref _isClosed) != 0;

    /// <summary>Sends what a checkpoint counts by now, for up to five seconds, unless sending fails already; then it ends. The log does it when it is closed.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
            return;
        _timer.Dispose();
        if (Fault is null)
            Task.Run(RunAsync).Wait(ClosingTime);
        _stop.Cancel();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

    private async Task RunAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            while (!_stop.IsCancellationRequested && await SendAsync().ConfigureAwait(false))
            {
            }
            if (!_stop.IsCancellationRequested)
                Report(null);
            _pause = TimeSpan.Zero;
        }
        catch (Exception e)
        {
            if (!_stop.IsCancellationRequested)
                Report(string.Create(CultureInfo.InvariantCulture, $"records from {Next} on can't be handed on: {e.Message}"));
            _pause = _pause == TimeSpan.Zero ? ShortestPause : TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
        }
        _turn.Release();
        // Of no effect once it is disposed.
        _timer.Change(_pause == TimeSpan.Zero ? _interval : _pause, Timeout.InfiniteTimeSpan);
    }

    /// <returns>Something was sent, and there may be more.</returns>
    private async ValueTask<bool> SendAsync()
    {
        // What could not be kept the last time.
        _position?.Keep(_next);
        if (ReadCheckpoint() is not { } checkpoint || !_reader.Read(checkpoint.First + checkpoint.Size))
            return false;
        await SendAsync(new AuditBatch(_reader.First, _reader.First - _next, _reader.Lines, checkpoint)).ConfigureAwait(false);
        _reader.Advance();
        Volatile.Write(ref _next, _reader.Next);
        _position?.Keep(_next);
        return true;
    }

    private async ValueTask SendAsync(AuditBatch batch)
    {
        using var expiry = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var writing = _sink.WriteAsync(batch, expiry.Token).AsTask();
        try
        {
            await writing.WaitAsync(Patience, _clock, _stop.Token).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!writing.IsCompleted)
        {
            var late = new TimeoutException($"the sink does not answer within {Patience}");
            Report(late.Message);
            await expiry.CancelAsync().ConfigureAwait(false);
            try
            {
                // There is one call at a time, for the lines are those of one buffer.
                await writing.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                throw late;
            }
        }
    }

    private AuditCheckpoint? ReadCheckpoint()
    {
        var checkpoint = CheckpointFiles.Read(_directory, out string? fault);
        if (checkpoint is not null && !string.Equals(checkpoint.Note, _checkpoint?.Note, StringComparison.Ordinal))
            fault = checkpoint.FindFault(_key);
        if (fault is not null)
            throw new AuditException(DiagnosticIds.AuditCheckpointRefused, "the checkpoint is not this log's: " + fault);
        return _checkpoint = checkpoint;
    }

    private void Report(string? fault)
    {
        bool isNews = fault is null != Fault is null;
        Fault = fault;
        if (!isNews)
            return;
        try
        {
            _faultChanged?.Invoke(fault);
        }
        catch (Exception)
        {
            // The host's own; the records must go on all the same.
        }
    }
}
