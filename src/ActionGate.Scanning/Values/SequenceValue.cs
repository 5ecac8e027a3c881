namespace ActionGate.Scanning.Values;

/// <summary>What a sequence is.</summary>
internal enum SequenceKind : byte
{
    List,
    Tuple,
    Set,
}

/// <summary>A list, tuple or set: an object with an identity, whose content can change.</summary>
/// <param name="kind">What it is.</param>
/// <param name="items">Its elements.</param>
/// <param name="isExact">These are its elements, in this order; otherwise each may be there any number of times, anywhere.</param>
/// <param name="condition">The branch of the code in which it was made, where a change certainly happens.</param>
internal sealed class SequenceValue(SequenceKind kind, List<Value> items, bool isExact, int condition) : Value
{
    /// <summary>How many different elements are told apart.</summary>
    private const int MaxItems = 4096;

    /// <summary>How many elements are told apart by their places.</summary>
    private const int MaxPlaces = 16_384;

    private long _askedCapability;
    private long _askedAct;

    internal SequenceKind Kind { get; } = kind;

    internal List<Value> Items { get; private set; } = items.Count <= MaxPlaces ? items : [Alternatives.Of(items)];

    internal bool IsExact { get; private set; } = isExact && items.Count <= MaxPlaces;

    internal int Condition { get; } = condition;

    /// <summary>Where it is not exact: how many elements at its beginning are what <see cref="Items"/> says.</summary>
    internal int KnownPrefix { get; private set; }

    internal override bool? Truth => IsIterator ? null : IsExact ? Items.Count > 0 : null;

    /// <summary>Reads it once more, where it is made only when it is asked for; <see langword="null"/> for a container.</summary>
    internal Func<Value>? Again { get; set; }

    /// <summary>The state of the names and objects from which it was last read.</summary>
    internal int ReadAt { get; set; }

    internal int Rereads { get; set; }

    /// <summary>Somebody has asked for its elements.</summary>
    internal bool IsAsked { get; set; }

    /// <summary>It is used up by whoever asks it: the second who does finds a rest that is not known.</summary>
    internal bool IsIterator { get; set; }

    /// <summary>How often somebody has asked it for elements.</summary>
    internal int Advances { get; set; }

    /// <summary>The reading in which it was made.</summary>
    internal int MadeIn { get; set; }

    /// <summary>What a generator gives back at its end.</summary>
    internal Value? Outcome { get; set; }

    internal override bool IsCapability => HasItem(ref _askedCapability, static i => i.IsCapability);

    internal override bool CanAct => HasItem(ref _askedAct, static i => i.CanAct);

    private bool HasItem(ref long asked, Predicate<Value> condition)
    {
        if (Visit.IsTooDeep)
            return true;
        if (!Visit.Enter(ref asked))
            return false;
        bool found = Items.Exists(condition) || (Outcome is not null && condition(Outcome));
        Visit.Leave();
        return found;
    }

    internal override bool IsSame(Value other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (Kind != SequenceKind.Tuple || other is not SequenceValue { Kind: SequenceKind.Tuple } tuple || tuple.IsExact != IsExact
            || tuple.Items.Count != Items.Count || !Visit.Compare())
            return false;
        bool same = true;
        for (int i = 0; i < Items.Count && same; i++)
            same = Items[i].IsSame(tuple.Items[i]);
        Visit.Compared();
        return same;
    }

    /// <summary>Adds an element at its end.</summary>
    internal void Add(Value item, bool isCertain)
    {
        if (!isCertain && IsExact)
        {
            KnownPrefix = Items.Count;
            IsExact = false;
        }
        if (!IsExact && Items.Exists(i => i.IsSame(item)))
            return;
        if (Items.Count >= MaxItems)
        {
            IsExact = false;
            Items = [Alternatives.Of(Items)];
        }
        Items.Add(item);
    }

    /// <summary>Replaces its content.</summary>
    internal void Set(List<Value> items, bool isExact, bool isCertain)
    {
        if (isCertain)
        {
            Items = items;
            IsExact = isExact;
            return;
        }
        IsExact = false;
        foreach (var item in items)
            Add(item, false);
    }

    /// <summary>Its order and number of elements are no longer known.</summary>
    internal void Blur()
    {
        IsExact = false;
        KnownPrefix = 0;
    }

    /// <summary>Any of its elements.</summary>
    internal Value AnyItem => Items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(Items);
}
