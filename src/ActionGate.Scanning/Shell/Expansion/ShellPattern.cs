namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>
/// Patterns in expansions (<c>${x%.*}</c>), where text and pattern are known. Anything with a meaning that depends on locale or options
/// is not computed.
/// </summary>
internal readonly ref struct ShellPattern
{
    private readonly ReadOnlySpan<char> _chars;
    private readonly ReadOnlySpan<Ink> _inks;

    private ShellPattern(ReadOnlySpan<char> chars, ReadOnlySpan<Ink> inks)
    {
        _chars = chars;
        _inks = inks;
    }

    /// <summary>Longer ones are not computed.</summary>
    private const int MaxLength = 128;
    private const int MaxText = 512;

    internal static bool TryRead(ReadOnlySpan<char> chars, ReadOnlySpan<Ink> inks, string text, out ShellPattern pattern)
    {
        pattern = new(chars, inks);
        if (chars.Length > MaxLength || text.Length > MaxText || !PartlyKnown.IsStatic(chars) || !PartlyKnown.IsStatic(text))
            return false;
        bool onlyStars = true;
        for (int i = 0; i < chars.Length; i++)
        {
            if (inks[i] is Ink.Null or Ink.Break or Ink.Many)
                return false;
            if (inks[i] == Ink.Quoted)
                continue;
            // A set, a class or an escape; '(' may belong to an extended pattern.
            if (chars[i] is '[' or '\\' or '(' or '|')
                return false;
            onlyStars &= chars[i] != '?';
        }
        return onlyStars || System.Text.Ascii.IsValid(text);
    }

    /// <summary>An upper bound of what matching all parts of a text from one place on costs.</summary>
    internal long CostOf(string text)
    {
        int stars = 0;
        for (int i = 0; i < _chars.Length; i++)
            stars += IsActive(i, '*') ? 1 : 0;
        return (1L + text.Length) * (1 + _chars.Length) * (stars > 1 ? 1 + text.Length : 1);
    }

    /// <summary>The whole text matches.</summary>
    internal bool Matches(ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < _chars.Length && IsActive(p, '*'))
            {
                star = p++;
                mark = t;
            }
            else if (p < _chars.Length && (IsActive(p, '?') || _chars[p] == text[t] && !IsActive(p, '*')))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }
        while (p < _chars.Length && IsActive(p, '*'))
            p++;
        return p == _chars.Length;
    }

    internal string WithoutPrefix(string text, bool isLongest)
    {
        for (int i = 0; i <= text.Length; i++)
        {
            int length = isLongest ? text.Length - i : i;
            if (Matches(text.AsSpan(0, length)))
                return text[length..];
        }
        return text;
    }

    internal string WithoutSuffix(string text, bool isLongest)
    {
        for (int i = 0; i <= text.Length; i++)
        {
            int start = isLongest ? i : text.Length - i;
            if (Matches(text.AsSpan(start)))
                return text[..start];
        }
        return text;
    }

    /// <summary>Replaces the longest matches, from the left.</summary>
    internal string Replace(string text, string replacement, bool isAll, bool atStart, bool atEnd)
    {
        if (_chars.IsEmpty)
            return atStart ? replacement + text : atEnd ? text + replacement : text;
        var result = new System.Text.StringBuilder();
        int at = 0;
        while (at < text.Length)
        {
            int length = LongestAt(text, at, atEnd);
            // An empty match replaces nothing in the middle of a text.
            if (length <= 0)
            {
                if (atStart)
                    break;
                result.Append(text[at++]);
                continue;
            }
            result.Append(replacement);
            at += length;
            if (!isAll)
                break;
        }
        return result.Append(text.AsSpan(at)).ToString();
    }

    private int LongestAt(string text, int at, bool atEnd)
    {
        for (int length = text.Length - at; length > 0; length--)
        {
            if (Matches(text.AsSpan(at, length)))
                return length;
            if (atEnd)
                break;
        }
        return -1;
    }

    private bool IsActive(int at, char c) => _chars[at] == c && _inks[at] != Ink.Quoted;
}
