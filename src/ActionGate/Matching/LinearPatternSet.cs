namespace ActionGate.Matching;

/// <summary>Tries one pattern after the other.</summary>
internal sealed class LinearPatternSet<TTarget>(Pattern<TTarget>[] patterns) : IPatternSet<TTarget>
    where TTarget : allows ref struct
{
    public int Next(scoped in TTarget target, int from, out MatchStrength strength)
    {
        for (int i = from; i < patterns.Length; i++)
        {
            strength = patterns[i].Match(in target);
            if (strength != MatchStrength.None)
                return i;
        }
        strength = MatchStrength.None;
        return -1;
    }

    internal Pattern<TTarget> this[int index] => patterns[index];

    public bool MatchesEverything(int index) => patterns[index].MatchesEverything;
}
