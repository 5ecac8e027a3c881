namespace ActionGate.Analysis;

/// <summary>Texts of at least one character, but for one that means something else.</summary>
/// <param name="except">A text of one character that is left out; NUL for none.</param>
internal sealed class TextUniverse(char except = '\0') : Universe
{
    private const int IsExcepted = 1;
    private const int IsText = 2;

    private static readonly Symbol[] Symbols = [new(CharacterSet.Of(('\0', char.MaxValue)), Names + "-. /")];

    internal override long Start => 0;

    internal override long Next(long state, char c) => state == 0 && c == except && except != '\0' ? IsExcepted : IsText;

    internal override bool Accepts(long state) => state == IsText;

    internal override Symbol[] SymbolsAt(long state) => Symbols;

    internal override string Decode(string text) => text;
}

/// <summary>A few words.</summary>
internal sealed class WordUniverse : Universe
{
    private readonly List<string> _beginnings = [""];
    private readonly HashSet<string> _words;

    internal WordUniverse(IEnumerable<string> words)
    {
        _words = [.. words];
        foreach (string word in _words)
        {
            for (int i = 1; i <= word.Length; i++)
            {
                if (!_beginnings.Contains(word[..i]))
                    _beginnings.Add(word[..i]);
            }
        }
    }

    internal override long Start => 0;

    internal override long Next(long state, char c) => _beginnings.IndexOf(_beginnings[(int)state] + c);

    internal override bool Accepts(long state) => _words.Contains(_beginnings[(int)state]);

    internal override Symbol[] SymbolsAt(long state)
    {
        string beginning = _beginnings[(int)state];
        return [.. _beginnings.Where(b => b.Length == beginning.Length + 1 && b.StartsWith(beginning, StringComparison.Ordinal)).Select(b => Symbol.Only(b[^1]))];
    }

    internal override string Decode(string text) => text;
}

/// <summary>Names of modules: parts that are not empty, with '.' or '/' between them, perhaps behind an '@'.</summary>
internal sealed class ModuleUniverse : Universe
{
    private const int AtStart = 0;
    private const int AtPart = 1;
    private const int InPart = 2;

    private static readonly CharacterSet NameCharacters = CharacterSet.Of(('-', '-'), ('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'), ('\u00A0', '\uFFFF'));

    private static readonly Symbol[] Symbols = [new(NameCharacters, Names + "-"), Symbol.Only('.'), Symbol.Only('/'), Symbol.Only('@')];

    internal override long Start => AtStart;

    internal override long Next(long state, char c) => c switch
    {
        '@' => state == AtStart ? AtPart : Dead,
        '.' or '/' => state == InPart ? AtPart : Dead,
        _ => NameCharacters.Contains(c) ? InPart : Dead,
    };

    internal override bool Accepts(long state) => state == InPart;

    internal override Symbol[] SymbolsAt(long state) => Symbols;

    internal override string Decode(string text) => text;
}
