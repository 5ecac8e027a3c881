using System.Buffers;
using ActionGate.Matching;

namespace ActionGate.Normalisation;

/// <summary>
/// Brings a network target, a URL or <c>host[:port][/path]</c>, into the one form that patterns are matched against. Where
/// clients are known to read a text differently (RFC 3986, WHATWG URL, curl, inet_aton) it is left unresolved.
/// </summary>
internal static class NetworkNormaliser
{
    private const int UnknownPort = -1;
    private const int HighestPort = 65535;

    private const string BadPort = "expected a port from 1 to 65535, found another text";

    /// <summary>C0, DEL and C1. WHATWG URL drops tabs and line breaks wherever they stand, and others at the ends.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. CharacterRange.Of('\u0000', '\u001F'), .. CharacterRange.Of('\u007F', '\u009F')]);

    private static readonly SearchValues<char> Printable = SearchValues.Create(CharacterRange.Of('!', '~'));
    private static readonly SearchValues<char> UserCharacters = SearchValues.Create(
        PercentEscape.UnreservedCharacters + "!$&'()*+,;=:");
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789+-.");
    private static readonly SearchValues<char> SchemeEnders = SearchValues.Create(":/?#");
    private static readonly SearchValues<char> AuthorityEnders = SearchValues.Create("/?#\\");

    /// <summary>
    /// Writes <c>scheme://host[:port]/path[?query]</c> or <c>host[:port][/path[?query]]</c> to the buffer, which is cleared
    /// first and left empty unless the outcome is Normal.
    /// </summary>
    /// <param name="target">As the agent gave it.</param>
    /// <param name="port">The port where it is known from elsewhere: it fills in a missing one, and contradicts neither a written one nor the scheme's.</param>
    /// <param name="buffer">Receives the text.</param>
    /// <param name="parts">Where the parts lie in it.</param>
    /// <param name="problem">What was expected and what was found; null when Normal.</param>
    internal static NormalOutcome Normalise(
        scoped ReadOnlySpan<char> target, int? port, ref CharBuffer buffer, out NetworkParts parts, out string? problem)
    {
        buffer.Length = 0;
        parts = new NetworkParts { Port = UnknownPort, PathStart = -1, QueryStart = -1 };
        bool isPlain = !target.ContainsAnyExcept(Printable);
        if (!isPlain && MalformedText.IsIn(target))
        {
            problem = MalformedText.Problem;
            return NormalOutcome.Refused;
        }

        // Unresolved would not do: a rule that allows every host must not open files past the rules for files.
        if (FileUrl.MayBeOne(target))
        {
            problem = "expected a url of the network, found a file url: it is a file_read or file_write";
            return NormalOutcome.Refused;
        }

        problem = CheckWhole(target, isPlain, port) ?? AppendTarget(target, port, ref buffer, ref parts);
        if (problem is null)
            return NormalOutcome.Normal;
        buffer.Length = 0;
        parts = new NetworkParts { Port = UnknownPort, PathStart = -1, QueryStart = -1 };
        return NormalOutcome.Unresolved;
    }

    /// <summary>
    /// Appends the canonical form of a host without its port, IPv6 with or without brackets. On failure the buffer is as it was.
    /// </summary>
    internal static bool TryNormaliseHost(
        scoped ReadOnlySpan<char> host, ref CharBuffer buffer, out bool isAddress, out UInt128 address, out string? problem) =>
        HostName.TryAppend(host, ref buffer, out isAddress, out address, out _, out problem);

    /// <summary>The port that a lower-case scheme means where none is written; -1 where that is not known.</summary>
    internal static int DefaultPort(scoped ReadOnlySpan<char> scheme) => scheme switch
    {
        "https" or "wss" => 443,
        "http" or "ws" => 80,
        "ftp" => 21,
        "ssh" or "sftp" => 22,
        _ => UnknownPort,
    };

    /// <summary>
    /// Appends literal text of a URL's path in the form that normal targets have: escapes of unreserved characters decoded,
    /// others in upper case, what a path can't hold as itself escaped as UTF-8 ('?' and '#' too). Dot segments stay.
    /// On failure the buffer is as it was.
    /// </summary>
    internal static bool AppendPathEscapes(scoped ReadOnlySpan<char> text, ref CharBuffer buffer, out string? problem)
    {
        int start = buffer.Length;
        problem = UrlPath.AppendEscapes(text, ref buffer);
        if (problem is not null)
            buffer.Length = start;
        return problem is null;
    }

    private static string? CheckWhole(scoped ReadOnlySpan<char> target, bool isPlain, int? port)
    {
        if (target.IsEmpty)
            return "expected a url or a host, found nothing";
        if (target.Length > MalformedText.MostCharacters)
            return MalformedText.TooLong;
        if (port is < 1 or > HighestPort)
            return BadPort;
        if (isPlain)
            return null;
        if (IsBlank(target[0]) || IsBlank(target[^1]))
            return "expected a url or a host, found white space around it";
        return target.ContainsAny(Controls) ? "expected a url or a host, found control characters" : null;
    }

    /// <summary>White space that clients may strip; the byte order mark counts in JavaScript.</summary>
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || c == '\uFEFF';

