namespace ActionGate.Matching;

/// <summary>Patterns that are objects of their own.</summary>
/// <param name="patterns">The patterns.</param>
/// <param name="anchors">Finds those that could match; <see langword="null"/>: each is tried.</param>
internal sealed class PatternSet<TTarget>(Pattern<TTarget>[] patterns, TargetAnchors<TTarget>? anchors = null) : IPatternSet<TTarget>
    where TTarget : allows ref struct
{
    public void Begin(scoped in TTarget target, ref CandidateCursor candidates)
    {
        if (anchors is null)
            candidates.TakeAll(patterns.Length);
        else
            anchors.Find(in target, ref candidates);
    }

    public int Next(scoped in TTarget target, ref CandidateCursor candidates, out MatchStrength strength)
    {
        while (candidates.MoveNext(out int index))
        {
            strength = patterns[index].Match(in target);
            if (strength != MatchStrength.None)
                return index;
        }
        strength = MatchStrength.None;
        return -1;
    }

    internal Pattern<TTarget> this[int index] => patterns[index];

    public bool MatchesEverything(int index) => patterns[index].MatchesEverything;
}
