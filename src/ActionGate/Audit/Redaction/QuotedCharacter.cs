using System.Buffers;

namespace ActionGate.Audit.Redaction;

/// <summary>A character that means something to a shell, and nothing where it is quoted: in a <see cref="ShellView"/> another stands for it.</summary>
/// <remarks>A blank within quotes ends no word, and a dollar sign begins no variable. The stand-ins are of Unicode's area for private use.</remarks>
internal static class QuotedCharacter
{
    private const char First = '\uE000';

    /// <summary>Nothing, where a quote ends the name of a variable.</summary>
    internal const char Nothing = First;

    internal const char Blank = (char)(First + ' ');
    internal const char Tab = (char)(First + '\t');
    internal const char DoubleQuote = (char)(First + '"');
    internal const char SingleQuote = (char)(First + '\'');
    internal const char Backtick = (char)(First + '`');

    private static readonly SearchValues<char> Meaningful = SearchValues.Create(" \t;|&<>()\"'`");

    internal static char Of(char c) => Meaningful.Contains(c) ? (char)(First + c) : c;

    /// <summary>The same for a dollar sign.</summary>
    internal static char Dollar => (char)(First + '$');

    internal static bool Is(char c) => c - First is >= 0 and < 128;

    internal static char Plain(char c) => Is(c) ? (char)(c - First) : c;
}
