using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What calls callables, and what hands on what it gets.</summary>
internal sealed partial class Interpreter
{
    private Value? ApplyFlow(ApiEffect effect, string api, Value? first, CallArguments arguments)
    {
        var slots = effect.Arguments;
        switch (effect.Verb)
        {
            case "call":
                if (first is null or NoneValue)
                    return null;
                var given = slots.Length > 1 ? arguments.From(slots[1].Position ?? 1) : Unknowns();
                Defer(first, given);
                int outer = _condition;
                // These are called at the end, the last one first.
                if (api.StartsWith("contextlib.", StringComparison.Ordinal) || api.StartsWith("atexit.", StringComparison.Ordinal))
                    BeginCondition();
                var answer = Invoke(first, given);
                _condition = outer;
                return answer;
            case "callargs":
                if (first is null or NoneValue)
                    return null;
                var spread = Spread(arguments.Get(slots[1]), slots.Length > 2 ? arguments.Get(slots[2]) : null);
                Defer(first, spread);
                Invoke(first, spread);
                InvokeKept(first, spread);
                return null;
            case "map" or "filter" or "starmap" or "reduce":
                var mapped = Map(effect.Verb, first, slots.Length > 1 && slots[1].Position is { } from ? from : 1, arguments);
                if (api.EndsWith("unordered", StringComparison.Ordinal) && mapped.Items.Count > 1)
                    mapped.Blur();
                return mapped;
            case "first":
                if (api == "functools.update_wrapper" && arguments.At(0) is FunctionValue renamed)
                    renamed.IsRenamed = true;
                if (api.StartsWith("contextlib.ExitStack.enter_", StringComparison.Ordinal) && arguments.At(0) is { } stacked)
                    return EnteredByStack(stacked);
                if (api is "contextlib.contextmanager" or "contextlib.asynccontextmanager" && arguments.At(0) is FunctionValue managing)
                    managing.IsManager = true;
                return arguments.At(0) ?? UnknownValue.Instance;
            case "waited":
                var awaited = ElementsOf(arguments.At(0) ?? UnknownValue.Instance, out _);
                return new SequenceValue(
                    SequenceKind.Tuple,
                    [new SequenceValue(SequenceKind.Set, awaited, false, _condition), new SequenceValue(SequenceKind.Set, [.. awaited], false, _condition)],
                    true,
                    _condition);
            case "shuffled":
                var done = ElementsOf(arguments.At(0) ?? UnknownValue.Instance, out bool isWhole);
                return new SequenceValue(SequenceKind.List, done, isWhole && done.Count < 2, _condition);
            case "hold":
                // Nobody follows what it keeps.
                Escape(arguments, api);
                return null;
            case "gather":
                return new SequenceValue(SequenceKind.List, [.. arguments.Positional], arguments.MorePositional is null, _condition);
            case "decorator":
                // functools.wraps(f) gives a decorator; lru_cache is one, or gives one.
                return arguments.Positional is [FunctionValue or ClassValue or BoundValue or PartialValue or ApiValue { IsCapability: true } or MethodValue { IsCapability: true } or LostValue] && api != "functools.wraps"
                    ? api.Contains("cache", StringComparison.Ordinal) ? Keeping(arguments.Positional[0]) : arguments.Positional[0]
                    : new ApiValue(api.Contains("cache", StringComparison.Ordinal) ? "functools.cache" : "functools.update_wrapper", false);
            case "partial":
                return arguments.At(0) is { } function ? new PartialValue(function, arguments.From(1)) : UnknownValue.Instance;
            case "property":
                return new WrapperValue(WrapperKind.Property, arguments.At(0) ?? UnknownValue.Instance) { IsKeeping = api.EndsWith("cached_property", StringComparison.Ordinal) };
            case "staticmethod":
                return new WrapperValue(WrapperKind.Static, arguments.At(0) ?? UnknownValue.Instance);
            case "classmethod":
                return new WrapperValue(WrapperKind.Class, arguments.At(0) ?? UnknownValue.Instance);
            case "super":
                var owner = arguments.At(0) as ClassValue ?? _frame.Function?.Owner;
                return owner is null ? UnknownValue.Instance : new SuperValue(arguments.At(1) ?? _frame.Self ?? UnknownValue.Instance, owner);
            case "type":
                if (arguments.Positional.Count == 3)
                    return MakeType(arguments);
                return arguments.At(0) is InstanceValue instance ? instance.Type : arguments.At(0) is { IsCapability: true } ? LostValue.Instance : UnknownValue.Instance;
            case "list" or "sorted":
                if (arguments.Keyword("key") is { } key and not NoneValue)
                {
                    if (arguments.Positional.Count == 1)
                    {
                        var keyed = new SequenceValue(SequenceKind.List, ElementsOf(arguments.Positional[0], out bool isEach), isEach, _condition);
                        arguments = new CallArguments([keyed]) { Named = arguments.Named, MorePositional = arguments.MorePositional, MoreNamed = arguments.MoreNamed };
                        InvokeForEach(key, [.. keyed.Items]);
                    }
                    else
                    {
                        InvokeForEach(key, arguments.Positional);
                    }
                }
                return ToList(api, arguments);
            case "chain":
                var all = new List<Value>();
                bool isExact = arguments.MorePositional is null;
                foreach (var one in arguments.Positional)
                {
                    all.AddRange(ElementsOf(one, out bool isKnown));
                    isExact &= isKnown;
                }
                return new SequenceValue(SequenceKind.List, all, isExact, _condition);
            case "product":
                return Product(arguments);
            case "dict" or "defaultdict":
                return ToMapping(effect.Verb, arguments);
            case "next":
                return arguments.At(0) is InstanceValue iterator
                    ? InvokeMember(iterator, "__next__", CallArguments.None) ?? InvokeMember(iterator, "send", new CallArguments([NoneValue.Instance])) ?? AnyOf(iterator)
                    : AnyOf(arguments.At(0));
            case "enumerate":
                return Enumerate(arguments);
            case "zip":
                return Zip(arguments);
            case "getattr":
                return GetByName(arguments);
            case "setattr":
                if (arguments.At(1) is TextValue { IsExact: true } name && arguments.At(0) is { } target)
                    SetAttribute(target, name.Text, arguments.At(2) ?? UnknownValue.Instance);
                else if (arguments.At(0) is TypedValue or MethodValue && arguments.At(2) is { } placed)
                    SetAttribute(arguments.At(0)!, "__dict__", placed);
                else if (arguments.At(0) is { IsCapability: true } || arguments.At(2) is { IsCapability: true })
                    _findings.AddUnknownCode(api, _at);
                else if (arguments.At(0) is { } changed && arguments.At(2) is { } written)
                    SetAnyMember(changed, written, api);
                return null;
            case "globals":
                return new NamesValue(null, _module);
            case "locals":
                return new NamesValue(null, _frame);
            case "vars":
                return arguments.At(0) is { } holder ? GetAttribute(holder, "__dict__") : new NamesValue(null, _frame);
            case "attrgetter":
                return arguments.At(0) is TextValue { IsExact: true }
                    ? new PartialValue(new MethodValue(arguments.At(0)!, "\0attr", true), CallArguments.None)
                    : LostValue.Instance;
            case "methodcaller":
                return arguments.At(0) is TextValue { IsExact: true }
                    ? new PartialValue(new MethodValue(arguments.At(0)!, "\0call", true), arguments.From(1))
                    : LostValue.Instance;
            case "itemgetter":
                return new PartialValue(new MethodValue(arguments.At(0) ?? UnknownValue.Instance, "\0item", false), CallArguments.None);
            default:
                // A verb of the catalogue that nothing here knows: whatever it means, it is not overlooked.
                _findings.AddUnknownCode(api, _at);
                return LostValue.Instance;
        }
    }

