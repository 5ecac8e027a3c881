namespace ActionGate.Compilation;

/// <summary>
/// What is tried for an agent's actions of one kind, in this order: the rules of its own entry, then the document's; for
/// <c>file_delete</c> those that name it, then those for <c>file_write</c>. Immutable.
/// </summary>
internal abstract class RuleChain(string kind, bool isEmpty)
{
    internal string Kind { get; } = kind;

    /// <summary>The policy does not speak of this kind to this agent.</summary>
    internal bool IsEmpty { get; } = isEmpty;

    internal abstract ReadOnlySpan<KindRules> AnyLinks { get; }
}

/// <summary>A chain of rules with their patterns.</summary>
internal sealed class RuleChain<TTarget>(string kind, KindRules<TTarget>[] links) : RuleChain(kind, Array.TrueForAll(links, l => l.Count == 0))
    where TTarget : allows ref struct
{
    internal ReadOnlySpan<KindRules<TTarget>> Links => links;

    internal override ReadOnlySpan<KindRules> AnyLinks => links;

    /// <summary>A command pattern has a word that is a path.</summary>
    internal bool NeedsPaths { get; } = Array.Exists(links, l => l.NeedsPaths);

    /// <summary>A command pattern has a word that is a URL.</summary>
    internal bool NeedsUrls { get; } = Array.Exists(links, l => l.NeedsUrls);
}
