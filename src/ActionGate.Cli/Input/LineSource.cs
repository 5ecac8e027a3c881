namespace ActionGate.Cli.Input;

/// <summary>
/// Cuts a stream into lines. Every line that has arrived can be taken before more is asked for, so that a caller who first gives out
/// its answers never keeps a peer waiting for them.
/// </summary>
internal sealed class LineSource(Stream input, int longestLine = LineSource.DefaultLongestLine)
{
    /// <summary>16 MiB, the line feed not counted.</summary>
    internal const int DefaultLongestLine = 16 * 1024 * 1024;

    private const int ChunkBytes = 64 * 1024;

    private byte[] _buffer = new byte[ChunkBytes];
    private int _start;
    private int _searched;
    private int _end;
    private bool _isSkipping;
    private bool _hasEnded;
    private bool _isFirst = true;

    /// <summary>Takes the next line that has arrived whole, without its line feed. It is valid until <see cref="Fill"/>.</summary>
    /// <param name="line">The line; empty where it was too long to keep.</param>
    /// <param name="isTooLong">The line was too long, and is gone.</param>
    internal bool TryTake(out ReadOnlyMemory<byte> line, out bool isTooLong)
    {
        isTooLong = false;
        int length = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
        if (length >= 0)
        {
            int feed = _searched + length;
            line = _buffer.AsMemory(_start, feed - _start);
            _start = _searched = feed + 1;
        }
        else if (_hasEnded && (_end > _start || _isSkipping))
        {
            line = _buffer.AsMemory(_start, _end - _start);
            _start = _searched = _end;
        }
        else
        {
            line = default;
            _searched = _end;
            return false;
        }

        if (_isSkipping || line.Length > longestLine)
        {
            isTooLong = true;
            _isSkipping = false;
            line = default;
        }
        else if (_isFirst && line.Span.StartsWith("\uFEFF"u8))
        {
            line = line[3..];
        }
        _isFirst = false;
        return true;
    }

    /// <summary>Waits for more; call it when there is no line left to take.</summary>
    /// <returns>Whether it is worth looking for a line again.</returns>
    internal bool Fill()
    {
        if (_hasEnded)
            return false;
        if (_end - _start > longestLine)
        {
            _isSkipping = true;
            _start = _searched = _end = 0;
        }
        MakeRoom();
        int read = input.Read(_buffer, _end, _buffer.Length - _end);
        _hasEnded = read == 0;
        // What belongs to a line that is too long is dropped as it comes; the search for its end goes on.
        if (_isSkipping)
        {
            int feed = _buffer.AsSpan(_end, read).IndexOf((byte)'\n');
            _start = _searched = _end + (feed < 0 ? read : feed);
        }
        _end += read;
        return true;
    }

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _searched -= _start;
            _end -= _start;
            _start = 0;
        }
        if (_buffer.Length - _end < ChunkBytes / 2)
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 2, longestLine + 2 * ChunkBytes));
        else if (_end == 0 && _buffer.Length > ChunkBytes)
            _buffer = new byte[ChunkBytes];
    }
}