    private static string? AppendTarget(scoped ReadOnlySpan<char> target, int? port, ref CharBuffer buffer, ref NetworkParts parts)
    {
        bool isUrl = false;
        int colon = target.IndexOfAny(SchemeEnders);
        if (colon >= 0 && target[colon] == ':' && target[(colon + 1)..].StartsWith('/'))
        {
            if (!target[(colon + 1)..].StartsWith("//", StringComparison.Ordinal))
                return "expected '://' after a scheme, found ':/'";
            if (!AppendScheme(target[..colon], ref buffer))
                return "expected a letter, then letters, digits, '+', '-' and '.' as a scheme, found another text";
            // These read a socket or their own text; what looks like their host is none.
            if (buffer.Written is "unix://" or "data://" or "javascript://" or "jar://" or "blob://" or "about://" or "view-source://")
                return "expected the url of a network service, found another kind of url";
            isUrl = true;
            parts.SchemeLength = colon;
            target = target[(colon + 3)..];
        }

        int end = target.IndexOfAny(AuthorityEnders);
        ReadOnlySpan<char> authority = end < 0 ? target : target[..end];
        target = target[authority.Length..];
        if (target.StartsWith('\\'))
            return "expected '/' after the host, found a backslash";
        return AppendAuthority(authority, isUrl, port, ref buffer, ref parts) ?? AppendPathAndQuery(target, isUrl, ref buffer, ref parts);
    }

    private static bool AppendScheme(scoped ReadOnlySpan<char> scheme, ref CharBuffer buffer)
    {
        if (scheme.IsEmpty)
            return false;
        if (scheme.ContainsAnyExcept(SchemeCharacters))
        {
            foreach (char c in scheme)
            {
                char lower = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
                if (!SchemeCharacters.Contains(lower))
                    return false;
                buffer.Append(lower);
            }
        }
        else
        {
            buffer.Append(scheme);
        }

        buffer.Append("://");
        return char.IsAsciiLetter(scheme[0]);
    }

    private static string? AppendAuthority(
        scoped ReadOnlySpan<char> authority, bool isUrl, int? port, ref CharBuffer buffer, ref NetworkParts parts)
    {
        int at = authority.IndexOf('@');
        if (at >= 0)
        {
            if (CheckUser(authority[..at], isUrl) is { } fault)
                return fault;
            authority = authority[(at + 1)..];
        }

        int colon = authority.IndexOf(':');
        if (authority.StartsWith('['))
        {
            int bracket = authority.IndexOf(']');
            colon = bracket + 1 == authority.Length ? -1 : bracket + 1;
            if (bracket < 0 || (colon >= 0 && authority[colon] != ':'))
                return "expected an address in brackets and a port, found another text";
        }
        else if (colon >= 0 && authority[(colon + 1)..].Contains(':'))
        {
            // Without a scheme this is an IPv6 address; in a URL clients differ on which colon begins the port.
            if (isUrl)
                return "expected one port in a url, found two colons";
            colon = -1;
        }

        int written = UnknownPort;
        if (colon >= 0 && !TryReadPort(authority[(colon + 1)..], out written))
            return BadPort;

        parts.HostStart = buffer.Length;
        ReadOnlySpan<char> host = colon < 0 ? authority : authority[..colon];
        if (!HostName.TryAppend(host, ref buffer, out parts.IsAddress, out parts.Address, out parts.DecimalAddress, out string? problem))
            return problem;
        parts.HostLength = buffer.Length - parts.HostStart;

        int standard = isUrl ? DefaultPort(buffer.Written[..parts.SchemeLength]) : UnknownPort;
        int own = written != UnknownPort ? written : standard;
        // A client opens the port that the URL means, whatever else the request says.
        if (own != UnknownPort && port is { } other && other != own)
            return "expected the port that the request names, found another one in the target";
        parts.Port = own != UnknownPort ? own : port ?? UnknownPort;
        // "http:80" is a host and a port to some, port 80 of the address 0.0.0.80 to WHATWG URL.
        if (!isUrl && (colon >= 0 || parts.Port != UnknownPort) && DefaultPort(buffer.Written) != UnknownPort)
            return "expected '://' after a scheme, found ':'";
        if (parts.Port != standard)
        {
            buffer.Append(':');
            DecimalText.Append(parts.Port, ref buffer);
        }

        return null;
    }

    private static string? CheckUser(scoped ReadOnlySpan<char> user, bool isUrl)
    {
        if (!isUrl && user.Contains(':'))
            return "expected '://' after a scheme, found ':'";
        int colons = user.Count(':');
        while (user.IndexOfAnyExcept(UserCharacters) is >= 0 and int special)
        {
            // Anything else has moved the host in some client: '\', a second '@', NFKC of a full-width '#', a decoded '@'.
            if (!PercentEscape.TryRead(user[special..], out byte value) || !PercentEscape.IsUnreserved(value))
                return "expected a user before '@', found characters that clients read differently";
            user = user[(special + PercentEscape.Length)..];
        }

        return colons > 1 ? "expected a user and a password before '@', found two colons" : null;
    }

    private static bool TryReadPort(scoped ReadOnlySpan<char> text, out int port)
    {
        port = UnknownPort;
        if (text.IsEmpty)
            return true;
        int value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = (value * 10) + c - '0';
            if (value > HighestPort)
                return false;
        }

        port = value;
        return value > 0;
    }

    private static string? AppendPathAndQuery(scoped ReadOnlySpan<char> rest, bool isUrl, ref CharBuffer buffer, ref NetworkParts parts)
    {
        int fragment = rest.IndexOf('#');
        if (fragment >= 0)
        {
            rest = rest[..fragment];
            // What a dropped fragment leaves behind has an end of its own.
            if (!rest.IsEmpty && IsBlank(rest[^1]))
                return "expected a url or a host, found white space around it";
        }

        if (rest.IsEmpty && !isUrl)
            return null;
        int query = rest.IndexOf('?');
        ReadOnlySpan<char> path = query < 0 ? rest : rest[..query];
        parts.PathStart = buffer.Length;
        string? problem = UrlPath.Append(path.IsEmpty ? "/" : path, ref buffer);
        if (problem is null && query >= 0)
        {
            parts.QueryStart = buffer.Length;
            buffer.Append(rest[query..]);
        }

        return problem;
    }
}
