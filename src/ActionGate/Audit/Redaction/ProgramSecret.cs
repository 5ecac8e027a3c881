namespace ActionGate.Audit.Redaction;

/// <summary>Passwords in the short options of programs, by the manuals of these.</summary>
internal static class ProgramSecret
{
    private const int LongestName = 24;

    /// <summary>An option with a secret.</summary>
    /// <param name="Text">The option, one letter or a long one.</param>
    /// <param name="IsAttached">Its value may be part of the same word.</param>
    /// <param name="IsApart">Its value may be the next word.</param>
    /// <param name="Needs">A character without which the value is only a name.</param>
    private sealed record Option(string Text, bool IsAttached, bool IsApart, char Needs = '\0');

    private static readonly Option[] Curl =
        [new("-u", true, true, ':'), new("-U", true, true, ':'), new("--user", true, true, ':'), new("--proxy-user", true, true, ':'), new("-b", true, true, '='), new("--cookie", true, true, '=')];

    private static readonly Option[] Attached = [new("-p", true, false)];
    private static readonly Option[] Either = [new("-p", true, true)];
    private static readonly Option[] Redis = [new("-a", true, true)];
    private static readonly Option[] Samba = [new("-U", true, true, '%')];
    private static readonly Option[] Ldap = [new("-w", true, true)];
    private static readonly Option[] SqlServer = [new("-P", true, true)];
    private static readonly Option[] Lftp = [new("-u", true, true, ',')];

    /// <param name="text">The text.</param>
    /// <param name="at">Where the program's name begins, or a part of it.</param>
    /// <returns>From the first secret among its arguments to the last.</returns>
    internal static TextRange Find(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < LongestName && IsNameCharacter(text[end]))
            end++;
        if (at > 0 && IsNameCharacter(text[at - 1]) || OptionsOf(text[at..end]) is not { } options)
            return default;
        char outer = ValueText.OpenQuote(text[..at]);
        int first = 0;
        int last = 0;
        // The program itself may be quoted.
        int p = end < text.Length && text[end] is '"' or '\'' ? end + 1 : end;
        if (p > end && outer == text[end])
            outer = '\0';
        Option? awaited = null;
        while (p < text.Length)
        {
            p = NamedSecret.SkipBlanks(text, p);
            if (p >= text.Length || text[p] is ';' or '|' or '&' or '\n' or '\r' || text[p] == outer && outer != '\0')
                break;
            int wordEnd = ValueText.WordEnd(text, p, outer);
            var secret = awaited is null ? OfWord(text, p, wordEnd, options, out awaited) : OfValue(text, p, wordEnd, awaited, ref awaited);
            if (!secret.IsEmpty)
            {
                first = last == 0 ? secret.Start : first;
                last = secret.End;
            }
            p = Math.Max(wordEnd, p + 1);
        }
        return new TextRange(first, last);
    }

    private static TextRange OfWord(ReadOnlySpan<char> text, int start, int end, Option[] options, out Option? awaited)
    {
        awaited = null;
        // What is quoted in a command is mostly the option and its value together.
        if (start < end && text[start] is '"' or '\'')
        {
            start++;
            if (text[end - 1] == text[start - 1] && end - 1 > start)
                end--;
        }
        var word = text[start..end];
        if (word.Length < 2 || word[0] != '-')
            return default;
        foreach (var option in options)
        {
            int length = LengthIn(word, option);
            if (length == 0)
                continue;
            if (length == word.Length)
            {
                awaited = option.IsApart ? option : null;
                return default;
            }
            return option.IsAttached ? OfValue(text, start + length, end, option, ref awaited) : default;
        }
        return default;
    }

    private static TextRange OfValue(ReadOnlySpan<char> text, int start, int end, Option option, ref Option? awaited)
    {
        awaited = null;
        if (start < end && text[start] is '"' or '\'')
        {
            char quote = text[start++];
            if (end > start && text[end - 1] == quote)
                end--;
        }
        var value = text[start..end];
        bool isSecret = !value.IsEmpty && value[0] != '-' && (option.Needs == '\0' || value.Contains(option.Needs)) && !ValueText.IsReference(value);
        return isSecret ? new TextRange(start, end) : default;
    }

    /// <summary>How much of a word the option takes; letters may stand before it in one word: <c>-su</c>.</summary>
    private static int LengthIn(ReadOnlySpan<char> word, Option option)
    {
        if (option.Text.StartsWith("--", StringComparison.Ordinal))
        {
            if (word.Equals(option.Text, StringComparison.Ordinal))
                return word.Length;
            return word.StartsWith(option.Text, StringComparison.Ordinal) && word[option.Text.Length] == '=' ? option.Text.Length + 1 : 0;
        }
        if (word.StartsWith(option.Text, StringComparison.Ordinal))
            return word.Length > 2 && word[2] == '=' && option.Needs != '\0' ? 3 : 2;
        return option.Needs != '\0' && word[1] != '-' && word[^1] == option.Text[1] && !word[1..].ContainsAnyExcept(SecretCharacters.Letters) ? word.Length : 0;
    }

    private static Option[]? OptionsOf(ReadOnlySpan<char> name)
    {
        if (name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
            name = name[..^4];
        return name switch
        {
            "curl" => Curl,
            "mysql" or "mysqldump" or "mysqladmin" or "mysqlimport" or "mysqlshow" or "mysqlcheck" or "mysqlpump" or "mysqlslap" or "mysqlbinlog" or "mysqlsh" => Attached,
            "mariadb" or "mariadb-dump" or "mariadb-admin" or "mariadb-import" or "mariadb-check" or "mariadb-show" => Attached,
            "sshpass" or "login" or "mongo" or "mongosh" or "mongodump" or "mongorestore" or "mongoexport" or "mongoimport" => Either,
            "redis-cli" => Redis,
            "smbclient" => Samba,
            "ldapsearch" or "ldapadd" or "ldapmodify" or "ldapdelete" or "ldapwhoami" or "ldappasswd" or "ldapcompare" => Ldap,
            "sqlcmd" => SqlServer,
            "lftp" => Lftp,
            _ => null,
        };
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
