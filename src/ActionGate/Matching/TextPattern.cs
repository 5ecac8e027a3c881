namespace ActionGate.Matching;

/// <summary>Text as given.</summary>
internal readonly ref struct TextTarget(ReadOnlySpan<char> text)
{
    internal ReadOnlySpan<char> Text { get; } = text;
}

/// <summary>A pattern over a whole text; its stars cross everything.</summary>
/// <param name="wildcard">The pattern.</param>
/// <param name="coversSubmodules">The text is the dotted name of a module and the rule refuses: what it says of a package it says of what the package holds.</param>
internal sealed class TextPattern(Wildcard wildcard, bool coversSubmodules = false) : Pattern<TextTarget>
{
    internal override bool MatchesEverything => wildcard.MatchesEverything;

    internal override MatchStrength Match(scoped in TextTarget target)
    {
        if (wildcard.IsMatch(target.Text))
            return MatchStrength.Definite;
        if (!coversSubmodules)
            return MatchStrength.None;
        // Importing a.b imports a first.
        for (int dot = target.Text.LastIndexOf('.'); dot > 0; dot = target.Text[..dot].LastIndexOf('.'))
        {
            if (wildcard.IsMatch(target.Text[..dot]))
                return MatchStrength.Broad;
        }
        return MatchStrength.None;
    }
}
