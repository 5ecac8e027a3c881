using System.Globalization;
using ActionGate.Audit.Files;

namespace ActionGate.Audit.Writing;

/// <summary>The segment that is written, and its successors. One thread at a time.</summary>
/// <remarks>
/// A failed write is undone by cutting the file back; the next one then tries anew. Where the file can't be cut back, where a sync has
/// failed, or where something else moved it or wrote to it, nothing can be appended until the log is opened again, which looks at what
/// stands there. Before each write the file's length is compared (0.4 µs), which shows others that write or cut; and its name every 16
/// writes or 100 ms, whichever is first (1.1 µs), which shows that it was unlinked or renamed.
/// </remarks>
internal sealed class SegmentWriter : IDisposable
{
    private const int WritesBetweenChecks = 16;
    private static readonly TimeSpan TimeBetweenChecks = TimeSpan.FromMilliseconds(100);

    private readonly LogFolder _folder;
    private readonly TimeProvider _clock;
    private readonly long _mostBytes;
    private readonly TimeSpan? _mostAge;
    private readonly List<ISegmentFile> _retired = [];
    private LogSegment _previous;
    private long _previousEnd;
    private DateTimeOffset _begun;
    private OpeningsFile? _openings;
    private string? _poison;
    private int _writesUntilCheck;
    private long _checkedAt;

    /// <param name="folder">Where segments are made.</param>
    /// <param name="options">When a segment is full.</param>
    /// <param name="segment">The segment to go on with.</param>
    /// <param name="file">The same, open.</param>
    /// <param name="end">The end of its last record.</param>
    /// <param name="begun">When its first record was written.</param>
    /// <param name="previous">The segment before and its end, where this one is empty.</param>
    internal SegmentWriter(LogFolder folder, AuditOptions options, LogSegment segment, ISegmentFile file, long end, DateTimeOffset begun, (LogSegment Segment, long End) previous)
    {
        (_previous, _previousEnd) = previous;
        _folder = folder;
        _clock = options.Clock;
        _mostBytes = options.MaxSegmentBytes;
        _mostAge = options.MaxSegmentAge;
        _begun = begun;
        Segment = segment;
        File = file;
        End = end;
    }

    internal LogSegment Segment { get; private set; }

    internal ISegmentFile File { get; private set; }

    /// <summary>The end of the last record.</summary>
    internal long End { get; private set; }

    /// <summary>The segment that holds the last record, and where it ends there.</summary>
    internal (LogSegment Segment, long End) Tail => End > 0 ? (Segment, End) : (_previous, _previousEnd);

    /// <summary>Why nothing can be appended until the log is opened anew; <see langword="null"/>: it can.</summary>
    internal string? Poison => _poison;

    internal bool IsRotationDue(DateTimeOffset now) => End > 0 && (End >= _mostBytes || _mostAge is { } age && now - _begun >= age);

    /// <summary>Begins the segment of the record with this sequence; the one before is on the disk by then.</summary>
    internal void Rotate(long next, DateTimeOffset now)
    {
        if (End == 0)
            return;
        EnsureInPlace(isNameDue: true);
        FlushToDisk();
        var segment = _folder.Directory.SegmentAt(next);
        var file = _folder.CreateSegment(segment);
        // Who reads the folder by now finds an empty last segment, which is what a crash would leave as well.
        try
        {
            _folder.Flush();
        }
        catch (Exception e)
        {
            // Its name stands in the way of another attempt, and whether it will be there after a crash is not known.
            file.Dispose();
            PoisonBy(e);
            throw;
        }
        _retired.Add(File);
        CloseOpenings();
        (_previous, _previousEnd) = (Segment, End);
        (Segment, File, End, _begun) = (segment, file, 0, now);
    }

    /// <summary>
    /// Writes the salts of records that are written next: a record that could never be proven must not be acknowledged. Where such a record then
    /// fails, another one takes its sequence, and its salts stand behind.
    /// </summary>
    internal void WriteOpenings(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty)
            return;
        EnsureInPlace(isNameDue: false);
        _openings ??= new OpeningsFile(_folder.Directory.OpeningsAt(Segment.First));
        _openings.Append(lines);
    }

    /// <summary>Writes behind the last record, all of it or nothing.</summary>
    internal void Write(ReadOnlySpan<byte> bytes)
    {
        EnsureInPlace(isNameDue: false);
        try
        {
            File.Write(bytes, End);
        }
        catch
        {
            Undo();
            throw;
        }
        if (End == 0)
            _begun = _clock.GetUtcNow();
        End += bytes.Length;
        _writesUntilCheck--;
    }

    /// <summary>Until everything written is on the disk itself.</summary>
    internal void FlushToDisk()
    {
        if (_poison is not null)
            throw new AuditException(DiagnosticIds.AuditUnusable, _poison);
        try
        {
            _openings?.FlushToDisk();
            File.FlushToDisk();
        }
        catch (Exception e)
        {
            PoisonBy(e);
            throw;
        }
    }

    /// <summary>
    /// A sync has failed. The system may have dropped what it could not write, and would report success the next time: what is on the
    /// disk, only a new reading can tell.
    /// </summary>
    internal void PoisonBy(Exception failure) =>
        _poison ??= failure is AuditException ? failure.Message : "records could not be brought to the disk, open the log anew: " + failure.Message;

    /// <summary>Looks whether the segment is still the one in the folder.</summary>
    internal void EnsureInPlace(bool isNameDue)
    {
        if (_poison is null)
        {
            long length = File.Length;
            if (length != End)
                _poison = string.Create(CultureInfo.InvariantCulture, $"the segment has {length} bytes, expected {End}: something else changed it");
        }
        if (_poison is null && (isNameDue || _writesUntilCheck <= 0 || _clock.GetElapsedTime(_checkedAt) >= TimeBetweenChecks))
        {
            _poison = File.FindDisplacement(End) ?? _folder.FindDisplacement();
            _writesUntilCheck = WritesBetweenChecks;
            _checkedAt = _clock.GetTimestamp();
        }
        if (_poison is not null)
            throw new AuditException(DiagnosticIds.AuditUnusable, _poison);
    }

    /// <summary>The records up to an end, and lines behind them.</summary>
    internal RecordSnapshot Snapshot(LogSegment last, long end, IReadOnlyList<byte[]> lines)
    {
        var segments = _folder.Directory.Segments();
        segments.RemoveAll(s => s.First > last.First);
        return new RecordSnapshot(segments, end, segments.Count > 0 ? segments[0].First : 0, lines);
    }

    /// <summary>Goes on behind what another writer has appended.</summary>
    internal void MoveTo(LogSegment segment, ISegmentFile file, long end)
    {
        if (file != File)
            _retired.Add(File);
        if (segment != Segment)
        {
            CloseOpenings();
            (_previous, _previousEnd) = Tail;
        }
        (Segment, File, End) = (segment, file, end);
    }

    /// <summary>Closes the segments that are full: nobody syncs them any more.</summary>
    internal void CloseRetired()
    {
        foreach (var file in _retired)
            file.Dispose();
        _retired.Clear();
    }

    public void Dispose()
    {
        CloseRetired();
        CloseOpenings();
        File.Dispose();
    }

    private void CloseOpenings()
    {
        _openings?.Dispose();
        _openings = null;
    }

    private void Undo()
    {
        try
        {
            File.SetLength(End);
        }
        catch (Exception e)
        {
            _poison = "a record could be neither written nor cut off again, open the log anew: " + e.Message;
        }
    }
}
