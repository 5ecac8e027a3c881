using ActionGate.Audit.Records;

namespace ActionGate.Audit.Files;

/// <summary>Splits a file into lines in constant memory: a buffer that holds the longest line.</summary>
internal sealed class LineReader
{
    private readonly byte[] _buffer = new byte[RecordFormat.LongestLine + 1];
    private int _start;
    private int _searched;
    private int _end;

    /// <param name="offset">Where in the file the first line begins.</param>
    internal LineReader(long offset = 0) => Offset = offset;

    /// <summary>The place in the file of the first byte that was not taken.</summary>
    internal long Offset { get; private set; }

    /// <summary>The place in the file to read on from.</summary>
    internal long FillOffset => Offset + (_end - _start);

    /// <summary>What was read behind the last line feed.</summary>
    internal ReadOnlySpan<byte> Remainder => _buffer.AsSpan(_start, _end - _start);

    /// <summary>No line feed within the longest line.</summary>
    internal bool IsLineTooLong => _searched == _end && _end - _start >= RecordFormat.LongestLine;

    /// <summary>Takes the next line, without its line feed; it stays valid until the buffer is filled.</summary>
    internal bool TryTake(out ReadOnlySpan<byte> line)
    {
        int index = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (index < 0)
        {
            _searched = _end;
            line = default;
            return false;
        }
        int length = _searched + index - _start;
        line = _buffer.AsSpan(_start, length);
        _start = _searched = _start + length + 1;
        Offset += length + 1;
        return true;
    }

    /// <summary>Room for more bytes, at least one unless <see cref="IsLineTooLong"/>.</summary>
    internal Memory<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _searched -= _start;
            _start = 0;
        }
        return _buffer.AsMemory(_end);
    }

    /// <summary>So many bytes were read into the room.</summary>
    internal void Filled(int count) => _end += count;
}
