namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>Items that wait for their node: each list puts its own on top, and takes them off when it ends.</summary>
internal struct Pile<T>
{
    private T[]? _items;

    internal int Count { get; private set; }

    internal void Add(T item)
    {
        _items ??= new T[4];
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
    }

    /// <summary>Takes off what was put on since there were <paramref name="mark"/> items.</summary>
    internal T[] Take(int mark)
    {
        if (Count == mark)
            return [];
        T[] taken = _items.AsSpan(mark, Count - mark).ToArray();
        Count = mark;
        return taken;
    }

    internal readonly T this[int index] => _items![index];
}
