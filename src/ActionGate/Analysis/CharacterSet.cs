namespace ActionGate.Analysis;

/// <summary>Characters, as ranges of UTF-16 units. Immutable.</summary>
internal sealed class CharacterSet
{
    private readonly (char First, char Last)[] _ranges;

    private CharacterSet((char First, char Last)[] ranges, bool splitsSymbols = true)
    {
        _ranges = ranges;
        SplitsSymbols = splitsSymbols;
    }

    internal ReadOnlySpan<(char First, char Last)> Ranges => _ranges;

    /// <summary>It may hold one character of a universe's symbol and not another.</summary>
    internal bool SplitsSymbols { get; }

    internal static CharacterSet Of(params (char First, char Last)[] ranges) => new(ranges);

    internal static CharacterSet Only(string characters) => Of([.. characters.Order().Select(c => (c, c))]);

    /// <summary>All characters but a few, between which every universe tells its symbols apart.</summary>
    internal static CharacterSet AllBut(string characters)
    {
        var ranges = new List<(char, char)>();
        int from = 0;
        foreach (char c in characters.Order())
        {
            if (c > from)
                ranges.Add(((char)from, (char)(c - 1)));
            from = c + 1;
        }
        ranges.Add(((char)from, char.MaxValue));
        return new CharacterSet([.. ranges], splitsSymbols: false);
    }

    /// <summary>The characters for which something holds; asks for each.</summary>
    internal static CharacterSet Where(Func<char, bool> holds)
    {
        var ranges = new List<(char, char)>();
        int first = -1;
        for (int c = 0; c <= char.MaxValue + 1; c++)
        {
            bool isIn = c <= char.MaxValue && holds((char)c);
            if (isIn && first < 0)
                first = c;
            if (!isIn && first >= 0)
            {
                ranges.Add(((char)first, (char)(c - 1)));
                first = -1;
            }
        }
        return new CharacterSet([.. ranges]);
    }

    /// <summary>It holds some of another set's characters, and not all.</summary>
    internal bool Splits(CharacterSet other)
    {
        bool holdsSome = false;
        bool lacksSome = false;
        foreach (var (first, last) in other._ranges)
        {
            int next = first;
            foreach (var (from, until) in _ranges)
            {
                if (until < next || from > last)
                    continue;
                holdsSome = true;
                lacksSome |= from > next;
                next = until + 1;
            }
            lacksSome |= next <= last;
        }
        return holdsSome && lacksSome;
    }

    internal bool Contains(char c)
    {
        foreach (var (first, last) in _ranges)
        {
            if (c <= last)
                return c >= first;
        }
        return false;
    }
}
