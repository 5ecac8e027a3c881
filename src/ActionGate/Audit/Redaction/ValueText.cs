using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>A value as shell, JSON, YAML and URLs write it: where it begins, and where it ends.</summary>
/// <remarks>Which of them the text is, nobody says. So it ends rather too late than too early.</remarks>
internal readonly record struct ValueText(int Start, int End, bool IsQuoted)
{
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./~ @:");

    private static readonly string[] Placeholders =
    [
        "true", "false", "null", "none", "nil", "undefined", "str", "string", "bool", "yes", "no", "on", "off", "required", "optional", "prompt", "stdin", "hidden", "masked", "ask",
        "redacted", "invalid", "missing", "expired", "empty", "unset",
    ];

    private static readonly string[] References = ["os.environ", "os.getenv", "process.env", "env.", "env:", "file:", "fd:", "secrets.", "id=", "vault:", "arn:", "op://"];

    internal static ValueText Read(ReadOnlySpan<char> text, int start, bool isPercent)
    {
        if (start >= text.Length)
            return new ValueText(text.Length, text.Length, IsQuoted: false);
        char outer = OpenQuote(text[..start]);
        int slashes = 0;
        while (start + slashes < text.Length && text[start + slashes] == '\\')
            slashes++;
        int quoteAt = start + slashes;
        if (slashes == 0 && quoteAt + 1 < text.Length && text[quoteAt] == '$' && text[quoteAt + 1] is '\'' or '"')
            quoteAt++;
        if (quoteAt < text.Length && text[quoteAt] is '"' or '\'')
        {
            char quote = text[quoteAt];
            // A quote may end what began before the name.
            if (slashes == 0 && quote == outer && IsEnd(text, quoteAt + 1))
                return new ValueText(start, start, IsQuoted: false);
            return Quoted(text, quoteAt, slashes, outer);
        }
        if (text[start] == '(' && outer == '\0')
            return new ValueText(start, Closing(text, start), IsQuoted: false);
        return new ValueText(start, Trimmed(text, start, UnquotedEnd(text, start, outer, isPercent)), IsQuoted: false);
    }

    /// <summary>The end of the word of a command that begins here.</summary>
    internal static int WordEnd(ReadOnlySpan<char> text, int start, char outer) => UnquotedEnd(text, start, outer, isPercent: false);

    /// <summary>It is a variable, or what a command puts out: nothing that is known here.</summary>
    internal static bool IsReference(ReadOnlySpan<char> value)
    {
        if (value.StartsWith("$(", StringComparison.Ordinal) || value.StartsWith("`", StringComparison.Ordinal) || value.StartsWith("{{", StringComparison.Ordinal)
            || value.StartsWith("${{", StringComparison.Ordinal))
            return true;
        foreach (string reference in References)
        {
            if (value.StartsWith(reference, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        value = value.Trim("\"");
        if (value.Length > 2 && value[0] == '%' && value[^1] == '%')
            return !value[1..^1].ContainsAnyExcept(SecretCharacters.Word);
        if (value.IsEmpty || value[0] != '$')
            return false;
        while (!value.IsEmpty)
        {
            int length = value[0] == '$' ? VariableLength(value) : value[0] is ':' or '@' or '/' or '"' ? 1 : 0;
            if (length == 0)
                return false;
            value = value[length..];
        }
        return true;
    }

    /// <summary>A secret stood there; what ends a value may have cut the bracket off.</summary>
    internal static bool IsMark(ReadOnlySpan<char> value) => value.TrimEnd(")]},;\"'\uE022\uE027") is "[redacted";

    /// <summary>It says that something stands there, and not what.</summary>
    internal static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        value = value.Trim("\"'");
        if (value.IsEmpty || value[0] == '<' && value[^1] == '>' || IsMark(value))
            return true;
        if (value[0] is '*' or 'x' or 'X' or '.' or '-' or '…' or '?' && value.IndexOfAnyExcept(value[0]) < 0)
            return true;
        value = value.TrimEnd(",.;)]}");
        foreach (string word in Placeholders)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>A file. What is in base64 may begin with a slash too, but has no parts that are words.</summary>
    internal static bool IsPath(ReadOnlySpan<char> value)
    {
        value = value.Trim("\"'");
        bool isRelative = value.StartsWith("~/", StringComparison.Ordinal) || value.StartsWith("./", StringComparison.Ordinal) || value.StartsWith("../", StringComparison.Ordinal);
        if (!isRelative && (value.IsEmpty || value[0] != '/'))
            return value.EndsWith(".pem", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".key", StringComparison.OrdinalIgnoreCase);
        if (value.ContainsAnyExcept(PathCharacters))
            return false;
        foreach (var part in value.Split('/'))
        {
            var name = value[part];
            if (name.Length > 16 && name.ContainsAny(SecretCharacters.Digits) && name.ContainsAny(SecretCharacters.Capitals))
                return false;
        }
        return true;
    }

    /// <summary>The quote that is open at the end of a text; none: a null character. Escaped ones do not count.</summary>
    internal static char OpenQuote(ReadOnlySpan<char> text) => OpenQuoteAt(text) is var at and >= 0 ? text[at] : '\0';

    /// <summary>Where it stands; -1: none is open.</summary>
    internal static int OpenQuoteAt(ReadOnlySpan<char> text)
    {
        int open = -1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && (open < 0 || text[open] != '\''))
                i++;
            else if (open >= 0 && c == text[open])
                open = -1;
            else if (open < 0 && c is '"' or '\'')
                open = i;
        }
        return open;
    }

    private static int VariableLength(ReadOnlySpan<char> value)
    {
        if (value.Length < 2)
            return 0;
        if (char.IsAsciiDigit(value[1]))
            return value.Length == 2 ? 2 : 0;
        bool isBraced = value[1] == '{';
        int start = isBraced ? 2 : value.StartsWith("$env:", StringComparison.OrdinalIgnoreCase) ? 5 : 1;
        int length = value[start..].IndexOfAnyExcept(SecretCharacters.Word);
        int end = length < 0 ? value.Length : start + length;
        if (end == start)
            return 0;
        return isBraced ? end < value.Length && value[end] == '}' ? end + 1 : 0 : end;
    }

    /// <summary>From a quote to its counterpart, which has no more backslashes before it; in shell more may follow at once.</summary>
    private static ValueText Quoted(ReadOnlySpan<char> text, int quoteAt, int slashes, char outer)
    {
        int start = quoteAt + 1;
        int close = CloseOf(text, start, text[quoteAt], slashes);
        if (close < 0)
            return new ValueText(start, text.Length, IsQuoted: true);
        if (slashes > 0 || IsEnd(text, close + 1) || text[close + 1] == outer)
            return new ValueText(start, close - BackslashesBefore(text, start, close, slashes), IsQuoted: true);
        int end = UnquotedEnd(text, close + 1, outer, isPercent: false);
        return new ValueText(start, text[end - 1] == text[quoteAt] ? end - 1 : end, IsQuoted: true);
    }

    private static int CloseOf(ReadOnlySpan<char> text, int start, char quote, int slashes)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] != quote)
                continue;
            int before = BackslashesBefore(text, start, i, int.MaxValue);
            bool isClose = slashes > 0 ? before <= slashes : quote == '\'' || before % 2 == 0;
            if (isClose)
                return i;
        }
        return -1;
    }

    private static int BackslashesBefore(ReadOnlySpan<char> text, int start, int at, int most)
    {
        int count = 0;
        while (count < most && at - count > start && text[at - count - 1] == '\\')
            count++;
        return count;
    }

    private static int UnquotedEnd(ReadOnlySpan<char> text, int start, char outer, bool isPercent)
    {
        int i = start;
        while (i < text.Length)
        {
            char c = text[i];
            if (char.IsWhiteSpace(c) || c == '&' || c == outer && c != '\0' || c == '`' || outer == '\0' && c is ';' or '|' or '<' or '>')
                break;
            if (isPercent && text[i..].StartsWith("%26", StringComparison.Ordinal))
                break;
            if (c is ';' or ',' && IsNextMember(text, i + 1))
                break;
            if (c == '\\')
            {
                int quote = i;
                while (quote < text.Length && text[quote] == '\\')
                    quote++;
                if (quote < text.Length && text[quote] is '"' or '\'' && IsEnd(text, quote + 1))
                    break;
                // An escaped line feed ends no word, but then a blank mostly follows.
                i = quote + 1;
                continue;
            }
            if (c is '"' or '\'')
            {
                int close = text[(i + 1)..].IndexOf(c);
                if (close < 0)
                    return outer == '\0' ? text.Length : i + 1 < text.Length && IsEnd(text, i + 1) ? i : text.Length;
                i += close + 2;
                continue;
            }
            i++;
        }
        return Math.Min(i, text.Length);
    }

    /// <summary>Behind a comma or semicolon comes another member of a list, or nothing.</summary>
    private static bool IsNextMember(ReadOnlySpan<char> text, int at)
    {
        if (at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is '"' or '\'')
            return true;
        int length = text[at..].IndexOfAnyExcept(SecretCharacters.Word);
        return length > 0 && text[at + length] is '=' or ':';
    }

    /// <summary>Brackets that were opened before the value, and punctuation behind it.</summary>
    private static int Trimmed(ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start)
        {
            char opened = text[end - 1] switch { ')' => '(', ']' => '[', '}' => '{', ',' or ';' => '\0', _ => ' ' };
            if (opened == ' ' || opened != '\0' && text[start..end].Contains(opened))
                break;
            end--;
        }
        return end;
    }

    private static int Closing(ReadOnlySpan<char> text, int start)
    {
        int depth = 0;
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] == '(')
                depth++;
            else if (text[i] == ')' && --depth == 0)
                return i + 1;
        }
        return text.Length;
    }

    private static bool IsEnd(ReadOnlySpan<char> text, int at) =>
        at >= text.Length || char.IsWhiteSpace(text[at]) || text[at] is ',' or ';' or ':' or ')' or ']' or '}' or '|' or '&' or '<' or '>' or '\\' or '`';
}
