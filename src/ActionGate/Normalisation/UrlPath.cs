using System.Buffers;
using System.Text;

namespace ActionGate.Normalisation;

/// <summary>The path of a URL: escapes in one form (RFC 3986, section 6.2.2), dot segments removed (section 5.2.4).</summary>
internal static class UrlPath
{
    private const string BadEscape = "expected two hexadecimal digits after '%' in a path";
    private const string Uneven = "expected a path that all servers read alike, found '..' together with '//' or an escaped separator";
    private const string Hidden = "expected a path that all servers read alike, found a hidden '.' or '..' segment";

    /// <summary>What stands in a normal path as itself: RFC 3986's pchar without escapes, and the separator.</summary>
    private static readonly SearchValues<char> Literal = SearchValues.Create(PercentEscape.UnreservedCharacters + "!$&'()*+,;=:@/");

    /// <summary>The same without what begins parameters, which need a look.</summary>
    private static readonly SearchValues<char> Plain = SearchValues.Create(PercentEscape.UnreservedCharacters + "!$&'()*+,=:@/");

    /// <summary>What ends a segment early for servers that decode it once more, or that drop its parameters.</summary>
    private static readonly SearchValues<char> Enders = SearchValues.Create(";?#\0");

    /// <summary>Appends the normal form of a path that begins with '/', and says what is wrong with it.</summary>
    internal static string? Append(scoped ReadOnlySpan<char> path, ref CharBuffer buffer)
    {
        if (!path.ContainsAnyExcept(Plain) && !LinuxPath.MayBeIrregular(path))
        {
            buffer.Append(path);
            return null;
        }

        int root = buffer.Length;
        bool isUneven = false;
        bool hasParent = false;
        while (!path.IsEmpty)
        {
            path = path[1..];
            int end = path.IndexOf('/');
            ReadOnlySpan<char> segment = end < 0 ? path : path[..end];
            path = path[segment.Length..];

            int start = buffer.Length;
            buffer.Append('/');
            if (AppendEscapes(segment, ref buffer) is { } problem)
                return problem;
            ReadOnlySpan<char> written = buffer.Written[(start + 1)..];
            if (written is "." or "..")
            {
                hasParent |= written.Length == 2;
                int kept = written.Length == 2 ? Math.Max(0, buffer.Written[root..start].LastIndexOf('/')) : start - root;
                buffer.Length = root + kept;
                if (path.IsEmpty)
                    buffer.Append('/');
            }
            else if (written.IsEmpty)
            {
                isUneven |= !path.IsEmpty;
            }
            else if (written.ContainsAny('%', ';'))
            {
                if (HidesDots(segment, ref buffer, out bool isUnevenHere))
                    return Hidden;
                isUneven |= isUnevenHere;
            }
        }

        // What ".." takes away is one segment to RFC 3986, and another to servers that merge or decode separators first.
        return isUneven && hasParent ? Uneven : null;
    }

    /// <summary>
    /// Appends path text in the form that normal targets have: escapes of unreserved characters decoded, others in upper
    /// case, everything that a path can't hold as itself escaped as UTF-8 ('?' and '#' too). Dot segments stay.
    /// </summary>
    /// <returns>What was expected and what was found; null on success.</returns>
    internal static string? AppendEscapes(scoped ReadOnlySpan<char> text, ref CharBuffer buffer)
    {
        while (true)
        {
            int special = text.IndexOfAnyExcept(Literal);
            if (special < 0)
            {
                buffer.Append(text);
                return null;
            }

            buffer.Append(text[..special]);
            text = text[special..];
            string? problem = text[0] == '%'
                ? AppendEscape(text, ref buffer, out int consumed)
                : AppendEscaped(text, ref buffer, out consumed);
            if (problem is not null)
                return problem;
            text = text[consumed..];
        }
    }

    /// <summary>Appends the normal form of the escape that begins the text.</summary>
    private static string? AppendEscape(scoped ReadOnlySpan<char> text, ref CharBuffer buffer, out int consumed)
    {
        consumed = PercentEscape.Length;
        if (!PercentEscape.TryRead(text, out byte value))
            return BadEscape;
        if (PercentEscape.IsUnreserved(value))
        {
            buffer.Append((char)value);
            return null;
        }

        if (value == 0)
            return "expected a path that all servers read alike, found '%00'";
        // The overlong forms of UTF-8, forbidden since they hid '.' and '/' from checks: C0, C1, E0 80-9F, F0 80-8F.
        if (value is 0xC0 or 0xC1 or 0xE0 or 0xF0 && PercentEscape.TryRead(text[consumed..], out byte next)
            && next >= 0x80 && next < (value switch { 0xE0 => 0xA0, 0xF0 => 0x90, _ => 0xC0 }))
            return "expected a path that all servers read alike, found overlong utf-8";
        PercentEscape.Append(value, ref buffer);
        return null;
    }

    /// <summary>Escapes the character that begins the text.</summary>
    private static string? AppendEscaped(scoped ReadOnlySpan<char> text, ref CharBuffer buffer, out int consumed)
    {
        consumed = 1;
        if (text[0] == '\\')
            return "expected '/' in a path, found a backslash";
        if (Rune.DecodeFromUtf16(text, out Rune rune, out consumed) != OperationStatus.Done)
            return MalformedText.Problem;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (byte value in utf8[..rune.EncodeToUtf8(utf8)])
            PercentEscape.Append(value, ref buffer);
        return null;
    }

    /// <summary>
    /// Whether a segment holds a dot segment for a server that decodes it again and again, takes escaped separators for
    /// separators, and drops parameters; and whether it is several segments, or an empty one, to such a server. The decoded
    /// text stands behind the buffer's end for a moment.
    /// </summary>
    private static bool HidesDots(scoped ReadOnlySpan<char> segment, ref CharBuffer buffer, out bool isUneven)
    {
        int start = buffer.Length;
        foreach (char c in segment)
        {
            buffer.Append(c);
            // What was decoded may complete another escape (%2552e); each round takes two characters away, so this ends.
            while (buffer.Length - start >= PercentEscape.Length
                && PercentEscape.TryRead(buffer.Written[^PercentEscape.Length..], out byte value))
            {
                buffer.Length -= PercentEscape.Length;
                buffer.Append((char)value);
            }
        }

        bool hides = HasDots(buffer.Written[start..], out isUneven);
        buffer.Length = start;
        return hides;
    }

    private static bool HasDots(scoped ReadOnlySpan<char> decoded, out bool isUneven)
    {
        isUneven = false;
        while (true)
        {
            int end = decoded.IndexOfAny('/', '\\');
            ReadOnlySpan<char> part = end < 0 ? decoded : decoded[..end];
            int ender = part.IndexOfAny(Enders);
            isUneven |= end >= 0 || ender == 0;
            if ((ender < 0 ? part : part[..ender]) is "." or "..")
                return true;
            if (end < 0)
                return false;
            decoded = decoded[(end + 1)..];
        }
    }
}
