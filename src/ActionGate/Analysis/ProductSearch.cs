using System.Runtime.InteropServices;

namespace ActionGate.Analysis;

/// <summary>How an atom takes a text: at least so strongly, and at most.</summary>
internal readonly record struct AtomMatch(int Rank, Matching.MatchStrength Least, Matching.MatchStrength Most);

/// <summary>
/// Goes through the texts of a universe, the shortest first, and tells for each set of atoms that one of them matches together. The states of
/// the atoms' automaton that a text may lead to are one state here, so texts that nothing tells apart are gone through once.
/// </summary>
internal sealed class ProductSearch(Automaton automaton, Universe universe)
{
    private const int LargeTable = 500;

    /// <summary>Of one run, about half a second.</summary>
    private const long MostSteps = 30_000_000;

    private readonly List<int[]> _subsets = [];
    private Dictionary<int[], int> _subsetIds = new(PlacesComparer.Instance);
    private HashSet<(int Subset, long Text)> _known = [];
    private readonly List<(int Subset, long Text, int Parent, char Last)> _states = [];
    private readonly Dictionary<(CharacterSet, Symbol), bool?> _splits = [];
    private readonly List<int> _places = [];
    private readonly Stack<int> _open = [];
    private readonly List<int> _odd = [];
    private readonly List<char> _symbols = [];
    private readonly List<AtomMatch> _matches = [];
    private readonly int[] _literalStamps = new int[char.MaxValue + 1];
    private int[] _placeStamps = [];
    private int[] _ranks = [];
    private int _literalStamp;
    private long _stepCount;
    private long _mostSteps;
    private int _placeStamp;

    /// <summary>Sees one text for each set of matches.</summary>
    /// <param name="matches">The atoms that take the text, by rank.</param>
    /// <param name="text">Makes the text.</param>
    /// <returns>Whether to go on.</returns>
    internal delegate bool Visit(IReadOnlyList<AtomMatch> matches, Func<string> text);

    /// <summary>Goes through the universe.</summary>
    /// <param name="atoms">The atoms that matter, in the order of their ranks.</param>
    /// <param name="needed">Ranks of atoms that must all take a text for it to be seen.</param>
    /// <param name="isNeeded">By rank: of these one at least must take it; empty: none must.</param>
    /// <param name="budget">The most states.</param>
    /// <param name="visit">Sees the texts.</param>
    /// <returns>Whether all texts were gone through.</returns>
    internal bool Run(IReadOnlyList<int> atoms, ReadOnlySpan<int> needed, ReadOnlySpan<bool> isNeeded, int budget, Visit visit)
    {
        Clear();
        long before = _stepCount;
        _stepCount += atoms.Count;
        for (int rank = 0; rank < atoms.Count; rank++)
            _ranks[atoms[rank]] = rank;
        BeginSubset();
        foreach (int atom in atoms)
        {
            foreach (int start in automaton.StartsOf(atom))
                Reach(start);
        }
        _mostSteps = before + MostSteps;
        bool isDone = Explore(needed, isNeeded, budget, visit);
        foreach (int atom in atoms)
            _ranks[atom] = -1;
        return isDone;
    }

    /// <summary>How many steps were taken since this was last asked.</summary>
    internal long TakeSteps()
    {
        long steps = _stepCount;
        _stepCount = 0;
        return steps;
    }

    /// <summary>The atoms that take a text; none where it is not of the universe.</summary>
    internal IReadOnlyList<AtomMatch> MatchesOf(IReadOnlyList<int> atoms, string text)
    {
        Clear();
        for (int rank = 0; rank < atoms.Count; rank++)
            _ranks[atoms[rank]] = rank;
        BeginSubset();
        foreach (int atom in atoms)
        {
            foreach (int start in automaton.StartsOf(atom))
                Reach(start);
        }
        int[] places = [.. _places];
        long state = universe.Start;
        foreach (char c in text)
        {
            state = state == Universe.Dead ? state : universe.Next(state, c);
            FollowAll(places, c);
            places = [.. _places];
        }
        _subsets.Add(places);
        if (state == Universe.Dead || !universe.Accepts(state) || !FindMatches(0, universe.IsInside(state), []))
            _matches.Clear();
        foreach (int atom in atoms)
            _ranks[atom] = -1;
        return _matches;
    }

