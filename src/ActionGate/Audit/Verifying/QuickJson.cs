using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace ActionGate.Audit.Verifying;

/// <summary>
/// Recognises the JSON that records are written in, in one pass over their bytes. What it does not recognise may still be sound: it knows no
/// spaces, no escapes in names and no large objects, and leaves those to a slower reader that has the last word.
/// </summary>
internal sealed class QuickJson
{
    private const int MostDepth = 64;
    private const int MostNames = 256;

    /// <summary>Up to here each name is compared with those before it.</summary>
    private const int MostNamesOfAnObject = 48;

    private readonly ulong[] _names = new ulong[MostNames];
    private readonly int[] _starts = new int[MostDepth + 1];

    /// <summary>Reads an object whose bytes were found to be valid UTF-8.</summary>
    /// <param name="text">The object, and nothing before or behind it.</param>
    /// <param name="type">The text of its member <c>type</c>, which has no escapes.</param>
    /// <returns>It is strict JSON with a <c>type</c>, and no object in it has a name twice.</returns>
    internal bool TryRead(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> type)
    {
        type = default;
        // Bit n: what is open at depth n is an object and no array.
        ulong objects = 0;
        int depth = 0;
        int names = 0;
        int at = 0;
        bool isName = false;
        while (true)
        {
            bool isType = false;
            if (isName)
            {
                if (!TrySkipName(text, ref at, _starts[depth], ref names, out bool isCalledType))
                    return false;
                isType = isCalledType && depth == 1;
            }
            if ((uint)at >= (uint)text.Length)
                return false;
            byte first = text[at];
            if (isType && first != (byte)'"')
                return false;
            bool isOpened = false;
            switch (first)
            {
                case (byte)'"':
                    int start = at + 1;
                    if (!TrySkipText(text, ref at, out bool hasEscapes) || isType && hasEscapes)
                        return false;
                    if (isType)
                        type = text[start..(at - 1)];
                    break;
                case (byte)'{' or (byte)'[':
                    if (++depth > MostDepth)
                        return false;
                    ulong bit = 1UL << (depth - 1);
                    objects = first == (byte)'{' ? objects | bit : objects & ~bit;
                    _starts[depth] = names;
                    at++;
                    isName = first == (byte)'{';
                    isOpened = true;
                    break;
                default:
                    if (depth == 0 || !(first is (byte)'-' or (>= (byte)'0' and <= (byte)'9') ? TrySkipNumber(text, ref at) : TrySkipWord(text, ref at)))
                        return false;
                    break;
            }
            if (depth == 0)
                return false;
            // A value has ended, and perhaps what it stands in.
            if (isOpened && ((uint)at >= (uint)text.Length || text[at] is not ((byte)'}' or (byte)']')))
                continue;
            while (true)
            {
                if ((uint)at >= (uint)text.Length)
                    return false;
                bool isObject = (objects >> (depth - 1) & 1) != 0;
                byte next = text[at++];
                if (next == (byte)',' && !isOpened)
                {
                    isName = isObject;
                    break;
                }
                if (next != (isObject ? (byte)'}' : (byte)']'))
                    return false;
                isOpened = false;
                names = _starts[depth];
                if (--depth == 0)
                    return at == text.Length && !type.IsEmpty;
            }
        }
    }

    /// <summary>A name that did not stand in its object before, and a colon.</summary>
    private bool TrySkipName(ReadOnlySpan<byte> text, ref int at, int start, ref int count, out bool isType)
    {
        isType = false;
        int name = at + 1;
        if ((uint)at >= (uint)text.Length || text[at] != (byte)'"' || !TrySkipText(text, ref at, out bool hasEscapes) || hasEscapes
            || (uint)at >= (uint)text.Length || text[at] != (byte)':')
        {
            return false;
        }
        int length = at - 1 - name;
        // A key is made of eight bytes at a time; so near its end the text is no record's.
        if (name + sizeof(ulong) > text.Length)
            return false;
        ulong key = KeyOf(text, name, length);
        // Names that differ may have one key; whoever looks closer will see.
        if (count == MostNames || count - start >= MostNamesOfAnObject || _names.AsSpan(start, count - start).Contains(key))
            return false;
        _names[count++] = key;
        isType = length == 4 && text.Slice(name, 4).SequenceEqual("type"u8);
        at++;
        return true;
    }

    /// <summary>Equal for equal names.</summary>
    private static ulong KeyOf(ReadOnlySpan<byte> text, int start, int length)
    {
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(text[start..]);
        if (length < 8)
            return (first & ((1UL << (8 * length)) - 1)) + ((ulong)(length + 1) << 56);
        ulong last = BinaryPrimitives.ReadUInt64LittleEndian(text[(start + length - 8)..]);
        return (first ^ last * 0x9E3779B97F4A7C15) + (ulong)length;
    }

    /// <summary>From a quote until behind the one that ends the text.</summary>
    private static bool TrySkipText(ReadOnlySpan<byte> text, ref int at, out bool hasEscapes)
    {
        hasEscapes = false;
        int i = at + 1;
        while (true)
        {
            i = NextMark(text, i);
            if (i >= text.Length)
                return false;
            if (text[i] == (byte)'"')
            {
                at = i + 1;
                return true;
            }
            if (text[i] != (byte)'\\' || i + 1 >= text.Length)
                return false;
            hasEscapes = true;
            switch (text[i + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                    i += 2;
                    break;
                case (byte)'u' when i + 6 <= text.Length && AreHexadecimal(text.Slice(i + 2, 4)):
                    i += 6;
                    break;
                default:
                    return false;
            }
        }
    }

    private static bool AreHexadecimal(ReadOnlySpan<byte> digits)
    {
        foreach (byte digit in digits)
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return false;
        }
        return true;
    }

    /// <summary>The next quote, backslash or control character; the length where there is none.</summary>
    private static int NextMark(ReadOnlySpan<byte> text, int i)
    {
        // Texts are short, so that a call of IndexOfAny takes longer than they do.
        for (; i + Vector128<byte>.Count <= text.Length; i += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(text.Slice(i, Vector128<byte>.Count));
            var marks = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            uint bits = marks.ExtractMostSignificantBits();
            if (bits != 0)
                return i + System.Numerics.BitOperations.TrailingZeroCount(bits);
        }
        while (i < text.Length && text[i] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
            i++;
        return i;
    }

    private static bool TrySkipNumber(ReadOnlySpan<byte> text, ref int at)
    {
        int i = at;
        if (text[i] == (byte)'-')
            i++;
        int digits = Digits(text, i);
        if (digits == 0 || digits > 1 && text[i] == (byte)'0')
            return false;
        i += digits;
        if (i < text.Length && text[i] == (byte)'.')
        {
            digits = Digits(text, i + 1);
            if (digits == 0)
                return false;
            i += 1 + digits;
        }
        if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-')
                i++;
            digits = Digits(text, i);
            if (digits == 0)
                return false;
            i += digits;
        }
        at = i;
        return true;
    }

    private static int Digits(ReadOnlySpan<byte> text, int start)
    {
        int i = start;
        while (i < text.Length && text[i] is >= (byte)'0' and <= (byte)'9')
            i++;
        return i - start;
    }

    private static bool TrySkipWord(ReadOnlySpan<byte> text, ref int at)
    {
        var rest = text[at..];
        int length = rest.StartsWith("true"u8) || rest.StartsWith("null"u8) ? 4 : rest.StartsWith("false"u8) ? 5 : 0;
        at += length;
        return length > 0;
    }
}
