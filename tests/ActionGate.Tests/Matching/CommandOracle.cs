namespace ActionGate.Tests.Matching;

/// <summary>What a command pattern means, written from the language's text; words are plain text, or paths where they hold a '/'.</summary>
internal static class CommandOracle
{
    private const string Base = "/b";

    internal static bool Allows(string pattern, string[] argv) => Exactly(Words(pattern, isRefusal: false), argv, isName: true);

    internal static bool Refuses(string pattern, string[] argv)
    {
        string[] words = Words(pattern, isRefusal: true);
        if (Exactly(words, argv, isName: true))
            return true;
        string[] plain = [.. words.Where((w, i) => i == 0 || w[0] != '-')];
        return words.Skip(1).Where(w => w[0] == '-').All(o => HasOption(o, argv, isNamed: words[0] is not ("*" or "**"))) && Broadly(plain, argv, isFirst: true, afterOption: false);
    }

    private static string[] Words(string pattern, bool isRefusal)
    {
        string[] words = pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool takesMore = words[^1].EndsWith('*') && words[^1] is not ("*" or "**") && (isRefusal || !words[^1].Contains('/', StringComparison.Ordinal));
        return takesMore ? [.. words, "*"] : words;
    }

    private static bool Exactly(string[] words, string[] argv, bool isName)
    {
        if (words.Length == 0)
            return argv.Length == 0;
        if (words[0] is "*" or "**")
            return Exactly(words[1..], argv, isName) || argv.Length > 0 && Exactly(words, argv[1..], isName: false);
        return argv.Length > 0 && Is(words[0], argv[0]) && Exactly(words[1..], argv[1..], isName: false);
    }

    private static bool Is(string word, string argument) =>
        word.Contains('/', StringComparison.Ordinal)
            ? argument[0] != '-' && Oracle.Path(word, PathOf(argument), Base, isRead: false, isRefusal: false) == Oracle.Strength.Definite
            : Oracle.Text(word, argument);

    private static bool Broadly(string[] plain, string[] argv, bool isFirst, bool afterOption)
    {
        if (argv.Length == 0)
            return plain.All(p => p is "*" or "**");
        bool isOption = !isFirst && argv[0].Length > 1 && argv[0][0] == '-';
        bool isRun = plain.Length > 0 && plain[0] is "*" or "**";
        bool isPath = !isFirst && plain.Length > 0 && plain[0].Contains('/', StringComparison.Ordinal);
        return isRun && Broadly(plain[1..], argv, isFirst, afterOption)
            || (isRun || isPath || isOption || afterOption) && Broadly(plain, argv[1..], isFirst: false, isOption)
            || plain.Length > 0 && !isRun && MayBe(plain[0], argv[0]) && Broadly(plain[1..], argv[1..], isFirst: false, isOption);
    }

    private static bool MayBe(string word, string argument) =>
        Oracle.Text(word, argument)
        || word.Contains('/', StringComparison.Ordinal) && argument[0] != '-'
            && Oracle.Path(word, PathOf(argument), Base, isRead: false, isRefusal: true) != Oracle.Strength.None;

    /// <summary>
    /// As written, a start of a long name, a cluster of letters; a letter stands for the long names that begin with it, if the pattern
    /// names the command, of which nothing is known here.
    /// </summary>
    private static bool HasOption(string option, string[] argv, bool isNamed)
    {
        string[] words = [.. argv.Skip(1).Where(a => a[0] == '-')];
        if (words.Any(w => Oracle.Text(option, w)))
            return true;
        string literal = option.TrimEnd('*');
        if (literal.StartsWith("--", StringComparison.Ordinal))
            return words.Any(w => w.StartsWith("--", StringComparison.Ordinal)
                ? w.Length > 2 && literal.StartsWith(w, StringComparison.Ordinal)
                : isNamed && literal.Length > 2 && w[1..].Contains(literal[2], StringComparison.OrdinalIgnoreCase));
        return literal.Length is > 1 and < 6 && literal[1..].All(letter => words.Any(w => w.StartsWith("--", StringComparison.Ordinal)
            ? isNamed && w.Length > 2 && w.AsSpan(2, 1).Equals([letter], StringComparison.OrdinalIgnoreCase)
            : w[1..].Contains(letter, StringComparison.Ordinal)));
    }

    private static string PathOf(string argument)
    {
        var path = new List<string>();
        foreach (string segment in (argument[0] == '/' ? argument : $"{Base}/{argument}").Split('/'))
        {
            if (segment == ".." && path.Count > 0)
                path.RemoveAt(path.Count - 1);
            else if (segment is not ("" or "." or ".."))
                path.Add(segment);
        }
        return "/" + string.Join('/', path);
    }
}
