using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>Percent escapes of RFC 3986, section 2.1.</summary>
internal static class PercentEscape
{
    internal const int Length = 3;

    /// <summary>RFC 3986, section 2.3: an escape of one of these means the character itself.</summary>
    internal const string UnreservedCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private static readonly SearchValues<char> Unreserved = SearchValues.Create(UnreservedCharacters);

    /// <summary>Reads the escape that begins <paramref name="text"/>; false where there is none.</summary>
    internal static bool TryRead(scoped ReadOnlySpan<char> text, out byte value)
    {
        value = 0;
        if (text.Length < Length || text[0] != '%' || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2]))
            return false;
        value = (byte)((HexValue(text[1]) << 4) | HexValue(text[2]));
        return true;
    }

    internal static void Append(byte value, ref CharBuffer buffer)
    {
        buffer.Append('%');
        buffer.Append(HexDigit(value >> 4));
        buffer.Append(HexDigit(value & 15));
    }

    internal static bool IsUnreserved(byte value) => Unreserved.Contains((char)value);

    /// <summary>The value of a hexadecimal digit of either case; the caller has made sure that it is one.</summary>
    internal static int HexValue(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
