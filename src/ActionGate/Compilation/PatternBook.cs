namespace ActionGate.Compilation;

/// <summary>
/// The patterns that a document was compiled to, each beside its rule, for whoever reasons about them. A policy that only decides keeps its
/// patterns in tables.
/// </summary>
internal sealed class PatternBook
{
    private readonly Dictionary<KindRules, (int[] Heads, object[] Patterns)> _pages = [];

    internal void Add(KindRules rules, int[] heads, object[] patterns) => _pages.Add(rules, (heads, patterns));

    /// <summary>The patterns of a table, in its order.</summary>
    internal IReadOnlyList<object> PatternsOf(KindRules rules) => _pages[rules].Patterns;

    /// <summary>The rule that a pattern belongs to, by its place among the rules of its list.</summary>
    internal int HeadOf(KindRules rules, int index) => _pages[rules].Heads[index];
}
