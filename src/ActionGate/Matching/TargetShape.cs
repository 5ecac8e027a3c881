namespace ActionGate.Matching;

/// <summary>
/// Targets of which only the shape is known: text with holes in it. A pattern takes such a target exactly where a star of it stands for
/// each hole; it may take it where some text of the shape matches. A path that is known and yet holds such a character is read as a shape
/// too, which is the stricter reading.
/// </summary>
internal static class TargetShape
{
    /// <summary>Any run of characters.</summary>
    internal const char Hole = '\0';

    /// <summary>Any run of characters without a <c>/</c> that makes no segment <c>.</c> or <c>..</c>.</summary>
    internal const char NameHole = '\u0001';

    /// <summary>As <see cref="NameHole"/>, and no dot at its beginning: with one behind it, it is not empty either.</summary>
    internal const char PlainNameHole = '\u0002';

    /// <summary>As <see cref="NameHole"/>, and a name that nothing bears yet: where a scanner says so, and not in what somebody asks for.</summary>
    internal const char FreshHole = '\uFDD3';

    /// <summary>Letters and digits, at least one.</summary>
    internal const char LettersHole = '\uFDD5';

    private const string Holes = "\0\u0001\u0002\uFDD3\uFDD5";

    /// <summary>Beyond so many steps the answer is that it may match.</summary>
    private const int MostSteps = 1 << 20;

    private const int StackElements = 256;

    internal static bool IsHole(char c) => c is Hole or NameHole or PlainNameHole or FreshHole or LettersHole;

    internal static bool IsOne(scoped ReadOnlySpan<char> text) => IndexOfHole(text) >= 0;

    internal static int IndexOfHole(scoped ReadOnlySpan<char> text) => text.IndexOfAny(Holes);

    /// <summary>For people, to whom a star is a hole.</summary>
    internal static string Shown(string shape) => IsOne(shape) ? shape.Replace(Hole, '*').Replace(NameHole, '*').Replace(PlainNameHole, '*').Replace(FreshHole, '*').Replace(LettersHole, '*') : shape;

    /// <summary>A literal is a text of the shape.</summary>
    internal static bool Meets(scoped ReadOnlySpan<char> literal, scoped ReadOnlySpan<char> shape)
    {
        // The leftmost place of what stands between two holes is as good as any other.
        int hole = IndexOfHole(shape);
        if (hole < 0)
            return literal.SequenceEqual(shape);
        if (!literal.StartsWith(shape[..hole], StringComparison.Ordinal) || shape[hole] == PlainNameHole && literal[hole..] is ['.', ..])
            return false;
        bool isLetters = shape[hole] == LettersHole;
        literal = literal[hole..];
        shape = shape[(hole + 1)..];
        if (isLetters && !IsOne(shape))
            return literal.Length > shape.Length && literal.EndsWith(shape, StringComparison.Ordinal) && AreLetters(literal[..^shape.Length]);
        for (hole = IndexOfHole(shape); hole >= 0; hole = IndexOfHole(shape))
        {
            int at = literal.IndexOf(shape[..hole], StringComparison.Ordinal);
            if (at < 0)
                return false;
            literal = literal[(at + hole)..];
            shape = shape[(hole + 1)..];
        }
        return literal.EndsWith(shape, StringComparison.Ordinal);
    }

    /// <summary>Some text of the shape is one that a pattern takes.</summary>
    /// <param name="pattern">The pattern, as <see cref="PatternText"/> writes it, without segments.</param>
    /// <param name="classes">Its classes, in their order.</param>
    /// <param name="shape">The shape.</param>
    internal static bool Meets(scoped ReadOnlySpan<char> pattern, scoped ReadOnlySpan<CharacterClass> classes, scoped ReadOnlySpan<char> shape)
    {
        if ((long)(pattern.Length + 1) * shape.Length > MostSteps)
            return true;
        // Entry i: the first i places may have been used up by what was read so far.
        Span<bool> reached = pattern.Length < StackElements ? stackalloc bool[StackElements] : new bool[pattern.Length + 1];
        reached = reached[..(pattern.Length + 1)];
        reached.Clear();
        reached[0] = true;
        Close(pattern, reached);
        for (int i = 0; i < shape.Length; i++)
        {
            char c = shape[i];
            if (IsHole(c))
                PassHole(pattern, reached, c, mayBeEmpty: c != LettersHole && (c != PlainNameHole || i + 1 == shape.Length || shape[i + 1] != '.'));
            else
                PassCharacter(pattern, classes, reached, c);
            Close(pattern, reached);
        }
        return reached[^1];
    }

    private static void PassHole(scoped ReadOnlySpan<char> pattern, scoped Span<bool> reached, char hole, bool mayBeEmpty)
    {
        // Entry i: the first i places may have been used up by a beginning of the hole that is not empty.
        Span<bool> begun = reached.Length <= StackElements ? stackalloc bool[StackElements] : new bool[reached.Length];
        begun = begun[..reached.Length];
        begun.Clear();
        for (int i = 0; i < pattern.Length; i++)
        {
            if (!reached[i])
                continue;
            if (pattern[i] == PatternText.AnyRun)
                begun[i] = true;
            else if (MayHold(hole, pattern[i]) && (hole != PlainNameHole || pattern[i] != '.'))
                begun[i + 1] = true;
        }
        for (int i = 0; i < reached.Length; i++)
        {
            reached[i] = begun[i] || mayBeEmpty && reached[i];
            if (begun[i] && i < pattern.Length && MayHold(hole, pattern[i]))
                begun[i + 1] = true;
        }
    }

    /// <summary>What is no character of a name in a pattern may stand for one.</summary>
    private static bool MayHold(char hole, char place) => hole == Hole || (hole == LettersHole ? place > 'z' || char.IsAsciiLetterOrDigit(place) || place == PatternText.AnyCharacter : place != '/');

    private static bool AreLetters(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c))
                return false;
        }
        return true;
    }

    private static void PassCharacter(scoped ReadOnlySpan<char> pattern, scoped ReadOnlySpan<CharacterClass> classes, scoped Span<bool> reached, char c)
    {
        int used = classes.IsEmpty ? 0 : pattern.Count(PatternText.Class);
        for (int i = pattern.Length; i >= 0; i--)
        {
            bool stays = reached[i] && i < pattern.Length && pattern[i] == PatternText.AnyRun;
            bool comes = false;
            if (i > 0)
            {
                char place = pattern[i - 1];
                bool takes = place == PatternText.Class ? classes[--used].Contains(c) : place == c || place == PatternText.AnyCharacter;
                comes = reached[i - 1] && (takes || place == PatternText.AnyRun);
            }
            reached[i] = stays || comes;
        }
    }

    /// <summary>A run may take nothing.</summary>
    private static void Close(scoped ReadOnlySpan<char> pattern, scoped Span<bool> reached)
    {
        for (int i = 0; i < pattern.Length; i++)
        {
            if (reached[i] && pattern[i] == PatternText.AnyRun)
                reached[i + 1] = true;
        }
    }
}
