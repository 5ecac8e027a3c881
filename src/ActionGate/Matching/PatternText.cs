namespace ActionGate.Matching;

/// <summary>
/// A compiled pattern is text: its characters stand for themselves, and a few of Unicode's noncharacters for what is none. So a pattern is
/// one object, and thousands of them lie in one string, which the garbage collector moves at once. As a literal none of them can stand
/// in a pattern: <see cref="Append"/> writes it as a class.
/// </summary>
internal static class PatternText
{
    /// <summary>Any text; two never stand side by side.</summary>
    internal const char AnyRun = '\uFDD0';

    internal const char AnyCharacter = '\uFDD1';

    /// <summary>The next of the pattern's classes.</summary>
    internal const char Class = '\uFDD2';

    /// <summary>Any number of segments.</summary>
    internal const char AnySegments = '\uFDD3';

    /// <summary>Begins a segment that is not all literal, as <c>/</c> begins one that is.</summary>
    internal const char WildSegment = '\uFDD4';

    internal static bool IsLiteral(ReadOnlySpan<char> pattern) => !pattern.ContainsAnyInRange(AnyRun, WildSegment);

    /// <summary>Appends one place of a pattern: at most one character.</summary>
    internal static void Append(PatternElement element, Span<char> text, ref int length, ref List<CharacterClass>? classes)
    {
        switch (element.Kind)
        {
            case PatternElementKind.Literal when element.Character is >= AnyRun and <= WildSegment:
                text[length++] = Class;
                (classes ??= []).Add(new CharacterClass(element.Character, element.Character, isNegated: false));
                break;
            case PatternElementKind.Literal:
                text[length++] = element.Character;
                break;
            case PatternElementKind.AnyCharacter:
                text[length++] = AnyCharacter;
                break;
            case PatternElementKind.Class:
                text[length++] = Class;
                (classes ??= []).Add(element.Class!);
                break;
            default:
                if (length == 0 || text[length - 1] != AnyRun)
                    text[length++] = AnyRun;
                break;
        }
    }

    /// <summary>The longest stretch of characters that is part of every match.</summary>
    internal static Range LongestLiteral(ReadOnlySpan<char> pattern)
    {
        var longest = 0..0;
        int length = 0;
        int start = 0;
        for (int i = 0; i <= pattern.Length; i++)
        {
            if (i < pattern.Length && pattern[i] is not (>= AnyRun and <= WildSegment or '/'))
                continue;
            if (i - start > length)
            {
                longest = start..i;
                length = i - start;
            }
            start = i + 1;
        }
        return longest;
    }

    /// <summary>
    /// Matches one piece of text. Between two runs lies a chunk of fixed length; the leftmost place of each chunk is as good as any other,
    /// so there is no backtracking: the cost is some steps a character, whatever the pattern.
    /// </summary>
    /// <param name="pattern">The pattern, without segments.</param>
    /// <param name="classes">Its classes, in their order, and perhaps further ones behind them.</param>
    /// <param name="text">The text.</param>
    /// <param name="isShape">The text is a <see cref="TargetShape"/>, whose holes only a run takes.</param>
    internal static bool IsMatch(scoped ReadOnlySpan<char> pattern, scoped ReadOnlySpan<CharacterClass> classes, scoped ReadOnlySpan<char> text, bool isShape = false)
    {
        // Most texts differ in a character at an end.
        if (!text.IsEmpty && !pattern.IsEmpty && (IsOther(pattern[0], text[0]) || IsOther(pattern[^1], text[^1])))
            return false;
        int run = pattern.IndexOf(AnyRun);
        if (run < 0)
            return text.Length == pattern.Length && IsAt(pattern, classes, text, isShape);
        if (text.Length < run || !IsAt(pattern[..run], classes, text, isShape))
            return false;
        classes = Behind(pattern[..run], classes);
        text = text[run..];
        pattern = pattern[(run + 1)..];

        int last = pattern.LastIndexOf(AnyRun);
        var tail = pattern[(last + 1)..];
        var middle = pattern[..Math.Max(0, last)];
        if (text.Length < tail.Length || !IsAt(tail, Behind(middle, classes), text[^tail.Length..], isShape))
            return false;
        text = text[..^tail.Length];
        while (!middle.IsEmpty)
        {
            int end = middle.IndexOf(AnyRun);
            var chunk = end < 0 ? middle : middle[..end];
            int at = IndexOf(chunk, classes, text, isShape);
            if (at < 0)
                return false;
            classes = Behind(chunk, classes);
            text = text[(at + chunk.Length)..];
            middle = middle[(end < 0 ? middle.Length : end + 1)..];
        }
        return true;
    }

    /// <summary>A place takes one character alone, and not this one.</summary>
    private static bool IsOther(char place, char c) => place != c && place is not (>= AnyRun and <= WildSegment);

    /// <summary>The classes behind those of a piece.</summary>
    internal static ReadOnlySpan<CharacterClass> Behind(scoped ReadOnlySpan<char> piece, ReadOnlySpan<CharacterClass> classes) =>
        classes.IsEmpty ? classes : classes[piece.Count(Class)..];

    /// <summary>Whether a chunk stands at the beginning of a text that is no shorter.</summary>
    internal static bool IsAt(scoped ReadOnlySpan<char> chunk, scoped ReadOnlySpan<CharacterClass> classes, scoped ReadOnlySpan<char> text, bool isShape)
    {
        int used = 0;
        for (int i = 0; i < chunk.Length; i++)
        {
            char c = chunk[i];
            if (c == Class ? !classes[used++].Contains(text[i]) : c != text[i] && c != AnyCharacter)
                return false;
            if (isShape && (c == Class || c == AnyCharacter) && TargetShape.IsHole(text[i]))
                return false;
        }
        return true;
    }

    private static int IndexOf(scoped ReadOnlySpan<char> chunk, scoped ReadOnlySpan<CharacterClass> classes, scoped ReadOnlySpan<char> text, bool isShape) =>
        chunk.ContainsAny(AnyCharacter, Class) ? ChunkSearch.IndexOf(text, chunk, classes, isShape) : ChunkSearch.IndexOfLiteral(text, chunk);
}
