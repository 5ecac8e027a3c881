namespace ActionGate.Scanning.Tests.Python.Syntax;

/// <summary>Texts of the corpus, joined and with pieces taken away, put in and exchanged.</summary>
internal sealed class Damage(int seed)
{
    private static readonly string[] Pieces =
    [
        " ", " ", "\n", "\n    ", "\n  ", "\t", "\r", "\f", "\\\n", "#", "(", ")", "[", "]", "{", "}", ":", ",", ";", ".",
        "...", "=", "==", "!=", ":=", "+", "-", "*", "**", "/", "//", "@", "|", "~", "<", ">>", "->", "+=", "!", "$", "'",
        "\"", "'''", "\"\"\"", "\\", "f'", "t\"", "rb'", "{{", "}}", "!r", "=}", "0", "1.5e3", "0x", "1_", "2j", "a", "_", "é",
        "ﬁ", "\0", "😀", "\\N{a}", "\\x41", "True", "None", "if ", "else", "elif ", "for ", " in ", "while ", "not ", " and ",
        " or ", " is ", "lambda ", "def f", "class C", "return ", "yield ", "await ", "async ", "with ", " as ", "try:",
        "except ", "finally:", "raise ", " from ", "import ", "global ", "del ", "pass", "assert ", "match ", "case ", "type ",
    ];

    private static readonly SyntaxCorpus[] Taken = [.. SyntaxCorpus.Cases.Where(c => c.Tree is not null)];

    private readonly Random _random = new(seed);

    internal string Next()
    {
        string text = Any();
        if (_random.Next(3) == 0)
            text += "\n" + Any();
        for (int times = _random.Next(3); times > 0; times--)
        {
            int at = _random.Next(text.Length + 1);
            int length = Math.Min(_random.Next(1, 5), text.Length - at);
            text = _random.Next(4) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Piece()),
                2 => text.Remove(at, length).Insert(at, Piece()),
                _ => text.Insert(at, text.Substring(at, length)),
            };
        }
        return text;
    }

    /// <summary>Mostly a text that CPython takes.</summary>
    private string Any() => _random.Next(6) == 0
        ? SyntaxCorpus.Cases[_random.Next(SyntaxCorpus.Cases.Count)].Text
        : Taken[_random.Next(Taken.Length)].Text;

    private string Piece() => Pieces[_random.Next(Pieces.Length)];
}
