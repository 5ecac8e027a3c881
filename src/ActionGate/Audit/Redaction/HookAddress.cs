using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>Addresses that are secrets themselves: who knows one can post there. The table stands in <see cref="SecretAnchors"/>.</summary>
internal static class HookAddress
{
    private static readonly SearchValues<char> PathEnd = SearchValues.Create("? \t\r\n\"'`<>\\;|&)]}");

    /// <summary>What follows the anchor in the path; of one that is a host alone, what follows the first segment.</summary>
    internal static TextRange Find(SecretAnchor anchor, ReadOnlySpan<char> text, int at)
    {
        int start = at + anchor.Text.Length;
        int length = text[start..].IndexOfAny(PathEnd);
        int end = length < 0 ? text.Length : start + length;
        if (!anchor.Text.Contains('/', StringComparison.Ordinal))
        {
            int slash = text[start..end].IndexOf('/');
            int second = slash < 0 ? -1 : text[(start + slash + 1)..end].IndexOf('/');
            return second < 0 ? default : new TextRange(start + slash + 1 + second + 1, end);
        }
        return end - start >= anchor.Least ? new TextRange(start, end) : default;
    }

    /// <summary>Telegram's "authorizing your bot": the number of a bot, a colon, and 35 characters of which these are the first.</summary>
    internal static TextRange OfBot(ReadOnlySpan<char> text, bool isCut, int at)
    {
        int start = at;
        while (start > 0 && char.IsAsciiDigit(text[start - 1]))
            start--;
        int end = SecretFinder.RunEnd(text, at + 1, SecretCharacters.Dashed);
        bool isKey = at - start >= 6 && (end - at > 25 || SecretFinder.IsCutAt(text, isCut, end));
        return isKey ? new TextRange(start, end) : default;
    }
}
