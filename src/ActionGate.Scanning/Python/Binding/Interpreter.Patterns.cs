using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary><c>match</c></summary>
internal sealed partial class Interpreter
{
    private bool RunMatch(Match match)
    {
        var subject = Evaluate(match.Subject);
        var before = CopyNames();
        Dictionary<string, Value>? all = null;
        int outer = _condition;
        foreach (var one in match.Cases)
        {
            BeginCondition();
            _frame.Names = new Dictionary<string, Value>(before, StringComparer.Ordinal);
            BindPattern(one.Pattern, subject);
            if (one.Guard is not null)
                Evaluate(one.Guard);
            if (RunBlock(one.Body))
            {
                if (all is not null)
                    Merge(all);
                all = _frame.Names;
            }
        }
        _condition = outer;
        _frame.Names = before;
        if (all is not null)
            Merge(all);
        return true;
    }

    private void BindPattern(PythonPattern pattern, Value subject)
    {
        if (!Descend())
            return;
        switch (pattern)
        {
            case MatchAs capture:
                if (capture.Pattern is not null)
                    BindPattern(capture.Pattern, subject);
                if (capture.Name is not null)
                    BindName(capture.Name, subject);
                break;
            case MatchOr or:
                bool hasFitting = Array.Exists(or.Patterns, p => Fits(p, subject));
                foreach (var one in or.Patterns)
                {
                    if (!hasFitting || Fits(one, subject))
                        BindPattern(one, subject);
                }
                break;
            case MatchStar { Name: { } rest }:
                BindName(rest, subject);
                break;
            case MatchSequence sequence:
                BindParts(sequence.Patterns, subject);
                break;
            case MatchMapping mapping:
                for (int i = 0; i < mapping.Patterns.Length; i++)
                    BindPattern(mapping.Patterns[i], GetItem(subject, Evaluate(mapping.Keys[i])));
                if (mapping.Rest is not null)
                    BindName(mapping.Rest, subject);
                break;
            case MatchClass type:
                var tested = Evaluate(type.Cls);
                Reach(subject, tested);
                BindPositional(type, tested, subject);
                for (int i = 0; i < type.KwdPatterns.Length; i++)
                    BindPattern(type.KwdPatterns[i], GetAttribute(subject, type.KwdAttrs[i]));
                break;
            case MatchValue value:
                var wanted = Evaluate(value.Value);
                if (CompareByMethod(CompareOperator.Eq, subject, wanted) is null)
                    Reach(subject, wanted);
                break;
        }
        _height--;
    }

    private void BindPositional(MatchClass type, Value tested, Value subject)
    {
        var names = tested switch
        {
            ClassValue { } made when made.Find("__match_args__") is SequenceValue { IsExact: true } given => given.Items.ConvertAll(static n => n.AsText().Text),
            ClassValue made => PlacesOf(made),
            _ => [],
        };
        for (int i = 0; i < type.Patterns.Length; i++)
        {
            // str(x), int(x) and their like bind the whole.
            var part = tested is ApiValue ? type.Patterns.Length == 1 ? subject : UnknownOf(subject)
                : i < names.Count ? GetAttribute(subject, names[i]) : UnknownOf(subject);
            BindPattern(type.Patterns[i], part);
        }
    }

    /// <summary>A pattern of a sequence fits only what is as long.</summary>
    private static bool Fits(PythonPattern pattern, Value subject)
    {
        if (pattern is not MatchSequence sequence || subject is not SequenceValue { IsExact: true } known)
            return true;
        return Array.Exists(sequence.Patterns, static p => p is MatchStar) ? known.Items.Count >= sequence.Patterns.Length - 1 : known.Items.Count == sequence.Patterns.Length;
    }

    private void BindParts(PythonPattern[] patterns, Value subject)
    {
        var items = ElementsOf(subject, out bool isExact);
        bool isAligned = isExact && items.Count == patterns.Length && !Array.Exists(patterns, static p => p is MatchStar);
        var any = items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items);
        for (int i = 0; i < patterns.Length; i++)
        {
            if (patterns[i] is MatchStar { Name: { } rest })
                BindName(rest, new SequenceValue(SequenceKind.List, [.. items], false, _condition));
            else
                BindPattern(patterns[i], isAligned ? items[i] : any);
        }
    }
}
