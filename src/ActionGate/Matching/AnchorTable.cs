using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActionGate.Matching;

/// <summary>
/// Which patterns could match a target that holds something: keys in one open table, and behind them lists of patterns in one array. A few objects,
/// however many patterns there are. Two things under one key share a list, which is why a key never hides a pattern. Immutable.
/// </summary>
internal sealed class AnchorTable
{
    private readonly Slot[] _slots;
    private readonly ulong[] _filter;
    private readonly int[] _lists;
    private readonly ulong[] _extents;
    private readonly int _patterns;
    private readonly int _shift;

    /// <summary>The list of the patterns that are always candidates; 0: there are none.</summary>
    private readonly int _always;

    /// <summary>Makes a table.</summary>
    /// <param name="patterns">How many patterns there are.</param>
    /// <param name="keys">A key for each entry, in rising order.</param>
    /// <param name="entries">The pattern of each entry; those of one key in rising order.</param>
    /// <param name="always">The patterns that are always candidates, in rising order.</param>
    /// <param name="extents">By kind, the extents for which there are keys.</param>
    internal AnchorTable(int patterns, ReadOnlySpan<uint> keys, ReadOnlySpan<int> entries, ReadOnlySpan<int> always, ulong[] extents)
    {
        _patterns = patterns;
        _extents = extents;
        int distinct = CountDistinct(keys);
        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)Math.Max(8, 2 * distinct)));
        _shift = 32 - bits;
        _slots = new Slot[1 << bits];
        // Four bits for each slot: what is not in the table mostly ends here, in memory that is near.
        _filter = new ulong[Math.Max(1, (1 << bits) / 16)];
        var lists = new List<int>(entries.Length + distinct) { CandidateCursor.End };
        for (int start = 0; start < keys.Length;)
        {
            int end = start + 1;
            while (end < keys.Length && keys[end] == keys[start])
                end++;
            Insert(keys[start], end == start + 1 ? ~entries[start] : Append(lists, entries[start..end]));
            start = end;
        }
        _always = always.IsEmpty ? 0 : Append(lists, always);
        _lists = [.. lists];
    }

    /// <summary>For which extents there are keys of a kind: bit n for n, the last for all beyond.</summary>
    internal ulong Extents(AnchorKind kind) => _extents[(int)kind];

    /// <summary>The bit of an extent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong BitOf(int extent) => 1UL << Math.Min(extent, 63);

    internal static uint KeyOf(ulong hash) => (uint)(hash ^ hash >> 32);

    /// <summary>Begins with what is always a candidate.</summary>
    internal void Begin(ref CandidateCursor candidates)
    {
        candidates.Begin(_lists, _patterns);
        if (_always > 0)
            candidates.Add(_always);
    }

    /// <summary>Every pattern is a candidate.</summary>
    internal void TakeAll(ref CandidateCursor candidates) => candidates.TakeAll(_patterns);

    /// <summary>Adds the patterns that need what has this hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Find(ulong hash, ref CandidateCursor candidates)
    {
        uint key = KeyOf(hash);
        if ((_filter[(int)(key >> 6) & (_filter.Length - 1)] >> (int)key & 1) != 0)
            Probe(key, ref candidates);
    }

    /// <summary>Adds the patterns that need one of a piece's beginnings, or of its ends.</summary>
    internal void FindEnds(AnchorKind kind, bool atEnd, ulong extents, scoped ReadOnlySpan<char> piece, ref CandidateCursor candidates)
    {
        for (ulong left = extents; left != 0; left &= left - 1)
        {
            int length = BitOperations.TrailingZeroCount(left);
            if (length > piece.Length)
                return;
            Find(AnchorHash.Of(kind, atEnd ? piece[^length..] : piece[..length]), ref candidates);
        }
    }

    /// <summary>Adds the patterns that need a few characters of a text.</summary>
    internal void FindGrams(AnchorKind kind, scoped ReadOnlySpan<char> text, ref CandidateCursor candidates)
    {
        for (ulong left = Extents(kind); left != 0; left &= left - 1)
        {
            int length = BitOperations.TrailingZeroCount(left);
            for (int at = 0; at <= text.Length - length; at++)
                Find(AnchorHash.Of(kind, text.Slice(at, length)), ref candidates);
        }
    }

    private void Probe(uint key, ref CandidateCursor candidates)
    {
        var slots = _slots;
        // At most half of them are in use, so that there is an end.
        for (uint at = key >> _shift; slots[at].Value != 0; at = (at + 1) & (uint)(slots.Length - 1))
        {
            if (slots[at].Key == key)
            {
                candidates.Add(slots[at].Value);
                return;
            }
        }
    }

    private void Insert(uint key, int value)
    {
        uint at = key >> _shift;
        while (_slots[at].Value != 0)
            at = (at + 1) & (uint)(_slots.Length - 1);
        _slots[at] = new Slot(key, value);
        _filter[(int)(key >> 6) & (_filter.Length - 1)] |= 1UL << (int)(key & 63);
    }

    private static int Append(List<int> lists, ReadOnlySpan<int> patterns)
    {
        int start = lists.Count;
        int last = -1;
        foreach (int pattern in patterns)
        {
            if (pattern != last)
                lists.Add(last = pattern);
        }
        lists.Add(CandidateCursor.End);
        return start;
    }

    private static int CountDistinct(ReadOnlySpan<uint> sorted)
    {
        int count = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
                count++;
        }
        return count;
    }

    /// <param name="Key">The key.</param>
    /// <param name="Value">Where its list begins, or the complement of its only pattern; 0: the slot is empty.</param>
    private readonly record struct Slot(uint Key, int Value);
}
