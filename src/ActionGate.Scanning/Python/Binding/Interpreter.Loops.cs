using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Loops, and the ways out of them.</summary>
internal sealed partial class Interpreter
{
    /// <summary>Until the values in a loop no longer change; what still does after so many rounds is given up.</summary>
    private const int MaxRounds = 6;

    private const int MaxUnrolled = 256;

    private bool RunFor(PythonExpression target, PythonExpression iterable, PythonStatement[] body, PythonStatement[] orElse)
    {
        var whole = Evaluate(iterable);
        var items = ElementsOf(whole, out bool isExact);
        int asked = AdvancesOf(whole);
        var (jumps, breaks) = (_frame.Jumps, _frame.Breaks);
        (_frame.Jumps, _frame.Breaks) = ([], []);
        int outer = _condition;
        bool goesOn = true;
        if (isExact && items.Count is > 0 and <= MaxUnrolled)
        {
            for (int i = 0; i < items.Count && goesOn && !IsSpent; i++)
            {
                Bind(target, ElementNow(whole, items, i));
                goesOn = EndRound(RunBlock(body));
            }
        }
        int merged = _frame.Breaks.Count;
        // What is run over may have grown meanwhile. What is empty may be filled where nobody looks.
        if (goesOn && (!isExact || items.Count is 0 or > MaxUnrolled || AdvancesOf(whole) != asked || (whole is SequenceValue grown && (!grown.IsExact || grown.Items.Count > items.Count))))
        {
            RunRounds(body, () =>
            {
                var all = ElementsOf(whole, out _);
                Bind(target, all.Count == 0 ? UnknownValue.Foreign : Alternatives.Of(all));
            });
        }
        _condition = outer;
        var left = _frame.Breaks;
        (_frame.Jumps, _frame.Breaks) = (jumps, breaks);
        return LeaveLoop(orElse, goesOn, left, merged);
    }

    /// <summary>Joins the ways from a round of a loop to the next.</summary>
    /// <returns>There is one.</returns>
    private bool EndRound(bool falls)
    {
        var jumps = _frame.Jumps!;
        if (!falls && jumps.Count == 0)
            return false;
        // The next round may not come, so that it is no longer certain.
        if (!falls || jumps.Count > 0 || _frame.Breaks!.Count > 0)
            BeginCondition();
        if (!falls)
            _frame.Names = jumps[0];
        for (int i = falls ? 0 : 1; i < jumps.Count; i++)
            Merge(jumps[i]);
        jumps.Clear();
        return true;
    }

    /// <summary>Joins the ways out of a loop. Where it is left in the middle, its <c>else</c> is not run.</summary>
    /// <param name="orElse">What is run where it is not left in the middle.</param>
    /// <param name="goesOn">Its last round may end at its end.</param>
    /// <param name="breaks">The names where it is left in the middle.</param>
    /// <param name="fresh">How many of these the present names don't hold yet.</param>
    /// <returns>Control can reach what stands behind it.</returns>
    private bool LeaveLoop(PythonStatement[] orElse, bool goesOn, List<Dictionary<string, Value>> breaks, int fresh)
    {
        if (orElse.Length > 0)
        {
            int outer = _condition;
            if (breaks.Count > 0 || !goesOn)
                BeginCondition();
            goesOn &= RunBlock(orElse);
            _condition = outer;
            fresh = breaks.Count;
        }
        if (!goesOn && breaks.Count > 0)
            _frame.Names = breaks[0];
        for (int i = goesOn ? 0 : 1; i < fresh; i++)
            Merge(breaks[i]);
        return goesOn || breaks.Count > 0;
    }

    private bool RunWhile(While loop)
    {
        var (jumps, breaks) = (_frame.Jumps, _frame.Breaks);
        (_frame.Jumps, _frame.Breaks) = ([], []);
        RunRounds(loop.Body, () => Evaluate(loop.Test));
        var left = _frame.Breaks;
        (_frame.Jumps, _frame.Breaks) = (jumps, breaks);
        LeaveLoop(loop.OrElse, true, left, 0);
        return true;
    }

    private void RunRounds(PythonStatement[] body, Action begin)
    {
        int outer = BeginCondition();
        int left = _frame.Breaks!.Count;
        for (int round = 0; round < MaxRounds; round++)
        {
            var before = CopyNames();
            int changes = _changes;
            begin();
            RunBlock(body);
            foreach (var jump in _frame.Jumps!)
                Merge(jump);
            _frame.Jumps.Clear();
            for (; left < _frame.Breaks!.Count; left++)
                Merge(_frame.Breaks[left]);
            Merge(before);
            bool isSettled = IsSettled(before, round);
            if (IsSpent || (isSettled && changes == _changes))
                break;
        }
        _condition = outer;
    }

    /// <summary>Names hold what they held before the round; from the third round on, texts that still grow lose what grows.</summary>
    private bool IsSettled(Dictionary<string, Value> before, int round)
    {
        bool isSettled = true;
        foreach (string name in _frame.Names.Keys)
        {
            var now = _frame.Names[name];
            if (!before.TryGetValue(name, out var old))
            {
                isSettled = false;
                continue;
            }
            if (now.IsSame(old))
                continue;
            isSettled = false;
            if (round >= 1 && !now.IsCapability && AllText(now))
                _frame.Names[name] = now.AsText();
            else if (round >= 1 && now is not Alternatives { IsCapability: true })
                _frame.Names[name] = now.IsCapability ? now : Widened(now);
            if (round == MaxRounds - 1 && now.IsCapability)
                _frame.Names[name] = LostValue.Instance;
        }
        return isSettled;
    }

    /// <summary>What an object that changes in each round of a loop becomes.</summary>
    private Value Widened(Value now)
    {
        switch (now)
        {
            case TypedValue:
                return now.Vague;
            case InstanceValue instance:
                return SelfOf(instance.Type);
            case SequenceValue or MappingValue:
                EscapeFunctions(now, 0);
                return now;
            case Alternatives several when several.CanAct:
                return Alternatives.Of([.. Array.ConvertAll(several.Values, Widened)]);
            default:
                EscapeFunctions(now, 0);
                return UnknownOf(now);
        }
    }

    private static bool AllText(Value value) =>
        value is TextValue || (value is Alternatives several && Array.TrueForAll(several.Values, static v => v is TextValue));
}
