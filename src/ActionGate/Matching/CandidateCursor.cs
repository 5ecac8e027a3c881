using System.Runtime.CompilerServices;

namespace ActionGate.Matching;

/// <summary>
/// The patterns of a set that could match one target, in their order: lists of an <see cref="AnchorTable"/>, merged while they are read. It lives on
/// the stack. More lists than it holds, or a target that no anchor fits, and it goes through all patterns: none is ever left out.
/// </summary>
internal ref struct CandidateCursor
{
    /// <summary>What the end of a list is marked by, and comes after every pattern.</summary>
    internal const int End = int.MaxValue;

    private const int MostLists = 16;

    private ReadOnlySpan<int> _lists;
    private Lists _next;
    private Lists _at;
    private int _count;
    private int _all;
    private int _from;
    private bool _takesAll;

    /// <summary>Every pattern is a candidate.</summary>
    internal void TakeAll(int patterns)
    {
        _takesAll = true;
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
        if (_takesAll)
            return;
        int at = value < 0 ? -1 : value;
        int next = value < 0 ? ~value : _lists[value];
        for (int i = 0; i < _count; i++)
        {
            if (_next[i] == next && _at[i] == at)
                return;
        }
        if (_count == MostLists)
        {
            TakeAll(_all);
            return;
        }
        _next[_count] = next;
        _at[_count++] = at;
    }

    /// <summary>The next candidate; <see langword="false"/> where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MoveNext(out int pattern)
    {
        if (!_takesAll)
            return MoveNextOfLists(out pattern);
        pattern = _from++;
        return pattern < _all;
    }

    private bool MoveNextOfLists(out int pattern)
    {
        pattern = End;
        for (int i = 0; i < _count; i++)
            pattern = Math.Min(pattern, _next[i]);
        if (pattern == End)
            return false;
        // A pattern may stand in several lists.
        for (int i = 0; i < _count; i++)
        {
            if (_next[i] == pattern)
                _next[i] = _lists[++_at[i]];
        }
        return true;
    }

    [InlineArray(MostLists)]
    private struct Lists
    {
        private int _first;
    }
}
