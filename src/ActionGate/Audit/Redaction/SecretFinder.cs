using System.Buffers;
using System.Runtime.Intrinsics;

namespace ActionGate.Audit.Redaction;

/// <summary>Finds secrets in a text: by their form, where it tells, or by the name or option that they stand beside.</summary>
/// <remarks>
/// Nothing is guessed from how random a text looks: hashes, paths and identifiers stay readable. Where a form is not certain it counts as a
/// secret if the text was cut off within it.
/// </remarks>
internal static class SecretFinder
{
    private const int LongestLabel = 64;

    /// <summary>Each walk over a command's words may take as long as the text. Who writes more commands than that in so little has all behind left out.</summary>
    private const int MostWalks = 48;

    private static readonly SearchValues<char> AuthorityEnd = SearchValues.Create("/?# \t\r\n\"'`<>\\");

    /// <param name="found">The list, made with the first.</param>
    /// <param name="text">The text, of bounded length.</param>
    /// <param name="isCut">It goes on behind its end.</param>
    /// <param name="isCommand">It may be a command; otherwise it is a name.</param>
    internal static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, bool isCut, bool isCommand)
    {
        int from = 0;
        int walks = 0;
        while (from < text.Length)
        {
            int at = SecretAnchors.Next(text, from, out var groups);
            if (at < 0)
                break;
            var secret = FindAt(ref found, ref walks, groups, text, isCut, isCommand, at);
            TextRange.Add(ref found, secret);
            from = Math.Max(at + 1, secret.End);
        }
        HostSecret.AddTo(ref found, text, isCommand);
    }

    private static TextRange FindAt(ref List<TextRange>? found, ref int walks, Vector256<ulong> groups, ReadOnlySpan<char> text, bool isCut, bool isCommand, int at)
    {
        while (groups != Vector256<ulong>.Zero)
        {
            foreach (var anchor in SecretAnchors.Take(ref groups))
            {
                if (!anchor.IsAt(text, at))
                    continue;
                if (anchor.Kind is AnchorKind.Program or AnchorKind.Input)
                {
                    // What a command's arguments hold stands elsewhere, and something else may come before it.
                    if (isCommand && ++walks > MostWalks)
                        return new TextRange(at, text.Length);
                    if (isCommand)
                        AddOfCommand(ref found, anchor, text, at);
                    continue;
                }
                var secret = Judge(anchor, text, isCut, at);
                if (!secret.IsEmpty && !IsRedacted(text[secret.Start..secret.End]))
                    return secret;
            }
        }
        return default;
    }

    private static void AddOfCommand(ref List<TextRange>? found, SecretAnchor anchor, ReadOnlySpan<char> text, int at)
    {
        if (anchor.Kind == AnchorKind.Program)
            ProgramSecret.AddTo(ref found, text, at, anchor);
        else
            InputSecret.AddToOfOption(ref found, text, at);
    }

    private static TextRange Judge(SecretAnchor anchor, ReadOnlySpan<char> text, bool isCut, int at) => anchor.Kind switch
    {
        AnchorKind.Token => Token(anchor, text, isCut, at),
        AnchorKind.Name => NamedSecret.Find(text, at),
        AnchorKind.Header => HeaderSecret.OfHeader(text, at, at + anchor.Text.Length),
        AnchorKind.Scheme => HeaderSecret.OfScheme(text, isCut, at, at + anchor.Text.Length),
        AnchorKind.Authority => UserInfo(text, isCut, at),
        AnchorKind.Hook => HookAddress.Find(anchor, text, at),
        AnchorKind.Line => PasswordLine.OfPgpass(text, at),
        AnchorKind.Sql => PasswordLine.OfIdentified(text, at + anchor.Text.Length),
        AnchorKind.Bot => HookAddress.OfBot(text, isCut, at),
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
        int start = Math.Min(at + "-----BEGIN ".Length, text.Length);
        var label = text.Slice(start, Math.Min(LongestLabel, text.Length - start));
        int dashes = label.IndexOf("-----", StringComparison.Ordinal);
        if (dashes < 0)
            return isCut && label.Length < LongestLabel ? new TextRange(at, text.Length) : default;
        if (!label[..dashes].Contains("PRIVATE", StringComparison.OrdinalIgnoreCase) || !label[..dashes].Contains("KEY", StringComparison.OrdinalIgnoreCase))
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

    internal static int RunEnd(ReadOnlySpan<char> text, int start, SearchValues<char> run)
    {
        int length = text[start..].IndexOfAnyExcept(run);
        return length < 0 ? text.Length : start + length;
    }

    /// <summary>The text was cut there: by us, or where it was quoted.</summary>
    internal static bool IsCutAt(ReadOnlySpan<char> text, bool isCut, int end) => end == text.Length ? isCut : text[end] == '…';

    /// <summary>No word goes on here; an escape before it is none (<c>\n</c>, <c>%3D</c>), nor is an option (<c>-H</c>).</summary>
    internal static bool IsAtBoundary(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
            return true;
        if (at >= 2 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't')
            return true;
        if (at >= 2 && text[at - 2] == '-' && (at == 2 || char.IsWhiteSpace(text[at - 3])))
            return true;
        return at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]);
    }

    internal static bool IsRedacted(ReadOnlySpan<char> secret) => ValueText.IsMark(secret.Trim("\"'"));
}
