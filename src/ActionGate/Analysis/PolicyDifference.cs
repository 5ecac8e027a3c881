using System.Runtime.InteropServices;
using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>A request that two documents decide otherwise.</summary>
internal sealed record Change(string Kind, Example Old, Example New);

/// <summary>
/// What two documents decide otherwise. Rules that stand in both, in the same order, change nothing by themselves: only requests that one of
/// the others takes can be decided otherwise, so those are searched, together with the rules that come into it.
/// </summary>
internal sealed class PolicyDifference
{
    private const int Budget = 200_000;
    private const int PairBudget = 2_000;
    private const int MostDoubts = 300;

    private readonly PolicyModel _old;
    private readonly PolicyModel _new;
    private readonly string? _agent;
    private readonly HashSet<(string Kind, string? Agent, int Pair)> _seen = [];
    private readonly RuleTerms _oldTerms;
    private readonly RuleTerms _newTerms;

    /// <summary>Terms of either, numbered; 0: none.</summary>
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal) { [""] = 0 };

    internal PolicyDifference(CompiledPolicy old, CompiledPolicy @new, string? agent = null)
    {
        _agent = agent;
        _old = PolicyModel.Of(old);
        _new = PolicyModel.Of(@new);
        _oldTerms = new RuleTerms(_old);
        _newTerms = new RuleTerms(_new);
        foreach (string kind in AskedKinds.Of(_old, _new))
            Compare(kind);
        Effects = [.. new EffectDifferences(_old, _new).Find(AgentsAsked, (command, world) => Ask(ActionKind.ShellExec.Name, command, world))];
    }

    internal PolicyModel Old => _old;

    internal PolicyModel New => _new;

    internal List<Change> Changes { get; } = [];

    /// <summary>The kinds of which not everything is known.</summary>
    internal List<string> Unknown { get; } = [];

    /// <summary>The kinds of which what commands and code do is decided by the rules of one document only.</summary>
    internal IReadOnlyList<string> Effects { get; }

    private List<string?> AgentsAsked => _agent is null ? [.. _old.Agents.Union(_new.Agents)] : [_agent];

    private int TermsOf(RuleTerms of, RuleRow? row)
    {
        string terms = row is null ? "" : of.Of(row);
        if (!_terms.TryGetValue(terms, out int number))
            _terms[terms] = number = _terms.Count;
        return number;
    }

    /// <summary>Asks both documents, and keeps what they say otherwise.</summary>
    private bool Ask(string kind, string target, World world)
    {
        var old = _old.Ask(kind, target, world);
        var @new = _new.Ask(kind, target, world);
        int before = old.Abstains ? VerdictWalk.Nothing : (int)old.Verdict;
        int after = @new.Abstains ? VerdictWalk.Nothing : (int)@new.Verdict;
        if (before == after && (before == (int)Verdict.Deny || _oldTerms.Of(old) == _newTerms.Of(@new)))
            return false;
        if (_seen.Add((kind, world.Agent, before * 4 + after)))
            Changes.Add(new Change(kind, new Example(target, world, old), new Example(target, world, @new)));
        return true;
    }

    private void Compare(string kind)
    {
        bool isPath = TargetFamilies.Of(kind) == TargetFamily.Path;
        if (isPath && (_old.Policy.ComparedBase != _new.Policy.ComparedBase || _old.Policy.PathRules.Platform != _new.Policy.PathRules.Platform))
        {
            Unknown.Add(kind);
            return;
        }
        var model = new KindModel(_old, kind);
        var seen = new HashSet<(RuleChain?, RuleChain?, Ends, CodeConstraint?, CodeConstraint?)>();
        bool isKnown = true;
        foreach (string? agent in AgentsAsked)
        {
            var (old, @new) = (_old.ChainOf(agent, kind), _new.ChainOf(agent, kind));
            List<RuleConditions?> conditions = [.. old is null ? [] : KindModel.ConditionsOf(old), .. @new is null ? [] : KindModel.ConditionsOf(@new)];
            // What does not tell agents apart is looked at once.
            if (!seen.Add((old, @new, EndsOf(kind, old, @new, agent), _old.Policy.Find(agent)?.Code, _new.Policy.Find(agent)?.Code)) && !conditions.Any(c => c?.Agents is not null))
                continue;
            if (World.Of(agent, kind, conditions) is not { } worlds)
            {
                isKnown = false;
                continue;
            }
            foreach (var world in worlds)
                isKnown &= Compare(kind, model, old, @new, world);
        }
        if (!isKnown)
            Unknown.Add(kind);
    }

    /// <summary>Compares what the documents say in one world.</summary>
    /// <returns>Whether all that differs was found.</returns>
    private bool Compare(string kind, KindModel model, RuleChain? old, RuleChain? @new, World world)
    {
        if (_old.IsSpent || _new.IsSpent)
            return false;
        List<RuleRow> before = old is null ? [] : model.RowsOf(_old, old, world);
        List<RuleRow> after = @new is null ? [] : model.RowsOf(_new, @new, world);
        var rows = RowPairing.Pair(before, after, model.Automaton, row => TermsOf(_oldTerms, row), row => TermsOf(_newTerms, row));
        var ends = EndsOf(kind, old, @new, world.Agent);
        var asked = new List<int>();
        if (ends.Old != ends.New || _old.Policy.Precedence != _new.Policy.Precedence)
            asked.Add(DecisionSearch.Default);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Old is null || rows[i].New is null)
                asked.Add(i);
        }
        var search = new PairSearch(this, kind, model, rows, ends, world);
        bool isKnown = true;
        foreach (int row in asked)
            isKnown &= search.Run(row);
        return isKnown;
    }

    private Ends EndsOf(string kind, RuleChain? old, RuleChain? @new, string? agent) =>
        new(EndOf(_old, old, agent), EndOf(_new, @new, agent), _old.IsConstrained(agent, kind) || _new.IsConstrained(agent, kind));

    /// <summary>What holds where no rule decides; <see langword="null"/>: the document says nothing.</summary>
    private static Verdict? EndOf(PolicyModel policy, RuleChain? chain, string? agent) =>
        !policy.Policy.IsFor(agent) ? null
        : policy.Policy.Find(agent) is null ? Verdict.Deny
        // A kind that the document does not know is refused, whatever its default is but to abstain.
        : chain is not null || policy.DefaultVerdict is null ? policy.DefaultVerdict : Verdict.Deny;

    /// <summary>What both say where no rule decides.</summary>
    private readonly record struct Ends(Verdict? Old, Verdict? New, bool IsConstrained)
    {
        /// <summary>A pair of verdicts, of which the rules may give neither, that are not the same.</summary>
        internal bool Differ(int old, int @new)
        {
            if (IsConstrained && (old == VerdictWalk.Nothing || @new == VerdictWalk.Nothing))
                return old != @new || Old != New;
            return Of(old, Old) != Of(@new, New);
        }

        private static int Of(int verdict, Verdict? end) => verdict != VerdictWalk.Nothing ? verdict : end is { } e ? (int)e : VerdictWalk.Nothing;
    }

    /// <summary>Looks for requests in one world.</summary>
    private sealed class PairSearch(PolicyDifference owner, string kind, KindModel model, IReadOnlyList<PairedRow> rows, Ends ends, World world)
    {
        private readonly ProductSearch _search = model.Search;
        private readonly int[] _atoms = [.. rows.Select(r => (r.Old ?? r.New)!.Atom)];
        private readonly (int Old, int New)[] _terms = owner._oldTerms.AreNone && owner._newTerms.AreNone ? [] : [.. rows.Select(r => (owner.TermsOf(owner._oldTerms, r.Old), owner.TermsOf(owner._newTerms, r.New)))];

        // The rows that do not stand in both lie between these.
        private readonly int _first = rows.TakeWhile(r => r is { Old: not null, New: not null }).Count();
        private readonly int _last = rows.Count - 1 - rows.Reverse().TakeWhile(r => r is { Old: not null, New: not null }).Count();

        /// <summary>Searches the requests that a row takes, with all rows that take some of them.</summary>
        /// <returns>Whether all of them were searched.</returns>
        internal bool Run(int asked)
        {
            if (owner._old.IsSpent)
                return false;
            if (asked != DecisionSearch.Default && LeadsToTheSame(asked))
                return true;
            int[] order = [.. Enumerable.Range(0, rows.Count).Where(i => asked is DecisionSearch.Default || i == asked || Meet(_atoms[asked], _atoms[i]))];
            PairedRow[] walked = [.. order.Select(i => rows[i])];
            int[] needed = asked == DecisionSearch.Default ? [] : [Array.IndexOf(order, asked)];
            var terms = TermsWalkOf(order, walked);
            int doubts = 0;
            bool isDone = _search.Run([.. order.Select(i => _atoms[i])], needed, [], Budget, (matches, text) =>
                !MayDiffer(VerdictWalk.Pairs(matches, walked, owner._old.Policy.Precedence, owner._new.Policy.Precedence))
                    && (terms is null || !MayDiffer(terms.Outcomes(matches)))
                || owner.Ask(kind, model.Universe.Decode(text()), world)
                || ++doubts < MostDoubts);
            owner._old.Spend(_search.TakeSteps());
            return isDone && doubts == 0;
        }

        /// <summary>
        /// Whether from the first to the last row that does not stand in both all comes to the same. Then so it does in the end: rows before and
        /// behind them stand in both, and what they do to equal beginnings is equal.
        /// </summary>
        private bool LeadsToTheSame(int asked)
        {
            if (owner._old.Policy.Precedence != owner._new.Policy.Precedence)
                return false;
            int[] order = [.. Enumerable.Range(_first, _last - _first + 1).Where(i => i == asked || Meet(_atoms[asked], _atoms[i]))];
            PairedRow[] walked = [.. order.Select(i => rows[i])];
            var terms = TermsWalkOf(order, walked);
            bool mayPart = false;
            bool isDone = _search.Run([.. order.Select(i => _atoms[i])], [Array.IndexOf(order, asked)], [], Budget, (matches, _) =>
                !(mayPart = VerdictWalk.MayPart(matches, walked, owner._old.Policy.Precedence, owner._new.Policy.Precedence)
                    || terms is not null && terms.Outcomes(matches).Any(o => o.Old != o.New)));
            owner._old.Spend(_search.TakeSteps());
            return isDone && !mayPart;
        }

        private TermsWalk? TermsWalkOf(int[] order, PairedRow[] walked) =>
            Array.Exists(order, i => _terms.Length > 0 && _terms[i] != (0, 0))
                ? new TermsWalk(walked, [.. order.Select(i => _terms[i])], owner._old.Policy.Precedence, owner._new.Policy.Precedence)
                : null;

        /// <summary>Whether some target may be taken by both.</summary>
        private bool Meet(int left, int right)
        {
            if (!model.Automaton.MayMeet(left, right))
                return false;
            bool meet = false;
            bool isDone = _search.Run([left, right], [0, 1], [], PairBudget, (_, _) => !(meet = true));
            return meet || !isDone;
        }

        /// <summary>Whether the verdicts may differ in a way that nobody has shown yet.</summary>
        private bool MayDiffer(int pairs)
        {
            for (int pair = 0; pair < 16; pair++)
            {
                if ((pairs >> pair & 1) != 0 && ends.Differ(pair >> 2, pair & 3) && !owner._seen.Contains((kind, world.Agent, Key(pair))))
                    return true;
            }
            return false;
        }

        /// <summary>Whether the same verdict may stand under other terms, in a way that nobody has shown yet.</summary>
        private bool MayDiffer(IReadOnlyCollection<(TermsWalk.Outcome Old, TermsWalk.Outcome New)> outcomes)
        {
            foreach (var (old, @new) in outcomes)
            {
                int pair = Key(old.Verdict * 4 + @new.Verdict);
                if (pair >> 2 == (pair & 3) && old.Terms != @new.Terms && pair != 0 && !owner._seen.Contains((kind, world.Agent, pair)))
                    return true;
            }
            return false;
        }

        private int Key(int pair) => NumberOf(pair >> 2, ends.Old) * 4 + NumberOf(pair & 3, ends.New);

        private static int NumberOf(int verdict, Verdict? end) => verdict != VerdictWalk.Nothing ? verdict : end is { } e ? (int)e : VerdictWalk.Nothing;
    }
}

