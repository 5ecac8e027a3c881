using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Which objects are one and which are two: copies, what a factory makes for each object, and what a decorator keeps.</summary>
internal sealed partial class Interpreter
{
    private const int MaxCopyDepth = 8;

    /// <summary>How many calls of a function that keeps its results are told apart.</summary>
    private const int MaxKept = 16;

    /// <summary>What a data class makes anew for each of its objects, by what stands for it in the class.</summary>
    private readonly Dictionary<Value, Value> _factories = new(ReferenceEqualityComparer.Instance);

    private Value Copied(Value value, bool isDeep, Dictionary<Value, Value>? made = null, int depth = 0)
    {
        made ??= new(ReferenceEqualityComparer.Instance);
        if (made.TryGetValue(value, out var before))
            return before;
        if (depth > MaxCopyDepth || --_steps <= 0)
            return UnknownOf(value);
        switch (value)
        {
            case Alternatives several:
                return Alternatives.Of([.. Array.ConvertAll(several.Values, v => Copied(v, isDeep, made, depth))]);
            case SequenceValue { Again: null } sequence:
                _steps -= sequence.Items.Count;
                var items = new List<Value>(sequence.Items.Count);
                made[value] = new SequenceValue(sequence.Kind, items, sequence.IsExact, _condition);
                foreach (var item in sequence.Items)
                    items.Add(Part(item));
                return made[value];
            case MappingValue mapping:
                _steps -= mapping.Entries.Count;
                var copy = new MappingValue(_condition);
                made[value] = copy;
                foreach (var (text, key) in mapping.Keys)
                    copy.Set(key, Part(mapping.Entries[text]), true);
                if (mapping.Rest is { } rest)
                    copy.AddRest(Part(rest), mapping.RestKey);
                return copy;
            case BufferValue buffer:
                return NewBuffer(BytesIn(buffer) as TextValue ?? TextValue.UnknownBytes);
            case InstanceValue { Dictionary: not null }:
                return UnknownOf(value);
            case InstanceValue instance when depth > 0 && (instance.Type.Find("__deepcopy__") ?? instance.Type.Find("__reduce__") ?? instance.Type.Find("__reduce_ex__")) is not null:
                return InvokeKnown("copy.deepcopy", new CallArguments([instance]));
            case InstanceValue instance:
                var other = NewInstance(instance.Type);
                made[value] = other;
                foreach (var (name, member) in new Dictionary<string, Value>(instance.Members, StringComparer.Ordinal))
                    SetMember(other.Members, name, Part(member), other.Condition == _condition);
                other.Lacking = instance.Lacking is { } lacking ? new(lacking, StringComparer.Ordinal) : null;
                other.Inner = instance.Inner is { } inner ? Part(inner) : null;
                return other;
            default:
                return value;
        }

        Value Part(Value part) => isDeep ? Copied(part, true, made, depth + 1) : part;
    }

    /// <summary>A copy with other values for some of its members.</summary>
    private Value Replaced(InstanceValue original, CallArguments arguments)
    {
        var copy = Copied(original, isDeep: false);
        foreach (var (name, value) in arguments.Named)
            SetAttribute(copy, name, value);
        return arguments.MoreNamed is null ? copy : Alternatives.Join(copy, UnknownOf(arguments.MoreNamed));
    }

    private void SetDefaults(ClassValue type, InstanceValue instance, string field)
    {
        if (type.Find(field) is not { } shared)
            return;
        if (_factories.TryGetValue(shared, out var factory))
            instance.Members[field] = Invoke(factory, CallArguments.None);
        else if (shared is SequenceValue or MappingValue or InstanceValue && type.CatalogBase() is { } model && model.StartsWith("pydantic", StringComparison.Ordinal))
            instance.Members[field] = Copied(shared, isDeep: true);
    }

    /// <summary><c>functools.cache</c> and its like: the function, which now keeps what it gives back.</summary>
    private static Value Keeping(Value function) => function is FunctionValue own ? own.With(isKeeping: true, own.Others) : function;

    private Value Enter(FunctionValue function, CallArguments arguments, Value? self, bool isUnknown)
    {
        if (isUnknown || (function.Kept is null && function.Others is not { Count: > 0 }))
            return EnterOnce(function, arguments, self, isUnknown);
        if (function.Kept is { } kept)
            return EnterKept(function, kept, arguments, self);
        // The type of the first argument says which it is.
        int outer = BeginCondition();
        var any = EnterOnce(function, arguments, self, isUnknown: false);
        foreach (var other in function.Others!.ToArray())
        {
            BeginCondition();
            any = Alternatives.Join(any, Invoke(self is null ? other : new BoundValue(self, other), arguments));
        }
        _condition = outer;
        return any;
    }

    /// <summary>It may have been asked the same before: then it may be run no more, and what it gives back may be the object from then.</summary>
    private Value EnterKept(FunctionValue function, List<(Dictionary<string, Value>? Names, Value Result)> kept, CallArguments arguments, Value? self)
    {
        var names = BindParameters(function, arguments, self, isUnknown: false);
        Value? known = null;
        foreach (var (before, result) in kept)
        {
            if (before is null || MayBeSame(before, names))
                known = known is null ? result : Alternatives.Join(known, result);
        }
        int outer = _condition;
        if (known is not null)
            BeginCondition();
        var made = EnterOnce(function, arguments, self, isUnknown: false);
        _condition = outer;
        if (known is not null)
            made = Alternatives.Join(known, made);
        if (kept.Count < MaxKept)
            kept.Add((names, made));
        else
            kept[^1] = (null, Alternatives.Join(kept[^1].Result, made));
        return made;
    }

    private static bool MayBeSame(Dictionary<string, Value> before, Dictionary<string, Value> now)
    {
        foreach (var (name, value) in now)
        {
            if (before.TryGetValue(name, out var old) && value is TextValue { IsExact: true } or IntegerValue && old is TextValue { IsExact: true } or IntegerValue && !value.IsSame(old))
                return false;
        }
        return true;
    }

    /// <summary><c>function.register(…)</c> of <c>functools.singledispatch</c>.</summary>
    private Value Register(FunctionValue function, CallArguments arguments)
    {
        var given = arguments.At(1, "func") ?? arguments.At(0) ?? UnknownValue.Foreign;
        if (given is FunctionValue or BoundValue or PartialValue or MethodValue or LostValue or WrapperValue or Alternatives or ApiValue { IsCapability: true })
        {
            _changes++;
            function.Others!.Add(given is WrapperValue wrapper ? wrapper.Function : given);
            if (given is not ApiValue)
                return given;
        }
        return new MethodValue(function, "register", false);
    }
}
