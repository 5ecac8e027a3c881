using System.Runtime.CompilerServices;
using ActionGate.Audit;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Verifying;
using ActionGate.Audit.Writing;

namespace ActionGate;

/// <summary>An append-only, hash-chained log of decisions, approvals and outcomes.</summary>
/// <remarks>
/// Safe for concurrent use; several gates may share one, and one folder has one log at a time. A record that can't be written is told to
/// the gate, which then denies what it would have allowed. Dispose it to write what is pending and a last record.
/// </remarks>
public sealed class AuditLog : IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan FlushDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly AuditOptions _options;
    private readonly Chain _chain;
    private readonly RecordSink _sink;
    private readonly LockFile? _hold;
    private readonly ITimer? _timer;
    private bool _isTimerSet;
    private bool _isDisposed;

    private AuditLog(AuditOptions options, Chain chain, RecordSink sink, LockFile? hold)
    {
        _options = options;
        _chain = chain;
        _sink = sink;
        _hold = hold;
        if (hold is not null && options.Level == AuditLevel.Buffered)
            _timer = options.Clock.CreateTimer(static log => ((AuditLog)log!).FlushQuietly(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The absolute path of its folder; <see langword="null"/> for a log in memory.</summary>
    internal string? Folder { get; private init; }

    /// <summary>Opens the log in a folder, or begins one; both are created for their owner alone.</summary>
    /// <remarks>
    /// The whole chain is verified first. A record that a crash left torn is moved to a file of its own, <c>*.torn-N</c>, and a
    /// <c>recovery</c> record says so; a log that does not verify otherwise is not opened.
    /// </remarks>
    /// <param name="directory">The folder; a relative one is resolved once, here.</param>
    /// <param name="options">How to record; the defaults when left out.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or no path.</exception>
    /// <exception cref="AuditException">The log is locked by another process or another <see cref="AuditLog"/>, does not verify, or can't be read or written.</exception>
    public static AuditLog Open(string directory, AuditOptions? options = null) => Open(directory, options, null);

    /// <summary>Begins a log in memory, of the same records in the same chain: for tests, and for hosts that keep no files.</summary>
    /// <param name="capacity">How many records it keeps, the last ones; at least 1.</param>
    /// <param name="options">How to record; the defaults when left out. The level does not matter.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public static AuditLog InMemory(int capacity = 10_000, AuditOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var log = new AuditLog(options ?? new AuditOptions(), new Chain(0, RecordFormat.NoPrevious), new MemorySink(capacity), null);
        var draft = RecordDraft.Rent("log.open"u8);
        RecordContent.Opening(draft, log._options.Origin ?? RecordFormat.DefaultOrigin, LogOpening.NewLogId());
        log.Append(draft);
        return log;
    }

    /// <summary>Verifies the log in a folder, every byte of it; takes no lock, so that a log in use can be verified too.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <returns>What was found; a missing or unreadable log is reported there too.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or no path.</exception>
    /// <exception cref="OperationCanceledException">The verification was cancelled.</exception>
    public static ValueTask<AuditVerification> VerifyAsync(string directory, CancellationToken cancellationToken = default)
    {
        var folder = LogDirectory.At(directory);
        return new ValueTask<AuditVerification>(Task.Run(() => LogVerifier.Verify(folder, cancellationToken), cancellationToken));
    }

    /// <summary>Reads the records that had been appended when the reading began. A log in memory may have dropped the first of them.</summary>
    /// <param name="from">The sequence to begin with; 0 is the first record.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    /// <exception cref="AuditException">A record can't be read back.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAsync(long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        RecordSnapshot snapshot;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            snapshot = _sink.Snapshot();
        }
        long next = snapshot.First;
        if (snapshot.File is { } file)
        {
            var reader = new LineReader();
            while (reader.FillOffset < snapshot.End && !reader.IsLineTooLong)
            {
                var room = reader.Room();
                room = room[..(int)Math.Min(room.Length, snapshot.End - reader.FillOffset)];
                int count = await file.ReadAsync(room, reader.FillOffset, cancellationToken).ConfigureAwait(false);
                if (count <= 0)
                    break;
                reader.Filled(count);
                while (TryTake(reader, from, ref next, out var record))
                {
                    if (record is not null)
                        yield return record;
                }
            }
            if (reader.Offset != snapshot.End)
                throw Unreadable(next);
        }
        foreach (byte[] line in snapshot.Lines)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (next++ >= from)
                yield return AuditRecord.Parse(line.AsSpan(0, line.Length - 1)) ?? throw Unreadable(next - 1);
        }
    }

    /// <summary>Writes to the operating system what <see cref="AuditLevel.Buffered"/> still holds in memory.</summary>
    /// <param name="cancellationToken">Looked at before anything is written; a write that has begun is not ended.</param>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    /// <exception cref="AuditException">It can't be written, or the segment is no longer where it was.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                _sink.Flush();
            }
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is AuditException or ObjectDisposedException)
        {
            return ValueTask.FromException(e);
        }
        catch (Exception e)
        {
            return ValueTask.FromException(new AuditException(DiagnosticIds.AuditUnusable, Fault(e), e));
        }
    }

    /// <summary>Writes what is pending and a <c>close</c> record, and gives the folder free.</summary>
    /// <remarks>It does not throw: where the disk takes nothing more, the missing record shows it. <see cref="FlushAsync"/> tells.</remarks>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            try
            {
                Append(RecordDraft.Rent("close"u8));
                _sink.Flush();
            }
            catch (Exception)
            {
                // Nobody is left to tell; the record that is missing does.
            }
            _isDisposed = true;
            _sink.Dispose();
            _hold?.Dispose();
            _chain.Dispose();
        }
        _timer?.Dispose();
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The same, with something between the log and its file.</summary>
    internal static AuditLog Open(string directory, AuditOptions? options, Func<ISegmentFile, ISegmentFile>? wrap)
    {
        options ??= new AuditOptions();
        var opened = LogOpening.Open(directory, options, wrap);
        return new AuditLog(options, opened.Chain, new SegmentSink(opened.File, opened.End, options.Level, options.Clock), opened.Hold) { Folder = LogDirectory.At(directory).FullPath };
    }

    /// <summary>Records a decision. Like all that append, it never throws, and returns when the record has reached the log's level.</summary>
    internal AuditResult AppendDecision(in Decision decision, ActionContext context, CodeDecision? code = null)
    {
        try
        {
            var draft = RecordDraft.Rent("decision"u8);
            RecordContent.Decision(draft, decision, context, code, _options.RecordTargets);
            return Append(draft);
        }
        catch (Exception e)
        {
            return Failed(e);
        }
    }

    /// <summary>Records a person's answer to the decision with that sequence.</summary>
    internal AuditResult AppendApproval(long decisionSequence, string digest, bool approved, string? approver, string? reason, ActionContext context)
    {
        try
        {
            var draft = RecordDraft.Rent("approval"u8);
            RecordContent.Approval(draft, decisionSequence, digest, approved, approver, reason, context, _options.RecordTargets);
            return Append(draft);
        }
        catch (Exception e)
        {
            return Failed(e);
        }
    }

    /// <summary>Records what became of the action that was decided with that sequence.</summary>
    internal AuditResult AppendOutcome(long decisionSequence, ActionOutcome outcome, TimeSpan duration, bool abandoned, ActionContext context)
    {
        try
        {
            var draft = RecordDraft.Rent("outcome"u8);
            RecordContent.Outcome(draft, decisionSequence, outcome, duration, abandoned, context, _options.RecordTargets);
            return Append(draft);
        }
        catch (Exception e)
        {
            return Failed(e);
        }
    }

    /// <summary>Records which policy is in force from here on.</summary>
    internal AuditResult AppendPolicy(string policyHash, string? name, string? revision, string? file)
    {
        try
        {
            var draft = RecordDraft.Rent("policy"u8);
            RecordContent.Policy(draft, policyHash, name, revision, file);
            return Append(draft);
        }
        catch (Exception e)
        {
            return Failed(e);
        }
    }

    private AuditResult Append(RecordDraft draft)
    {
        long sequence;
        lock (_lock)
        {
            if (_isDisposed)
                return new AuditResult(-1, "the audit log is closed");
            var line = _chain.Seal(draft, _options.Clock.GetUtcNow());
            _sink.Append(line);
            sequence = _chain.Next;
            _chain.Advance(line);
            SetTimer();
        }
        draft.Return();
        return new AuditResult(sequence, null);
    }

    private void SetTimer()
    {
        if (_timer is null || _isTimerSet || !_sink.HasPending)
            return;
        _isTimerSet = true;
        _timer.Change(FlushDelay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>A disk that takes nothing is told to the next caller who appends; until then it is tried again.</summary>
    private void FlushQuietly()
    {
        lock (_lock)
        {
            _isTimerSet = false;
            if (_isDisposed)
                return;
            try
            {
                _sink.Flush();
            }
            catch (Exception)
            {
                SetTimer();
            }
        }
    }

    private static bool TryTake(LineReader reader, long from, ref long next, out AuditRecord? record)
    {
        record = null;
        if (!reader.TryTake(out var line))
            return false;
        if (next >= from)
            record = AuditRecord.Parse(line) ?? throw Unreadable(next);
        next++;
        return true;
    }

    private static AuditException Unreadable(long sequence) => new(DiagnosticIds.AuditTampered,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"record {sequence} can't be read back: something else changed the log, verify it"));

    private static AuditResult Failed(Exception e) => new(-1, Fault(e));

    private static string Fault(Exception e) => e is AuditException ? e.Message : "the audit record can't be written: " + e.Message;
}