    private bool Explore(ReadOnlySpan<int> needed, ReadOnlySpan<bool> isNeeded, int budget, Visit visit)
    {
        Add(EndSubset(), universe.Start, -1, '\0', needed, isNeeded);
        bool isWhole = true;
        for (int at = 0; at < _states.Count; at++)
        {
            var (subset, text, _, _) = _states[at];
            if (universe.IsOdd(text))
                _odd.Add(at);
            else if (!Show(at, needed, visit))
                return false;
            isWhole = _states.Count <= budget && _stepCount <= _mostSteps;
            if (!isWhole)
                break;
            FindSymbols(_subsets[subset], text, mustMatch: needed.Length > 0 || isNeeded.Length > 0);
            foreach (char c in _symbols)
            {
                long next = universe.Next(text, c);
                if (next != Universe.Dead)
                    Add(Follow(_subsets[subset], c), next, at, c, needed, isNeeded);
            }
        }
        foreach (int at in _odd)
        {
            if (!Show(at, needed, visit))
                return false;
        }
        return isWhole;
    }

    /// <summary>Shows the text of a state, if it is one and is matched.</summary>
    /// <returns>Whether to go on.</returns>
    private bool Show(int at, ReadOnlySpan<int> needed, Visit visit)
    {
        var (subset, text, _, _) = _states[at];
        return !universe.Accepts(text) || !FindMatches(subset, universe.IsInside(text), needed) || visit(_matches, () => TextOf(at));
    }

    private void Clear()
    {
        _subsets.Clear();
        _states.Clear();
        _odd.Clear();
        // To clear a large table costs as much as it once held.
        if (_known.Count > LargeTable)
            (_known, _subsetIds) = ([], new Dictionary<int[], int>(PlacesComparer.Instance));
        _subsetIds.Clear();
        _known.Clear();
        if (_placeStamps.Length < automaton.Size)
            Array.Resize(ref _placeStamps, automaton.Size * 2);
        int ranks = _ranks.Length;
        if (ranks < automaton.AtomCount)
        {
            Array.Resize(ref _ranks, automaton.AtomCount * 2);
            _ranks.AsSpan(ranks).Fill(-1);
        }
    }

    private void Add(int subset, long text, int parent, char last, ReadOnlySpan<int> needed, ReadOnlySpan<bool> isNeeded)
    {
        long plain = universe.PlainOf(text);
        if (!MayStillMatch(_subsets[subset], needed, isNeeded) || plain != text && _known.Contains((subset, plain)) || !_known.Add((subset, text)))
            return;
        _states.Add((subset, text, parent, last));
    }

    private bool MayStillMatch(int[] places, ReadOnlySpan<int> needed, ReadOnlySpan<bool> isNeeded)
    {
        var owners = automaton.Owners;
        foreach (int rank in needed)
        {
            bool isThere = false;
            foreach (int place in places)
                isThere |= _ranks[owners[place]] == rank;
            if (!isThere)
                return false;
        }
        if (isNeeded.IsEmpty)
            return true;
        foreach (int place in places)
        {
            if (isNeeded[_ranks[owners[place]]])
                return true;
        }
        return false;
    }

    private string TextOf(int state)
    {
        var text = new List<char>();
        for (int at = state; at > 0; at = _states[at].Parent)
            text.Add(_states[at].Last);
        text.Reverse();
        return new string(CollectionsMarshal.AsSpan(text));
    }

    private bool FindMatches(int subset, bool isInside, ReadOnlySpan<int> needed)
    {
        _matches.Clear();
        var steps = automaton.Steps;
        foreach (int place in _subsets[subset])
        {
            if (steps[place] != Step.Accept)
                continue;
            var traits = (MatchTraits)automaton.Arguments[place];
            if ((traits & (isInside ? MatchTraits.Outside : MatchTraits.Inside)) != 0)
                continue;
            var most = (traits & MatchTraits.Broad) != 0 ? Matching.MatchStrength.Broad : Matching.MatchStrength.Definite;
            var least = (traits & MatchTraits.Possible) != 0 ? Matching.MatchStrength.None : most;
            int rank = _ranks[automaton.Owners[place]];
            int known = _matches.FindIndex(m => m.Rank == rank);
            if (known < 0)
                _matches.Add(new AtomMatch(rank, least, most));
            else
                _matches[known] = new AtomMatch(rank, Stronger(_matches[known].Least, least), Stronger(_matches[known].Most, most));
        }
        foreach (int rank in needed)
        {
            if (!_matches.Exists(m => m.Rank == rank))
                return false;
        }
        _matches.Sort((left, right) => left.Rank.CompareTo(right.Rank));
        return true;
    }

    private static Matching.MatchStrength Stronger(Matching.MatchStrength left, Matching.MatchStrength right) => left > right ? left : right;

