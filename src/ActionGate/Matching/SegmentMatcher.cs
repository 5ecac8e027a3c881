namespace ActionGate.Matching;

/// <summary>
/// Matches a sequence of segments, each written with a separator before it (<c>/a/b</c>), against segment patterns and runs of any
/// number of segments. As with characters, the leftmost place of what stands between two runs is as good as any other, so the cost is
/// at most the number of segments times the number of patterns.
/// </summary>
/// <param name="pattern">The patterns of segments, as <see cref="SegmentSequence"/> writes them.</param>
/// <param name="required">What is part of every match; may be empty.</param>
/// <param name="classes">The classes in the pattern, in their order.</param>
internal readonly ref struct SegmentMatcher(ReadOnlySpan<char> pattern, ReadOnlySpan<char> required, ReadOnlySpan<CharacterClass> classes)
{
    /// <summary>More than any pattern has segments; beyond it whatever lies below may match.</summary>
    private const int MostPatterns = 120;

    private readonly ReadOnlySpan<char> _pattern = pattern;
    private readonly ReadOnlySpan<char> _required = required;
    private readonly ReadOnlySpan<CharacterClass> _classes = classes;

    /// <summary>There is no segment, so what it matches is no segment either.</summary>
    internal bool IsEmpty => _pattern.IsEmpty;

    /// <summary>Whatever segments stand before a match, it stays one.</summary>
    internal bool BeginsWithRun => _pattern is [PatternText.AnySegments, ..];

    /// <summary>Whether the segments match.</summary>
    /// <param name="text">The segments.</param>
    /// <param name="coversBeneath">Any further segments match behind them.</param>
    /// <param name="skipsEmpty">An empty segment between others does not count.</param>
    /// <param name="isShape">The text is a <see cref="TargetShape"/>, whose holes stay inside their segments: all texts of that shape match.</param>
    internal bool IsMatch(scoped ReadOnlySpan<char> text, bool coversBeneath = false, bool skipsEmpty = false, bool isShape = false)
    {
        if (!_required.IsEmpty && !text.Contains(_required, StringComparison.Ordinal))
            return false;

        int pattern = 0;
        int at = 0;
        int behindRun = -1;
        int runAt = 0;
        while (at < text.Length)
        {
            int end = EndOfSegment(text, at);
            if (skipsEmpty && end == at + 1 && end < text.Length)
            {
                at = end;
                continue;
            }
            if (pattern == _pattern.Length && coversBeneath)
                return true;
            if (pattern < _pattern.Length && _pattern[pattern] == PatternText.AnySegments)
            {
                behindRun = ++pattern;
                runAt = at;
                if (pattern == _pattern.Length)
                    return true;
            }
            else if (pattern < _pattern.Length && Takes(pattern, text[(at + 1)..end], isShape, out int next))
            {
                pattern = next;
                at = end;
            }
            else if (behindRun >= 0)
            {
                runAt = EndOfSegment(text, runAt);
                at = runAt;
                pattern = behindRun;
            }
            else
            {
                return false;
            }
        }
        while (pattern < _pattern.Length && _pattern[pattern] == PatternText.AnySegments)
            pattern++;
        return pattern == _pattern.Length;
    }

    /// <summary>Whether a text that goes on with further segments could match.</summary>
    internal bool MayMatchBelow(scoped ReadOnlySpan<char> text) => MayMatch(text, goesOn: true, coversBeneath: false);

    /// <summary>Whether some text of a shape, whose holes stay inside their segments, could match.</summary>
    /// <param name="text">The segments.</param>
    /// <param name="goesOn">Further segments follow, and nobody knows which.</param>
    /// <param name="coversBeneath">Any further segments match behind those of the pattern.</param>
    internal bool MayMatch(scoped ReadOnlySpan<char> text, bool goesOn, bool coversBeneath)
    {
        Span<int> starts = stackalloc int[MostPatterns];
        int count = 0;
        for (int at = 0; at < _pattern.Length; at = EndOfPattern(at))
        {
            if (count == MostPatterns)
                return true;
            starts[count++] = at;
        }
        var patterns = starts[..count];
        // Bit j: the first j patterns may have been used up so far.
        UInt128 reached = Close(1, patterns);
        bool isCovered = false;
        for (int at = 0; at < text.Length && reached != 0;)
        {
            int end = EndOfSegment(text, at);
            isCovered |= coversBeneath && (reached >> count & 1) != 0;
            UInt128 next = 0;
            for (int j = 0; j < count; j++)
            {
                if ((reached >> j & 1) == 0)
                    continue;
                if (_pattern[patterns[j]] == PatternText.AnySegments)
                    next |= UInt128.One << j;
                else if (MayTake(patterns[j], text[(at + 1)..end]))
                    next |= UInt128.One << (j + 1);
            }
            reached = Close(next, patterns);
            at = end;
        }
        return isCovered || (reached >> count & 1) != 0 || goesOn && (reached & ((UInt128.One << count) - 1)) != 0;
    }

    /// <summary>A run may take nothing.</summary>
    private UInt128 Close(UInt128 reached, scoped ReadOnlySpan<int> patterns)
    {
        for (int j = 0; j < patterns.Length; j++)
        {
            if ((reached >> j & 1) != 0 && _pattern[patterns[j]] == PatternText.AnySegments)
                reached |= UInt128.One << (j + 1);
        }
        return reached;
    }

    /// <summary>Whether the pattern that begins here, which is no run, takes a segment; and where the next one begins.</summary>
    private bool Takes(int start, scoped ReadOnlySpan<char> segment, bool isShape, out int next)
    {
        next = EndOfPattern(start);
        var pattern = _pattern[(start + 1)..next];
        return _pattern[start] == '/'
            ? segment.SequenceEqual(pattern)
            : PatternText.IsMatch(pattern, PatternText.Behind(_pattern[..start], _classes), segment, isShape);
    }

    private bool MayTake(int start, scoped ReadOnlySpan<char> segment) => TargetShape.IsOne(segment)
        ? TargetShape.Meets(_pattern[(start + 1)..EndOfPattern(start)], PatternText.Behind(_pattern[..start], _classes), segment)
        : Takes(start, segment, isShape: false, out _);

    private int EndOfPattern(int start)
    {
        if (_pattern[start] == PatternText.AnySegments)
            return start + 1;
        int length = _pattern[(start + 1)..].IndexOfAny('/', PatternText.WildSegment, PatternText.AnySegments);
        return length < 0 ? _pattern.Length : start + 1 + length;
    }

    private static int EndOfSegment(scoped ReadOnlySpan<char> text, int start)
    {
        int length = text[(start + 1)..].IndexOf('/');
        return length < 0 ? text.Length : start + 1 + length;
    }
}
