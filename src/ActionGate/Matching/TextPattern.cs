namespace ActionGate.Matching;

/// <summary>Text as given.</summary>
internal readonly ref struct TextTarget(ReadOnlySpan<char> text)
{
    internal ReadOnlySpan<char> Text { get; } = text;
}

/// <summary>A pattern over a whole text; its stars cross everything.</summary>
internal sealed class TextPattern(Wildcard wildcard) : Pattern<TextTarget>
{
    internal override bool MatchesEverything => wildcard.MatchesEverything;

    internal override MatchStrength Match(scoped in TextTarget target) =>
        wildcard.IsMatch(target.Text) ? MatchStrength.Definite : MatchStrength.None;
}