    private static CallArguments Unknowns() => new([]) { MorePositional = UnknownValue.Foreign };

    private List<Value> InvokeForEach(Value function, List<Value> items)
    {
        if (items.Count > MaxUnrolled)
            items = [Alternatives.Of(items)];
        var made = new List<Value>(items.Count);
        foreach (var item in items)
        {
            if (IsSpent)
                break;
            made.Add(Invoke(function, new CallArguments([item])));
        }
        // What it makes of them is compared.
        if (HasOwnMethods)
            Reach([.. made]);
        return made.Count > 0 ? made : [UnknownValue.Foreign];
    }

    private CallArguments Spread(Value? positional, Value? named)
    {
        bool isExact = true;
        var items = positional is null or NoneValue ? [] : ElementsOf(positional, out isExact);
        isExact = positional is null or NoneValue || (positional is SequenceValue && isExact);
        var arguments = new CallArguments(isExact ? items : []);
        if (!isExact)
            arguments.MorePositional = items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items);
        if (named is MappingValue mapping)
        {
            foreach (var (_, key) in mapping.Keys)
                arguments.Give(key.AsText().Text, mapping.Get(key)!);
            arguments.MoreNamed = mapping.Rest;
        }
        else if (named is not (null or NoneValue))
        {
            arguments.MoreNamed = UnknownValue.Instance;
        }
        return arguments;
    }

    private SequenceValue Map(string verb, Value? function, int from, CallArguments arguments)
    {
        var source = arguments.At(from);
        bool isExact = false;
        var items = source is null ? [] : ElementsOf(source, out isExact);
        isExact = isExact && source is SequenceValue && items.Count <= MaxUnrolled;
        var result = new SequenceValue(SequenceKind.List, [], true, _condition);
        if (function is null or NoneValue)
            return new SequenceValue(SequenceKind.List, items, false, _condition);
        var beside = new List<(List<Value> Items, bool IsExact)>();
        for (int next = from + 1; verb == "map" && next < arguments.Positional.Count; next++)
        {
            // One iterator given twice hands its elements to both in turn.
            isExact &= !ReferenceEquals(arguments.Positional[next], source) || source is not SequenceValue { IsIterator: true };
            beside.Add((ElementsOf(arguments.Positional[next], out bool isKnown), isKnown));
        }
        isExact &= beside.TrueForAll(static b => b.IsExact);
        if (!isExact && items.Count > 1)
            items = [Alternatives.Of(items)];
        // The shortest of them ends it.
        if (isExact && beside.Count > 0)
            items = items.GetRange(0, Math.Min(items.Count, beside.Min(static b => b.Items.Count)));
        int outer = _condition;
        if (!isExact)
            BeginCondition();
        for (int i = 0; i < items.Count && !IsSpent; i++)
        {
            var given = verb switch
            {
                "starmap" => Spread(items[i], null),
                "reduce" => new CallArguments([UnknownOf(items[i]), items[i]]),
                _ => new CallArguments([items[i]]),
            };
            // Further iterables of map run in step.
            foreach (var (others, isKnown) in beside)
            {
                given.Positional.Add(isKnown && isExact && i < others.Count ? others[i] : others.Count == 0 ? UnknownValue.Instance : Alternatives.Of(others));
            }
            var made = Invoke(function, given);
            result.Add(verb == "filter" ? items[i] : made, isExact && verb != "filter");
        }
        _condition = outer;
        return result;
    }

    private Value AnyOf(Value? whole)
    {
        if (whole is null)
            return UnknownValue.Instance;
        var items = ElementsOf(whole, out _);
        return items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items);
    }

    /// <summary>Sorts texts or numbers by themselves.</summary>
    private static bool Sort(List<Value> items, CallArguments arguments)
    {
        var order = arguments.Keyword("reverse");
        if (arguments.Keyword("key") is not (null or NoneValue) || order is not (null or BoolValue) || arguments.MoreNamed is not null)
            return false;
        if (items.TrueForAll(static i => i is TextValue { IsExact: true, IsWide: false }))
            items.Sort(static (a, b) => string.CompareOrdinal(((TextValue)a).Text, ((TextValue)b).Text));
        else if (items.TrueForAll(static i => i is IntegerValue))
            items.Sort(static (a, b) => ((IntegerValue)a).Value.CompareTo(((IntegerValue)b).Value));
        else
            return false;
        if (order is BoolValue { Value: true })
            items.Reverse();
        return true;
    }

    private Value ToList(string api, CallArguments arguments)
    {
        if (api is "builtins.min" or "builtins.max")
            return arguments.Positional.Count > 1 ? Alternatives.Of(arguments.Positional) : AnyOf(arguments.At(0));
        var kind = api switch
        {
            "builtins.tuple" => SequenceKind.Tuple,
            "builtins.set" or "builtins.frozenset" => SequenceKind.Set,
            _ => SequenceKind.List,
        };
        if (arguments.At(0) is not { } source)
            return new SequenceValue(kind, [], api != "collections.deque" || arguments.Keyword("maxlen") is null or NoneValue, _condition);
        var items = new List<Value>(ElementsOf(source, out bool isExact));
        if (api == "builtins.reversed")
            items.Reverse();
        if (api == "builtins.sorted" && items.Count > 1)
            isExact = isExact && Sort(items, arguments);
        // A bounded queue loses what was put in first.
        if (api == "collections.deque" && arguments.At(1, "maxlen") is not (null or NoneValue))
            isExact = false;
        return new SequenceValue(kind, items, isExact, _condition);
    }

    private MappingValue ToMapping(string verb, CallArguments arguments)
    {
        var mapping = new MappingValue(_condition);
        var source = arguments.At(0);
        if (verb == "defaultdict")
        {
            if (source is not (null or NoneValue))
                mapping.AddRest(Invoke(source, CallArguments.None));
            source = arguments.At(1);
        }
        if (source is not null)
            Update(mapping, source, true);
        foreach (var (name, value) in arguments.Named)
            mapping.Set(TextValue.Of(name), value, true);
        if (arguments.MoreNamed is { } more)
            mapping.AddRest(more);
        return mapping;
    }

    private SequenceValue Enumerate(CallArguments arguments)
    {
        var items = ElementsOf(arguments.At(0) ?? UnknownValue.Instance, out bool isExact);
        var begin = arguments.At(1, "start");
        long start = begin is IntegerValue from ? from.Value : 0;
        bool isCounted = isExact && begin is null or IntegerValue { Value: < int.MaxValue and > int.MinValue };
        var rows = new List<Value>(items.Count);
        for (int i = 0; i < items.Count; i++)
            rows.Add(new SequenceValue(SequenceKind.Tuple, [isCounted ? new IntegerValue(start + i) : UnknownValue.Instance, items[i]], true, _condition));
        return new SequenceValue(SequenceKind.List, rows, isExact, _condition);
    }

    private SequenceValue Zip(CallArguments arguments)
    {
        var columns = new List<List<Value>>();
        bool isExact = arguments.MorePositional is null;
        int rows = int.MaxValue;
        foreach (var one in arguments.Positional)
        {
            var items = ElementsOf(one, out bool isKnown);
            isExact &= isKnown;
            columns.Add(items);
            rows = Math.Min(rows, items.Count);
        }
        isExact &= columns.Count == 0 || rows <= MaxUnrolled;
        var result = new List<Value>();
        for (int row = 0; isExact && columns.Count > 0 && row < rows; row++)
            result.Add(new SequenceValue(SequenceKind.Tuple, columns.ConvertAll(c => c[row]), true, _condition));
        if (!isExact)
            result.Add(new SequenceValue(SequenceKind.Tuple, columns.ConvertAll(static c => c.Count == 0 ? UnknownValue.Instance : Alternatives.Of(c)), true, _condition));
        return new SequenceValue(SequenceKind.List, result, isExact, _condition);
    }

    private SequenceValue Product(CallArguments arguments)
    {
        var rows = new List<Value> { new SequenceValue(SequenceKind.Tuple, [], true, _condition) };
        bool isExact = arguments.MorePositional is null && arguments.Named.Count == 0;
        foreach (var one in arguments.Positional)
        {
            var items = ElementsOf(one, out bool isKnown);
            isExact &= isKnown && rows.Count * items.Count <= MaxUnrolled;
            if (!isExact)
                items = [items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items)];
            var longer = new List<Value>(rows.Count * items.Count);
            foreach (var row in rows)
            {
                foreach (var item in items)
                    longer.Add(new SequenceValue(SequenceKind.Tuple, [.. ((SequenceValue)row).Items, item], true, _condition));
            }
            rows = longer;
        }
        return new SequenceValue(SequenceKind.List, rows, isExact, _condition);
    }

    private Value GetByName(CallArguments arguments)
    {
        var whole = arguments.At(0) ?? UnknownValue.Instance;
        var name = arguments.At(1);
        Value value;
        if (name is Alternatives several && Array.TrueForAll(several.Values, static v => v is TextValue { IsExact: true }))
            value = Alternatives.Of(new List<Value>(Array.ConvertAll(several.Values, v => GetAttribute(whole, v.AsText().Text))));
        else if (name is TextValue { IsExact: true } known)
            value = GetAttribute(whole, known.Text);
        else if (whole is InstanceValue or ClassValue)
            value = AnyMemberOf(whole, name ?? UnknownValue.Instance);
        else if (whole is Alternatives objects && Array.TrueForAll(objects.Values, static v => v is InstanceValue))
            value = Alternatives.Of([.. Array.ConvertAll(objects.Values, v => AnyMemberOf(v, name ?? UnknownValue.Instance))]);
        else if (whole is UnknownValue or MissingValue or TextValue or NoneValue || !whole.IsCapability && whole is MethodValue or TypedValue or SequenceValue or MappingValue)
            value = whole is TextValue ? UnknownValue.Instance : UnknownValue.Foreign;
        else
        {
            _findings.AddUnknownCode("builtins.getattr", _at);
            return LostValue.Instance;
        }
        return arguments.At(2) is { } fallback ? Alternatives.Join(value, fallback) : value;
    }
}
