using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// The order of precedence for matches that may be known in part only: which verdicts the rules may come to. What RuleWalk does for one
/// target, done for every way in which the matches may be; tests hold the two against each other.
/// </summary>
internal static class VerdictWalk
{
    /// <summary>No rule says anything.</summary>
    internal const int Nothing = 3;

    // A state of a walk: the strictest verdict so far, whether it is over, and whether the row that is asked for gave the verdict.
    private const int Over = 4;
    private const int IsAsked = 8;
    private const int StateCount = 16;

    /// <summary>Whether a row may be the one that decides.</summary>
    /// <param name="matches">The matches, by rank.</param>
    /// <param name="rows">The rows, by rank.</param>
    /// <param name="asked">The rank of the row.</param>
    /// <param name="precedence">The order of precedence.</param>
    internal static bool MayDecide(IReadOnlyList<AtomMatch> matches, IReadOnlyList<RuleRow> rows, int asked, Precedence precedence)
    {
        int states = 1 << Nothing;
        foreach (var match in matches)
            states = Pass(states, match, rows[match.Rank], match.Rank == asked, precedence);
        return (states & 0xFF00) != 0;
    }

    /// <summary>The verdicts that rules may come to, as bits by their numbers and <see cref="Nothing"/>.</summary>
    internal static int Verdicts(IReadOnlyList<AtomMatch> matches, IReadOnlyList<RuleRow> rows, Precedence precedence)
    {
        int states = 1 << Nothing;
        foreach (var match in matches)
            states = Pass(states, match, rows[match.Rank], isAsked: false, precedence);
        return (states | states >> Over) & 0xF;
    }

    /// <summary>The pairs of verdicts that two lists of rules may come to, the number of the one times four and that of the other, as bits.</summary>
    /// <param name="matches">The matches, by rank.</param>
    /// <param name="rows">The rows of both lists, in an order that is that of either; each says in which it stands.</param>
    /// <param name="before">The order of precedence of the first.</param>
    /// <param name="after">That of the second.</param>
    internal static int Pairs(IReadOnlyList<AtomMatch> matches, IReadOnlyList<PairedRow> rows, Precedence before, Precedence after)
    {
        ulong states = PairStates(matches, rows, before, after);
        int pairs = 0;
        for (int old = 0; old < 2 * Over; old++)
        {
            for (int @new = 0; @new < 2 * Over; @new++)
            {
                if ((states & Bit(old, @new)) != 0)
                    pairs |= 1 << ((old & 3) * 4 + (@new & 3));
            }
        }
        return pairs;
    }

    /// <summary>Whether rows that stand in both lists, behind these, may still make a difference.</summary>
    internal static bool MayPart(IReadOnlyList<AtomMatch> matches, IReadOnlyList<PairedRow> rows, Precedence before, Precedence after)
    {
        ulong states = PairStates(matches, rows, before, after);
        for (int state = 0; state < 2 * Over; state++)
            states &= ~Bit(state, state);
        return states != 0;
    }

    private static ulong PairStates(IReadOnlyList<AtomMatch> matches, IReadOnlyList<PairedRow> rows, Precedence before, Precedence after)
    {
        ulong states = Bit(Nothing, Nothing);
        foreach (var match in matches)
        {
            var row = rows[match.Rank];
            ulong next = 0;
            for (int old = 0; old < 2 * Over; old++)
            {
                for (int @new = 0; @new < 2 * Over; @new++)
                {
                    if ((states & Bit(old, @new)) == 0)
                        continue;
                    // What is not known of a row that stands in both is the same for both.
                    for (var strength = MatchStrength.None; strength <= MatchStrength.Definite; strength++)
                    {
                        if (strength >= match.Least && strength <= match.Most)
                        {
                            int left = row.Old is { } o ? Next(old, Limit(o, strength), o.Verdict, isAsked: false, before) : old;
                            int right = row.New is { } n ? Next(@new, Limit(n, strength), n.Verdict, isAsked: false, after) : @new;
                            next |= Bit(left, right);
                        }
                    }
                }
            }
            states = next;
        }
        return states;
    }

    private static ulong Bit(int old, int @new) => 1UL << (old * 2 * Over + @new);

    private static int Pass(int states, AtomMatch match, RuleRow row, bool isAsked, Precedence precedence)
    {
        int next = 0;
        for (int state = 0; state < StateCount; state++)
        {
            if ((states >> state & 1) == 0)
                continue;
            for (var strength = MatchStrength.None; strength <= MatchStrength.Definite; strength++)
            {
                if (strength >= match.Least && strength <= match.Most)
                    next |= 1 << Next(state, Limit(row, strength), row.Verdict, isAsked, precedence);
            }
        }
        return next;
    }

    private static MatchStrength Limit(RuleRow row, MatchStrength strength) => strength < row.Holds ? strength : row.Holds;

    /// <summary>The state of a walk behind a row that matches so.</summary>
    internal static int Next(int state, RuleRow row, MatchStrength strength, Precedence precedence) => Next(state, Limit(row, strength), row.Verdict, isAsked: false, precedence);

    private static int Next(int state, MatchStrength strength, Verdict verdict, bool isAsked, Precedence precedence)
    {
        if ((state & Over) != 0 || strength == MatchStrength.None || strength == MatchStrength.Broad && verdict == Verdict.Allow)
            return state;
        int best = state & 3;
        if (best == Nothing || (int)verdict < best)
            state = (int)verdict | (isAsked ? IsAsked : 0);
        bool isOver = (state & 3) == (int)Verdict.Deny || strength == MatchStrength.Definite && precedence == Precedence.FirstMatch;
        return isOver ? state | Over : state;
    }
}
