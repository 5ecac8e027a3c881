namespace ActionGate.Audit.Redaction;

/// <summary>A value beside a name that says it is secret: in assignments, options, queries, headers, JSON, YAML and connection strings.</summary>
internal static class NamedSecret
{
    private const int LongestName = 64;

    /// <summary>How much longer a bare word must be to count as a token where no separator stands between.</summary>
    private const int LeastBeside = 20;

    /// <param name="text">The text.</param>
    /// <param name="at">Where a part of the name stands.</param>
    internal static TextRange Find(ReadOnlySpan<char> text, int at)
    {
        int start = at;
        while (start > 0 && at - start < LongestName && IsNameCharacter(text[start - 1]))
            start--;
        int end = at + 1;
        while (end < text.Length && end - at < LongestName && IsNameCharacter(text[end]))
            end++;
        if (at - start == LongestName || end - at == LongestName)
            return default;
        bool isQuery = start > 0 && text[start - 1] is '?' or '&';
        if (start > 0 && text[start - 1] == '%' && start + 2 <= at)
        {
            isQuery = text[start] is '2' or '3' && text[start + 1] is '6' or 'F' or 'f';
            start += 2;
        }
        else if (start > 0 && text[start - 1] == '\\' && text[start] is 'n' or 'r' or 't' && start < at)
        {
            start++;
        }
        bool isOption = text[start] == '-';
        // Of "a-token=x" the name is all of it, and of "x -token" only what follows the dash.
        var name = text[start..end];
        var kind = SecretName.Of(name, isQuery);
        return kind == NamedKind.None ? default : Behind(text, kind, start, end, isOption);
    }

    private static TextRange Behind(ReadOnlySpan<char> text, NamedKind kind, int start, int end, bool isOption)
    {
        int p = SkipQuote(text, end);
        bool isQuoted = p > end;
        if (p < text.Length && text[p] == ']')
            p++;
        int q = SkipBlanks(text, p);
        if (q >= text.Length)
            return default;
        var name = text[start..end];
        if (text[q] is '=' or ':')
        {
            var rest = text[q..];
            if (rest.StartsWith("://", StringComparison.Ordinal) || rest.StartsWith("::", StringComparison.Ordinal))
                return default;
            int v = q + 1;
            if (start > 1 && text[start - 1] == '{' && text[start - 2] == '$')
            {
                // A parameter of shell: only a default is a value.
                return v < text.Length && text[v] is '-' or '=' ? Value(text, kind, start, name, v + 1, isColon: false, isQuoted, isPercent: false) : default;
            }
            // VARIABLE= command: nothing is assigned.
            if (q == end && v < text.Length && text[v] == ' ' && text[q] == '=' && name.IndexOfAny(SecretCharacters.Small) < 0)
                return default;
            if (v < text.Length && (text[v] == '=' || text[q] == '=' && text[v] == '>'))
                v++;
            return Value(text, kind, start, name, v, isColon: text[q] == ':', isQuoted, isPercent: false);
        }
        if (q + 2 < text.Length && text[q] == '%' && text[q + 1] == '3' && text[q + 2] is 'D' or 'd' or 'A' or 'a')
            return Value(text, kind, start, name, q + 3, isColon: false, isQuoted, isPercent: true);
        if (isOption && text[q] == ',' && isQuoted)
            return OfOption(text, kind, SkipBlanks(text, q + 1));
        if (q == p)
            return default;
        return isOption ? OfOption(text, kind, q) : Beside(text, kind, start, q);
    }

    /// <summary>Behind a sign of assignment.</summary>
    private static TextRange Value(ReadOnlySpan<char> text, NamedKind kind, int nameStart, ReadOnlySpan<char> name, int from, bool isColon, bool isQuotedName, bool isPercent)
    {
        int start = SkipBlanks(text, from);
        var value = ValueText.Read(text, start, isPercent);
        var content = text[value.Start..value.End];
        if (content.IsEmpty || !IsSecret(content, kind, name))
            return default;
        bool isSpaced = start > from;
        if (isColon && isSpaced && !isQuotedName && !value.IsQuoted)
        {
            char before = LineStart(text, nameStart);
            bool isPassword = kind == NamedKind.Password && !name.Equals("pass", StringComparison.OrdinalIgnoreCase);
            if (before == ' ' && !isPassword && !LooksRandom(content))
                return default;
            // In YAML a value may have spaces.
            if (before == '\n' && kind == NamedKind.Password)
                return new TextRange(value.Start, Math.Max(value.End, LineEnd(text, value.Start)));
        }
        if (!isColon && !value.IsQuoted && nameStart > 0 && text[nameStart - 1] == ';')
        {
            // In a connection string as well.
            int length = text[value.Start..].IndexOfAny(";\"'\r\n");
            if (length > value.End - value.Start)
                return new TextRange(value.Start, value.Start + length);
        }
        return new TextRange(value.Start, value.End);
    }

