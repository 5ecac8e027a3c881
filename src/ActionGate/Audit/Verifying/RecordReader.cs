using System.Text.Json;
using ActionGate.Audit.Files;

namespace ActionGate.Audit.Verifying;

/// <summary>
/// Reads the records of a log one after another, as they stand, without its lock; at the end it can be asked again whether more have come, into later
/// segments too. It verifies nothing. For one thread.
/// </summary>
internal sealed class RecordReader : IDisposable
{
    private readonly LogDirectory _directory;
    private readonly long _from;
    private LogSegment _segment;
    private SegmentFile? _file;
    private LineReader _lines = new();
    private bool _isFull;

    private RecordReader(LogDirectory directory, LogSegment first, long from)
    {
        _directory = directory;
        _segment = first;
        _from = from;
    }

    /// <summary>How many lines were no records.</summary>
    internal long Unreadable { get; private set; }

    /// <summary>Begins to read.</summary>
    /// <param name="directory">The folder of the log.</param>
    /// <param name="from">The sequence to begin with; a negative one counts from the first record of the last segment.</param>
    /// <exception cref="AuditException">There is no log, or links stand where files belong.</exception>
    internal static RecordReader Open(string directory, long from)
    {
        var folder = LogDirectory.At(directory);
        folder.Inspect();
        var segments = folder.Segments();
        long before = PrunedBefore(folder);
        segments.RemoveAll(s => s.First < before);
        if (segments.Count == 0)
            throw new AuditException(DiagnosticIds.AuditMissing, $"{folder.FullPath}: there is no audit log");
        if (from < 0)
            from = Math.Max(0, segments[^1].First + from);
        return new RecordReader(folder, segments[Math.Max(0, segments.FindLastIndex(s => s.First <= from))], from);
    }

    /// <summary>Takes the next record.</summary>
    /// <returns><see langword="null"/>: there is none, for now.</returns>
    internal AuditRecord? Next()
    {
        while (true)
        {
            while (TryTake(out var record))
            {
                if (record?.Sequence >= _from)
                    return record;
            }
            if (Fill() || MoveOn())
                continue;
            return null;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static long PrunedBefore(LogDirectory folder)
    {
        try
        {
            return PrunedMark.Read(folder)?.Before ?? 0;
        }
        catch (AuditException)
        {
            // Verifying tells of it; what is there can be read all the same.
            return 0;
        }
    }

    private bool TryTake(out AuditRecord? record)
    {
        record = null;
        if (!_lines.TryTake(out var line))
            return false;
        record = IsJson(line) ? AuditRecord.Parse(line) : null;
        if (record is null)
            Unreadable++;
        return true;
    }

    private static bool IsJson(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
            }
            return System.Text.Unicode.Utf8.IsValid(line);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <returns>There are more bytes.</returns>
    private bool Fill()
    {
        // What is no file, a pipe for one, has no length either, and might never open.
        try
        {
            if (_file is null && LogDirectory.IsFile(_segment.Path) && new FileInfo(_segment.Path).Length > 0)
                _file = SegmentFile.OpenForReading(_segment.Path);
        }
        catch (Exception e) when (MovingLog.IsGone(e))
        {
            // Pruned meanwhile: what is left follows.
        }
        if (_file is null || _lines.IsLineTooLong)
            return false;
        int count = _file.Read(_lines.Room().Span, _lines.FillOffset);
        _lines.Filled(Math.Max(count, 0));
        return count > 0;
    }

    /// <summary>Goes on with the next segment, where there is one.</summary>
    /// <returns>There may be more to read.</returns>
    private bool MoveOn()
    {
        var segments = _directory.Segments();
        int next = segments.FindIndex(s => s.First > _segment.First);
        if (next < 0)
            return false;
        // Now that there is a next one nothing more comes here; but something may have, after the last look.
        if (!_isFull)
            return _isFull = true;
        if (!_lines.Remainder.IsEmpty)
            Unreadable++;
        _file?.Dispose();
        (_segment, _file, _lines, _isFull) = (segments[next], null, new LineReader(), false);
        return true;
    }
}
