namespace ActionGate.Policies;

/// <summary>What a file ought to hold, as messages call it.</summary>
/// <param name="Noun">A noun that takes <c>a</c>.</param>
/// <param name="Least">What the least of the kind has.</param>
internal sealed record DocumentKind(string Noun, string Least)
{
    internal static DocumentKind Policy { get; } = new("policy", "'version: 1' and 'rules: []'");

    internal static DocumentKind TestFile { get; } = new("test file", "'version: 1', a 'policy', and a test under 'tests'");
}
