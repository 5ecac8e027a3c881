namespace ActionGate.Scanning.Python.Syntax;

/// <summary>The comment that declares a file's encoding (PEP 263).</summary>
internal static class EncodingComment
{
    /// <returns>The name in lower case, or <see langword="null"/>.</returns>
    internal static string? Find(ReadOnlySpan<char> text)
    {
        // In the first line, or in the second one where the first has no code.
        for (int line = 0; line < 2; line++)
        {
            int length = text.IndexOfAny('\n', '\r');
            var current = (length < 0 ? text : text[..length]).TrimStart(" \t\f");
            if (!current.IsEmpty && current[0] != '#')
                return null;
            if (Read(current) is { } name)
                return name;
            if (length < 0)
                return null;
            text = text[(text[length..].StartsWith("\r\n") ? length + 2 : length + 1)..];
        }
        return null;
    }

    private static string? Read(ReadOnlySpan<char> comment)
    {
        while (true)
        {
            int at = comment.IndexOf("coding");
            if (at < 0)
                return null;
            comment = comment[(at + 6)..];
            if (comment.IsEmpty || comment[0] is not (':' or '='))
                continue;
            var name = comment[1..].TrimStart(" \t");
            int length = 0;
            while (length < name.Length && (char.IsAsciiLetterOrDigit(name[length]) || name[length] is '-' or '_' or '.'))
                length++;
            if (length > 0)
                return name[..length].ToString().ToLowerInvariant();
        }
    }
}
