namespace ActionGate.Scanning.Values;

/// <summary>One of a few values.</summary>
internal sealed class Alternatives : Value
{
    private const int Max = 8;

    /// <summary>How many objects are told apart; data becomes vague sooner.</summary>
    private const int MaxObjects = 16;

    private Alternatives(Value[] values) => Values = values;

    /// <summary>At least two, none of them <see cref="Alternatives"/> itself.</summary>
    internal Value[] Values { get; }

    internal override bool IsCapability => Array.Exists(Values, static v => v.IsCapability);

    internal override bool CanAct => Array.Exists(Values, static v => v.CanAct);

    internal override bool? Truth
    {
        get
        {
            bool? first = Values[0].Truth;
            return Array.TrueForAll(Values, v => v.Truth == first) ? first : null;
        }
    }

    internal override bool IsSame(Value other)
    {
        if (ReferenceEquals(this, other))
            return true;
        return other is Alternatives several && several.Values.Length == Values.Length
            && Array.TrueForAll(Values, v => Array.Exists(several.Values, v.IsSame));
    }

    internal override TextValue AsText()
    {
        var text = Values[0].AsText();
        for (int i = 1; i < Values.Length; i++)
            text = TextValue.Generalise(text, Values[i].AsText());
        return text;
    }

    internal static Value Of(List<Value> values)
    {
        var joined = values[0];
        for (int i = 1; i < values.Count; i++)
            joined = Join(joined, values[i]);
        return joined;
    }

    /// <summary>Either of two. What can act is never forgotten: where there is too much of it, it becomes <see cref="LostValue"/>.</summary>
    internal static Value Join(Value left, Value right)
    {
        if (ReferenceEquals(left, right) || left.IsSame(right))
            return left;
        var all = new List<Value>(4);
        AddTo(all, left);
        AddTo(all, right);
        if (all.Count == 1)
            return all[0];
        return all.Count <= Max ? new Alternatives([.. all]) : Few(all);
    }

    private static void AddTo(List<Value> all, Value value)
    {
        if (value is Alternatives several)
        {
            foreach (var one in several.Values)
                AddTo(all, one);
            return;
        }
        if (!all.Exists(v => v.IsSame(value)))
            all.Add(value);
    }

    private static Value Few(List<Value> all)
    {
        var kept = new List<Value>(4);
        TextValue? text = null;
        bool isUnknown = false;
        foreach (var value in all)
        {
            if (value is TextValue one)
                text = text is null ? one : TextValue.Generalise(text, one);
            else if (!value.CanAct)
                isUnknown = true;
            else if (value.Vague is var vague && !kept.Exists(v => v.IsSame(vague)))
                kept.Add(vague);
        }
        if (text is not null)
            kept.Add(text);
        if (isUnknown)
            kept.Add(UnknownValue.Instance);
        if (kept.Count > MaxObjects)
            return LostValue.Instance;
        return kept.Count == 1 ? kept[0] : new Alternatives([.. kept]);
    }
}
