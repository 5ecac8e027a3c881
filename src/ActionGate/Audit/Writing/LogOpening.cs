using System.Security.Cryptography;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Writing;

/// <summary>Opens a log for writing: locked, verified to its end, and whole.</summary>
/// <remarks>What a crash can leave is put right. Whatever else does not verify is tampering, and nothing is ever appended to it.</remarks>
internal sealed class LogOpening
{
    private readonly LogFolder _folder;
    private readonly LogDirectory _directory;
    private readonly AuditOptions _options;

    private LogOpening(LogFolder folder, AuditOptions options)
    {
        _folder = folder;
        _directory = folder.Directory;
        _options = options;
    }

    /// <summary>What signs a log's checkpoints; <see langword="null"/>: nothing, and no signature is looked at.</summary>
    /// <exception cref="AuditException">The key can't be loaded or created.</exception>
    internal static ISigner? SignerOf(AuditOptions options)
    {
        if (options.Signer is { } signer)
            return signer;
        if (options.KeyFile is { } file)
            return options.CheckpointInterval is null ? AuditKey.Load(file) : AuditKey.LoadOrCreate(file);
        return options.CheckpointInterval is null ? null : AuditKey.LoadOrCreateDefault();
    }

    /// <exception cref="AuditException">The log can't be opened, for whatever reason.</exception>
    internal static OpenedLog Open(string directory, AuditOptions options, ISigner? signer, Func<ISegmentFile, ISegmentFile>? wrap) =>
        InFolder(directory, options, wrap, folder => new LogOpening(folder, options).Continue(signer));

    /// <summary>Does something with a folder that is locked for it, and is let go where it fails.</summary>
    internal static T InFolder<T>(string directory, AuditOptions options, Func<ISegmentFile, ISegmentFile>? wrap, Func<LogFolder, T> action)
    {
        var place = LogDirectory.At(directory);
        LogFolder? folder = null;
        try
        {
            place.Inspect();
            if (options.ExpectExisting && place.Segments().Count == 0)
                throw new AuditException(DiagnosticIds.AuditMissing, $"{place.FullPath}: expected an existing log, found none");
            place.Create();
            folder = new LogFolder(place, LockFile.Acquire(place, options.Shared), wrap);
            if (!folder.Hold.TryEnter(options.AppendTimeout))
                throw new AuditException(DiagnosticIds.AuditLocked, $"{place.FullPath}: other processes kept the audit log busy for {options.AppendTimeout}");
            var result = action(folder);
            folder.Hold.Leave();
            return result;
        }
        catch (Exception e)
        {
            folder?.Dispose();
            if (e is AuditException)
                throw;
            throw new AuditException(DiagnosticIds.AuditUnusable, $"{place.FullPath}: can't be opened: {e.Message}", e);
        }
    }

    internal static string NewLogId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private OpenedLog Continue(ISigner? signer)
    {
        using var reading = LogReading.Read(_folder, signer?.PublicKey, _options.VerifyOnOpen);
        Refuse(reading);
        string logId = NewLogId();
        string origin = reading.Origin ?? _options.Origin ?? RecordFormat.DefaultOrigin(logId);
        if (_options.CheckpointInterval is not null && LogOrigin.FindFault(origin) is { } fault)
            throw new AuditException(DiagnosticIds.AuditCheckpointRefused, $"{_directory.FullPath}: the log {DecisionText.Quote(origin)} can have no checkpoints: {fault}; choose another Origin, or set CheckpointInterval to null");

        // Of what was pruned, a crash may have left some.
        foreach (var segment in reading.Leftovers)
            LogPruning.Delete(_directory, segment);
        var file = reading.TakeFile();
        try
        {
            if (file is null)
            {
                file = _folder.CreateSegment(reading.Last);
                _folder.Flush();
            }
            var scan = reading.Scan;
            var chain = new Chain(scan.Records.Next, scan.Records.Head);
            var (end, lines) = Recovery.Repair(_folder, reading.Last, file, scan, reading.IsTorn, chain, draft => RecordContent.Opening(draft, origin, logId), signer is not null && _options.CheckpointInterval is not null && reading.IsUnanchored, _options.Clock);
            // Where records are brought to the disk in groups, those that are there count as being on it.
            if (_options is { Level: AuditLevel.Durable, Shared: false })
                file.FlushToDisk();
            foreach (byte[] leaf in LeavesOf(lines))
                reading.Tree.AppendAll(leaf);
            var writer = new SegmentWriter(_folder, _options, reading.Last, file, end, BegunAt(reading.Last) ?? _options.Clock.GetUtcNow(), reading.Previous);
            return new OpenedLog(_folder, chain, writer, reading.Tree, scan.Records.TreeStart, origin, reading.Checkpoint);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private void Refuse(LogReading reading)
    {
        if (reading.Problem is { } problem)
            throw new AuditException(problem.DiagnosticId, $"{_directory.FullPath}: the log does not verify, so nothing is appended to it: {problem}; go on in a new segment with: actiongate audit new-segment");
        if (reading.Scan.HasUnknownVersion)
            throw new AuditException(DiagnosticIds.AuditUnknownRecord, $"{_directory.FullPath}: the log holds records of a newer version, so this one does not append to it");
        if (_options.Origin is { } origin && reading.Origin is { } found && !string.Equals(origin, found, StringComparison.Ordinal))
            throw new AuditException(DiagnosticIds.AuditOtherOrigin, $"{_directory.FullPath}: expected the log {DecisionText.Quote(origin)}, found {DecisionText.Quote(found)}");
        if (_options.ExpectExisting && reading.Scan.Records.Next == 0)
            throw new AuditException(DiagnosticIds.AuditMissing, $"{_directory.FullPath}: expected an existing log, found one without a record");
    }

    /// <summary>When the segment's first record was written.</summary>
    private DateTimeOffset? BegunAt(LogSegment segment)
    {
        if (_options.MaxSegmentAge is null)
            return null;
        using var file = SegmentFile.OpenForReading(segment.Path);
        var reader = new LineReader();
        reader.Filled(file.Read(reader.Room().Span, 0));
        return reader.TryTake(out var line) ? AuditRecord.Parse(line)?.Timestamp : null;
    }

    private static IEnumerable<byte[]> LeavesOf(byte[] lines)
    {
        for (int start = 0; start < lines.Length;)
        {
            int end = Array.IndexOf(lines, (byte)'\n', start) + 1;
            byte[] leaf = new byte[TreeHasher.HashSize];
            RecordFormat.Decode(RecordFormat.HashOf(lines.AsSpan(start, end - start)), leaf);
            yield return leaf;
            start = end;
        }
    }
}
