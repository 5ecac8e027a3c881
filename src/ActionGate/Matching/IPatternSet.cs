namespace ActionGate.Matching;

/// <summary>The compiled patterns of one action kind, in the order in which they are tried. Immutable and shared by all threads.</summary>
/// <typeparam name="TTarget">The normal form of the kind's targets.</typeparam>
internal interface IPatternSet<TTarget>
    where TTarget : allows ref struct
{
    /// <summary>Finds what could match a target; <see cref="Next"/> goes through it.</summary>
    /// <param name="target">The target.</param>
    /// <param name="candidates">A new cursor.</param>
    void Begin(scoped in TTarget target, ref CandidateCursor candidates);

    /// <summary>The next pattern that matches; -1 where none does.</summary>
    int Next(scoped in TTarget target, ref CandidateCursor candidates, out MatchStrength strength);

    /// <summary>The pattern at this place matches every target, one that could not be resolved included.</summary>
    bool MatchesEverything(int index);
}