/// <summary>Puts the rows of two lists side by side: those that stand in both, in the same order, together.</summary>
internal static class RowPairing
{
    /// <param name="old">The one list.</param>
    /// <param name="new">The other.</param>
    /// <param name="automaton">What their atoms are of.</param>
    /// <param name="oldTerms">The number of the terms of a row in the one.</param>
    /// <param name="newTerms">That of one in the other.</param>
    internal static List<PairedRow> Pair(IReadOnlyList<RuleRow> old, IReadOnlyList<RuleRow> @new, Automaton automaton, Func<RuleRow, int> oldTerms, Func<RuleRow, int> newTerms)
    {
        var places = new Dictionary<string, Queue<int>>(StringComparer.Ordinal);
        for (int i = 0; i < old.Count; i++)
        {
            ref var queue = ref CollectionsMarshal.GetValueRefOrAddDefault(places, KeyOf(old[i], automaton, oldTerms), out _);
            (queue ??= new()).Enqueue(i);
        }
        var both = new List<(int Old, int New)>();
        for (int i = 0; i < @new.Count; i++)
        {
            if (places.TryGetValue(KeyOf(@new[i], automaton, newTerms), out var queue) && queue.TryDequeue(out int at))
                both.Add((at, i));
        }
        var rows = new List<PairedRow>();
        int left = 0;
        int right = 0;
        foreach (var (o, n) in Ascending(both, i => automaton.IsOpen(old[i].Atom) ? @new.Count + 1L : 1))
        {
            for (; left < o; left++)
                rows.Add(new PairedRow(old[left], null));
            for (; right < n; right++)
                rows.Add(new PairedRow(null, @new[right]));
            rows.Add(new PairedRow(old[left++], @new[right++]));
        }
        for (; left < old.Count; left++)
            rows.Add(new PairedRow(old[left], null));
        for (; right < @new.Count; right++)
            rows.Add(new PairedRow(null, @new[right]));
        return rows;
    }

