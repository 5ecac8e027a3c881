using System.Globalization;
using System.Text.Json;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;
using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>Segments: their blocks are handed to other threads, and joined.</summary>
internal sealed partial class LogVerifier
{
    /// <summary>Reads a segment to its end.</summary>
    /// <param name="index">Which.</param>
    /// <param name="skipped">How many of its records to pass over.</param>
    /// <returns>What is wrong; <see langword="null"/>: nothing that is no torn end.</returns>
    private AuditProblem? Read(int index, long skipped)
    {
        var segment = _segments[index];
        bool isLast = index == _segments.Count - 1;
        (_segment, _line, _offset) = (Path.GetFileName(segment.Path), 0, 0);
        using var file = _source.Open(segment.Path);
        if (file is null)
        {
            // A crash leaves an empty segment before its first record.
            return !isLast ? Tampered("the segment is empty, and is not the last")
                : segment.First == _records.Next ? null
                : Tampered(string.Create(CultureInfo.InvariantCulture, $"expected the segment of record {_records.Next}, found an empty one of record {segment.First}"));
        }
        if (skipped > 0)
            Skip(file, skipped);
        else
            _records.BeginSegment(segment.First);
        bool isTree = skipped == 0 && BeginsWithBreak(segment);
        if (isTree)
            (_cut, _headBefore) = (_damage is null ? FindCut(segment.First) : null, Head());
        // What another thread folds, it folds for this tree.
        long tree = isTree && _trail.HasAny ? segment.First : _tree is not null ? _records.TreeStart : -1;
        _reader.Begin(file, _offset, isLast);
        // The chain before the record to begin with was not verified, so what that one says of it is taken as given.
        bool isGiven = _damage is null && _records.Records == 0 && _begin > 0 && _pruned?.Before != _begin;
        long segmentFirst = skipped > 0 ? -1 : segment.First;
        bool isEnded = false;
        try
        {
            while (true)
            {
                while (!isEnded && _busy.Count < _pace.Blocks)
                {
                    var next = _free.TryPop(out var free) ? free : new LineBlock(_pace.Block);
                    isEnded = !_reader.TryRead(next, _cancellation);
                    if (isEnded)
                    {
                        _free.Push(next);
                        break;
                    }
                    _busy.Enqueue(next);
                    if (next.IsRest || next.Length < _pace.Small)
                        next.Skip();
                    else
                        next.Begin(segmentFirst, tree);
                    segmentFirst = -1;
                }
                if (!_busy.TryDequeue(out var block))
                    return null;
                _free.Push(block);
                block.Wait();
                _cancellation.ThrowIfCancellationRequested();
                if (isGiven)
                    TakeAsGiven(block.Bytes);
                isGiven = false;
                if (Join(block, isLast) is not { } damage)
                    continue;
                // Only where a record does not verify is the place that was reached its own.
                if (!isLast || damage.Offset != _offset || !LostSectors.Follow(file, _offset))
                    return damage;
                _torn = Here().Problem(DiagnosticIds.AuditTornTail, string.Create(CultureInfo.InvariantCulture,
                    $"torn tail at offset {_offset}: sectors were lost; the log, when opened, keeps the rest aside and goes on"));
                return null;
            }
        }
        finally
        {
            Drain();
        }
    }

    private void Drain()
    {
        while (_busy.TryDequeue(out var block))
        {
            block.Wait();
            _free.Push(block);
        }
    }

