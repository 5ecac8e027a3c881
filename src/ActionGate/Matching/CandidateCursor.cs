using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActionGate.Matching;

/// <summary>
/// The patterns of a set that could match one target, in their order: lists of an <see cref="AnchorTable"/>, merged while they are read. It lives on
/// the stack. What more lists hold than there is room for is marked in bits, which patterns far from each other share; where the lists are so long that
/// this is no gain, and for a target that no anchor fits, it goes through all patterns. None is ever left out.
/// </summary>
internal ref struct CandidateCursor
{
    /// <summary>What the end of a list is marked by, and comes after every pattern.</summary>
    internal const int End = int.MaxValue;

    internal const int MostLists = 16;

    /// <summary>A pattern's bit is its number, modulo this.</summary>
    internal const int Marks = 32 * 2 * MostLists;

    private ReadOnlySpan<int> _lists;

    /// <summary>Of each list its next pattern, and behind those the place of each; or the marks.</summary>
    private Places _places;
    private int _count;
    private int _all;
    private int _from;

    /// <summary>Steps that marking may still take.</summary>
    private int _steps;
    private Source _source;

    private enum Source : byte
    {
        Lists = 0,
        Marks,
        All,
    }

    /// <summary>Every pattern is a candidate.</summary>
    internal void TakeAll(int patterns)
    {
        _source = Source.All;
        _all = patterns;
    }

    /// <summary>Begins without any.</summary>
    /// <param name="lists">Lists of patterns in rising order, each with <see cref="End"/> behind it; the first is empty.</param>
    /// <param name="patterns">How many patterns there are at all.</param>
    internal void Begin(ReadOnlySpan<int> lists, int patterns)
    {
        _lists = lists;
        _all = patterns;
    }

    /// <summary>Adds the patterns of a key.</summary>
    /// <param name="value">Where their list begins, or the complement of the only one.</param>
    internal void Add(int value)
    {
        if (_source != Source.Lists)
        {
            Mark(value);
            return;
        }
        int at = value < 0 ? -1 : value;
        int next = value < 0 ? ~value : _lists[value];
        for (int i = 0; i < _count; i++)
        {
            if (_places[i] == next && _places[MostLists + i] == at)
                return;
        }
        if (_count == MostLists)
        {
            MarkAll(value);
            return;
        }
        _places[_count] = next;
        _places[MostLists + _count++] = at;
    }

    /// <summary>The next candidate; <see langword="false"/> where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MoveNext(out int pattern)
    {
        if (_source != Source.All)
            return _source == Source.Lists ? MoveNextOfLists(out pattern) : MoveNextOfMarks(out pattern);
        pattern = _from++;
        return pattern < _all;
    }

    private bool MoveNextOfLists(out int pattern)
    {
        pattern = End;
        for (int i = 0; i < _count; i++)
            pattern = Math.Min(pattern, _places[i]);
        if (pattern == End)
            return false;
        // A pattern may stand in several lists.
        for (int i = 0; i < _count; i++)
        {
            if (_places[i] == pattern)
                _places[i] = _lists[++_places[MostLists + i]];
        }
        return true;
    }

    private bool MoveNextOfMarks(out int pattern)
    {
        while (_from < _all)
        {
            int word = _from / 32 % (2 * MostLists);
            uint left = (uint)_places[word] >> (_from % 32);
            if (left != 0)
            {
                pattern = _from + BitOperations.TrailingZeroCount(left);
                _from = pattern + 1;
                return pattern < _all;
            }
            _from += 32 - _from % 32;
        }
        pattern = End;
        return false;
    }

    /// <summary>Marks what has been added so far, and one list more.</summary>
    private void MarkAll(int value)
    {
        var added = _places;
        _places = default;
        _source = Source.Marks;
        // Not more than trying each would take.
        _steps = _all;
        for (int i = 0; i < MostLists; i++)
            Mark(added[MostLists + i] < 0 ? ~added[i] : added[MostLists + i]);
        Mark(value);
    }

    private void Mark(int value)
    {
        if (_source == Source.All)
            return;
        if (value < 0)
        {
            Mark(~value, ref _places);
            return;
        }
        for (; _lists[value] != End; value++)
        {
            if (--_steps < 0)
            {
                TakeAll(_all);
                return;
            }
            Mark(_lists[value], ref _places);
        }
    }

    private static void Mark(int pattern, ref Places marks) => marks[pattern / 32 % (2 * MostLists)] |= 1 << (pattern % 32);

    [InlineArray(2 * MostLists)]
    private struct Places
    {
        private int _first;
    }
}
