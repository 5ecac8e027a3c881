using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>Finds secrets in a text: by their form, where it tells, or by the name or option that they stand beside.</summary>
/// <remarks>
/// Nothing is guessed from how random a text looks: hashes, paths and identifiers stay readable. Where a form is not certain it counts as a
/// secret if the text was cut off within it.
/// </remarks>
internal ref struct SecretFinder
{
    private const int LongestLabel = 64;

    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?# \t\r\n\"'`<>\\");
    private static readonly SearchValues<char> PathEnd = SearchValues.Create("? \t\r\n\"'`<>\\;|&)]}");

    private readonly ReadOnlySpan<char> _text;
    private readonly bool _isCut;
    private int _from;

    // What a program's arguments hold stands further on than its name, and something else may come before it.
    private TextRange _later;

    /// <param name="text">The text, of bounded length.</param>
    /// <param name="isCut">It goes on behind its end.</param>
    internal SecretFinder(ReadOnlySpan<char> text, bool isCut)
    {
        _text = text;
        _isCut = isCut;
    }

    /// <summary>The next secret; none begins before the end of the last.</summary>
    internal bool TryNext(out TextRange secret)
    {
        while (_from < _text.Length)
        {
            int at = SecretAnchors.Next(_text, _from, out ulong buckets);
            if (at < 0)
                break;
            if (!_later.IsEmpty && _later.Start <= at)
                break;
            var found = FindAt(at, buckets);
            if (!found.IsEmpty)
            {
                secret = _later.IsEmpty || found.Start < _later.Start ? found : _later;
                Take(secret);
                return true;
            }
            _from = at + 1;
        }
        secret = _later;
        Take(secret);
        return !secret.IsEmpty;
    }

    private void Take(TextRange secret)
    {
        _from = Math.Max(_from, secret.End);
        _later = _later.End > _from ? new TextRange(Math.Max(_later.Start, _from), _later.End) : default;
    }

    private TextRange FindAt(int at, ulong buckets)
    {
        while (SecretAnchors.At(ref buckets, _text, at) is { } anchor)
        {
            var found = Judge(anchor, _text, _isCut, at);
            if (found.IsEmpty || IsRedacted(_text[found.Start..found.End]))
                continue;
            if (anchor.Kind != AnchorKind.Program)
                return found;
            if (_later.IsEmpty || found.Start < _later.Start)
                _later = found;
        }
        return default;
    }

    private static TextRange Judge(SecretAnchor anchor, ReadOnlySpan<char> text, bool isCut, int at) => anchor.Kind switch
    {
        AnchorKind.Token => Token(anchor, text, isCut, at),
        AnchorKind.Name => NamedSecret.Find(text, at),
        AnchorKind.Header => HeaderSecret.OfHeader(text, at, at + anchor.Text.Length),
        AnchorKind.Scheme => HeaderSecret.OfScheme(text, isCut, at, at + anchor.Text.Length),
        AnchorKind.Program => ProgramSecret.Find(text, at),
        AnchorKind.Authority => UserInfo(text, isCut, at),
        AnchorKind.Hook => Hook(text, at),
        AnchorKind.Jwt => Jwt(anchor, text, isCut, at),
        AnchorKind.Pem => Pem(text, isCut, at),
        _ => ShortKey(text, isCut, at),
    };

    private static TextRange Token(SecretAnchor anchor, ReadOnlySpan<char> text, bool isCut, int at)
    {
        if (!anchor.IsDistinct && !IsAtBoundary(text, at))
            return default;
        int start = at + anchor.Text.Length;
        int end = RunEnd(text, start, anchor.Run!);
        return end - start >= anchor.Least || IsCutAt(text, isCut, end) ? new TextRange(at, end) : default;
    }

    /// <summary>RFC 7515, section 3.1: three parts, or five of an encrypted one, the first of them <c>{"…</c> in base64url.</summary>
    private static TextRange Jwt(SecretAnchor anchor, ReadOnlySpan<char> text, bool isCut, int at)
    {
        if (!IsAtBoundary(text, at))
            return default;
        int end = RunEnd(text, at, anchor.Run!);
        bool isToken = end - at >= 30 && text[at..end].Contains('.');
        return isToken || IsCutAt(text, isCut, end) ? new TextRange(at, end) : default;
    }

    /// <summary>Keys of OpenAI, Anthropic and others (<c>sk-…</c>), of Stripe (<c>sk_live_…</c>) and Twilio (<c>SK</c> and 32 digits).</summary>
    private static TextRange ShortKey(ReadOnlySpan<char> text, bool isCut, int at)
    {
        if (at + 2 >= text.Length || !IsAtBoundary(text, at) || at > 0 && text[at - 1] is '-' or '.')
            return default;
        int end = RunEnd(text, at, SecretCharacters.Dashed);
        var run = text[at..end];
        bool isKey;
        if (run.StartsWith("sk-", StringComparison.Ordinal))
        {
            bool hasDigit = run.ContainsAny(SecretCharacters.Digits);
            // A name made of words may be long as well, and have a digit: it has no capitals.
            isKey = run.Length >= 23 && hasDigit && (run.ContainsAny(SecretCharacters.Capitals) || run.Length >= 35);
        }
        else if (run.StartsWith("sk_live_", StringComparison.Ordinal) || run.StartsWith("sk_test_", StringComparison.Ordinal))
        {
            isKey = run.Length >= 18;
        }
        else
        {
            return run.Length == 34 && run[1] == 'K' && run[0] == 'S' && !run[2..].ContainsAnyExcept(SecretCharacters.Hexadecimal) ? new TextRange(at, end) : default;
        }
        return isKey || IsCutAt(text, isCut, end) ? new TextRange(at, end) : default;
    }

    /// <summary>RFC 7468, and what OpenSSL and PGP write: everything from the first line to the last.</summary>
    private static TextRange Pem(ReadOnlySpan<char> text, bool isCut, int at)
    {
        int start = at + "-----BEGIN ".Length;
        var label = text.Slice(start, Math.Min(LongestLabel, text.Length - start));
        int dashes = label.IndexOf("-----", StringComparison.Ordinal);
        if (dashes < 0)
            return isCut && label.Length < LongestLabel ? new TextRange(at, text.Length) : default;
        if (!label[..dashes].Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
            return default;
        int last = text[start..].IndexOf("-----END ", StringComparison.OrdinalIgnoreCase);
        if (last < 0)
            return new TextRange(at, text.Length);
        int labelEnd = start + last + "-----END ".Length;
        int end = text[labelEnd..].IndexOf("-----", StringComparison.Ordinal);
        return new TextRange(at, end is < 0 or > LongestLabel ? text.Length : labelEnd + end + 5);
    }

    /// <summary>
    /// RFC 3986, section 3.2.1. A name alone is one for ssh and git (<c>ssh://git@host</c>), but over HTTP it may be a token. The last '@'
    /// counts, as browsers read it.
    /// </summary>
    private static TextRange UserInfo(ReadOnlySpan<char> text, bool isCut, int at)
    {
        int start = at + 3;
        var rest = text[start..];
        int length = rest.IndexOfAny(AuthorityEnd);
        bool reachesEnd = length < 0;
        var authority = reachesEnd ? rest : rest[..length];
        int sign = authority.LastIndexOf('@');
        if (sign < 0)
        {
            // A password with a slash makes no valid URL, and clients take it all the same.
            if (!reachesEnd && rest[length] is '/' or '?' or '#' && authority.Contains(':') && authority[0] != '[')
                return BehindSlash(rest, authority, start);
            // No host is that long.
            return reachesEnd && isCut && authority.Length > 255 ? new TextRange(start, text.Length) : default;
        }
        var user = authority[..sign];
        bool isName = !user.Contains(':') && !IsWebScheme(text[..at]);
        return isName || ValueText.IsReference(user) ? default : new TextRange(start, start + sign);
    }

    private static TextRange BehindSlash(ReadOnlySpan<char> rest, ReadOnlySpan<char> authority, int start)
    {
        var port = authority[(authority.LastIndexOf(':') + 1)..];
        if (port.Length <= 5 && !port.ContainsAnyExcept(SecretCharacters.Digits))
            return default;
        int end = rest.IndexOfAny(" \t\r\n\"'");
        var all = end < 0 ? rest : rest[..end];
        int sign = all.LastIndexOf('@');
        return sign < 0 ? default : new TextRange(start, start + sign);
    }

    private static bool IsWebScheme(ReadOnlySpan<char> before) =>
        before.EndsWith("http", StringComparison.OrdinalIgnoreCase) || before.EndsWith("https", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whoever knows the path of a Slack hook can post there.</summary>
    private static TextRange Hook(ReadOnlySpan<char> text, int at)
    {
        int end = text[at..].IndexOfAny(PathEnd);
        end = end < 0 ? text.Length : at + end;
        int slash = text[at..end].IndexOf('/');
        if (slash < 0)
            return default;
        int second = text[(at + slash + 1)..end].IndexOf('/');
        return second < 0 ? default : new TextRange(at + slash + 1 + second + 1, end);
    }

    private static int RunEnd(ReadOnlySpan<char> text, int start, SearchValues<char> run)
    {
        int length = text[start..].IndexOfAnyExcept(run);
        return length < 0 ? text.Length : start + length;
    }

    /// <summary>The text was cut there: by us, or where it was quoted.</summary>
    private static bool IsCutAt(ReadOnlySpan<char> text, bool isCut, int end) => end == text.Length ? isCut : text[end] == '…';

    /// <summary>No word goes on here; an escape before it is none (<c>\n</c>, <c>%3D</c>).</summary>
    internal static bool IsAtBoundary(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
            return true;
        if (at >= 2 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't')
            return true;
        return at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]);
    }

    private static bool IsRedacted(ReadOnlySpan<char> secret) => ValueText.IsMark(secret.Trim("\"'"));
}
