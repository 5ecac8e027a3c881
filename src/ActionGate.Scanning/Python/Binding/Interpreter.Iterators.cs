using System.Collections.Frozen;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// Iterators, which are used up by whoever asks them. How far one has come is not followed: the first who asks meets all of it, and whoever asks
/// later any of its elements, in any order.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>How many elements are copied for a step.</summary>
    private const int ElementsPerStep = 16;

    /// <summary>More values than are told apart.</summary>
    private const int TimesAsked = 12;

    /// <summary>Functions that don't ask an iterator for anything.</summary>
    private static readonly FrozenSet<string> LeavingAlone = FrozenSet.ToFrozenSet(
        ["builtins.print", "builtins.isinstance", "builtins.type", "builtins.id", "builtins.callable", "builtins.hasattr", "builtins.repr", "builtins.str", "builtins.iter"],
        StringComparer.Ordinal);

    /// <summary>The reading that runs: those after the first one meet iterators that were used up in the one before.</summary>
    private int _reading;
    private int _lastReading;

    private Value AsIterator(Value value)
    {
        if (value is SequenceValue { IsIterator: false } sequence)
        {
            sequence.IsIterator = true;
            sequence.MadeIn = _reading;
        }
        return value;
    }

    /// <summary>Notes that the elements are asked for.</summary>
    /// <returns>Nobody has asked for them before.</returns>
    private bool IsFirst(SequenceValue sequence)
    {
        if (!sequence.IsIterator)
            return true;
        // To read the same code once more asks nothing anew.
        if (sequence.MadeIn != _reading)
            return sequence.Advances <= 1;
        return sequence.Advances++ == 0;
    }

    private static int AdvancesOf(Value whole) => whole is SequenceValue { IsIterator: true } sequence ? sequence.Advances : 0;

    private static int Asked(CallArguments arguments)
    {
        int asked = 0;
        foreach (var one in arguments.Positional)
            asked += AdvancesOf(one);
        return asked;
    }

    /// <summary>What a function takes out of iterators is not known.</summary>
    private static void UseUp(CallArguments arguments)
    {
        foreach (var one in arguments.Positional)
        {
            if (one is SequenceValue { IsIterator: true } iterator)
                iterator.Advances++;
        }
    }

    /// <returns><see langword="null"/> for functions that the catalogue alone describes.</returns>
    private Value? InvokeIterators(string name, CallArguments arguments)
    {
        if (!name.StartsWith("itertools.", StringComparison.Ordinal) || arguments.At(0) is not { } first || arguments.MorePositional is not null)
            return null;
        switch (name)
        {
            case "itertools.islice":
                return Slice(first, arguments);
            case "itertools.accumulate":
                return Accumulate(first, arguments);
            case "itertools.compress" when arguments.At(1, "selectors") is { } selectors:
                return Compress(first, selectors);
            case "itertools.dropwhile" or "itertools.takewhile" or "itertools.filterfalse" when arguments.At(1) is { } filtered:
                var tested = ElementsOf(filtered, out _);
                if (first is not NoneValue)
                    InvokeForEach(first, tested);
                return new SequenceValue(SequenceKind.List, tested, false, _condition);
            case "itertools.cycle":
                return new SequenceValue(SequenceKind.List, ElementsOf(first, out _), false, _condition);
            case "itertools.repeat":
                return arguments.At(1, "times") is IntegerValue { Value: >= 0 and <= MaxUnrolled } times
                    ? new SequenceValue(SequenceKind.List, [.. Enumerable.Repeat(first, (int)times.Value)], true, _condition)
                    : new SequenceValue(SequenceKind.List, [first], false, _condition);
            case "itertools.tee":
                return Tee(first, arguments.At(1, "n"));
            case "itertools.zip_longest":
                return ZipLongest(arguments);
            default:
                return null;
        }
    }

    /// <summary>
    /// What something gives back that is asked again and again. What it changes when it is asked may make it another thing each time: where it
    /// still is the same after a number of times that no count of its own survives, it always is.
    /// </summary>
    private Value Repeated(Func<Value> ask)
    {
        int outer = BeginCondition();
        int state = _state;
        var first = ask();
        var any = first;
        bool isSteady = true;
        for (int i = 1; i < TimesAsked && isSteady && _state != state && any is not UnknownValue && !IsSpent; i++)
        {
            var next = ask();
            isSteady = next.IsSame(first);
            any = Alternatives.Join(any, next);
        }
        _condition = outer;
        return isSteady || any is TextValue { IsUnknown: true } ? any : Alternatives.Join(any, any.IsCapability ? LostValue.Instance : UnknownValue.Foreign);
    }

    private Value NextOf(InstanceValue iterator) =>
        InvokeMember(iterator, "__next__", CallArguments.None) ?? InvokeMember(iterator, "__anext__", CallArguments.None)
        ?? InvokeMember(iterator, "send", new CallArguments([NoneValue.Instance])) ?? InvokeMember(iterator, "asend", new CallArguments([NoneValue.Instance])) ?? UnknownValue.Foreign;

    private SequenceValue Slice(Value first, CallArguments arguments)
    {
        var items = ElementsOf(first, out bool isExact);
        bool isWhole = arguments.Positional.Count == 2;
        int from = isWhole ? 0 : Place(arguments.At(1), 0);
        int to = Place(arguments.At(isWhole ? 1 : 2), int.MaxValue);
        int step = Place(arguments.At(3), 1);
        if (!isExact || from < 0 || to < 0 || step <= 0)
            return new SequenceValue(SequenceKind.List, items, false, _condition);
        var taken = new List<Value>();
        for (long i = from; i < Math.Min(to, items.Count); i += step)
            taken.Add(items[(int)i]);
        return new SequenceValue(SequenceKind.List, taken, true, _condition);

        static int Place(Value? given, int missing) => given switch
        {
            null or NoneValue => missing,
            IntegerValue { Value: >= 0 and < int.MaxValue } known => (int)known.Value,
            _ => -1,
        };
    }

    private SequenceValue Accumulate(Value first, CallArguments arguments)
    {
        var items = ElementsOf(first, out bool isExact);
        var function = arguments.At(1, "func");
        isExact &= items.Count <= MaxUnrolled;
        if (!isExact && items.Count > 0)
            items = [Alternatives.Of(items), Alternatives.Of(items)];
        var sums = new List<Value>();
        if (arguments.Keyword("initial") is { } initial and not NoneValue)
            sums.Add(initial);
        foreach (var item in items)
        {
            if (sums.Count == 0)
                sums.Add(item);
            else
                sums.Add(function is null or NoneValue ? Operate(Syntax.BinaryOperator.Add, sums[^1], item) : Invoke(function, new CallArguments([sums[^1], item])));
        }
        // Behind the first two the same goes on.
        if (!isExact)
            sums.Add(UnknownOf(items.Count == 0 ? UnknownValue.Instance : items[0]));
        return new SequenceValue(SequenceKind.List, sums, isExact, _condition);
    }

    private SequenceValue Compress(Value first, Value selectors)
    {
        var items = ElementsOf(first, out bool isExact);
        var chosen = ElementsOf(selectors, out bool isKnown);
        if (!isExact || !isKnown || chosen.Exists(static c => c.Truth is null))
            return new SequenceValue(SequenceKind.List, items, false, _condition);
        var taken = new List<Value>();
        for (int i = 0; i < Math.Min(items.Count, chosen.Count); i++)
        {
            if (chosen[i].Truth == true)
                taken.Add(items[i]);
        }
        return new SequenceValue(SequenceKind.List, taken, true, _condition);
    }

    private SequenceValue Tee(Value first, Value? count)
    {
        var items = ElementsOf(first, out bool isExact);
        int copies = count is IntegerValue { Value: >= 0 and <= MaxUnrolled } given ? (int)given.Value : count is null ? 2 : -1;
        _steps -= items.Count * Math.Max(copies, 1) / ElementsPerStep;
        var all = new List<Value>();
        for (int i = 0; i < Math.Max(copies, 1) && !IsSpent; i++)
            all.Add(AsIterator(new SequenceValue(SequenceKind.List, [.. items], isExact, _condition)));
        return new SequenceValue(SequenceKind.Tuple, all, copies >= 0, _condition);
    }

    private SequenceValue ZipLongest(CallArguments arguments)
    {
        var filling = arguments.Keyword("fillvalue") ?? NoneValue.Instance;
        var columns = new List<List<Value>>();
        bool isExact = true;
        int rows = 0;
        foreach (var one in arguments.Positional)
        {
            columns.Add(ElementsOf(one, out bool isKnown));
            isExact &= isKnown;
            rows = Math.Max(rows, columns[^1].Count);
        }
        var result = new List<Value>();
        if (!isExact || rows > MaxUnrolled)
        {
            result.Add(new SequenceValue(SequenceKind.Tuple, columns.ConvertAll(c => c.Count == 0 ? Alternatives.Join(UnknownValue.Instance, filling) : Alternatives.Join(Alternatives.Of(c), filling)), true, _condition));
            return new SequenceValue(SequenceKind.List, result, false, _condition);
        }
        for (int row = 0; row < rows; row++)
            result.Add(new SequenceValue(SequenceKind.Tuple, columns.ConvertAll(c => row < c.Count ? c[row] : filling), true, _condition));
        return new SequenceValue(SequenceKind.List, result, true, _condition);
    }
}
