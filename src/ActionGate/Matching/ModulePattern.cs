namespace ActionGate.Matching;

/// <summary>
/// A pattern over the name of a module, whose parts '.' and '/' separate. What a refusing rule says of a package it says of what the
/// package holds, and to it the two separators are one.
/// </summary>
internal sealed class ModulePattern : Pattern<TextTarget>
{
    private const int StackCharacters = 256;

    private readonly Wildcard _name;
    private readonly Wildcard? _dotted;

    internal ModulePattern(ReadOnlySpan<PatternElement> elements, bool isRefusal)
    {
        _name = new Wildcard(elements);
        _dotted = isRefusal ? Dotted(elements) : null;
    }

    internal Wildcard Name => _name;

    internal override bool MatchesEverything => _name.MatchesEverything;

    /// <summary>The name with dots for all separators; <see langword="null"/> in an allow rule.</summary>
    internal Wildcard? DottedName => _dotted;

    internal override MatchStrength Match(scoped in TextTarget target)
    {
        if (_name.IsMatch(target.Text))
            return MatchStrength.Definite;
        if (_dotted is null)
            return MatchStrength.None;
        // A name is short: whoever reads it sees to that.
        Span<char> dotted = target.Text.Length <= StackCharacters ? stackalloc char[StackCharacters] : new char[target.Text.Length];
        target.Text.Replace(dotted, '/', '.');
        // Importing a.b imports a first.
        for (int end = target.Text.Length; end > 0; end = dotted[..end].LastIndexOf('.'))
        {
            if (_dotted.IsMatch(dotted[..end]))
                return MatchStrength.Broad;
        }
        return MatchStrength.None;
    }

    private static Wildcard Dotted(ReadOnlySpan<PatternElement> elements)
    {
        var dotted = elements.ToArray();
        foreach (ref var element in dotted.AsSpan())
        {
            if (element.Character == '/')
                element = element with { Character = '.' };
        }
        return new Wildcard(dotted);
    }
}
