namespace ActionGate.Matching;

/// <summary>What one place of a pattern takes.</summary>
internal enum PatternElementKind : byte
{
    Literal,
    AnyCharacter,
    AnyRun,
    CrossingRun,
    Class,
}

/// <summary>One place of a pattern: a character, <c>?</c>, <c>*</c>, <c>**</c> or a class.</summary>
/// <param name="Kind">What it takes.</param>
/// <param name="Character">The character of a literal.</param>
/// <param name="IsProtected">The literal was spelled <c>[x]</c> or came from a variable: it is that character and separates nothing.</param>
/// <param name="Class">The class, where it is one.</param>
internal readonly record struct PatternElement(PatternElementKind Kind, char Character = '\0', bool IsProtected = false, CharacterClass? Class = null)
{
    internal bool IsRun => Kind is PatternElementKind.AnyRun or PatternElementKind.CrossingRun;

    /// <summary>The character has the meaning that it has in a pattern's structure: it separates segments, labels or words.</summary>
    internal bool IsSyntax(char c) => Kind == PatternElementKind.Literal && Character == c && !IsProtected;
}
