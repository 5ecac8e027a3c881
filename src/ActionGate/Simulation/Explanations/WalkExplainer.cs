using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Simulation.Explanations;

/// <summary>Puts one walk into words, rule by rule. How patterns matched, and which rule decided, is what the walk itself found.</summary>
internal sealed class WalkExplainer
{
    private readonly TracedWalk _walk;
    private readonly RequestFacts _facts;
    private readonly List<ExplainedRule> _rules = [];

    /// <summary>The rule at which the walk ended; <see langword="null"/>: it goes on.</summary>
    private RuleReference? _end;
    private Verdict _strictest = Verdict.Allow;

    /// <summary>The rule that is said to decide. It may stand in the chain once more, for another kind or another agent.</summary>
    private RuleReference? _decider;

    private WalkExplainer(TracedWalk walk) => (_walk, _facts) = (walk, walk.Facts);

    internal static ExplainedWalk Explain(TracedWalk walk)
    {
        var explainer = new WalkExplainer(walk);
        foreach (var link in walk.Links)
            explainer.Add(link);
        string target = walk.Target.IsAnything || walk.Chain is not RuleChain<PathTarget> ? walk.Target.Text : walk.Policy.PathRules.Display(walk.Target.Text);
        return new ExplainedWalk(walk.Chain.Kind, target, walk.Decided?.Reference, explainer._rules);
    }

    private void Add(TracedLink link)
    {
        // The patterns of a rule stand together.
        for (int first = 0, next; first < link.Strengths.Length; first = next)
        {
            var reference = link.Rules.RuleAt(first).Reference;
            for (next = first + 1; next < link.Strengths.Length && ReferenceEquals(link.Rules.RuleAt(next).Reference, reference); next++)
            {
            }
            Add(link, reference, first, next);
        }
    }

    private void Add(TracedLink link, RuleReference reference, int first, int next)
    {
        if (ReferenceEquals(reference, _decider))
            return;
        var rules = link.Rules;
        var verdict = rules.VerdictAt(first);
        var holds = rules.ConditionsAt(first) is { } conditions ? ConditionCheck.Check(conditions, in _facts) : MatchStrength.Definite;
        int best = -1;
        for (int i = first; i < next; i++)
        {
            if (link.Strengths[i] != MatchStrength.None && (best < 0 || link.Strengths[i] > link.Strengths[best]))
                best = i;
        }
        bool applies = best >= 0 && Applies(verdict, Weaker(link.Strengths[best], holds));
        if (_end is not null)
        {
            _rules.Add(Rule(best < 0 ? first : best, RuleOutcome.NotReached, $"not reached: rule {_end} decided", 0) with { WouldMatch = applies });
            return;
        }
        if (best < 0)
            AddMiss();
        else if (!applies)
            _rules.Add(Rule(best, RuleOutcome.ConditionFails, WhyNot(rules.ConditionsAt(first), link.Strengths[best], rules.PatternAt(best)), 10));
        else
            AddMatch();

        void AddMiss()
        {
            var (nearest, miss) = (first, default(Miss));
            for (int i = first; i < next; i++)
            {
                var other = MissWords.Of(_walk, rules.PatternAt(i));
                if (i == first || other.Closeness > miss.Closeness)
                    (nearest, miss) = (i, other);
            }
            int count = next - first;
            string why = count == 1 ? miss.Why : $"{miss.Why}; nor does another of its {count} patterns fit";
            _rules.Add(Rule(nearest, RuleOutcome.NoMatch, why, miss.Closeness));
        }

        void AddMatch()
        {
            // Where patterns of one rule match in different ways the walk names the one that it met first.
            bool decides = _walk.Decided is { } decided && ReferenceEquals(decided.Reference, reference);
            string pattern = decides ? _walk.Decided!.Pattern : rules.PatternAt(best);
            var strength = Weaker(link.Strengths[best], holds);
            string how = strength == MatchStrength.Definite ? "" : HowBroad(rules.ConditionsAt(first), link.Strengths[best]);
            string what = decides ? $"matches {DecisionText.Quote(pattern)}{how}, and decides" : $"matches {DecisionText.Quote(pattern)}{how}, and {Other()} is stricter or came first";
            _rules.Add(Rule(best, decides ? RuleOutcome.Decides : RuleOutcome.Matches, what, 10) with { Pattern = pattern });
            _decider = decides ? reference : _decider;
            _strictest = verdict < _strictest ? verdict : _strictest;
            if (_strictest == Verdict.Deny || strength == MatchStrength.Definite && _walk.Precedence == Precedence.FirstMatch)
                _end = _walk.Decided?.Reference ?? reference;
        }

        ExplainedRule Rule(int at, RuleOutcome outcome, string why, int closeness) => new(reference, verdict, rules.PatternAt(at), outcome, why, closeness);
    }

    private string Other() => _walk.Decided is { } decided ? $"rule {decided.Reference}" : "another rule";

    private static bool Applies(Verdict verdict, MatchStrength strength) => strength == MatchStrength.Definite || strength == MatchStrength.Broad && verdict != Verdict.Allow;

    private static MatchStrength Weaker(MatchStrength left, MatchStrength right) => left < right ? left : right;

    private string WhyNot(RuleConditions? conditions, MatchStrength strength, string pattern)
    {
        if (conditions is not null && ConditionWords.WhyNot(conditions, in _facts) is { } why)
            return $"matches {DecisionText.Quote(pattern)}, but {why}";
        return strength == MatchStrength.Broad
            ? $"may match {DecisionText.Quote(pattern)}, and a rule that allows must match for certain"
            : $"matches {DecisionText.Quote(pattern)}, and does not apply";
    }

    /// <summary>Why a rule that refuses counts, though it does not name the target for certain.</summary>
    private string HowBroad(RuleConditions? conditions, MatchStrength strength)
    {
        if (strength == MatchStrength.Definite)
            return conditions is not null && ConditionWords.WhyNot(conditions, in _facts) is { } unknown ? $" ({unknown}: for a rule that refuses that counts)" : "";
        var target = _walk.Target;
        return (target.IsAnything || target.IsPartlyKnown, TargetFamilies.Of(_walk.Chain.Kind)) switch
        {
            (true, _) => " broadly: not all of the target is known, and it may be meant",
            (_, TargetFamily.Path) => target.ReachesBelow ? " broadly: it lies beneath what the pattern matches, or holds what does" : " broadly: it lies beneath what the pattern matches",
            (_, TargetFamily.Command) => " broadly: in another spelling, or with options elsewhere",
            (_, TargetFamily.Network) => " broadly: beneath it, spelled otherwise, or with a part that is not known",
            _ => _walk.Chain.Kind == ActionKind.ModuleImport.Name ? " broadly: a package covers what it holds" : " broadly: in another spelling",
        };
    }
}
