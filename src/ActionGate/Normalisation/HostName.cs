using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>Host names and addresses in the one form that patterns see: lower-case ASCII, addresses canonical.</summary>
internal static class HostName
{
    /// <summary>RFC 1035, section 2.3.4: 255 bytes on the wire are 253 characters.</summary>
    private const int MostInName = 253;

    private const int MostInLabel = 63;

    /// <summary>Room for a name of which every character is escaped, and for characters that a mapping drops.</summary>
    private const int MostAsGiven = 1024;

    private const string BadCharacter = "expected letters, digits, '-', '_' and '.' in a host, found another character";
    private const string BadAddress = "expected an ip address, found a malformed one";

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Appends the host; on failure the buffer is as it was.</summary>
    /// <param name="host">A name or address without a port; IPv6 with or without brackets.</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="isAddress">Whether the host is an IP address.</param>
    /// <param name="address">Its 128 bits, IPv4 as ::ffff:a.b.c.d.</param>
    /// <param name="decimalAddress">What it is to clients that take a part with leading zeros for decimal; null where all read it alike.</param>
    /// <param name="problem">What was expected and what was found; null on success.</param>
    internal static bool TryAppend(
        scoped ReadOnlySpan<char> host, ref CharBuffer buffer, out bool isAddress, out UInt128 address, out uint? decimalAddress, out string? problem)
    {
        isAddress = false;
        address = default;
        decimalAddress = null;
        if (host.IsEmpty)
        {
            problem = "expected a host, found nothing";
            return false;
        }

        if (host.Length > MostAsGiven)
        {
            problem = "expected a host of at most 253 characters, found more";
            return false;
        }

        if (host[0] == '[')
            return TryAppendIPv6(host[^1] == ']' ? host[1..^1] : default, ref buffer, out isAddress, out address, out problem);
        if (host.Count(':') > 1)
            return TryAppendIPv6(host, ref buffer, out isAddress, out address, out problem);

        int start = buffer.Length;
        problem = AppendName(host, ref buffer) ?? FinishName(start, ref buffer, out isAddress, out address, out decimalAddress);
        if (problem is null)
            return true;
        buffer.Length = start;
        return false;
    }

    private static bool TryAppendIPv6(
        scoped ReadOnlySpan<char> text, ref CharBuffer buffer, out bool isAddress, out UInt128 address, out string? problem)
    {
        isAddress = IPv6Text.TryParse(text, out address);
        problem = isAddress ? null : BadAddress;
        if (isAddress)
            IPv6Text.Append(address, ref buffer);
        return isAddress;
    }

    /// <summary>Appends the name decoded, mapped and in lower case, and says what is wrong with its characters.</summary>
    private static string? AppendName(scoped ReadOnlySpan<char> name, ref CharBuffer buffer)
    {
        if (!name.ContainsAnyExcept(NameCharacters))
        {
            buffer.Append(name);
            return null;
        }

        int start = buffer.Length;
        bool isAscii = true;
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '%')
            {
                if (!PercentEscape.TryRead(name[i..], out byte value) || !PercentEscape.IsUnreserved(value))
                    return "expected a host, found a percent escape of a character that no host has";
                c = (char)value;
                i += PercentEscape.Length - 1;
            }

            isAscii &= char.IsAscii(c);
            if (char.IsAsciiLetterUpper(c))
                c = (char)(c | 0x20);
            if (char.IsAscii(c) && !NameCharacters.Contains(c))
                return BadCharacter;
            buffer.Append(c);
        }

        if (isAscii)
            return null;
        string? mapped = InternationalName.ToAscii(buffer.Written[start..], out string? problem);
        if (mapped is null)
            return problem;
        // A mapping can yield anything: '/' from a full-width solidus, a colon, a space.
        if (mapped.AsSpan().ContainsAnyExcept(NameCharacters))
            return BadCharacter;
        buffer.Length = start;
        buffer.Append(mapped);
        return null;
    }

    /// <summary>Makes what stands from <paramref name="start"/> on an address if it is one, or else checks its labels.</summary>
    private static string? FinishName(int start, ref CharBuffer buffer, out bool isAddress, out UInt128 address, out uint? decimalAddress)
    {
        isAddress = false;
        address = default;
        decimalAddress = null;
        ReadOnlySpan<char> name = buffer.Written[start..];
        if (name.EndsWith('.'))
        {
            buffer.Length--;
            name = name[..^1];
        }

        if (IPv4Text.IsNumber(name[(name.LastIndexOf('.') + 1)..]))
        {
            if (!IPv4Text.TryParse(name, out uint ipv4))
                return BadAddress;
            isAddress = true;
            address = IPv6Text.FromIPv4(ipv4);
            if (IPv4Text.HasLeadingZero(name) && IPv4Text.TryParse(name, out uint other, areZerosOctal: false) && other != ipv4)
                decimalAddress = other;
            buffer.Length = start;
            IPv4Text.Append(ipv4, ref buffer);
            return null;
        }

        if (name.Length > MostInName)
            return "expected a host of at most 253 characters, found more";
        while (true)
        {
            int dot = name.IndexOf('.');
            int length = dot < 0 ? name.Length : dot;
            if (length is 0 or > MostInLabel)
                return "expected labels of 1 to 63 characters in a host, found an empty or longer one";
            if (dot < 0)
                return null;
            name = name[(dot + 1)..];
        }
    }
}
