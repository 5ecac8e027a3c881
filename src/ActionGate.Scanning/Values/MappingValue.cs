namespace ActionGate.Scanning.Values;

/// <summary>A dictionary: an object with an identity, whose content can change.</summary>
internal sealed class MappingValue(int condition) : Value
{
    private long _askedCapability;
    private long _askedAct;

    /// <summary>What is known by its key.</summary>
    internal Dictionary<string, Value> Entries { get; } = new(StringComparer.Ordinal);

    /// <summary>The keys, as values, in the order of <see cref="Entries"/>.</summary>
    internal Dictionary<string, Value> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>What stands under keys that are not known; <see langword="null"/> where there is no such key.</summary>
    internal Value? Rest { get; private set; }

    internal int Condition { get; } = condition;

    /// <summary>Something was taken out of it: what is left, and in which order, is not known.</summary>
    internal bool IsLoose { get; private set; }

    internal bool IsExact => Rest is null && !IsLoose;

    internal override bool? Truth => IsLoose ? null : Entries.Count > 0 ? true : Rest is null ? false : null;

    /// <summary>The keys that <see cref="Rest"/> stands under, as far as they are known.</summary>
    internal Value? RestKey { get; private set; }

    internal override bool IsCapability => Holds(ref _askedCapability, static v => v.IsCapability);

    internal override bool CanAct => Holds(ref _askedAct, static v => v.CanAct);

    private bool Holds(ref long asked, Predicate<Value> condition)
    {
        if (Visit.IsTooDeep)
            return true;
        if (!Visit.Enter(ref asked))
            return false;
        bool found = (Rest is not null && condition(Rest)) || (RestKey is not null && condition(RestKey));
        foreach (var (_, value) in Entries)
            found = found || condition(value);
        Visit.Leave();
        return found;
    }

    /// <summary>A key as text that tells keys apart; <see langword="null"/> for one that is not known.</summary>
    internal static string? KeyOf(Value key) => key switch
    {
        TextValue { IsExact: true } text => (text.IsBytes ? "b" : "s") + text.Text,
        IntegerValue integer => "i" + integer.AsText().Text,
        BoolValue flag => flag.Value ? "i1" : "i0",
        NoneValue => "n",
        _ => null,
    };

    internal void Set(Value key, Value value, bool isCertain)
    {
        if (KeyOf(key) is not { } known)
        {
            AddRest(value, key);
            return;
        }
        // What can act is never forgotten: who else holds this object is not looked for.
        Entries[known] = Entries.TryGetValue(known, out var old) && (!isCertain || old.IsCapability) ? Alternatives.Join(old, value) : value;
        // The key that was there first stays: 1 and True are one.
        Keys.TryAdd(known, key);
    }

    /// <summary>Takes out what stands under a key, or under any where it is <see langword="null"/>. What can act stays.</summary>
    internal void Remove(Value? key, bool isCertain)
    {
        IsLoose = true;
        if (!isCertain || key is null || KeyOf(key) is not { } known || !Entries.TryGetValue(known, out var held) || held.IsCapability)
            return;
        Entries.Remove(known);
        Keys.Remove(known);
    }

    internal void AddRest(Value value, Value? key = null)
    {
        key ??= UnknownValue.Instance;
        Rest = Rest is null ? value : Alternatives.Join(Rest, value);
        RestKey = RestKey is null ? key : Alternatives.Join(RestKey, key);
    }

    /// <summary>What stands under a key; <see langword="null"/> where nothing does.</summary>
    internal Value? Get(Value key)
    {
        if (KeyOf(key) is { } known)
        {
            if (Entries.TryGetValue(known, out var value))
                return Rest is null ? value : Alternatives.Join(value, Rest);
            return Rest;
        }
        return AnyValue;
    }

    /// <summary>Any of its values; <see langword="null"/> where it is empty.</summary>
    internal Value? AnyValue
    {
        get
        {
            Value? any = Rest;
            foreach (var (_, value) in Entries)
                any = any is null ? value : Alternatives.Join(any, value);
            return any;
        }
    }
}
