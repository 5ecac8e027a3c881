using System.Globalization;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Verifying;

namespace ActionGate.Audit.Mirroring;

/// <summary>
/// Reads a log's lines in the order of their sequences, as they stand, without its lock and in constant memory. It does not verify the chain: whoever
/// receives them does.
/// </summary>
/// <remarks>
/// Only what is known to be on the disk is read, so that no line is ever taken back. Each reading begins with the files: nothing that was read beyond
/// that is kept.
/// </remarks>
internal sealed class MirrorReader
{
    private const int MostBytes = 256 * 1024;

    private readonly LogDirectory _directory;
    private readonly byte[] _buffer = new byte[MostBytes];
    private readonly List<ReadOnlyMemory<byte>> _lines = [];
    private int _length;
    private Place _place;
    private Place _end;

    /// <param name="directory">The log's folder.</param>
    /// <param name="next">The sequence of the first record to read.</param>
    internal MirrorReader(LogDirectory directory, long next)
    {
        _directory = directory;
        _place = new Place(next, Segment: -1, Offset: 0);
    }

    /// <summary>The sequence of the next record.</summary>
    internal long Next => _place.Next;

    /// <summary>What was read; valid until it is read again.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Lines => _lines;

    /// <summary>The sequence of the first of them.</summary>
    internal long First { get; private set; }

    /// <summary>Reads lines that follow one another; the same ones until <see cref="Advance"/>.</summary>
    /// <param name="end">The sequence of the first record that may not be on the disk yet.</param>
    /// <returns>There are such lines.</returns>
    /// <exception cref="IOException">They can't be read, or are not there.</exception>
    internal bool Read(long end)
    {
        _lines.Clear();
        _length = 0;
        _end = _place;
        if (Next > end)
            throw Missing($"the log ends before record {Next}, and there were more: it is another one, or an old copy");
        if (Next == end)
            return false;
        var segments = _directory.Segments();
        long before = PrunedMark.Read(_directory)?.Before ?? 0;
        segments.RemoveAll(s => s.First < before);
        int index = segments.FindIndex(s => s.First == _place.Segment);
        if (index < 0)
            index = Math.Max(0, segments.FindLastIndex(s => s.First <= Next));
        for (; index < segments.Count; index++)
        {
            long following = index + 1 < segments.Count ? segments[index + 1].First : long.MaxValue;
            if (segments[index].First != _end.Segment)
                _end = _end with { Segment = segments[index].First, Offset = 0 };
            if (!Read(segments[index], following, end))
                break;
        }
        return _lines.Count > 0 ? true : throw Missing($"a checkpoint counts record {Next}, and it is not in the log: verify it");
    }

    /// <summary>What was read has been received.</summary>
    internal void Advance() => _place = _end;

    /// <returns>All of the segment was read, and there is room for more.</returns>
    private bool Read(LogSegment segment, long following, long end)
    {
        // What is no file, a pipe for one, has no length either, and might never open.
        if (new FileInfo(segment.Path).Length == 0)
            return true;
        using var file = SegmentFile.OpenForReading(segment.Path);
        using var hasher = new LeafHasher();
        var reader = new LineReader(_end.Offset);
        while (!reader.IsLineTooLong)
        {
            while (reader.TryTake(out var line))
            {
                // What is no record of its place is damage, and passed over: the records that are not there are missed by their sequences.
                if (!RecordVerifier.TryReadPlace(line, out long sequence, out _) || sequence < _end.Next)
                    continue;
                if (sequence >= end && following > end)
                    return false;
                if (sequence >= following || !FitsItsHash(line, hasher))
                    continue;
                if (_lines.Count == 0)
                    First = sequence;
                else if (sequence != _end.Next || line.Length >= MostBytes - _length)
                    return false;
                Add(line);
                _end = _end with { Next = sequence + 1, Offset = reader.Offset };
            }
            int count = file.Read(reader.Room().Span, reader.FillOffset);
            if (count <= 0)
                break;
            reader.Filled(count);
        }
        return true;
    }

    private static bool FitsItsHash(ReadOnlySpan<byte> line, LeafHasher hasher)
    {
        Span<byte> hash = stackalloc byte[RecordFormat.HexLength];
        hasher.Hash([RecordFormat.LeafPrefix], line[..^RecordFormat.HashSuffixLength], "}"u8, hash);
        return hash.SequenceEqual(RecordFormat.HashOf(line));
    }

    private void Add(ReadOnlySpan<byte> line)
    {
        line.CopyTo(_buffer.AsSpan(_length));
        _buffer[_length + line.Length] = (byte)'\n';
        _lines.Add(_buffer.AsMemory(_length, line.Length + 1));
        _length += line.Length + 1;
    }

    private static AuditException Missing(FormattableString message) => new(DiagnosticIds.AuditTampered, message.ToString(CultureInfo.InvariantCulture));

    /// <summary>Where a record stands, or is looked for.</summary>
    /// <param name="Next">Its sequence.</param>
    /// <param name="Segment">The first sequence of the segment to read; -1: not known.</param>
    /// <param name="Offset">Where to read on there.</param>
    private readonly record struct Place(long Next, long Segment, long Offset);
}
