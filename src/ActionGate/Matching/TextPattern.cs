namespace ActionGate.Matching;

/// <summary>Text as given.</summary>
internal readonly ref struct TextTarget(ReadOnlySpan<char> text)
{
    internal ReadOnlySpan<char> Text { get; } = text;

    /// <summary>The text is a <see cref="TargetShape"/>.</summary>
    internal bool IsShape { get; init; }
}

/// <summary>A pattern over a whole text; its stars cross everything.</summary>
/// <param name="wildcard">The pattern.</param>
/// <param name="lower">The pattern in lower case, where the rule refuses and the text means the same in any case; else <see langword="null"/>.</param>
internal sealed class TextPattern(Wildcard wildcard, Wildcard? lower = null) : Pattern<TextTarget>
{
    private const int StackCharacters = 256;

    internal Wildcard Text => wildcard;

    internal bool IgnoresCase => lower is not null;

    internal override bool MatchesEverything => wildcard.MatchesEverything;

    internal override MatchStrength Match(scoped in TextTarget target)
    {
        if (wildcard.IsMatch(target.Text, target.IsShape))
            return MatchStrength.Definite;
        if (target.IsShape && wildcard.MayMatch(target.Text))
            return MatchStrength.Broad;
        if (lower is null)
            return MatchStrength.None;
        Span<char> folded = target.Text.Length <= StackCharacters ? stackalloc char[StackCharacters] : new char[target.Text.Length];
        int length = target.Text.ToLowerInvariant(folded);
        return (target.IsShape ? lower.MayMatch(folded[..length]) : lower.IsMatch(folded[..length])) ? MatchStrength.Broad : MatchStrength.None;
    }
}
