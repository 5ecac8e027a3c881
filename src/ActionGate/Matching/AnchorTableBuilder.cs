using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ActionGate.Matching;

/// <summary>
/// Chooses anchors. A pattern matches in one way or several; of each way it is said what every target that matches so must hold, what is best
/// looked for first. Of these one is taken that few patterns have. A way of which nothing is said makes its pattern a candidate always.
/// </summary>
internal sealed class AnchorTableBuilder : IDisposable
{
    /// <summary>A set of no more patterns is tried one by one: looking up what the target holds would cost more.</summary>
    internal const int MostWithoutTable = 12;

    /// <summary>So many patterns behind one key are as good as one.</summary>
    private const int Few = 4;

    /// <summary>More behind one key, or always candidates, are worth reading targets character by character.</summary>
    private const int Many = 16;

    /// <summary>Longer beginnings and ends tell no more.</summary>
    private const int LongestEnd = 31;

    /// <summary>Enough to choose from; whoever writes a long pattern shall not pay for each of its characters.</summary>
    private const int MostChoices = 24;

    private const int MostGrams = 8;

    private const int LongestGram = 4;

    private readonly List<Way> _ways = [];

    // Pooled: for many rules these are large objects, and each reload would make some anew.
    private Choice[] _choices = ArrayPool<Choice>.Shared.Rent(1024);
    private int _count;
    private int _patterns;

    /// <summary>Begins a way in which a pattern matches. Patterns come in their order.</summary>
    internal void Begin(int pattern)
    {
        _ways.Add(new Way(pattern, _count));
        _patterns = pattern + 1;
    }

    /// <summary>Every target that matches in this way holds something.</summary>
    internal void Add(AnchorKind kind, int extent, ulong hash)
    {
        if (_count - _ways[^1].Start == MostChoices)
            return;
        if (_count == _choices.Length)
        {
            var larger = ArrayPool<Choice>.Shared.Rent(2 * _count);
            _choices.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<Choice>.Shared.Return(_choices);
            _choices = larger;
        }
        _choices[_count++] = new Choice(hash, kind, (byte)Math.Min(extent, 63));
    }

    /// <summary>A piece of it is this text.</summary>
    internal void AddWhole(AnchorKind kind, scoped ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
            Add(kind, text.Length, AnchorHash.Of(kind, text));
    }

    /// <summary>A piece of it is what a pattern, as <see cref="PatternText"/> writes it, takes.</summary>
    internal void AddPiece(scoped ReadOnlySpan<char> pattern, AnchorKind start, AnchorKind end, AnchorKind gram)
    {
        int first = pattern.IndexOfAnyInRange(PatternText.AnyRun, PatternText.WildSegment);
        int last = pattern.LastIndexOfAnyInRange(PatternText.AnyRun, PatternText.WildSegment);
        if (first < 0)
            return;
        AddEnd(end, pattern[(last + 1)..], atEnd: true);
        AddStart(start, pattern[..first]);
        for (var inner = pattern[first..last]; !inner.IsEmpty;)
        {
            inner = inner[1..];
            int length = inner.IndexOfAnyInRange(PatternText.AnyRun, PatternText.WildSegment);
            AddGrams(gram, inner[..(length < 0 ? inner.Length : length)]);
            inner = length < 0 ? [] : inner[length..];
        }
    }

    /// <summary>A piece of it begins with this text.</summary>
    internal void AddStart(AnchorKind kind, scoped ReadOnlySpan<char> text) => AddEnd(kind, text, atEnd: false);

