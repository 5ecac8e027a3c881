using System.Runtime.CompilerServices;
using System.Text;
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
public sealed partial class AuditLog : IAsyncDisposable, IDisposable
{
    private readonly AuditOptions _options;
    private readonly Disclosure _disclosure;
    private readonly LogWriter _writer;
    private readonly OpenedLog? _opened;
    private readonly Checkpointer? _checkpointer;
    private readonly List<AuditMirror> _mirrors = [];
    private bool _isClosed;

    private AuditLog(AuditOptions options, LogWriter writer, OpenedLog? opened, Checkpointer? checkpointer)
    {
        _options = options;
        _disclosure = new Disclosure(options.RecordTargets, options.RedactSecrets);
        _writer = writer;
        _opened = opened;
        _checkpointer = checkpointer;
    }

    /// <summary>Why the last checkpoint could not be made; <see langword="null"/>: it could, or none was due. The log goes on, and tries again.</summary>
    public string? CheckpointFault => _checkpointer?.Fault;

    /// <summary>Why one of <see cref="AuditOptions.Witnesses"/> did not confirm the checkpoint that it was shown last; <see langword="null"/>: none of them failed. The checkpoint stands without it.</summary>
    public string? WitnessFault => _checkpointer?.WitnessFault;

    /// <summary>The absolute path of its folder; <see langword="null"/> for a log in memory.</summary>
    internal string? Folder => _opened?.Folder.Directory.FullPath;

    /// <summary>The absolute path of the file with the key that signs it; <see langword="null"/>: no such file does.</summary>
    internal string? KeyFile { get; private init; }

