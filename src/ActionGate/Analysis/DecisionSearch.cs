using ActionGate.Evaluation;
using ActionGate.Matching;

namespace ActionGate.Analysis;

/// <summary>What is known of a question about all requests of a kind.</summary>
internal enum Proof : byte
{
    /// <summary>It took more than it may, or the engine knows what the automata do not.</summary>
    Unknown = 0,

    /// <summary>There is a request, and the engine says so.</summary>
    Found,

    /// <summary>There is none.</summary>
    Never,
}

/// <summary>A request, and what the engine says of it.</summary>
internal sealed record Example(string Target, World World, Finding Finding);

/// <summary>
/// Looks for a request that a certain row decides. It begins with that row alone; where another rule decides what was found, the rows that
/// take it come in, and it looks again: most questions are settled by two or three rows of thousands. A row can't decide more often
/// because others come in, so what no request does with some of the rows, none does with all.
/// </summary>
internal sealed class DecisionSearch(PolicyModel policy, KindModel kind, IReadOnlyList<RuleRow> rows, World world)
{
    /// <summary>Stands for the default.</summary>
    internal const int Default = -1;

    internal const int Budget = 20_000;

    private const int MostRounds = 40;
    private const int MostDoubts = 12;

    private readonly ProductSearch _search = kind.Search;
    private readonly ProductSearch _matcher = kind.Matcher;
    private PrefixTable? _prefixes;

    internal IReadOnlyList<RuleRow> Rows => rows;

    internal World World => world;

    /// <summary>The rows that the last answer rests on, the row that was asked for among them.</summary>
    internal IReadOnlyCollection<int> LastRows { get; private set; } = [];

    /// <summary>Looks for a request.</summary>
    /// <param name="asked">The place of the row, or <see cref="Default"/>.</param>
    /// <param name="within">Atoms of which one must take the request too; empty: none must.</param>
    /// <param name="isIt">Whether what the engine says is what was looked for.</param>
    /// <param name="example">The request.</param>
    /// <param name="isSure">What may be within is not enough.</param>
    internal Proof Find(int asked, IReadOnlyList<int> within, Func<Finding, bool> isIt, out Example? example, bool isSure = false)
    {
        var chosen = new SortedSet<int>();
        LastRows = chosen;
        if (asked != Default)
            chosen.Add(asked);
        example = null;
        if (within.Count > 0 && asked != Default)
        {
            within = [.. within.Where(atom => kind.Automaton.MayMeet(atom, rows[asked].Atom))];
            policy.Spend(within.Count);
            if (within.Count == 0)
                return Proof.Never;
        }
        Example? found = null;
        for (int round = 0; round < MostRounds && !policy.IsSpent; round++)
        {
            bool grew = false;
            bool isDoubtful = false;
            int[] order = [.. chosen];
            // What requests must be within is no rule, and stands behind them.
            RuleRow[] walked = [.. order.Select(i => rows[i]), .. within.Select(Bystander)];
            int[] needed = asked == Default ? [] : [Array.IndexOf(order, asked)];
            bool[] isNeeded = within.Count == 0 ? [] : [.. order.Select(_ => false), .. within.Select(_ => true)];
            // What is known for certain is asked first: beside it, what may be matched would only use up the doubts.
            bool isDone = Pass(isSurePass: true, out bool hasMore);
            if (hasMore && found is null && !grew)
                isDone &= Pass(isSurePass: false, out _);
            policy.Spend(_search.TakeSteps() + _matcher.TakeSteps());
            example = found;
            if (found is not null)
                return Proof.Found;
            if (!grew)
                return isDone && !isDoubtful ? Proof.Never : Proof.Unknown;

            bool Pass(bool isSurePass, out bool hasOthers)
            {
                bool others = false;
                int doubts = 0;
                bool isWhole = _search.Run([.. walked.Select(r => r.Atom)], needed, isNeeded, Budget, (matches, text) =>
                {
                    if (IsSure(matches, needed) != isSurePass)
                    {
                        others = true;
                        return true;
                    }
                    bool may = asked == Default
                        ? (VerdictWalk.Verdicts(matches, walked, policy.Policy.Precedence) & 1 << VerdictWalk.Nothing) != 0
                        : VerdictWalk.MayDecide(matches, walked, needed[0], policy.Policy.Precedence);
                    if (!may || isNeeded.Length > 0 && !matches.Any(m => isNeeded[m.Rank] && (isSure ? m.Least : m.Most) == MatchStrength.Definite))
                        return true;
                    string encoded = text();
                    string target = kind.Universe.Decode(encoded);
                    var finding = policy.Ask(kind.Kind, target, world);
                    if (isIt(finding))
                    {
                        found = new Example(target, world, finding);
                        return false;
                    }
                    grew |= Take(encoded, in finding, chosen);
                    isDoubtful |= !grew;
                    return !grew && ++doubts < MostDoubts;
                });
                hasOthers = others;
                return isWhole;
            }
        }
        example = null;
        return Proof.Unknown;
    }

    /// <summary>How the row that is asked for takes a text is known; of the default: how every row does.</summary>
    private static bool IsSure(IReadOnlyList<AtomMatch> matches, int[] needed)
    {
        foreach (var match in matches)
        {
            if (match.Least != match.Most && (needed.Length == 0 || match.Rank == needed[0]))
                return false;
        }
        return true;
    }

    /// <summary>
    /// Brings in the rows that take a text: those that are known to, and the one that decided. What others may take or not keeps no row from
    /// deciding.
    /// </summary>
    private bool Take(string text, in Finding finding, SortedSet<int> chosen)
    {
        var candidates = Prefixes.Above(text);
        bool grew = false;
        foreach (var match in _matcher.MatchesOf([.. candidates.Select(c => rows[c].Atom)], text))
        {
            int row = candidates[match.Rank];
            if (match.Least != MatchStrength.None || DecidingRule.Is(rows[row], kind.Kind, in finding))
                grew |= chosen.Add(row);
        }
        return grew;
    }

    private PrefixTable Prefixes
    {
        get
        {
            if (_prefixes is not null)
                return _prefixes;
            _prefixes = new PrefixTable();
            for (int i = 0; i < rows.Count; i++)
                _prefixes.Add(kind.Automaton.PrefixOf(rows[i].Atom), i);
            return _prefixes;
        }
    }

    private RuleRow Bystander(int atom) => new(atom, rows.Count > 0 ? rows[0].Rules : null!, 0, Verdict.Allow, MatchStrength.None);
}
