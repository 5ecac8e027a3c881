using System.Text;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>What <c>{x=}</c> prints before the value, and what a t-string says of its expressions: the source.</summary>
internal static class FieldText
{
    /// <summary>The source without comments, as CPython's tokenizer keeps it. It tells strings from single quotes alone.</summary>
    internal static string Read(ReadOnlySpan<char> source)
    {
        var text = new StringBuilder(source.Length);
        char quote = '\0';
        bool hasComment = HasComment(source);
        for (int i = 0; i < source.Length; i++)
        {
            char c = source[i];
            if (hasComment && c is '"' or '\'')
            {
                if (quote == '\0')
                    quote = c;
                else if (quote == c)
                    quote = '\0';
            }
            else if (hasComment && c == '#' && quote == '\0')
            {
                int length = source[i..].IndexOfAny('\n', '\r');
                if (length < 0)
                    break;
                i += length;
                c = source[i];
            }
            if (c == '\r')
            {
                c = '\n';
                if (i + 1 < source.Length && source[i + 1] == '\n')
                    i++;
            }
            text.Append(c);
        }
        return text.ToString();
    }

    /// <summary>Of the source of a field the expression alone.</summary>
    internal static string Expression(string source)
    {
        int length = source.Length;
        while (length > 0 && (source[length - 1] == '=' || char.IsWhiteSpace(source[length - 1])))
            length--;
        return source[..length];
    }

    private static bool HasComment(ReadOnlySpan<char> source)
    {
        char quote = '\0';
        for (int i = 0; i < source.Length; i++)
        {
            char c = source[i];
            if (c == '\\')
                i++;
            else if (c is '"' or '\'')
                quote = quote == '\0' ? c : quote == c ? '\0' : quote;
            else if (c == '#' && quote == '\0')
                return true;
        }
        return false;
    }
}