    internal AnchorTable Build()
    {
        // Two hashes may share a number: then an anchor looks more common than it is.
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, 2 * _count));
        int[] pooled = ArrayPool<int>.Shared.Rent(size);
        var counts = pooled.AsSpan(0, size);
        counts.Clear();
        foreach (var choice in _choices.AsSpan(0, _count))
            counts[(int)choice.Hash & (size - 1)]++;
        bool readsCharacters = CountPoor(counts) > Many;
        var keys = new List<uint>(_ways.Count);
        var entries = new List<int>(_ways.Count);
        var always = new List<int>();
        ulong[] extents = new ulong[(int)AnchorKind.NameOfUnknown + 1];
        for (int i = 0; i < _ways.Count; i++)
        {
            if (Choose(i, counts, readsCharacters) is { Count: > 0 } best)
            {
                keys.Add(AnchorTable.KeyOf(best.Choice.Hash));
                entries.Add(_ways[i].Pattern);
                extents[(int)best.Choice.Kind] |= AnchorTable.BitOf(best.Choice.Extent);
            }
            else if (always.Count == 0 || always[^1] != _ways[i].Pattern)
            {
                always.Add(_ways[i].Pattern);
            }
        }
        ArrayPool<int>.Shared.Return(pooled);
        var sortedKeys = CollectionsMarshal.AsSpan(keys);
        var sortedEntries = CollectionsMarshal.AsSpan(entries);
        sortedKeys.Sort(sortedEntries);
        for (int start = 0, end; start < keys.Count; start = end)
        {
            for (end = start + 1; end < keys.Count && sortedKeys[end] == sortedKeys[start];)
                end++;
            sortedEntries[start..end].Sort();
        }
        return new AnchorTable(_patterns, sortedKeys, sortedEntries, CollectionsMarshal.AsSpan(always), extents);
    }

    public void Dispose() => ArrayPool<Choice>.Shared.Return(_choices);

    /// <summary>How many ways would be better off with a few characters from their middle.</summary>
    private int CountPoor(ReadOnlySpan<int> counts)
    {
        int poor = 0;
        for (int i = 0; i < _ways.Count; i++)
        {
            var without = Choose(i, counts, readsCharacters: false);
            if ((without.Count == 0 || without.Count > Many) && Choose(i, counts, readsCharacters: true) is { Choice.Kind: AnchorKind.Gram or AnchorKind.WordGram })
                poor++;
        }
        return poor;
    }

    /// <summary>The anchor of a way, and how many have it; no count where it has none.</summary>
    private (Choice Choice, int Count) Choose(int way, ReadOnlySpan<int> counts, bool readsCharacters)
    {
        int end = way + 1 < _ways.Count ? _ways[way + 1].Start : _count;
        (Choice Choice, int Count) best = default;
        foreach (var choice in _choices.AsSpan(_ways[way].Start..end))
        {
            if (choice.Kind is AnchorKind.Gram or AnchorKind.WordGram && !readsCharacters)
                continue;
            int count = counts[(int)choice.Hash & (counts.Length - 1)];
            if (best.Count == 0 || count < best.Count && best.Count > Few)
                best = (choice, count);
        }
        return best;
    }

    /// <summary>Lengths that are powers of two come first: few lengths are few look-ups.</summary>
    private void AddEnd(AnchorKind kind, scoped ReadOnlySpan<char> text, bool atEnd)
    {
        if (text.IsEmpty)
            return;
        int exact = Math.Min(text.Length, LongestEnd);
        int length = 1 << BitOperations.Log2((uint)exact);
        Add(kind, length, AnchorHash.Of(kind, atEnd ? text[^length..] : text[..length]));
        if (length < exact)
            Add(kind, exact, AnchorHash.Of(kind, atEnd ? text[^exact..] : text[..exact]));
    }

    private void AddGrams(AnchorKind kind, scoped ReadOnlySpan<char> text)
    {
        int length = Math.Min(text.Length, LongestGram);
        int step = 1 + text.Length / MostGrams;
        for (int at = 0; length > 0 && at <= text.Length - length; at += step)
            Add(kind, length, AnchorHash.Of(kind, text.Slice(at, length)));
    }

    private readonly record struct Choice(ulong Hash, AnchorKind Kind, byte Extent);

    /// <param name="Pattern">The pattern that matches so.</param>
    /// <param name="Start">Where its choices begin.</param>
    private readonly record struct Way(int Pattern, int Start);
}
