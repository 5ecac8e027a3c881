using System.Buffers;
using System.Globalization;

namespace ActionGate.Normalisation;

/// <summary>
/// IPv4 addresses in every spelling that inet_aton takes: one to four parts, each decimal, octal (leading 0) or hexadecimal
/// (0x), the last one filling all remaining bytes. Which names are addresses follows the WHATWG URL standard.
/// </summary>
internal static class IPv4Text
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether a name with this last label, in lower case, is meant as an address.</summary>
    internal static bool IsNumber(scoped ReadOnlySpan<char> lastLabel)
    {
        if (lastLabel.IsEmpty || !char.IsAsciiDigit(lastLabel[0]))
            return false;
        return !lastLabel.ContainsAnyExcept(Digits)
            || (lastLabel.StartsWith("0x", StringComparison.Ordinal) && !lastLabel[2..].ContainsAnyExcept(HexDigits));
    }

    /// <summary>A part begins with a zero that makes it octal to some and is nothing to others: <c>010</c> is 8, or 10.</summary>
    internal static bool HasLeadingZero(scoped ReadOnlySpan<char> name)
    {
        foreach (var range in name.Split('.'))
        {
            if (name[range] is ['0', >= '0' and <= '9', ..])
                return true;
        }
        return false;
    }

    /// <summary>Reads a lower-case name without a trailing dot.</summary>
    /// <param name="name">The name.</param>
    /// <param name="address">The address.</param>
    /// <param name="areZerosOctal">A part with a leading zero is octal, as inet_aton and WHATWG URL have it; else it is decimal.</param>
    internal static bool TryParse(scoped ReadOnlySpan<char> name, out uint address, bool areZerosOctal = true)
    {
        address = 0;
        for (int part = 0; part < 4; part++)
        {
            int dot = name.IndexOf('.');
            if (!TryParseNumber(dot < 0 ? name : name[..dot], areZerosOctal, out uint value))
                return false;
            if (dot < 0)
            {
                if (value > uint.MaxValue >> (8 * part))
                    return false;
                address |= value;
                return true;
            }

            if (value > 255)
                return false;
            address |= value << (24 - (8 * part));
            name = name[(dot + 1)..];
        }

        return false;
    }

    /// <summary>Reads four decimal numbers without leading zeros, the only spelling inside an IPv6 address.</summary>
    internal static bool TryParseStrict(scoped ReadOnlySpan<char> text, out uint address)
    {
        address = 0;
        for (int part = 0; part < 4; part++)
        {
            int end = part == 3 ? text.Length : text.IndexOf('.');
            if (end is < 1 or > 3 || (end > 1 && text[0] == '0')
                || !uint.TryParse(text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out uint value) || value > 255)
                return false;
            address = (address << 8) | value;
            text = part == 3 ? default : text[(end + 1)..];
        }

        return true;
    }

    internal static void Append(uint address, ref CharBuffer buffer)
    {
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            DecimalText.Append((int)(address >> shift) & 255, ref buffer);
            if (shift > 0)
                buffer.Append('.');
        }
    }

    private static bool TryParseNumber(scoped ReadOnlySpan<char> text, bool areZerosOctal, out uint value)
    {
        value = 0;
        uint radix = 10;
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            radix = 16;
            text = text[2..];
        }
        else if (areZerosOctal && text is ['0', _, ..])
        {
            radix = 8;
            text = text[1..];
        }

        if (text.IsEmpty)
            return false;
        ulong sum = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
                return false;
            uint digit = (uint)PercentEscape.HexValue(c);
            sum = (sum * radix) + digit;
            if (digit >= radix || sum > uint.MaxValue)
                return false;
        }

        value = (uint)sum;
        return true;
    }
}
