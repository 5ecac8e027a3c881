using DotNet.Globbing;
using DotNet.Globbing.Token;

namespace ActionGate.Matching;

/// <summary>
/// Reads pattern text into elements. The grammar is DotNet.Glob's, whose tokens are lowered into our own; it never matches anything.
/// What it would misread without a word is found before (classes, braces) or after: the text rebuilt from its tokens must be the same.
/// </summary>
internal static class PatternReader
{
    /// <summary>
    /// The longest pattern, in UTF-16 units. DotNet.Glob's reader is quadratic in the number of stars (80 s for 50,000 of them), and a
    /// pattern that a person means is never as long.
    /// </summary>
    internal const int MaxLength = 4096;

    /// <summary>The most stars, question marks and classes in one pattern.</summary>
    internal const int MaxWildcards = 256;

    /// <summary>
    /// The most characters between two stars where a question mark or class is among them: such a piece is looked for place by place, so
    /// that this many steps a character of the target is what a match can cost.
    /// </summary>
    internal const int MaxMixedLength = 128;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern; characters that must stay literal are stood in for by <see cref="LiteralText"/>.</param>
    /// <param name="alternatives">One sequence of elements per alternative of its braces.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    internal static PatternError? Read(string text, out IReadOnlyList<PatternElement[]> alternatives)
    {
        alternatives = [];
        if (text.Length == 0)
            return new PatternError("an empty pattern matches nothing");
        if (text.Length > MaxLength)
            return new PatternError($"a pattern is at most {MaxLength} characters long");
        if (ClassSyntax.Check(text, out string plain) is { } classError)
            return classError;
        if (BraceSyntax.Expand(plain, out var texts) is { } braceError)
            return braceError;

        var result = new PatternElement[texts.Count][];
        for (int i = 0; i < result.Length; i++)
        {
            if (ReadTokens(texts[i], out result[i]) is { } error)
                return error;
        }
        alternatives = result;
        return null;
    }

    private static PatternError? ReadTokens(string text, out PatternElement[] elements)
    {
        elements = [];
        if (text.Length == 0)
            return null;
        if (text.AsSpan().Count('*') + text.AsSpan().Count('?') + text.AsSpan().Count('[') > MaxWildcards)
            return new PatternError($"a pattern has at most {MaxWildcards} wildcards");
        Glob glob;
        try
        {
            glob = Glob.Parse(text);
        }
        catch (Exception)
        {
            // Its reader runs past the end of some malformed classes; whatever it throws, the pattern is not one it understands.
            return new PatternError("the pattern can't be read");
        }
        if (glob.ToString() != text)
            return new PatternError("the pattern would be misread", $"it would be read as '{glob}'");

        var list = new List<PatternElement>(text.Length);
        foreach (var token in glob.Tokens)
        {
            if (!Lower(token, list))
                return new PatternError("the pattern can't be read");
        }
        elements = [.. list];
        return HasLongMixedPiece(list)
            ? new PatternError($"between two stars stand at most {MaxMixedLength} characters if '?' or a class is among them", "write '*' in place of some of them")
            : null;
    }

    private static bool HasLongMixedPiece(List<PatternElement> elements)
    {
        // What stands before the first star or behind the last has but one place.
        int start = -1;
        bool isMixed = false;
        for (int i = 0; i < elements.Count; i++)
        {
            if (!elements[i].IsRun)
            {
                isMixed |= elements[i].Kind != PatternElementKind.Literal;
                continue;
            }
            if (start >= 0 && isMixed && i - start > MaxMixedLength)
                return true;
            start = i + 1;
            isMixed = false;
        }
        return false;
    }

    private static bool Lower(IGlobToken token, List<PatternElement> elements)
    {
        switch (token)
        {
            case LiteralToken literal:
                foreach (char c in literal.Value)
                    elements.Add(Literal(c));
                return true;
            case PathSeparatorToken separator:
                elements.Add(Literal(separator.Value));
                return true;
            case WildcardToken:
                elements.Add(new PatternElement(PatternElementKind.AnyRun));
                return true;
            case WildcardDirectoryToken run:
                if (run.LeadingPathSeparator is { } leading)
                    elements.Add(Literal(leading.Value));
                elements.Add(new PatternElement(PatternElementKind.CrossingRun));
                if (run.TrailingPathSeparator is { } trailing)
                    elements.Add(Literal(trailing.Value));
                return true;
            case AnyCharacterToken:
                elements.Add(new PatternElement(PatternElementKind.AnyCharacter));
                return true;
            case CharacterListToken list:
                elements.Add(Class(new CharacterClass(string.Concat(list.Characters.Select(LiteralText.Reveal)), list.IsNegated)));
                return true;
            case LetterRangeToken range:
                elements.Add(Class(new CharacterClass(range.Start, range.End, range.IsNegated)));
                return true;
            case NumberRangeToken range:
                elements.Add(Class(new CharacterClass(range.Start, range.End, range.IsNegated)));
                return true;
            default:
                return false;
        }
    }

    private static PatternElement Literal(char c) =>
        LiteralText.Reveal(c) is var revealed && revealed == c ? new(PatternElementKind.Literal, c) : new(PatternElementKind.Literal, revealed, IsProtected: true);

    private static PatternElement Class(CharacterClass @class) => new(PatternElementKind.Class, Class: @class);
}
