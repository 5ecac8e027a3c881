using System.Buffers;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>
/// Text of which some parts are not known. Beside <see cref="Hole"/> two more characters stand for something: noncharacters, so that
/// they are nobody's data; where a literal holds one, it is made a hole.
/// </summary>
internal static class PartlyKnown
{
    /// <summary>Any run of characters.</summary>
    internal const char Hole = ShellWord.Hole;

    /// <summary>A whole number: at least one digit, perhaps a sign.</summary>
    internal const char Number = '\uFDD0';

    /// <summary>The home folder of whoever runs the text.</summary>
    internal const char Home = '\uFDD1';

    /// <summary>No character: what follows is what a command prints.</summary>
    internal const char Computed = '\uFDD2';

    /// <summary>A text without blanks and separators of paths, and not empty: a time, what the system is.</summary>
    internal const char Name = '\uFDD4';

    internal const string Anything = "\0";
    /// <summary>All that stands for something.</summary>
    internal const string Unknowns = "\0\u0001\u0002\uFDD0\uFDD1\uFDD3\uFDD4";

    internal const string AnyName = "\uFDD4";
    internal const string AnyNumber = "\uFDD0";
    internal const string HomeFolder = "\uFDD1";

    /// <summary>Longer texts are not kept, so that doubling a variable again and again stays cheap.</summary>
    internal const int MaxLength = 1 << 16;

    private static readonly SearchValues<char> Marks = SearchValues.Create("\0\uFDD0\uFDD1\uFDD2\uFDD3\uFDD4\u0001\u0002");

    internal static bool IsStatic(ReadOnlySpan<char> text) => text.IndexOfAny(Marks) < 0;

    /// <summary>Digits and signs only: evaluating it as arithmetic runs nothing.</summary>
    internal static bool IsNumeric(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not ('-' or Number))
                return false;
        }
        return !text.IsEmpty;
    }

    internal static bool MayBeEmpty(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Hole) < 0;

    internal static ShellWord ToWord(ReadOnlySpan<char> text, int at, bool isMany = false, bool isComputed = false)
    {
        if (IsStatic(text))
            return new ShellWord(text.ToString(), at, isMany, isComputed: isComputed);
        isComputed |= text.Contains(Computed);
        bool hasTilde = text[0] == Home && (text.Length == 1 || text[1] == '/');
        return new ShellWord(WithHolesOnly(text, hasTilde), at, isMany, hasTilde, isComputed);
    }

    internal static string Of(in ShellWord word) => word.HasTilde ? Home + word.Text[1..] : word.Text;

    private static string WithHolesOnly(ReadOnlySpan<char> text, bool hasTilde)
    {
        // What is made up lies in a folder that the host may have named: how a path goes upwards from there is not known.
        int fresh = text.IndexOf(ShellWord.FreshHole);
        bool goesUp = fresh >= 0 && text[fresh..].Contains("/..", StringComparison.Ordinal);
        char[] result = new char[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == Computed)
                continue;
            char c = text[i] switch { Number or Name => ShellWord.NameHole, Home => Hole, ShellWord.FreshHole when goesUp => Hole, _ => text[i] };
            if (i == 0 && hasTilde)
                c = '~';
            if (c != Hole || length == 0 || result[length - 1] != Hole)
                result[length++] = c;
        }
        return new string(result, 0, length);
    }
}
