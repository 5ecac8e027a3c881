using ActionGate.Matching;

namespace ActionGate.Tests.Matching;

/// <summary>
/// Sets of patterns drawn from many, against all of some targets: what the set answers, in which order and how strongly, against what is expected
/// of each pattern by itself. The expectations are worked out once, so that a million sets and targets take seconds.
/// </summary>
/// <param name="expected">By pattern and target.</param>
internal sealed class SetRun(MatchStrength[][] expected)
{
    private readonly List<string> _differences = [];
    private readonly Dictionary<MatchStrength, int> _answers = [];

    /// <summary>Puts every pattern that matches a target into the list, in the order in which the set tells them.</summary>
    internal delegate void Ask(int target, List<(int Pattern, MatchStrength Strength)> found);

    /// <summary>How many sets and targets were compared.</summary>
    internal int Pairs { get; private set; }

    /// <summary>How many answers a set gave.</summary>
    internal IReadOnlyDictionary<MatchStrength, int> Answers => _answers;

    /// <summary>Everything that a set says of a target.</summary>
    internal static void Collect<TTarget>(IPatternSet<TTarget> set, scoped in TTarget target, List<(int Pattern, MatchStrength Strength)> found)
        where TTarget : allows ref struct
    {
        var candidates = new CandidateCursor();
        set.Begin(in target, ref candidates);
        while (set.Next(in target, ref candidates, out var strength) is >= 0 and var at)
            found.Add((at, strength));
    }

    /// <summary>Draws sets and compares them.</summary>
    /// <param name="random">Draws.</param>
    /// <param name="sets">How many sets.</param>
    /// <param name="begin">Makes the set of these patterns.</param>
    /// <param name="fewest">No set has fewer patterns.</param>
    /// <param name="more">It has fewer than so many more.</param>
    internal void Compare(Random random, int sets, Func<int[], Ask> begin, int fewest = AnchorTableBuilder.MostWithoutTable + 1, int more = 14)
    {
        var found = new List<(int Pattern, MatchStrength Strength)>();
        for (int i = 0; i < sets && _differences.Count < 10; i++)
        {
            int[] patterns = [.. Enumerable.Range(0, fewest + random.Next(more)).Select(_ => random.Next(expected.Length))];
            var ask = begin(patterns);
            for (int target = 0; target < expected[0].Length; target++)
            {
                found.Clear();
                ask(target, found);
                Pairs++;
                Compare(patterns, target, found);
            }
        }
        if (_differences.Count > 0)
            Assert.Fail(string.Join('\n', _differences));
    }

    private void Compare(int[] patterns, int target, List<(int Pattern, MatchStrength Strength)> found)
    {
        int next = 0;
        for (int i = 0; i < patterns.Length; i++)
        {
            var strength = expected[patterns[i]][target];
            _answers[strength] = _answers.GetValueOrDefault(strength) + 1;
            if (strength == MatchStrength.None)
                continue;
            if (next < found.Count && found[next] == (i, strength))
                next++;
            else
                _differences.Add($"target {target}: pattern {patterns[i]} at {i} is {strength}, and the set says {(next < found.Count ? found[next] : "nothing more")}");
        }
        if (next < found.Count)
            _differences.Add($"target {target}: the set says {found[next]}, which matches nothing");
    }
}
