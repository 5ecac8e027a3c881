namespace ActionGate.Scanning.Python.Syntax;

/// <summary>Where the children of the nodes that are being read wait, those of the innermost node on top.</summary>
/// <typeparam name="T">What they have in common.</typeparam>
internal struct NodeStack<T>
    where T : class
{
    private T?[] _items = new T?[16];

    public NodeStack()
    {
    }

    /// <summary>How many there are: the mark above which a node's children will lie. Cutting the stack back forgets them.</summary>
    internal int Count { get; set; }

    internal readonly T? this[int index] => _items[index];

    internal void Push(T? item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
    }

    /// <summary>All above the mark, in order, and cuts the stack back.</summary>
    internal TItem[] Take<TItem>(int mark)
        where TItem : class?, T?
    {
        int count = Count - mark;
        if (count == 0)
            return [];
        Count = mark;
        var taken = new TItem[count];
        for (int i = 0; i < count; i++)
            taken[i] = (TItem)_items[mark + i]!;
        return taken;
    }
}
