using ActionGate.Matching;

namespace ActionGate.Compilation;

/// <summary>Rules for one action kind, in the order in which they are tried. Immutable.</summary>
internal abstract class KindRules(CompiledRule[] rules, bool[] matchEverything)
{
    internal ReadOnlySpan<CompiledRule> Rules => rules;

    /// <summary>The pattern at this place takes every target, one that could not be resolved included.</summary>
    internal bool MatchesEverything(int index) => matchEverything[index];
}

/// <summary>Rules for one action kind with their patterns.</summary>
internal sealed class KindRules<TTarget>(CompiledRule[] rules, Pattern<TTarget>[] patterns)
    : KindRules(rules, [.. patterns.Select(p => p.MatchesEverything)])
    where TTarget : allows ref struct
{
    internal Pattern<TTarget> PatternAt(int index) => patterns[index];

    internal IPatternSet<TTarget> Patterns { get; } = new LinearPatternSet<TTarget>(patterns);

    /// <summary>A command pattern has a word that is a path.</summary>
    internal bool NeedsPaths { get; } = patterns.Any(p => p is CommandPattern { NeedsPaths: true });

    /// <summary>A command pattern has a word that is a URL.</summary>
    internal bool NeedsUrls { get; } = patterns.Any(p => p is CommandPattern { NeedsUrls: true });
}
