using System.Globalization;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>Reads a log's segments from a start to the end, one after another, and says how far they verify and what comes then.</summary>
internal sealed class SegmentScan : IDisposable
{
    private readonly RecordVerifier _records;
    private readonly GrowingTree? _tree;
    private LineReader _reader;
    private string? _segment;
    private long _first;
    private long _line;

    /// <summary>Begins with the first record of a log.</summary>
    /// <param name="tree">Gets the leaves of what verifies; <see langword="null"/>: nobody wants them.</param>
    internal SegmentScan(GrowingTree? tree = null)
        : this(new RecordVerifier(), null, 0, tree)
    {
    }

    /// <summary>Begins at an offset of a segment, or with the segment to begin next.</summary>
    internal SegmentScan(RecordVerifier records, string? segment, long offset, GrowingTree? tree)
    {
        _records = records;
        _segment = segment;
        _reader = new LineReader(offset);
        _tree = tree;
        GoodEnd = offset;
    }

    internal RecordVerifier Records => _records;

    /// <summary>Where the last whole record that verified ends in its segment, its line feed included where it has one.</summary>
    internal long GoodEnd { get; private set; }

    /// <summary>What does not verify, other than a torn end; <see langword="null"/>: nothing.</summary>
    internal AuditProblem? Tampering { get; private set; }

    /// <summary>The bytes behind the last line feed, where they are no whole record.</summary>
    internal ReadOnlySpan<byte> TornTail => IsTorn ? _reader.Remainder : default;

    internal bool IsTorn { get; private set; }

    /// <summary>The last record is whole but for its line feed; it counts as verified.</summary>
    internal bool LacksLineFeed { get; private set; }

    /// <summary>Some record is of a version that this one can't continue.</summary>
    internal bool HasUnknownVersion { get; private set; }

    /// <summary>Says why a record that verified, and is no <c>break</c>, is none that the log goes on from; <see langword="null"/>: it is one.</summary>
    internal Func<RecordVerifier, string?>? Refused { get; init; }

    /// <summary>What does not verify is a record that was <see cref="Refused"/>.</summary>
    internal bool IsRefused { get; private set; }

    /// <summary>Called for each record that verified, before the next is looked at.</summary>
    internal Action<RecordVerifier>? Verified { get; init; }

    /// <summary>The segments that follow are read from their first byte; the one before must have ended with a whole record.</summary>
    internal void BeginSegment(LogSegment segment)
    {
        if (Tampering is not null)
            return;
        if (!_reader.Remainder.IsEmpty)
            Tampering = Problem(DiagnosticIds.AuditTampered, "the segment ends within a record, and is not the last");
        else if (_segment is not null && GoodEnd == 0)
            Tampering = Problem(DiagnosticIds.AuditTampered, "the segment is empty, and is not the last");
        if (Tampering is not null)
            return;
        _segment = Path.GetFileName(segment.Path);
        _first = segment.First;
        _records.BeginSegment(segment.First);
        _reader = new LineReader();
        _line = 0;
        GoodEnd = 0;
    }

    /// <summary>Reads on until the end or the first fault.</summary>
    /// <returns>There is a rest without a line feed, which a writer may be about to complete: <see cref="Read"/> goes on from there.</returns>
    internal bool Read(ISegmentFile file, CancellationToken cancellationToken)
    {
        while (Tampering is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (_reader.TryTake(out var line))
            {
                if (_records.Accept(line) is { } fault)
                {
                    Tampering = Problem(DiagnosticIds.AuditTampered, fault);
                    return false;
                }
                if (Refuses(line))
                    return false;
                Accepted();
                GoodEnd = _reader.Offset;
            }
            if (_reader.IsLineTooLong)
            {
                Tampering = Problem(DiagnosticIds.AuditTampered, "the line is longer than 65,535 bytes");
                return false;
            }
            int count = file.Read(_reader.Room().Span, _reader.FillOffset);
            if (count <= 0)
                return !_reader.Remainder.IsEmpty;
            _reader.Filled(count);
        }
        return false;
    }

    /// <summary>Nothing more will come: judges what stands behind the last line feed.</summary>
    internal void End()
    {
        if (Tampering is not null)
            return;
        // A crash leaves an empty segment before its first record.
        if (_segment is not null && GoodEnd == 0 && _reader.Remainder.IsEmpty && _first != _records.Next)
        {
            Tampering = Problem(DiagnosticIds.AuditTampered, string.Create(CultureInfo.InvariantCulture, $"expected the segment of record {_records.Next}, found an empty one of record {_first}"));
            return;
        }
        if (_reader.Remainder.IsEmpty)
            return;
        LacksLineFeed = _records.Accept(_reader.Remainder) is null && !Refuses(_reader.Remainder);
        IsTorn = !LacksLineFeed;
        if (LacksLineFeed)
        {
            Accepted();
            GoodEnd = _reader.FillOffset;
        }
    }

    /// <summary>What is wrong at the place that was reached.</summary>
    internal AuditProblem Problem(string id, string message) => new(id, _segment, _line + 1, GoodEnd, _records.Next, message);

    public void Dispose() => _records.Dispose();

    private bool Refuses(ReadOnlySpan<byte> line)
    {
        if (Refused?.Invoke(_records) is not { } reason)
            return false;
        _records.TakeBack(line, _records.TreeStart);
        Tampering = Problem(DiagnosticIds.AuditTampered, reason);
        return IsRefused = true;
    }

    private void Accepted()
    {
        _line++;
        if (_tree is not null)
        {
            Span<byte> leaf = stackalloc byte[TreeHasher.HashSize];
            RecordFormat.Decode(_records.Head, leaf);
            // What a break begins is a tree of its own.
            if (_records.TreeStart == _records.Next - 1)
                _tree.Clear();
            _tree.AppendAll(leaf);
        }
        HasUnknownVersion |= _records.IsUnknownVersion;
        Verified?.Invoke(_records);
    }
}
