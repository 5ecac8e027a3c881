namespace ActionGate.Matching;

/// <summary>Matches one piece of text (a path segment, a host label, an argument, a whole text) against literals, <c>?</c>, classes and <c>*</c>.</summary>
internal sealed class Wildcard
{
    private const int StackCharacters = 256;

    private readonly string _text;
    private readonly CharacterClass[] _classes;
    private readonly bool _isLiteral;

    internal Wildcard(ReadOnlySpan<PatternElement> elements)
    {
        Span<char> text = elements.Length <= StackCharacters ? stackalloc char[StackCharacters] : new char[elements.Length];
        List<CharacterClass>? classes = null;
        int length = 0;
        foreach (var element in elements)
            PatternText.Append(element, text, ref length, ref classes);
        _text = text[..length].ToString();
        _classes = classes is null ? [] : [.. classes];
        _isLiteral = PatternText.IsLiteral(_text);
    }

    /// <summary>As <see cref="PatternText"/> writes it.</summary>
    internal string Text => _text;

    internal ReadOnlySpan<CharacterClass> Classes => _classes;

    /// <summary>The only text it matches; <see langword="null"/> where there are several.</summary>
    internal string? Literal => _isLiteral ? _text : null;

    internal bool MatchesEverything => _text is [PatternText.AnyRun];

    /// <summary>What every match begins with; may be empty.</summary>
    internal string LiteralPrefix => Literal ?? (field ??= _text[.._text.AsSpan().IndexOfAnyInRange(PatternText.AnyRun, PatternText.WildSegment)]);

    /// <summary>Whether it takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isShape">The text is a <see cref="TargetShape"/>: it takes all texts of that shape.</param>
    internal bool IsMatch(scoped ReadOnlySpan<char> text, bool isShape = false) =>
        _isLiteral ? text.SequenceEqual(_text) : PatternText.IsMatch(_text, _classes, text, isShape);

    /// <summary>Whether some text of a shape could match.</summary>
    internal bool MayMatch(scoped ReadOnlySpan<char> shape) => TargetShape.IsOne(shape) ? TargetShape.Meets(_text, _classes, shape) : IsMatch(shape);
}