    /// <summary>Opens the log in a folder, or begins one; both are created for their owner alone.</summary>
    /// <remarks>
    /// The whole chain is verified first. A record that a crash left torn is moved to a file of its own, <c>*.torn-N</c>, and a
    /// <c>recovery</c> record says so; a log that does not verify otherwise is not opened. A log that nothing was signed of yet gets its first checkpoint before
    /// this returns; where it holds more than its first record, a <c>recovery</c> record says that they were found without one, and so does every verification.
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
        options ??= new AuditOptions();
        var writer = new LogWriter(new Lock(), new Chain(0, RecordFormat.NoPrevious), new MemorySink(capacity), new Mishaps(), null, options, flushesLater: false);
        var draft = RecordDraft.Rent("log.open"u8);
        string logId = LogOpening.NewLogId();
        RecordContent.Opening(draft, options.Origin ?? RecordFormat.DefaultOrigin(logId), logId);
        writer.Append(draft);
        return new AuditLog(options, writer, null, null);
    }

    /// <summary>Verifies the log in a folder, every byte of it; takes no lock, so that a log in use can be verified too.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="options">The public key and what else to hold it against; the defaults when left out.</param>
    /// <param name="cancellationToken">Ends the verification.</param>
    /// <returns>What was found; a missing or unreadable log is reported there too.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or no path.</exception>
    /// <exception cref="OperationCanceledException">The verification was cancelled.</exception>
    public static ValueTask<AuditVerification> VerifyAsync(string directory, VerifyOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new VerifyOptions();
        var folder = LogDirectory.At(directory);
        return new ValueTask<AuditVerification>(Task.Run(() => LogVerifier.Verify(folder, options, cancellationToken), cancellationToken));
    }

    /// <summary>Makes a receipt: the proof, under the last checkpoint that counts a record, that the log holds it. Takes no lock, and reads what the checkpoint counts.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="sequence">The record's place in the log.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or no path.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="sequence"/> is negative.</exception>
    /// <exception cref="AuditException">
    /// There is no log, no checkpoint counts the record yet, it was pruned, the records are not those that the checkpoint counts, or they can't be read.
    /// </exception>
    public static ValueTask<AuditReceipt> GetReceiptAsync(string directory, long sequence, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequence);
        var folder = LogDirectory.At(directory);
        return new ValueTask<AuditReceipt>(Task.Run(() =>
        {
            try
            {
                return ReceiptMaking.Make(folder, sequence, cancellationToken);
            }
            catch (Exception e) when (e is IOException and not AuditException or UnauthorizedAccessException or NotSupportedException)
            {
                throw new AuditException(DiagnosticIds.AuditUnusable, $"{folder.FullPath}: can't be read: {e.Message}", e);
            }
        }, cancellationToken));
    }

    /// <summary>
    /// Goes on after damage: a new segment, with a chain of its own, whose <c>break</c> record says what was wrong, so that the log can be opened
    /// again. A log that verifies just gets a new segment. The damaged records stay where they are.
    /// </summary>
    /// <param name="directory">The folder; no <see cref="AuditLog"/> may be open there.</param>
    /// <param name="reason">The operator's words for the record.</param>
    /// <param name="options">How to record; the defaults when left out.</param>
    /// <returns>What was wrong with the log; <see langword="null"/>: nothing.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or no path.</exception>
    /// <exception cref="AuditException">The log is open elsewhere, or can't be read or written.</exception>
    public static AuditProblem? NewSegment(string directory, string? reason = null, AuditOptions? options = null)
    {
        options ??= new AuditOptions();
        var signer = LogOpening.SignerOf(options);
        var problem = LogOpening.InFolder(directory, options with { Shared = false }, null, folder =>
        {
            using (folder)
                return LogBreak.Begin(folder, options, signer, reason);
        });
        if (problem is null)
        {
            using var log = Open(directory, options);
            log.Rotate();
        }
        return problem;
    }

    /// <summary>
    /// Deletes old segments, whole ones only, and never the last. A <c>prune</c> record and the file <c>pruned</c> say which, so that the rest verifies as before;
    /// receipts made earlier stay valid.
    /// </summary>
    /// <param name="directory">The folder; no <see cref="AuditLog"/> may be open there.</param>
    /// <param name="before">Records from this sequence on are kept.</param>
    /// <param name="options">How to record; the defaults when left out.</param>
    /// <returns>The sequence of the first record that is kept, at most <paramref name="before"/>; 0 where nothing was ever pruned.</returns>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is empty or no path.</exception>
    /// <exception cref="AuditException">The log is open elsewhere, does not verify, or can't be read or written.</exception>
    public static long Prune(string directory, long before, AuditOptions? options = null)
    {
        options = (options ?? new AuditOptions()) with { ExpectExisting = true, Shared = false, VerifyOnOpen = true };
        using var log = Open(directory, options);
        try
        {
            return log.Prune(before);
        }
        catch (Exception e) when (e is IOException and not AuditException or UnauthorizedAccessException)
        {
            throw new AuditException(DiagnosticIds.AuditUnusable, $"{log.Folder}: can't be pruned: {e.Message}", e);
        }
    }

    /// <summary>Reads the records that had been appended when the reading began. A log in memory may have dropped the first of them.</summary>
    /// <param name="from">The sequence to begin with; 0 is the first record.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    /// <exception cref="AuditException">A record can't be read back.</exception>
    public async IAsyncEnumerable<AuditRecord> ReadAsync(long from = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var snapshot = _writer.Snapshot();
        long next = snapshot.First;
        for (int i = 0; i < snapshot.Segments.Count; i++)
        {
            var segment = snapshot.Segments[i];
            bool isLast = i == snapshot.Segments.Count - 1;
            if (!isLast && snapshot.Segments[i + 1].First <= from)
                continue;
            next = segment.First;
            using var file = Reopen(segment);
            long end = isLast ? snapshot.End : file.Length;
            var reader = new LineReader();
            while (reader.FillOffset < end && !reader.IsLineTooLong)
            {
                var room = reader.Room();
                room = room[..(int)Math.Min(room.Length, end - reader.FillOffset)];
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
            if (reader.Offset != end)
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
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string? fault;
        try
        {
            (_, fault) = await _writer.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (AuditException or ObjectDisposedException))
        {
            throw new AuditException(DiagnosticIds.AuditUnusable, AuditFault.Of(e), e);
        }
        if (fault is not null)
            throw new AuditException(DiagnosticIds.AuditUnusable, fault);
    }

    /// <summary>Begins a new segment, where the current one holds a record. The next record is its first.</summary>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    /// <exception cref="AuditException">The old segment can't be brought to the disk, or the new one can't be created.</exception>
    public void Rotate()
    {
        try
        {
            _writer.Rotate();
        }
        catch (Exception e) when (e is not (AuditException or ObjectDisposedException))
        {
            throw new AuditException(DiagnosticIds.AuditUnusable, "no new segment can be begun: " + e.Message, e);
        }
    }

    /// <summary>
    /// Hands all records on to somebody elsewhere, in the background: those of before too, in their order, each at least once. A receiver that is away
    /// gets what it missed when it is back. The log never waits for it.
    /// </summary>
    /// <remarks>
    /// A record is handed on when a checkpoint counts it. Where several processes share the log, one of them should mirror it. Closing the log ends the
    /// mirror, which sends for up to five seconds what it still can.
    /// </remarks>
    /// <param name="sink">Who gets the records. It is not disposed.</param>
    /// <param name="options">From where on, and who is told of failures; the defaults when left out.</param>
    /// <returns>The mirror; disposed, it ends before the log does.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="sink"/> is <see langword="null"/>.</exception>
    /// <exception cref="InvalidOperationException">The log is in memory, it has no checkpoints, or it has a mirror of that name.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    /// <exception cref="AuditException">How far an earlier mirror of that name came can't be read.</exception>
    public AuditMirror MirrorTo(IAuditSink sink, AuditMirrorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        options ??= new AuditMirrorOptions();
        if (_opened is null)
            throw new InvalidOperationException("a log in memory has no files, and nothing to mirror");
        if (_checkpointer is null)
            throw new InvalidOperationException("only what a checkpoint counts is mirrored, and this log has none: set CheckpointInterval");
        lock (_mirrors)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _mirrors.RemoveAll(m => m.IsClosed);
            if (_mirrors.Exists(m => string.Equals(m.Name, options.Name, StringComparison.Ordinal)))
                throw new InvalidOperationException($"the log has a mirror with the name '{options.Name}': give this one another");
            try
            {
                var mirror = new AuditMirror(_opened.Folder, _checkpointer.PublicKey, sink, options, _options.CheckpointInterval!.Value, _options.Clock);
                _mirrors.Add(mirror);
                return mirror;
            }
            catch (Exception e) when (e is IOException and not AuditException or UnauthorizedAccessException)
            {
                throw new AuditException(DiagnosticIds.AuditUnusable, $"{Folder}: how far the mirror '{options.Name}' has come can't be read: {e.Message}", e);
            }
        }
    }

    /// <summary>Writes what is pending and a <c>close</c> record, and gives the folder free.</summary>
    /// <remarks>It does not throw: where the disk takes nothing more, the missing record shows it. <see cref="FlushAsync"/> tells.</remarks>
    public void Dispose()
    {
        if (!_writer.Close(RecordDraft.Rent("close"u8)))
            return;
        _checkpointer?.Close();
        lock (_mirrors)
            _isClosed = true;
        // Nobody adds one any more.
        foreach (var mirror in _mirrors)
            mirror.Dispose();
        _writer.Release();
        _opened?.Folder.Dispose();
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
        var signer = LogOpening.SignerOf(options);
        var opened = LogOpening.Open(directory, options, signer, wrap);
        var mishaps = new Mishaps();
        var logLock = new Lock();
        var leaves = options.CheckpointInterval is null ? null : new LeafQueue(opened.Tree);
        bool isGrouped = options is { Level: AuditLevel.Durable, Shared: false };
        bool isBuffered = options is { Level: AuditLevel.Buffered, Shared: false };
        RecordSink sink = isGrouped
            ? new GroupCommit(logLock, opened.Chain, opened.Segment, leaves, mishaps, options)
            : new SegmentSink(opened.Segment, leaves, options.Level, isBuffered);
        var turn = options.Shared ? new SharedTurn(opened.Folder, opened.Chain, opened.Segment, leaves, options.Clock) : null;
        var writer = new LogWriter(logLock, opened.Chain, sink, mishaps, turn, options, isBuffered);
        var checkpointer = leaves is null ? null : new Checkpointer(writer, leaves, opened, signer!, options);
        checkpointer?.Begin();
        return new AuditLog(options, writer, opened, checkpointer) { KeyFile = (signer as AuditKey)?.File };
    }

    private long Prune(long before)
    {
        var folder = _opened!.Folder;
        if (LogPruning.Of(folder.Directory, before, _opened.TreeStart) is not { } pruning)
            return PrunedMark.Read(folder.Directory)?.Before ?? 0;
        if (_checkpointer is null && _opened.Checkpoint is not null)
            throw new AuditException(DiagnosticIds.AuditUnusable, "the log has checkpoints, and one must count the record of what is deleted: set CheckpointInterval");
        var draft = RecordDraft.Rent("prune"u8);
        UpkeepContent.Prune(draft, pruning.Before, pruning.Head, pruning.Peaks);
        var (sequence, fault) = _writer.Append(draft);
        if (fault is null)
        {
            _writer.Settle(null, _opened.TreeStart)?.Unsynced?.FlushToDisk();
            CheckpointAsync().GetAwaiter().GetResult();
            fault = CheckpointFault;
        }
        if (fault is not null)
            throw new AuditException(DiagnosticIds.AuditUnusable, fault);
        byte[] line = Encoding.UTF8.GetBytes(ReadAsync(sequence).ToBlockingEnumerable().First().Json + "\n");
        // From here on the log begins with what is kept; what is deleted then, and what a crash leaves, no longer counts.
        folder.Replace(folder.Directory.Pruned, line);
        foreach (var segment in pruning.Segments)
            LogPruning.Delete(folder.Directory, segment);
        folder.Flush();
        return pruning.Before;
    }

    /// <summary>Makes a checkpoint now, of all that was appended.</summary>
    internal Task CheckpointAsync() => _checkpointer?.RunAsync() ?? Task.CompletedTask;

    private static SegmentFile Reopen(LogSegment segment)
    {
        try
        {
            return SegmentFile.OpenForReading(segment.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AuditException(DiagnosticIds.AuditUnusable, $"{segment.Path}: can't be read back: {e.Message}", e);
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
}
