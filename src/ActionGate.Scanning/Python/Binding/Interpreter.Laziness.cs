using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// What works only when it is asked: generators, <c>map</c>, <c>zip</c>, the views of a dictionary. It is read where it is made, and once more where it is
/// asked if anything has changed since.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>How often one is read again; beyond it, nothing more is known of its elements than what they can do.</summary>
    private const int MaxRereads = 32;

    /// <summary>How often one whose reading runs code is read again in the rounds of one loop.</summary>
    private const int MaxRereadsInLoop = 4;

    private const int MaxAlikeDepth = 4;

    /// <summary>Counts changes of names and objects.</summary>
    private int _state;

    private static bool IsLazy(string api) => api is "builtins.map" or "builtins.filter" or "builtins.zip" or "builtins.enumerate" or "builtins.reversed" or "builtins.iter"
        || (api.StartsWith("itertools.", StringComparison.Ordinal) && api != "itertools.tee");

    /// <summary>The coroutine that was made last.</summary>
    private (Value Result, Func<Value> Again, Syntax.PythonNode Node)? _coroutine;

    /// <summary>What is assigned without being awaited runs later, and gives back what holds then.</summary>
    private Value EvaluateStored(Syntax.PythonExpression expression)
    {
        _coroutine = null;
        var value = Evaluate(expression);
        if (_coroutine is not var (result, again, node) || expression is not Syntax.Call || !ReferenceEquals(result, value))
            return value;
        DeferGenerator(node, () => again());
        return value is TextValue { IsExact: true } ? Alternatives.Join(value, UnknownValue.Instance) : value;
    }

    /// <summary>A method of a container that leaves it as it is.</summary>
    private static bool IsReading(string method) => method is "get" or "copy" or "index" or "count" or "union" or "intersection" or "difference" or "symmetric_difference"
        or "issubset" or "issuperset" or "isdisjoint" or "get_nowait" or "__getitem__" or "__iter__" or "__next__" or "__len__" or "__contains__" or "__eq__";

    /// <summary>The reading of a value that is made when it is asked for.</summary>
    private Value Lazily(Value made, Func<Value> again, CallArguments? arguments = null)
    {
        if (made is not SequenceValue { Again: null } sequence || (arguments is not null && arguments.Positional.Contains(sequence)))
            return made;
        sequence.Again = again;
        sequence.ReadAt = _state;
        return made;
    }

    private Value EvaluateGenerator(Syntax.GeneratorExp comprehension)
    {
        var scope = _frame;
        // What it runs over is evaluated at once, the rest when somebody asks.
        var over = Evaluate(comprehension.Generators[0].Iter);
        Value Again()
        {
            var frame = _frame;
            _frame = scope;
            var made = EvaluateComprehension(SequenceKind.List, comprehension.Generators, comprehension.Elt, over);
            _frame = frame;
            return made;
        }
        DeferGenerator(comprehension, () => Again());
        return AsIterator(Lazily(Again(), Again));
    }

    /// <summary>What a generator function yields, of which it goes through its body when somebody asks.</summary>
    private Value Generated(SequenceValue yielded, FunctionValue function, CallArguments arguments, Value? self)
    {
        var result = AsIterator(Lazily(yielded, () => EnterAgain(function, arguments, self)));
        DeferGenerator(function.Node, () => EnterAgain(function, arguments, self));
        return result;
    }

    private void NoteCoroutine(Value result, FunctionValue function, CallArguments arguments, Value? self) =>
        _coroutine = (result, () => EnterAgain(function, arguments, self), function.Node);

    private Value AskedLater(Value answer, string api, CallArguments arguments) =>
        arguments.Positional.Contains(answer) ? answer : AsIterator(Lazily(answer, () => InvokeKnown(api, arguments), arguments));

    private Value ViewOf(MappingValue mapping, string name, CallArguments arguments) =>
        Lazily(InvokeMapping(mapping, name, arguments), () => InvokeMapping(mapping, name, arguments));

    private Value EnterAgain(FunctionValue function, CallArguments arguments, Value? self) => Enter(function, arguments, self, isUnknown: false);

    /// <summary>Somebody asks for the elements.</summary>
    private void Ask(SequenceValue sequence)
    {
        if (sequence.Again is not { } again)
            return;
        bool wasAsked = sequence.IsAsked;
        sequence.IsAsked = true;
        if (sequence.ReadAt == _state)
            return;
        if (++sequence.Rereads > MaxRereads)
        {
            sequence.Add(UnknownOf(sequence), isCertain: false);
            return;
        }
        // Whoever asks again in between meets what was read before.
        sequence.ReadAt = _state;
        if (!Descend())
            return;
        int outer = BeginCondition();
        int reading = _reading;
        _reading = ++_lastReading;
        var fresh = again() as SequenceValue;
        _reading = reading;
        _condition = outer;
        _height--;
        sequence.ReadAt = _state;
        if (fresh is null || ReferenceEquals(fresh, sequence))
            return;
        if (fresh.Outcome is { } outcome)
            sequence.Outcome = sequence.Outcome is { } before ? Alternatives.Join(before, outcome) : outcome;
        if (fresh.Items.Count != sequence.Items.Count || fresh.IsExact != sequence.IsExact)
        {
            // Of what nobody has asked yet only this reading counts.
            sequence.Set([.. fresh.Items], fresh.IsExact, isCertain: !wasAsked);
            return;
        }
        for (int i = 0; i < fresh.Items.Count; i++)
        {
            if (!IsAlike(sequence.Items[i], fresh.Items[i], 0))
                sequence.Items[i] = wasAsked ? Alternatives.Join(sequence.Items[i], fresh.Items[i]) : fresh.Items[i];
        }
    }

    /// <summary>The same, or made anew with the same content.</summary>
    private static bool IsAlike(Value left, Value right, int depth)
    {
        if (left.IsSame(right))
            return true;
        if (depth >= MaxAlikeDepth)
            return false;
        switch (left, right)
        {
            case (InstanceValue a, InstanceValue b) when ReferenceEquals(a.Type, b.Type) && a.Members.Count == b.Members.Count:
                foreach (var (name, value) in a.Members)
                {
                    if (!b.Members.TryGetValue(name, out var other) || !IsAlike(value, other, depth + 1))
                        return false;
                }
                return true;
            case (SequenceValue a, SequenceValue b) when a.Kind == b.Kind && a.IsExact == b.IsExact && a.Items.Count == b.Items.Count:
                for (int i = 0; i < a.Items.Count; i++)
                {
                    if (!IsAlike(a.Items[i], b.Items[i], depth + 1))
                        return false;
                }
                return true;
            case (MethodValue a, MethodValue b):
                return string.Equals(a.Name, b.Name, StringComparison.Ordinal) && IsAlike(a.Receiver, b.Receiver, depth + 1);
            default:
                return false;
        }
    }

    /// <summary>The element that a loop meets in a round: what it runs over may have changed meanwhile.</summary>
    private Value ElementNow(Value whole, List<Value> items, int round)
    {
        if (whole is not SequenceValue live)
            return items[round];
        if (live.Again is not null && live.Rereads < MaxRereadsInLoop)
            Ask(live);
        return round >= live.Items.Count || live.Items[round].IsSame(items[round]) ? items[round]
            : live.IsExact ? live.Items[round] : Alternatives.Join(items[round], live.Items[round]);
    }
}
