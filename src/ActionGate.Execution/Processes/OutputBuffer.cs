using System.Text;

namespace ActionGate.Processes;

/// <summary>
/// The output of a run: bytes from one or more streams in the order in which they arrive, decoded as UTF-8 and bounded.
/// Safe for concurrent streams.
/// </summary>
internal sealed class OutputBuffer(long limit, IProgress<CodeOutput>? listener)
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private long _left = Math.Max(0, limit);
    private volatile bool _isReporting;

    /// <summary>More came than the limit lets through.</summary>
    internal bool IsOver { get; private set; }

    /// <summary>The listener has not returned yet: it is what the run waits for.</summary>
    internal bool IsReporting => _isReporting;

    /// <summary>A stream of its own: a character split between two reads is put together again, whatever other streams write.</summary>
    internal Source Open() => new(this);

    /// <summary>Adds a line of the executor's own; it does not count towards the limit.</summary>
    internal void AddLine(string line)
    {
        lock (_lock)
            Add(_text.Length > 0 && _text[^1] != '\n' ? $"\n{line}" : line);
    }

    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }

    private void Add(string text)
    {
        if (text.Length == 0)
            return;
        _text.Append(text);
        if (listener is null)
            return;
        _isReporting = true;
        try
        {
            listener.Report(new CodeOutput(text));
        }
        finally
        {
            _isReporting = false;
        }
    }

    internal sealed class Source(OutputBuffer buffer)
    {
        // Invalid bytes become U+FFFD: output is data, and never a reason to fail.
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

        /// <summary>Adds what was read. What is past the limit is dropped.</summary>
        /// <returns><see langword="false"/>: the limit is passed.</returns>
        internal bool Add(ReadOnlySpan<byte> bytes)
        {
            lock (buffer._lock)
            {
                if (bytes.Length > buffer._left)
                {
                    buffer.IsOver = true;
                    bytes = bytes[..(int)buffer._left];
                }
                buffer._left -= bytes.Length;
                buffer.Add(Decode(bytes, flush: false));
                return !buffer.IsOver;
            }
        }

        /// <summary>Ends the stream; a character that was begun and never finished shows as U+FFFD.</summary>
        internal void End()
        {
            lock (buffer._lock)
                buffer.Add(Decode([], flush: true));
        }

        private string Decode(ReadOnlySpan<byte> bytes, bool flush)
        {
            char[] chars = new char[_decoder.GetCharCount(bytes, flush)];
            return new string(chars, 0, _decoder.GetChars(bytes, chars, flush));
        }
    }
}