    private static string KeyOf(RuleRow row, Automaton automaton, Func<RuleRow, int> terms)
    {
        string text = row.Rules.PatternAt(row.Index);
        // The value of a variable is not in the text, and of a URL among the words of a command in no program either.
        string unique = text.Contains("${", StringComparison.Ordinal) && text.Contains(' ', StringComparison.Ordinal) ? $"{row.Atom}" : "";
        return $"{row.Verdict}|{terms(row)}|{row.Holds}|{unique}|{text}|{automaton.ProgramOf(row.Atom)}";
    }

    /// <summary>
    /// The heaviest part whose places ascend in both lists. What a row takes that is not known in full is the same on both sides only where the
    /// row stays in its place, so such rows weigh more than all others.
    /// </summary>
    private static List<(int Old, int New)> Ascending(List<(int Old, int New)> pairs, Func<int, long> weightOf)
    {
        // A tree over the places in the first list: the best part that ends at or before each (Fenwick 1994).
        int size = pairs.Count == 0 ? 0 : pairs.Max(p => p.Old) + 2;
        var best = new (long Weight, int End)[size + 1];
        var before = new int[pairs.Count];
        (long Weight, int End) heaviest = (0, -1);
        for (int i = 0; i < pairs.Count; i++)
        {
            (long Weight, int End) part = (0, -1);
            for (int at = pairs[i].Old; at > 0; at -= at & -at)
                part = best[at].Weight > part.Weight ? best[at] : part;
            before[i] = part.End;
            part = (part.Weight + weightOf(pairs[i].Old), i);
            for (int at = pairs[i].Old + 1; at <= size; at += at & -at)
                best[at] = part.Weight > best[at].Weight ? part : best[at];
            heaviest = part.Weight > heaviest.Weight ? part : heaviest;
        }
        var ascending = new List<(int, int)>();
        for (int at = heaviest.End; at >= 0; at = before[at])
            ascending.Add(pairs[at]);
        ascending.Reverse();
        return ascending;
    }
}
