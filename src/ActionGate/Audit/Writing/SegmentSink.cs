using System.Globalization;
using ActionGate.Audit.Files;

namespace ActionGate.Audit.Writing;

/// <summary>Appends lines to a segment, at once or through a buffer.</summary>
/// <remarks>
/// A failed write is undone by cutting the file back; the next append then tries anew. Where the file can't be cut back, or where
/// something else moved it or wrote to it, nothing can be appended until the log is opened again, which looks at what stands there.
/// Before each write the file's length is compared (0.4 µs), which shows others that write or cut; and its name every 16 writes or
/// 100 ms, whichever is first (1.1 µs), which shows that it was unlinked or renamed.
/// </remarks>
internal sealed class SegmentSink : RecordSink
{
    private const int BufferLength = 64 * 1024;
    private const int WritesBetweenChecks = 16;
    private static readonly TimeSpan TimeBetweenChecks = TimeSpan.FromMilliseconds(100);

    private readonly ISegmentFile _file;
    private readonly TimeProvider _clock;
    private readonly byte[] _buffer;
    private int _pending;
    private long _end;
    private bool _isFailing;
    private string? _poison;
    private int _writesUntilCheck;
    private long _checkedAt;

    internal SegmentSink(ISegmentFile file, long end, AuditLevel level, TimeProvider clock)
    {
        _file = file;
        _end = end;
        _clock = clock;
        _buffer = level == AuditLevel.Buffered ? new byte[BufferLength] : [];
    }

    internal override bool HasPending => _pending > 0;

    internal override void Append(ReadOnlySpan<byte> line)
    {
        if (_buffer.Length == 0)
        {
            Write(line);
            return;
        }
        // A disk that does not take what is pending must not be promised more.
        if (_isFailing || line.Length > _buffer.Length - _pending)
            WritePending();
        line.CopyTo(_buffer.AsSpan(_pending));
        _pending += line.Length;
    }

    internal override void Flush()
    {
        _writesUntilCheck = 0;
        WritePending();
        EnsureInPlace();
    }

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
        return new RecordSnapshot(_file, _end, 0, lines);
    }

    public override void Dispose() => _file.Dispose();

    private void WritePending()
    {
        if (_pending == 0)
            return;
        _isFailing = true;
        Write(_buffer.AsSpan(0, _pending));
        _isFailing = false;
        _pending = 0;
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        EnsureInPlace();
        try
        {
            _file.Write(bytes, _end);
        }
        catch
        {
            Undo();
            throw;
        }
        _end += bytes.Length;
        _writesUntilCheck--;
    }

    private void Undo()
    {
        try
        {
            _file.SetLength(_end);
        }
        catch (Exception e)
        {
            _poison = "a record could be neither written nor cut off again, open the log anew: " + e.Message;
        }
    }

    private void EnsureInPlace()
    {
        if (_poison is null)
        {
            long length = _file.Length;
            if (length != _end)
                _poison = string.Create(CultureInfo.InvariantCulture, $"the segment has {length} bytes, expected {_end}: something else changed it");
        }
        if (_poison is null && (_writesUntilCheck <= 0 || _clock.GetElapsedTime(_checkedAt) >= TimeBetweenChecks))
        {
            _poison = _file.FindDisplacement(_end);
            _writesUntilCheck = WritesBetweenChecks;
            _checkedAt = _clock.GetTimestamp();
        }
        if (_poison is not null)
            throw new AuditException(DiagnosticIds.AuditUnusable, _poison);
    }
}