    /// <summary>Passes over lines, which are only counted.</summary>
    private void Skip(ISegmentFile file, long lines)
    {
        byte[] buffer = new byte[_pace.Block];
        long read = 0;
        for (int count; _line < lines && (count = file.Read(buffer, read)) > 0; read += count)
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int at = 0; _line < lines && buffer.AsSpan(at, count - at).IndexOf((byte)'\n') is >= 0 and var end;)
            {
                _line++;
                at += end + 1;
                _offset = read + at;
            }
        }
        if (_line < lines)
            _offset = read;
    }

    private void TakeAsGiven(ReadOnlySpan<byte> lines)
    {
        int end = lines.IndexOf((byte)'\n');
        if (RecordVerifier.TryReadPlace(end < 0 ? lines : lines[..end], out _, out var previous))
            _records.TakeAsGiven(previous);
    }

    private AuditProblem? Join(LineBlock block, bool isLast)
    {
        if (block.IsRest)
            return JoinRest(block.Bytes, isLast);
        if (block.IsOrdinary && block.First == _records.Next && block.Previous.SequenceEqual(_records.Head)
            && (_tree is null || block.TreeStart == _records.TreeStart) && !IsCheckpointWithin(block.Count))
        {
            if (_tree is not null)
                block.AppendTo(_tree);
            _records.Adopt(block.End, block.Count);
            _line += block.Count;
            _offset += block.Length;
            return null;
        }
        for (var rest = block.Bytes; !rest.IsEmpty;)
        {
            int length = rest.IndexOf((byte)'\n');
            if (Accept(rest[..length], length + 1) is { } damage)
                return damage;
            rest = rest[(length + 1)..];
        }
        return null;
    }

    private bool IsCheckpointWithin(long count) =>
        _trail.Next is { } next && (next.First < _records.TreeStart || next.First == _records.TreeStart && next.Size <= _records.Next + count - _records.TreeStart);

    /// <summary>What stands behind the last line feed, or can't be a line for its length.</summary>
    private AuditProblem? JoinRest(ReadOnlySpan<byte> rest, bool isLast)
    {
        if (rest.Length >= RecordFormat.LongestLine)
            return Tampered("the line is longer than 65,535 bytes");
        if (!isLast)
            return Tampered("the segment ends within a record, and is not the last");
        var place = Here();
        if (_records.Accept(rest) is not null)
        {
            _torn = place.Problem(DiagnosticIds.AuditTornTail, string.Create(CultureInfo.InvariantCulture,
                $"torn tail at offset {_offset}: {rest.Length} bytes are no whole record; the log, when opened, keeps them aside and goes on"));
            return null;
        }
        if (Accepted(place, rest, rest.Length) is { } damage)
            return damage;
        if (_counted > 0 && _counted == _records.Next - _records.TreeStart)
            return place.Problem(DiagnosticIds.AuditTampered, "a checkpoint counts the record, and its line feed is missing");
        _torn = place.Problem(DiagnosticIds.AuditTornTail, string.Create(CultureInfo.InvariantCulture,
            $"torn tail at offset {_offset}: the last record lacks its line feed; the log, when opened, takes it in again"));
        return null;
    }

    private AuditProblem? Accept(ReadOnlySpan<byte> line, int bytes)
    {
        var place = Here();
        return _records.Accept(line) is { } fault ? place.Problem(DiagnosticIds.AuditTampered, fault) : Accepted(place, line, bytes);
    }

    /// <summary>A record has verified by itself and in the chain; what remains is what the checkpoints say.</summary>
    private AuditProblem? Accepted(RecordPlace place, ReadOnlySpan<byte> line, int bytes)
    {
        // A break has another sequence than what was expected.
        place = place with { Sequence = _records.Next - 1 };
        _line++;
        _offset += bytes;
        bool isBreak = _records.Type is "break";
        if (isBreak)
            GoOn(place, line);
        if (isBreak || place.Sequence == 0)
        {
            _tree = _trail.HasAny ? new CompactRange() : null;
            _anchor = null;
            _counted = 0;
        }
        _tree?.Append(_records.Leaf);
        if (_records.Unknown is { } unknown)
            _unknown.Add(unknown, place);
        if (_records.Type is "recovery" && place.Sequence > _begin && HasMember(line, "unanchored"))
            _unanchored = (place, place.Sequence - Math.Max(_begin, _records.TreeStart));
        if (_pruned is not null && _records.Head.SequenceEqual(_pruned.RecordHash))
            _prune = place.Sequence;
        return Compare(place);
    }

    /// <summary>A tree has come to the size of a checkpoint, and must be the one that was signed.</summary>
    private AuditProblem? Compare(in RecordPlace place)
    {
        long size = _records.Next - _records.TreeStart;
        while (_trail.Next is { } checkpoint && (checkpoint.First < _records.TreeStart || checkpoint.First == _records.TreeStart && checkpoint.Size <= size))
        {
            _trail.Advance();
            if (checkpoint.First != _records.TreeStart || checkpoint.Size != size || Agrees(checkpoint) is not { } agrees)
                continue;
            if (!agrees)
                return place.Problem(DiagnosticIds.AuditTampered, string.Create(CultureInfo.InvariantCulture, $"the first {size} records of the tree are not those of the checkpoint: they were changed, and the chain made anew"));
            _counted = size;
            if (_trail.IsTrusted(checkpoint))
                _anchor = checkpoint;
        }
        return null;
    }

    /// <summary>
    /// Whether the last record that verified is the one that a checkpoint of that size counts last, and with it all before, which the chain
    /// holds together.
    /// </summary>
    /// <returns><see langword="null"/>: it can't be told without the tree's first records.</returns>
    private bool? Agrees(AuditCheckpoint checkpoint)
    {
        if (_tree is null)
            return _frontier?.Fits(checkpoint) == true ? _records.Leaf.SequenceEqual(_frontier.Hash) : null;
        Span<byte> root = stackalloc byte[TreeHasher.HashSize];
        _tree.Root(root);
        return checkpoint.RootHash.Span.SequenceEqual(root);
    }

    private static bool HasMember(ReadOnlySpan<byte> line, string name)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && IsText(reader.ValueSpan, name))
                return true;
        }
        return false;
    }

    /// <summary>The reader's own comparison throws where half a surrogate pair is escaped, as it may be.</summary>
    private static bool IsText(ReadOnlySpan<byte> escaped, string text) => string.Equals(JsonText.Decode(escaped), text, StringComparison.Ordinal);

    private static bool NamesSegment(ReadOnlySpan<byte> line, string? segment)
    {
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && IsText(reader.ValueSpan, "segment"))
                return reader.Read() && reader.TokenType == JsonTokenType.String && segment is not null && IsText(reader.ValueSpan, segment);
        }
        return segment is null;
    }

    /// <summary>An operator went on here after damage. It stays damage; only what is verified from here on has nothing to do with it.</summary>
    private void GoOn(in RecordPlace place, ReadOnlySpan<byte> line)
    {
        if (_damage is not null)
        {
            bool isNamed = NamesSegment(line, _damage.Segment);
            _warnings.Add(place.Problem(DiagnosticIds.AuditTampered, string.Create(CultureInfo.InvariantCulture,
                $"behind the damage the log goes on with record {place.Sequence}, in a chain and a tree of its own{(isNamed ? "" : ", and says that the damage was elsewhere")}")));
        }
        else if (_records.Records > 1 || place.Sequence != _begin)
        {
            Damaged(_cut ?? place.Problem(DiagnosticIds.AuditTampered, "the log breaks off before this record, and goes on in a chain and a tree of its own: verify it from here by itself"),
                _records.Records - 1, _headBefore);
        }
    }
}
