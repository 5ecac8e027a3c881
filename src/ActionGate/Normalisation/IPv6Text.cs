namespace ActionGate.Normalisation;

/// <summary>IPv6 addresses: read as RFC 4291 and RFC 4007 allow them, written as RFC 5952 recommends.</summary>
internal static class IPv6Text
{
    private const int Groups = 8;
    private const int MostCharacters = 45;

    /// <summary>Reads an address without its brackets; a zone (<c>%eth0</c>, <c>%25eth0</c>) is dropped.</summary>
    internal static bool TryParse(scoped ReadOnlySpan<char> text, out UInt128 address)
    {
        address = default;
        int zone = text.IndexOf('%');
        if (zone >= 0)
        {
            if (!IsZone(text[(zone + 1)..]))
                return false;
            text = text[..zone];
        }

        if (text.Length > MostCharacters)
            return false;

        Span<ushort> groups = stackalloc ushort[Groups];
        int count = 0;
        int gap = -1;
        if (text.StartsWith("::", StringComparison.Ordinal))
        {
            gap = 0;
            text = text[2..];
        }

        while (!text.IsEmpty)
        {
            int digits = ReadGroup(text, out int value);
            if (digits == 0 || count == Groups)
                return false;
            if (digits < text.Length && text[digits] == '.')
            {
                if (count > Groups - 2 || !IPv4Text.TryParseStrict(text, out uint last))
                    return false;
                groups[count++] = (ushort)(last >> 16);
                groups[count++] = (ushort)last;
                break;
            }

            groups[count++] = (ushort)value;
            text = text[digits..];
            if (text.IsEmpty)
                break;
            if (text[0] != ':' || text.Length == 1)
                return false;
            text = text[1..];
            if (text[0] != ':')
                continue;
            if (gap >= 0)
                return false;
            gap = count;
            text = text[1..];
        }

        // "::" stands for one group at least.
        if (gap < 0 ? count != Groups : count == Groups)
            return false;
        for (int i = 0; i < count; i++)
        {
            int place = gap < 0 || i < gap ? i : i + Groups - count;
            address |= (UInt128)groups[i] << (16 * (Groups - 1 - place));
        }

        return true;
    }

    /// <summary>Whether the address is an IPv4-mapped one, ::ffff:a.b.c.d.</summary>
    internal static bool IsIPv4(UInt128 address) => address >> 32 == 0xFFFF;

    internal static UInt128 FromIPv4(uint address) => ((UInt128)0xFFFF << 32) | address;

    /// <summary>Appends the address in brackets, an IPv4-mapped one as the IPv4 address that it stands for.</summary>
    internal static void Append(UInt128 address, ref CharBuffer buffer)
    {
        if (IsIPv4(address))
        {
            IPv4Text.Append((uint)address, ref buffer);
            return;
        }

        FindLongestGap(address, out int gap, out int length);
        buffer.Append('[');
        for (int i = 0; i < Groups; i++)
        {
            if (i == gap)
            {
                buffer.Append("::");
                i += length - 1;
                continue;
            }

            if (i > 0 && i != gap + length)
                buffer.Append(':');
            AppendGroup(Group(address, i), ref buffer);
        }

        buffer.Append(']');
    }

    private static bool IsZone(scoped ReadOnlySpan<char> zone)
    {
        foreach (char c in zone)
        {
            if (!char.IsAscii(c) || !PercentEscape.IsUnreserved((byte)c))
                return false;
        }

        return !zone.IsEmpty;
    }

    private static int ReadGroup(scoped ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        int digits = 0;
        while (digits < Math.Min(text.Length, 4) && char.IsAsciiHexDigit(text[digits]))
            value = (value << 4) | PercentEscape.HexValue(text[digits++]);
        return digits;
    }

    private static ushort Group(UInt128 address, int index) => (ushort)(address >> (16 * (Groups - 1 - index)));

    /// <summary>RFC 5952, section 4.2: the longest run of two or more zero groups, the first of equals.</summary>
    private static void FindLongestGap(UInt128 address, out int gap, out int length)
    {
        gap = -1;
        length = 1;
        int run = 0;
        for (int i = 0; i < Groups; i++)
        {
            run = Group(address, i) == 0 ? run + 1 : 0;
            if (run <= length)
                continue;
            length = run;
            gap = i - run + 1;
        }
    }

    private static void AppendGroup(ushort group, ref CharBuffer buffer)
    {
        bool written = false;
        for (int shift = 12; shift >= 0; shift -= 4)
        {
            int digit = (group >> shift) & 15;
            if (digit == 0 && !written && shift > 0)
                continue;
            written = true;
            buffer.Append((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
        }
    }
}
