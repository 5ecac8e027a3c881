using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>A rule for a person to review.</summary>
/// <param name="Id">A name that the policy does not use.</param>
/// <param name="Kinds">The kinds of action.</param>
/// <param name="Agents">For whom; empty: whoever acts.</param>
/// <param name="Patterns">The patterns.</param>
/// <param name="Before">The rule before which it belongs; <see langword="null"/>: it belongs at the end.</param>
internal sealed record SuggestedRule(string Id, IReadOnlyList<string> Kinds, IReadOnlyList<string> Agents, IReadOnlyList<PatternDraft> Patterns, string? Before)
{
    /// <summary>The groups of needs that it came from.</summary>
    internal IReadOnlyList<Draft> Drafts { get; init; } = [];

    /// <summary>Of network requests: the one method that it is for; <see langword="null"/>: every one.</summary>
    internal string? Method { get; init; }

    /// <summary>Its one pattern word by word.</summary>
    internal string[]? Argv => Patterns is [{ Argv: { } argv }] ? argv : null;

    /// <summary>Where the requests stand that it covers.</summary>
    internal IReadOnlyList<string> Covers => [.. Patterns.SelectMany(p => p.Places).Distinct(StringComparer.Ordinal)];

    /// <summary>What else would be allowed, by example.</summary>
    internal IReadOnlyList<string> NewlyAllows { get; init; } = [];

    /// <summary>What is said of it above its text, a line each.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The rule in the style of the policy.</summary>
    internal string Yaml { get; init; } = "";
}

/// <summary>The rules that are suggested for one document.</summary>
/// <param name="Name">The document's file, or its name.</param>
/// <param name="Rules">The rules, in the order in which they belong there.</param>
internal sealed record SuggestedFile(string Name, IReadOnlyList<SuggestedRule> Rules);

/// <summary>What is suggested, and what was found when it was tried.</summary>
/// <param name="Files">For each document that would need rules.</param>
/// <param name="Wanted">How many requests are wanted, and refused without the rules.</param>
/// <param name="Covered">How many of them are allowed with the rules.</param>
/// <param name="Others">How many other requests there are; all of them keep their verdict.</param>
/// <param name="Uncovered">The wanted requests for which there are no rules, and why.</param>
internal sealed record SuggestionReport(
    IReadOnlyList<SuggestedFile> Files, int Wanted, int Covered, int Others, IReadOnlyList<(ReplayItem Item, string Why)> Uncovered);
