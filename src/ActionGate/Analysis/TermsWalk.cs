using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>
/// As <see cref="VerdictWalk"/>, for two lists whose rules let things go ahead under terms: what both may come to, with the terms of the rule
/// that decides.
/// </summary>
/// <param name="rows">The rows of both lists.</param>
/// <param name="terms">The number of the terms of each row in the first list and in the second; 0: none.</param>
/// <param name="before">The order of precedence of the first.</param>
/// <param name="after">That of the second.</param>
internal sealed class TermsWalk(IReadOnlyList<PairedRow> rows, IReadOnlyList<(int Old, int New)> terms, Precedence before, Precedence after)
{
    private HashSet<(Outcome Old, Outcome New)> _states = [];
    private HashSet<(Outcome Old, Outcome New)> _next = [];

    /// <summary>What a list comes to: the walk's state, and the terms of the rule that gave the verdict.</summary>
    internal readonly record struct Outcome(int State, int Terms)
    {
        /// <summary>The verdict, or <see cref="VerdictWalk.Nothing"/>.</summary>
        internal int Verdict => State & 3;
    }

    /// <summary>What both may come to; good until it is asked again.</summary>
    internal IReadOnlyCollection<(Outcome Old, Outcome New)> Outcomes(IReadOnlyList<AtomMatch> matches)
    {
        _states.Clear();
        _states.Add((new Outcome(VerdictWalk.Nothing, 0), new Outcome(VerdictWalk.Nothing, 0)));
        foreach (var match in matches)
        {
            var row = rows[match.Rank];
            _next.Clear();
            foreach (var (old, @new) in _states)
            {
                // What is not known of a row that stands in both is the same for both.
                for (var strength = match.Least; strength <= match.Most; strength++)
                    _next.Add((Next(old, row.Old, strength, terms[match.Rank].Old, before), Next(@new, row.New, strength, terms[match.Rank].New, after)));
            }
            (_states, _next) = (_next, _states);
        }
        return _states;
    }

    private static Outcome Next(Outcome outcome, RuleRow? row, MatchStrength strength, int terms, Precedence precedence)
    {
        if (row is null)
            return outcome;
        int state = VerdictWalk.Next(outcome.State, row, strength, precedence);
        return new Outcome(state, (state & 3) != outcome.Verdict ? terms : outcome.Terms);
    }
}
