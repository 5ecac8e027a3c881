namespace ActionGate.Simulation.Suggestions;

/// <summary>A pattern of a suggested rule.</summary>
/// <param name="Text">The pattern; of an argument vector its words, for people.</param>
/// <param name="Step">The step by which it goes beyond what was asked; <see langword="null"/>: it does not.</param>
/// <param name="Places">Where the requests stand that it is for.</param>
internal sealed record PatternDraft(string Text, string? Step, IReadOnlyList<string> Places)
{
    /// <summary>The command word by word, where a word can't stand in a pattern.</summary>
    internal string[]? Argv { get; init; }

    /// <summary>Targets that it may take beside.</summary>
    internal IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Targets that it must not take.</summary>
    internal IReadOnlyList<string> KeptOut { get; init; } = [];
}
