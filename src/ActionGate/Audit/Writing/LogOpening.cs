using System.Security.Cryptography;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Writing;

/// <summary>A log that was opened for writing: locked, verified to its end, and whole.</summary>
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

    /// <exception cref="AuditException">The log can't be opened, for whatever reason.</exception>
    internal static OpenedLog Open(string directory, AuditOptions options, Func<ISegmentFile, ISegmentFile>? wrap)
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
            var opened = new LogOpening(folder, options).Continue();
            folder.Hold.Leave();
            return opened;
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

    private OpenedLog Continue()
    {
        var segments = _directory.Segments();
        var tree = new GrowingTree(new CompactRange());
        using var scan = new SegmentScan(tree);
        ISegmentFile? file = null;
        var last = segments.Count > 0 ? segments[^1] : _directory.SegmentAt(0);
        try
        {
            (LogSegment, long) previous = default;
            foreach (var segment in segments)
            {
                if (scan.GoodEnd > 0)
                    previous = (segments[segments.IndexOf(segment) - 1], scan.GoodEnd);
                scan.BeginSegment(segment);
                using var reader = segment == last ? null : SegmentFile.OpenForReading(segment.Path);
                file = segment == last ? OpenLast(segment) : null;
                scan.Read(file ?? reader!, CancellationToken.None);
            }
            scan.End();
            Refuse(scan);
            file ??= _folder.CreateSegment(last);

            var chain = new Chain(scan.Records.Next, scan.Records.Head);
            string origin = scan.Records.Origin ?? _options.Origin ?? RecordFormat.DefaultOrigin;
            var (end, lines) = Recovery.Repair(_folder, last, file, scan, chain, draft => RecordContent.Opening(draft, origin, NewLogId()), _options.Clock);
            foreach (byte[] leaf in LeavesOf(lines))
                tree.AppendAll(leaf);
            var writer = new SegmentWriter(_folder, _options, last, file, end, BegunAt(last) ?? _options.Clock.GetUtcNow(), previous);
            return new OpenedLog(_folder, chain, writer, tree, scan.Records.TreeStart, origin);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    private ISegmentFile OpenLast(LogSegment segment)
    {
        var file = _folder.OpenSegment(segment);
        // The name may have become a link after it was looked at: what was opened must be what stands there.
        if (file.FindDisplacement(file.Length) is not { } displacement)
            return file;
        file.Dispose();
        throw new AuditException(DiagnosticIds.AuditPathRefused, $"{segment.Path}: {displacement}");
    }

    private void Refuse(SegmentScan scan)
    {
        if (scan.Tampering is { } problem)
            throw new AuditException(problem.DiagnosticId, $"{_directory.FullPath}: the log does not verify, so nothing is appended to it: {problem}; go on in a new segment with: actiongate audit new-segment");
        if (scan.HasUnknownVersion)
            throw new AuditException(DiagnosticIds.AuditUnknownRecord, $"{_directory.FullPath}: the log holds records of a newer version, so this one does not append to it");
        if (_options.Origin is { } origin && scan.Records.Origin is { } found && !string.Equals(origin, found, StringComparison.Ordinal))
            throw new AuditException(DiagnosticIds.AuditOtherOrigin, $"{_directory.FullPath}: expected the log {DecisionText.Quote(origin)}, found {DecisionText.Quote(found)}");
        if (_options.ExpectExisting && scan.Records.Records == 0)
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
