using ActionGate.Audit.Records;

namespace ActionGate.Audit.Writing;

/// <summary>Appends lines to a segment, each at once or through a buffer; the caller that holds the log's lock writes.</summary>
internal sealed class SegmentSink : RecordSink
{
    private const int BufferLength = 64 * 1024;

    private readonly SegmentWriter _segment;
    private readonly LeafQueue? _leaves;
    private readonly OpeningLines _openings = new();
    private readonly bool _isBuffered;
    private readonly bool _isDurable;
    private byte[] _buffer = new byte[BufferLength];
    private int _pending;
    private int _staged;
    private bool _isFailing;

    internal SegmentSink(SegmentWriter segment, LeafQueue? leaves, AuditLevel level, bool isBuffered)
    {
        _isDurable = level == AuditLevel.Durable;
        _segment = segment;
        _leaves = leaves;
        _isBuffered = isBuffered;
    }

    internal override bool HasPending => _pending > 0;

    internal override void Prepare(long next, DateTimeOffset now)
    {
        // A disk that does not take what is pending must not be promised more.
        if (_isFailing)
            WritePending();
        if (_segment.IsRotationDue(now))
            Rotate(next, now);
    }

    internal override void Stage(ReadOnlySpan<byte> line)
    {
        if (line.Length > _buffer.Length - _pending - _staged && _staged == 0)
            WritePending();
        int used = _pending + _staged;
        if (line.Length > _buffer.Length - used)
            Array.Resize(ref _buffer, used + line.Length);
        line.CopyTo(_buffer.AsSpan(used));
        _staged += line.Length;
    }

    internal override void StageOpening(long sequence, ReadOnlySpan<byte> salts) => _openings.Stage(sequence, salts);

    internal override void Commit(Telling? told)
    {
        if (!_isBuffered)
        {
            _segment.WriteOpenings(_openings.All);
            _segment.Write(_buffer.AsSpan(0, _staged));
            _openings.Clear();
        }
        _openings.Commit();
        // Where several processes take turns, each brings its own records to the disk.
        if (_isDurable)
            _segment.FlushToDisk();
        AddLeaves();
        if (_isBuffered)
            _pending += _staged;
        _staged = 0;
    }

    internal override void Discard()
    {
        _staged = 0;
        _openings.Discard();
    }

    internal override void Flush()
    {
        WritePending();
        _segment.EnsureInPlace(isNameDue: true);
    }

    internal override void Rotate(long next, DateTimeOffset now)
    {
        WritePending();
        _segment.Rotate(next, now);
        // Without checkpoints nobody syncs the old one any more.
        if (_leaves is null)
            _segment.CloseRetired();
    }

    internal override LogPoint Settle(Chain chain)
    {
        WritePending();
        _segment.EnsureInPlace(isNameDue: true);
        _segment.CloseRetired();
        return new LogPoint(chain.Next, chain.Head.ToArray(), _segment.Tail.Segment, _segment.Tail.End, _segment.File);
    }

    internal override void PoisonBy(Exception failure) => _segment.PoisonBy(failure);

    internal override RecordSnapshot Snapshot()
    {
        List<byte[]> lines = [];
        var pending = _buffer.AsSpan(0, _pending);
        while (!pending.IsEmpty)
        {
            int length = pending.IndexOf((byte)'\n') + 1;
            lines.Add(pending[..length].ToArray());
            pending = pending[length..];
        }
        return _segment.Snapshot(_segment.Segment, _segment.End, lines);
    }

    public override void Dispose() => _segment.Dispose();

    private void AddLeaves()
    {
        try
        {
            _leaves?.AddAll(_buffer.AsSpan(_pending, _staged));
        }
        catch (Exception e)
        {
            // The record is written and the caller will hear that it is not: nothing can follow it.
            _segment.PoisonBy(e);
            throw;
        }
    }

    private void WritePending()
    {
        if (_pending == 0)
            return;
        _isFailing = true;
        _segment.WriteOpenings(_openings.Committed);
        _segment.Write(_buffer.AsSpan(0, _pending));
        _isFailing = false;
        _pending = 0;
        _openings.Clear();
    }
}