    /// <summary>A character for each difference that the universe or a pattern makes from here on.</summary>
    private void FindSymbols(int[] places, long text, bool mustMatch)
    {
        _symbols.Clear();
        _literalStamp++;
        List<CharacterSet>? sets = null;
        bool takesOthers = false;
        var steps = automaton.Steps;
        var arguments = automaton.Arguments;
        foreach (int place in places)
        {
            int argument = arguments[place];
            switch (steps[place])
            {
                case Step.Character when _literalStamps[argument] != _literalStamp:
                    _literalStamps[argument] = _literalStamp;
                    _symbols.Add((char)argument);
                    break;
                case Step.Any:
                    takesOthers = true;
                    break;
                case Step.Set:
                    takesOthers = true;
                    var set = automaton.SetOf(argument);
                    if (set.SplitsSymbols && sets?.Contains(set) != true)
                        (sets ??= []).Add(set);
                    break;
            }
        }
        // Where some atom must match, a character that none takes leads nowhere.
        if (!takesOthers && mustMatch)
            return;
        foreach (var symbol in universe.SymbolsAt(text))
        {
            var splitting = sets?.FindAll(set => Splits(set, symbol));
            if (splitting is null or [])
                AddSymbol(symbol, '\0', char.MaxValue);
            else
                AddSymbols(symbol, splitting);
        }
    }

    private bool Splits(CharacterSet set, Symbol symbol)
    {
        ref bool? splits = ref CollectionsMarshal.GetValueRefOrAddDefault(_splits, (set, symbol), out _);
        return splits ??= set.Splits(symbol.Members);
    }

    /// <summary>A character of the symbol for each way in which the sets hold it or not.</summary>
    private void AddSymbols(Symbol symbol, List<CharacterSet> sets)
    {
        var ends = new SortedSet<int> { 0, char.MaxValue + 1 };
        foreach (var set in sets)
        {
            foreach (var (first, last) in set.Ranges)
            {
                ends.Add(first);
                ends.Add(last + 1);
            }
        }
        var seen = new HashSet<string>();
        int start = -1;
        foreach (int end in ends)
        {
            if (start >= 0)
            {
                string held = string.Concat(sets.Select(s => s.Contains((char)start) ? '1' : '0'));
                if (!seen.Contains(held) && AddSymbol(symbol, (char)start, (char)(end - 1)))
                    seen.Add(held);
            }
            start = end;
        }
    }

    private bool AddSymbol(Symbol symbol, char first, char last)
    {
        foreach (char c in symbol.Preferred)
        {
            if (c < first || c > last || _literalStamps[c] == _literalStamp)
                continue;
            _symbols.Add(c);
            return true;
        }
        foreach (var range in symbol.Members.Ranges)
        {
            int end = Math.Min(range.Last, last);
            for (int c = Math.Max(range.First, first); c <= end; c++)
            {
                if (_literalStamps[c] == _literalStamp)
                    continue;
                _symbols.Add((char)c);
                return true;
            }
        }
        return false;
    }

    private int Follow(int[] places, char c)
    {
        FollowAll(places, c);
        return EndSubset();
    }

    private void FollowAll(int[] places, char c)
    {
        _stepCount += 1 + places.Length;
        BeginSubset();
        var steps = automaton.Steps;
        var arguments = automaton.Arguments;
        foreach (int place in places)
        {
            bool goesOn = steps[place] switch
            {
                Step.Character => arguments[place] == c,
                Step.Any => true,
                Step.Set => automaton.SetOf(arguments[place]).Contains(c),
                _ => false,
            };
            if (goesOn)
                Reach(place + 1);
        }
    }

    private void BeginSubset()
    {
        _places.Clear();
        _placeStamp++;
    }

    private void Reach(int start)
    {
        var steps = automaton.Steps;
        var arguments = automaton.Arguments;
        _open.Push(start);
        while (_open.TryPop(out int place))
        {
            if (_placeStamps[place] == _placeStamp)
                continue;
            _placeStamps[place] = _placeStamp;
            switch (steps[place])
            {
                case Step.Split:
                    _open.Push(arguments[place]);
                    _open.Push(place + 1);
                    break;
                case Step.Jump:
                    _open.Push(arguments[place]);
                    break;
                case Step.Accept:
                    _places.Add(place);
                    _open.Push(place + 1);
                    break;
                case Step.End:
                    break;
                default:
                    _places.Add(place);
                    break;
            }
        }
    }

    private int EndSubset()
    {
        _places.Sort();
        int[] places = [.. _places];
        ref int id = ref CollectionsMarshal.GetValueRefOrAddDefault(_subsetIds, places, out bool isKnown);
        if (!isKnown)
        {
            id = _subsets.Count;
            _subsets.Add(places);
        }
        return id;
    }

    private sealed class PlacesComparer : IEqualityComparer<int[]>
    {
        internal static PlacesComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = new HashCode();
            hash.AddBytes(MemoryMarshal.AsBytes(obj.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
