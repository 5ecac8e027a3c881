using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace ActionGate.Audit.Records;

/// <summary>Bytes of JSON that grow. Written by hand: it costs a third of Utf8JsonWriter, which also turns lone surrogates into U+FFFD.</summary>
internal sealed class JsonBuffer
{
    /// <summary>No UTF-16 unit takes more bytes than <c>\u0001</c> does.</summary>
    internal const int LongestUnit = 6;

    // Besides what JSON demands: DEL, and the line separators that other readers of lines believe in.
    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\"\\\u007F\u2028\u2029\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000B\f\r\u000E\u000F"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\u001B\u001C\u001D\u001E\u001F");

    private byte[] _bytes;

    internal JsonBuffer(int capacity) => _bytes = new byte[capacity];

    internal int Length { get; private set; }

    internal int Capacity => _bytes.Length;

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Cuts back, or leaves room at the front of an empty buffer.</summary>
    internal void MoveTo(int length)
    {
        Reserve(Math.Max(0, length - Length));
        Length = length;
    }

    /// <summary>Written bytes, to be changed in place.</summary>
    internal Span<byte> Slice(int start, int length) => _bytes.AsSpan(start, length);

    internal void Raw(ReadOnlySpan<byte> json)
    {
        Reserve(json.Length);
        json.CopyTo(_bytes.AsSpan(Length));
        Length += json.Length;
    }

    internal void Number(long value)
    {
        Reserve(20);
        value.TryFormat(_bytes.AsSpan(Length), out int written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>The inside of a string. A lone surrogate is written as an escape, so that different texts stay different.</summary>
    /// <returns>The text is valid Unicode.</returns>
    internal bool Text(ReadOnlySpan<char> text)
    {
        Reserve(text.Length * LongestUnit);
        bool isValid = true;
        while (!text.IsEmpty)
        {
            int run = text.IndexOfAny(Escaped);
            var status = Utf8.FromUtf16(text[..(run < 0 ? text.Length : run)], _bytes.AsSpan(Length), out int read, out int written, replaceInvalidSequences: false);
            Length += written;
            text = text[read..];
            if (text.IsEmpty)
                break;
            Escape(text[0]);
            isValid &= status == OperationStatus.Done;
            text = text[1..];
        }
        return isValid;
    }

    private void Escape(char c)
    {
        byte letter = c switch
        {
            '"' => (byte)'"',
            '\\' => (byte)'\\',
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => 0,
        };
        _bytes[Length++] = (byte)'\\';
        if (letter != 0)
        {
            _bytes[Length++] = letter;
            return;
        }
        _bytes[Length++] = (byte)'u';
        for (int shift = 12; shift >= 0; shift -= 4)
            _bytes[Length++] = "0123456789abcdef"u8[(c >> shift) & 0xF];
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
    }
}
