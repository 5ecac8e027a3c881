using ActionGate.Matching;

namespace ActionGate.Compilation;

/// <summary>Entries of <c>allowed_imports</c> or <c>disallowed_imports</c>. Immutable.</summary>
internal sealed class ModuleEntries(IEnumerable<(Wildcard Pattern, int Specificity)> entries)
{
    private readonly (Wildcard Pattern, int Specificity)[] _entries = [.. entries.OrderByDescending(e => e.Specificity)];

    internal bool IsEmpty => _entries.Length == 0;

    internal bool TakesEverything => _entries.Any(e => e.Pattern.MatchesEverything);

    /// <summary>
    /// How much of the name the most specific entry spells that covers it, as the module itself or as a package above it; -1 where none
    /// does. <c>*</c> spells nothing of it.
    /// </summary>
    internal int Specificity(ReadOnlySpan<char> module)
    {
        foreach (var (pattern, specificity) in _entries)
        {
            for (int end = module.Length; end > 0; end = module[..end].LastIndexOfAny('.', '/'))
            {
                if (pattern.IsMatch(module[..end]))
                    return specificity;
            }
        }
        return -1;
    }
}
