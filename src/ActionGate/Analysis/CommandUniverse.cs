using System.Text;

namespace ActionGate.Analysis;

/// <summary>
/// Simple commands: their words, each with a separator before it, which is another one where an option follows. What a shell does not take as
/// it stands is quoted in the target. A name with <see cref="ByPath"/> behind it stands for all paths that end in it and that nobody trusts; a
/// trusted path is to patterns what the bare name is.
/// </summary>
internal sealed class CommandUniverse : Universe
{
    private const int AtStart = 0;
    private const int AtName = 1;
    private const int InName = 2;
    private const int AtWord = 3;
    private const int AtOption = 4;
    private const int InWord = 5;
    private const int AtMark = 6;

    /// <summary>Stands behind the name of a program that is named by a path.</summary>
    internal const string ByPath = "/";

    /// <summary>Beside the others: some word before this one is empty.</summary>
    private const int HasEmptyWord = 8;

    private static readonly CharacterSet Harmless = CharacterSet.Of(('%', '%'), ('+', ':'), ('=', '='), ('@', 'Z'), ('_', '_'), ('a', 'z'));

    private static readonly Symbol[] Symbols =
    [
        new(CharacterSet.Of(('\u0003', ','), ('.', '.'), ('0', '\uFFFF')), Names + ".,:+="),
        Symbol.Only('-'),
        Symbol.Only('/'),
        Symbol.Only(Separator),
        Symbol.Only(OptionSeparator),
    ];

    internal override long Start => AtStart;

    internal override bool Accepts(long state) => (state & ~HasEmptyWord) is InName or AtMark or AtWord or InWord;

    internal override bool IsOdd(long state) => state is AtWord or >= HasEmptyWord;

    internal override long PlainOf(long state) => state & ~HasEmptyWord;

    internal override Symbol[] SymbolsAt(long state) => Symbols;

    internal override long Next(long state, char c)
    {
        long had = state & HasEmptyWord;
        if (state == AtWord && c is Separator or OptionSeparator)
            had = HasEmptyWord;
        long next = NextPlace(state & ~HasEmptyWord, c);
        return next == Dead ? Dead : next | had;
    }

    private static long NextPlace(long state, char c)
    {
        if (c is Separator or OptionSeparator)
        {
            return state switch
            {
                AtStart => c == Separator ? AtName : Dead,
                InName or AtMark or AtWord or InWord => c == Separator ? AtWord : AtOption,
                _ => Dead,
            };
        }
        return state switch
        {
            _ when c == '\0' => Dead,
            AtName => c is '-' or '/' ? Dead : InName,
            InName => c == '/' ? AtMark : InName,
            AtWord => c == '-' ? Dead : InWord,
            AtOption => c == '-' ? InWord : Dead,
            InWord => InWord,
            _ => Dead,
        };
    }

    internal override string Decode(string text)
    {
        var command = new StringBuilder();
        string[] words = text[1..].Split(Separator, OptionSeparator);
        if (words[0].EndsWith(ByPath, StringComparison.Ordinal))
            words[0] = "./" + words[0][..^1];
        foreach (string word in words)
        {
            if (command.Length > 0)
                command.Append(' ');
            if (word.Length > 0 && word.All(Harmless.Contains))
                command.Append(word);
            else
                command.Append('\'').Append(word.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
        }
        return command.ToString();
    }
}
