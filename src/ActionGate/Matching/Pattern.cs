namespace ActionGate.Matching;

/// <summary>One compiled pattern. Immutable and shared by all threads.</summary>
/// <typeparam name="TTarget">The normal form of the targets that it is matched against.</typeparam>
internal abstract class Pattern<TTarget>
    where TTarget : allows ref struct
{
    /// <summary>It matches every target, one that could not be resolved included.</summary>
    internal virtual bool MatchesEverything => false;

    internal abstract MatchStrength Match(scoped in TTarget target);
}
