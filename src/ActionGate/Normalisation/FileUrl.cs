using System.Buffers;
using System.Text;

namespace ActionGate.Normalisation;

/// <summary>
/// The path that a <c>file:</c> URL names (RFC 8089). What clients read differently is left unresolved: another host, a
/// query or fragment, a backslash, control characters (WHATWG URL drops some), an escaped separator.
/// </summary>
internal static class FileUrl
{
    private const string Scheme = "file:";

    private static readonly SearchValues<char> Literal = SearchValues.Create(
        PercentEscape.UnreservedCharacters + "/ !\"$&'()*+,:;<=>@[]^`{|}");

    internal static bool IsOne(scoped ReadOnlySpan<char> path) => path.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The text is a file URL to clients that strip or skip what stands around a scheme: WHATWG URL drops white space before it and
    /// tabs and line breaks within it; Python's urllib takes <c>URL:</c> and angle brackets off.
    /// </summary>
    internal static bool MayBeOne(scoped ReadOnlySpan<char> path)
    {
        int matched = 0;
        foreach (char c in path)
        {
            if (c <= ' ' || c == '<')
                continue;
            char lower = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            if (lower == Scheme[matched])
            {
                if (++matched == Scheme.Length)
                    return true;
            }
            else if (matched != 0 || lower is not ('u' or 'r' or 'l' or ':'))
            {
                return false;
            }
        }
        return false;
    }

    /// <summary>Appends the path of a well-formed text that <see cref="IsOne"/>, its escapes decoded, its segments as they are.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="takesHost">A host is that of a share, and goes before the path as <c>//host</c> (RFC 8089, appendix E.3.1).</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="problem">Why the outcome is not Normal.</param>
    internal static NormalOutcome AppendPath(scoped ReadOnlySpan<char> url, bool takesHost, ref CharBuffer buffer, out string? problem)
    {
        ReadOnlySpan<char> path = url[Scheme.Length..];
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            path = path[2..];
            int end = path.IndexOf('/');
            ReadOnlySpan<char> host = end < 0 ? path : path[..end];
            if (!host.IsEmpty && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                if (!takesHost)
                {
                    problem = "expected a file url of this machine, found a host";
                    return NormalOutcome.Unresolved;
                }

                buffer.Append("//");
                buffer.Append(host);
            }

            path = path[host.Length..];
        }

        if (path.IsEmpty || path[0] != '/')
        {
            problem = "expected an absolute path in a file url, found none";
            return NormalOutcome.Unresolved;
        }

        if (char.IsWhiteSpace(path[^1]))
        {
            problem = "expected the end of a file url, found white space";
            return NormalOutcome.Unresolved;
        }

        return AppendDecoded(path, ref buffer, out problem);
    }

    private static NormalOutcome AppendDecoded(scoped ReadOnlySpan<char> path, ref CharBuffer buffer, out string? problem)
    {
        problem = null;
        while (!path.IsEmpty)
        {
            int special = path.IndexOfAnyExcept(Literal);
            if (special < 0)
            {
                buffer.Append(path);
                return NormalOutcome.Normal;
            }

            buffer.Append(path[..special]);
            path = path[special..];
            char c = path[0];
            if (c == '%')
            {
                NormalOutcome outcome = AppendEscaped(path, ref buffer, out int consumed, out problem);
                if (outcome != NormalOutcome.Normal)
                    return outcome;
                path = path[consumed..];
                continue;
            }

            if (c is '?' or '#' or '\\' || char.IsControl(c))
            {
                problem = "expected a path in a file url, found a query, fragment, backslash or control character";
                return NormalOutcome.Unresolved;
            }

            buffer.Append(c);
            path = path[1..];
        }

        return NormalOutcome.Normal;
    }

    /// <summary>Decodes the escapes of the one character that begins the path.</summary>
    private static NormalOutcome AppendEscaped(
        scoped ReadOnlySpan<char> path, ref CharBuffer buffer, out int consumed, out string? problem)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int count = 0;
        consumed = 0;
        while (count < utf8.Length && PercentEscape.TryRead(path[(count * PercentEscape.Length)..], out utf8[count]))
            count++;
        if (Rune.DecodeFromUtf8(utf8[..count], out Rune rune, out int bytes) != OperationStatus.Done)
        {
            problem = count == 0 ? "expected two hexadecimal digits after '%'" : "expected utf-8 in escapes, found other bytes";
            return NormalOutcome.Unresolved;
        }

        if (rune.Value == 0)
        {
            problem = MalformedText.Problem;
            return NormalOutcome.Refused;
        }

        if (rune.Value == '/')
        {
            problem = "expected separators as they are in a file url, found '%2f'";
            return NormalOutcome.Unresolved;
        }

        Span<char> utf16 = stackalloc char[2];
        buffer.Append(utf16[..rune.EncodeToUtf16(utf16)]);
        consumed = bytes * PercentEscape.Length;
        problem = null;
        return NormalOutcome.Normal;
    }
}
