namespace ActionGate.Audit.Redaction;

/// <summary>Secrets that a program takes from its input: what <c>echo</c> and <c>printf</c> pipe into it, here-strings and here-documents.</summary>
internal static class InputSecret
{
    private static readonly string[] Writers = ["echo", "printf", "print", "Write-Output"];

    /// <summary>The option says that it does so: <c>--password-stdin</c>, <c>--with-token</c>, <c>--passphrase-fd 0</c>, <c>-passin stdin</c>.</summary>
    /// <param name="found">The list, made with the first.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">Where the anchor stands.</param>
    internal static void AddToOfOption(ref List<TextRange>? found, ReadOnlySpan<char> text, int at)
    {
        if (text[at] == '<')
        {
            AddSubstituted(ref found, text, at);
            return;
        }
        int start = at;
        while (start > 0 && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '-' or '_'))
            start--;
        var option = text[start..at];
        if (option.IsEmpty)
        {
            option = text[..at].TrimEnd("= ");
            option = option[(option.LastIndexOf(' ') + 1)..];
        }
        bool isSecret = option.StartsWith("-pass", StringComparison.Ordinal) || option.StartsWith("-", StringComparison.Ordinal) && SecretName.Of(option) != NamedKind.None
            || text[at..].StartsWith("--with-token", StringComparison.Ordinal) || text[at..].StartsWith("--passphrase-fd", StringComparison.Ordinal);
        if (isSecret)
            AddTo(ref found, text, at);
    }

    /// <summary>What <c>&lt;(echo …)</c> gives an option that takes a file: <c>--password-file</c>, <c>--key-file</c>, age's <c>-i</c>.</summary>
    private static void AddSubstituted(ref List<TextRange>? found, ReadOnlySpan<char> text, int at)
    {
        var before = text[..at].TrimEnd("= ");
        var option = before[(before.LastIndexOf(' ') + 1)..];
        var name = option.TrimStart('-');
        if (name.EndsWith("file", StringComparison.OrdinalIgnoreCase))
            name = name[..^4].TrimEnd('-');
        bool isSecret = option.StartsWith("-", StringComparison.Ordinal) && (SecretName.Of(name) != NamedKind.None || name is "i" or "identity" || name.EndsWith("key", StringComparison.Ordinal));
        int length = text[at..].IndexOf(')');
        if (isSecret)
            AddWritten(ref found, text, at + 2, length < 0 ? text.Length : at + length);
    }

    /// <param name="found">The list, made with the first.</param>
    /// <param name="text">The text.</param>
    /// <param name="at">A place in the command that reads.</param>
    internal static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, int at)
    {
        int first = ValueText.OpenQuoteAt(text[..at]) + 1;
        char outer = first > 0 ? text[first - 1] : '\0';
        int pipeline = first;
        int pipe = -1;
        var before = default(TextRange);
        char quote = '\0';
        for (int i = first; i < at; i++)
        {
            char c = text[i];
            if (c == '\\' && quote != '\'')
                i++;
            else if (quote != '\0')
                quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'')
                quote = c;
            else if (c == '|' && text[i + 1] != '|')
                pipe = pipe < 0 ? i : pipe;
            else if (c is ';' or '&' or '\n' or '(' or '|')
            {
                pipe = -1;
                before = new TextRange(pipeline, i);
                i += text[i + 1] == c ? 1 : 0;
                pipeline = i + 1;
            }
        }
        if (pipe >= 0 && text[pipeline..pipe].Trim() is "}" or ")")
            AddWritten(ref found, text, before.Start + text[before.Start..before.End].IndexOf('{') + 1, before.End);
        else if (pipe >= 0)
            AddWritten(ref found, text, pipeline, pipe);
        AddHere(ref found, text, pipeline, outer);
    }

    /// <summary>The operands of what writes.</summary>
    private static void AddWritten(ref List<TextRange>? found, ReadOnlySpan<char> text, int start, int end)
    {
        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] == ')'))
            end--;
        text = text[..Math.Max(start, end)];
        int p = NamedSecret.SkipBlanks(text, start);
        int nameEnd = WordEnd(text, p, end);
        if (!IsWriter(text[p..nameEnd]))
            return;
        bool isFormatted = text[p..nameEnd].SequenceEqual("printf");
        p = NamedSecret.SkipBlanks(text, nameEnd);
        while (p + 1 < end && text[p] == '-' && WordEnd(text, p, end) - p <= 4)
            p = NamedSecret.SkipBlanks(text, WordEnd(text, p, end));
        int formatEnd = p < end ? ValueText.WordEnd(text, p, '\0') : end;
        if (isFormatted && formatEnd < end && text[p..formatEnd].Contains('%'))
            p = NamedSecret.SkipBlanks(text, formatEnd);
        AddValue(ref found, text, p, end);
    }

    private static void AddHere(ref List<TextRange>? found, ReadOnlySpan<char> text, int start, char outer)
    {
        int length = text[start..].IndexOf('\n');
        int lineEnd = length < 0 ? text.Length : start + length;
        int sign = text[start..lineEnd].IndexOf("<<", StringComparison.Ordinal);
        if (sign < 0)
            return;
        int p = start + sign + 2;
        if (p < lineEnd && text[p] == '<')
        {
            p = NamedSecret.SkipBlanks(text, p + 1);
            AddValue(ref found, text, p, ValueText.WordEnd(text, p, outer));
            return;
        }
        if (p < lineEnd && text[p] == '-')
            p++;
        p = NamedSecret.SkipBlanks(text, p);
        var mark = text[p..Math.Max(p, Math.Min(lineEnd, ValueText.WordEnd(text, p, outer)))].Trim("\"'\\");
        int from = Math.Min(lineEnd + 1, text.Length);
        int end = from;
        while (end < text.Length)
        {
            length = text[end..].IndexOf('\n');
            int next = length < 0 ? text.Length : end + length;
            if (text[end..next].Trim("\t\r ").SequenceEqual(mark))
                break;
            end = Math.Min(next + 1, text.Length);
        }
        while (end > from && text[end - 1] is '\n' or '\r')
            end--;
        AddValue(ref found, text, from, end);
    }

    private static void AddValue(ref List<TextRange>? found, ReadOnlySpan<char> text, int start, int end)
    {
        if (start < end && text[start] is '"' or '\'' && text[start..end].LastIndexOf(text[start]) == end - start - 1 && end - start > 1)
            (start, end) = (start + 1, end - 1);
        if (start >= end)
            return;
        var value = text[start..end];
        if (!ValueText.IsReference(value) && !ValueText.IsMark(value) && !ValueText.IsPlaceholder(value))
            TextRange.Add(ref found, new TextRange(start, end));
    }

    private static bool IsWriter(ReadOnlySpan<char> name)
    {
        foreach (string writer in Writers)
        {
            if (name.EndsWith(writer, StringComparison.OrdinalIgnoreCase) && (name.Length == writer.Length || name[^(writer.Length + 1)] is '/' or '\\'))
                return true;
        }
        return false;
    }

    private static int WordEnd(ReadOnlySpan<char> text, int start, int end)
    {
        if (start >= end)
            return end;
        int length = text[start..end].IndexOfAny(' ', '\t');
        return length < 0 ? end : start + length;
    }
}