    /// <summary>The argument behind an option.</summary>
    private static TextRange OfOption(ReadOnlySpan<char> text, NamedKind kind, int start)
    {
        if (start >= text.Length || text[start] == '-')
            return default;
        var value = ValueText.Read(text, start, isPercent: false);
        var content = text[value.Start..value.End];
        return content.IsEmpty || content[0] == '-' || !IsSecret(content, kind, default) ? default : new TextRange(value.Start, value.End);
    }

    /// <summary>A word behind the name, with nothing between: only what nobody would take for a word.</summary>
    private static TextRange Beside(ReadOnlySpan<char> text, NamedKind kind, int nameStart, int start)
    {
        var value = ValueText.Read(text, start, isPercent: false);
        var content = text[value.Start..value.End];
        if (kind == NamedKind.Password && !content.IsEmpty && (PasswordLine.IsOfNetrc(text[..nameStart]) || value.IsQuoted && PasswordLine.IsOfSql(text[..nameStart])))
            return IsSecret(content, kind, default) ? new TextRange(value.Start, value.End) : default;
        bool isToken = content.Length >= LeastBeside && LooksRandom(content) && content.ContainsAny(SecretCharacters.Capitals) && content.ContainsAny(SecretCharacters.Small)
            && content.IndexOfAnyExcept(SecretCharacters.Base64) < 0 && !ValueText.IsPath(content);
        return isToken ? new TextRange(value.Start, value.End) : default;
    }

    private static bool IsSecret(ReadOnlySpan<char> content, NamedKind kind, ReadOnlySpan<char> name)
    {
        if (ValueText.IsPlaceholder(content) || ValueText.IsReference(content))
            return false;
        bool mayBePath = kind != NamedKind.Password || name.Equals("pwd", StringComparison.OrdinalIgnoreCase);
        // Tests pass too.
        bool isCount = name.Equals("pass", StringComparison.OrdinalIgnoreCase) && !content.ContainsAnyExcept(SecretCharacters.Digits);
        return !isCount && !(mayBePath && ValueText.IsPath(content));
    }

    private static bool LooksRandom(ReadOnlySpan<char> content) =>
        content.Length >= 8 && content.ContainsAny(SecretCharacters.Digits)
        || content.Length >= 24 && content.ContainsAny(SecretCharacters.Capitals) && content.ContainsAny(SecretCharacters.Small);

    /// <summary>What a name stands behind: a line feed where it begins a line, a sign of syntax, or a space where words come before it.</summary>
    private static char LineStart(ReadOnlySpan<char> text, int start)
    {
        while (start > 0 && text[start - 1] is ' ' or '\t' or '-')
            start--;
        if (start == 0 || text[start - 1] is '\n' or '\r')
            return '\n';
        return text[start - 1] is '"' or '\'' or '{' or ',' or '(' or '[' ? text[start - 1] : ' ';
    }

    private static int LineEnd(ReadOnlySpan<char> text, int start)
    {
        int length = text[start..].IndexOfAny('\r', '\n');
        return length < 0 ? text.Length : start + length;
    }

    /// <summary>The place behind a quote, with the backslashes before it.</summary>
    internal static int SkipQuote(ReadOnlySpan<char> text, int at)
    {
        int p = at;
        while (p < text.Length && text[p] == '\\')
            p++;
        return p < text.Length && text[p] is '"' or '\'' or '`' or QuotedCharacter.DoubleQuote or QuotedCharacter.SingleQuote ? p + 1 : at;
    }

    /// <summary>The place behind blanks, and line feeds that a backslash takes away.</summary>
    /// <remarks>From quoted blanks it leads to no others: those end the word.</remarks>
    internal static int SkipBlanks(ReadOnlySpan<char> text, int at)
    {
        if (at < text.Length && QuotedCharacter.Is(text[at]))
        {
            while (at < text.Length && text[at] is QuotedCharacter.Blank or QuotedCharacter.Tab)
                at++;
            return at;
        }
        while (at < text.Length)
        {
            if (text[at] is ' ' or '\t')
                at++;
            else if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is ' ' or '\n')
                at += 2;
            else if (text[at] == '\\' && at + 2 < text.Length && text[at + 1] == '\r' && text[at + 2] == '\n')
                at += 3;
            else
                break;
        }
        return at;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
