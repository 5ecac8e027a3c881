using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>Credentials in headers: RFC 9110, section 11; RFC 6750 (Bearer), 7617 (Basic), 6265 (cookies).</summary>
internal static class HeaderSecret
{
    private const int LeastAlone = 16;

    private static readonly SearchValues<char> Token68 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");
    private static readonly SearchValues<char> LineEnd = SearchValues.Create("\"'`\r\n");
    private static readonly SearchValues<char> WordEnd = SearchValues.Create("\"'` \t\r\n\\\uE020\uE022\uE027");

    /// <summary>What follows the scheme, or all where there is none.</summary>
    internal static TextRange OfHeader(ReadOnlySpan<char> text, int at, int nameEnd)
    {
        if (!SecretFinder.IsAtBoundary(text, at))
            return default;
        int p = NamedSecret.SkipQuote(text, nameEnd);
        p = NamedSecret.SkipBlanks(text, p);
        if (p >= text.Length || text[p] is not (':' or '=') || text[p..].StartsWith("://", StringComparison.Ordinal))
            return default;
        p = NamedSecret.SkipBlanks(text, p + 1);
        int quote = NamedSecret.SkipQuote(text, p);
        // A quote that only ends the header's own string leaves no value behind it.
        if (quote > p && (quote == text.Length || char.IsWhiteSpace(text[quote]) || text[quote] is ',' or '}' or ']' or ')'))
            return default;
        p = NamedSecret.SkipBlanks(text, quote);
        int wordEnd = EndOf(text, p, WordEnd);
        var word = text[p..wordEnd];
        int value = p;
        bool isRest = text[at] is 'c' or 'C';
        if (IsScheme(word))
        {
            value = NamedSecret.SkipBlanks(text, wordEnd);
            if (value == wordEnd)
                return default;
            isRest |= word.Equals("digest", StringComparison.OrdinalIgnoreCase) || word.StartsWith("AWS4", StringComparison.OrdinalIgnoreCase);
        }
        int end = isRest ? EndOf(text, value, LineEnd) : EndOf(text, value, WordEnd);
        while (end > value && text[end - 1] == '\\')
            end--;
        return end == value || ValueText.IsReference(text[value..end]) || ValueText.IsPlaceholder(text[value..end]) ? default : new TextRange(value, end);
    }

    /// <summary>A scheme with credentials, where no header is named. The words are ordinary ones, so it must look like a token.</summary>
    internal static TextRange OfScheme(ReadOnlySpan<char> text, bool isCut, int at, int end)
    {
        if (!SecretFinder.IsAtBoundary(text, at))
            return default;
        int start = NamedSecret.SkipBlanks(text, end);
        if (start == end)
            return default;
        int length = text[start..].IndexOfAnyExcept(Token68);
        int valueEnd = length < 0 ? text.Length : start + length;
        var value = text[start..valueEnd];
        bool isToken = value.Length >= LeastAlone || value.Length >= 8 && value.ContainsAny(SecretCharacters.Digits) || isCut && valueEnd == text.Length;
        return isToken && !value.IsEmpty ? new TextRange(start, valueEnd) : default;
    }

    private static bool IsScheme(ReadOnlySpan<char> word)
    {
        foreach (string scheme in Schemes)
        {
            if (word.Equals(scheme, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static readonly string[] Schemes = ["bearer", "basic", "token", "digest", "negotiate", "apikey", "api-key", "key", "splunk", "genie", "hawk", "ntlm", "aws4-hmac-sha256", "sso-key", "dpop", "bot"];

    private static int EndOf(ReadOnlySpan<char> text, int start, SearchValues<char> ends)
    {
        int length = text[start..].IndexOfAny(ends);
        return length < 0 ? text.Length : start + length;
    }
}
