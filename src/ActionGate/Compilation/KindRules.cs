using System.Text;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Compilation;

/// <summary>Rules for one action kind, in the order in which they are tried: a table with a row for each of their patterns. Immutable, but for the <see cref="CompiledRule"/>s made of it.</summary>
internal abstract class KindRules
{
    private readonly Row[] _rows;
    private readonly string _texts;
    private readonly CompiledRule?[] _rules;

    private protected KindRules(RuleHeads heads, ReadOnlySpan<(int Head, string Text)> patterns)
    {
        Heads = heads;
        _rows = patterns.IsEmpty ? [] : new Row[patterns.Length];
        _rules = patterns.IsEmpty ? [] : new CompiledRule?[patterns.Length];
        var texts = new StringBuilder();
        for (int i = 0; i < _rows.Length; i++)
        {
            // The alternatives of one pattern share its text.
            bool isNew = i == 0 || !ReferenceEquals(patterns[i].Text, patterns[i - 1].Text);
            int start = isNew ? texts.Length : _rows[i - 1].TextStart;
            if (isNew)
                texts.Append(patterns[i].Text);
            _rows[i] = new Row(patterns[i].Head, start, patterns[i].Text.Length);
        }
        _texts = texts.ToString();
    }

    internal RuleHeads Heads { get; }

    /// <summary>How many patterns there are.</summary>
    internal int Count => _rows.Length;

    internal Verdict VerdictAt(int index) => Heads[_rows[index].Head].Verdict;

    internal RuleConditions? ConditionsAt(int index) => Heads[_rows[index].Head].Conditions;

    /// <summary>The pattern at this place takes every target, one that could not be resolved included.</summary>
    internal abstract bool MatchesEverything(int index);

    /// <summary>The rule with the pattern at this place; always the same object.</summary>
    internal CompiledRule RuleAt(int index)
    {
        if (_rules[index] is { } known)
            return known;
        var rule = new CompiledRule(this, index, _rows[index].Head);
        return Interlocked.CompareExchange(ref _rules[index], rule, null) ?? rule;
    }

    /// <summary>The pattern at this place as the policy writes it.</summary>
    internal string PatternAt(int index) => _texts.Substring(_rows[index].TextStart, _rows[index].TextLength);

    private readonly record struct Row(int Head, int TextStart, int TextLength);
}

/// <summary>Rules for one action kind with their patterns.</summary>
internal sealed class KindRules<TTarget> : KindRules
    where TTarget : allows ref struct
{
    internal KindRules(RuleHeads heads, ReadOnlySpan<(int Head, string Text)> texts, Pattern<TTarget>[] patterns)
        : base(heads, texts)
    {
        // What it is for a type of targets is known here alone, and this is not on the way of a decision.
        Patterns = (IPatternSet<TTarget>)(object)(patterns switch
        {
            Pattern<PathTarget>[] paths => new PathPatternSet(paths),
            Pattern<NetworkTarget>[] hosts => new PatternSet<NetworkTarget>(hosts, NetworkAnchors.Of(hosts)),
            Pattern<CommandTarget>[] commands => new PatternSet<CommandTarget>(commands, CommandAnchors.Of(commands)),
            Pattern<TextTarget>[] others => new PatternSet<TextTarget>(others, TextAnchors.Of(others)),
            _ => new PatternSet<TTarget>(patterns),
        });
        foreach (var pattern in patterns)
        {
            NeedsPaths |= pattern is CommandPattern { NeedsPaths: true };
            NeedsUrls |= pattern is CommandPattern { NeedsUrls: true };
        }
    }

    internal IPatternSet<TTarget> Patterns { get; }

    /// <summary>A command pattern has a word that is a path.</summary>
    internal bool NeedsPaths { get; }

    /// <summary>A command pattern has a word that is a URL.</summary>
    internal bool NeedsUrls { get; }

    internal override bool MatchesEverything(int index) => Patterns.MatchesEverything(index);
}
