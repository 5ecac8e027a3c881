using System.Numerics;

namespace ActionGate.Matching;

/// <summary>
/// Matches a sequence of segments, each written with a separator before it (<c>/a/b</c>), against segment patterns and runs of any
/// number of segments. As with characters, the leftmost place of what stands between two runs is as good as any other; a long text is
/// followed through all places of the pattern at once, so that it costs some steps a segment, whatever the pattern.
/// </summary>
/// <param name="pattern">The patterns of segments, as <see cref="SegmentSequence"/> writes them.</param>
/// <param name="required">What is part of every match; may be empty.</param>
/// <param name="classes">The classes in the pattern, in their order.</param>
internal readonly ref struct SegmentMatcher(ReadOnlySpan<char> pattern, ReadOnlySpan<char> required, ReadOnlySpan<CharacterClass> classes)
{
    /// <summary>More than any pattern has segments; beyond it whatever lies below may match.</summary>
    private const int MostPatterns = 120;

    /// <summary>Of pattern times text: below it trying place after place is cheaper than beginning anything.</summary>
    private const int FewSteps = 4096;

    private readonly ReadOnlySpan<char> _pattern = pattern;
    private readonly ReadOnlySpan<char> _required = required;
    private readonly ReadOnlySpan<CharacterClass> _classes = classes;

    /// <summary>There is no segment, so what it matches is no segment either.</summary>
    internal bool IsEmpty => _pattern.IsEmpty;

    /// <summary>Whatever segments stand before a match, it stays one.</summary>
    internal bool BeginsWithRun => _pattern is [PatternText.AnySegments, ..];

    /// <summary>Whatever segments stand behind a match, it stays one.</summary>
    internal bool EndsWithRun => _pattern is [.., PatternText.AnySegments];

    /// <summary>Whether the segments match.</summary>
    /// <param name="text">The segments.</param>
    /// <param name="coversBeneath">Any further segments match behind them.</param>
    /// <param name="skipsEmpty">An empty segment between others does not count.</param>
    /// <param name="isShape">The text is a <see cref="TargetShape"/>, whose holes stay inside their segments: all texts of that shape match.</param>
    internal bool IsMatch(scoped ReadOnlySpan<char> text, bool coversBeneath = false, bool skipsEmpty = false, bool isShape = false)
    {
        int end = _pattern.Length;
        // Behind the last run each pattern takes one segment, counted from the end.
        while (!coversBeneath && !skipsEmpty && end > 0 && _pattern[end - 1] != PatternText.AnySegments)
        {
            int start = _pattern[..end].LastIndexOfAny('/', PatternText.WildSegment, PatternText.AnySegments);
            int last = text.LastIndexOf('/');
            if (last < 0 || !Takes(start, end, text[(last + 1)..], isShape))
                return false;
            text = text[..last];
            end = start;
        }
        return end == 0 ? text.IsEmpty
            : end == 1 && BeginsWithRun
            || (end == _pattern.Length ? this : new SegmentMatcher(_pattern[..end], [], _classes)).IsMatchForward(text, coversBeneath, skipsEmpty, isShape);
    }

    private bool IsMatchForward(scoped ReadOnlySpan<char> text, bool coversBeneath, bool skipsEmpty, bool isShape)
    {
        // Other patterns mostly fail at their first segment, which is looked for by itself where it is literal.
        if (BeginsWithRun && !_required.IsEmpty && _pattern is not [_, '/', ..] && ChunkSearch.IndexOfLiteral(text, _required) < 0)
            return false;
        return (long)text.Length * _pattern.Length > FewSteps && _pattern.Contains(PatternText.AnySegments)
            ? IsMatchAtOnce(text, coversBeneath, skipsEmpty, isShape)
            : IsMatchInTurn(text, coversBeneath, skipsEmpty, isShape);
    }

    private bool IsMatchInTurn(scoped ReadOnlySpan<char> text, bool coversBeneath, bool skipsEmpty, bool isShape)
    {
        int pattern = 0;
        int at = 0;
        int behindRun = -1;
        int endBehindRun = -1;
        int runAt = 0;
        while (at < text.Length)
        {
            if (pattern < _pattern.Length && _pattern[pattern] == PatternText.AnySegments)
            {
                behindRun = ++pattern;
                runAt = at;
                if (pattern == _pattern.Length)
                    return true;
                endBehindRun = EndOfPattern(pattern);
                continue;
            }
            if (pattern == behindRun)
            {
                int found = IndexOfCandidate(text[at..], _pattern[pattern..endBehindRun]);
                if (found < 0)
                    return false;
                runAt = at += found;
            }
            int end = EndOfSegment(text, at);
            if (skipsEmpty && end == at + 1 && end < text.Length)
            {
                at = end;
                continue;
            }
            if (pattern < _pattern.Length)
            {
                int next = pattern == behindRun ? endBehindRun : EndOfPattern(pattern);
                if (Takes(pattern, next, text[(at + 1)..end], isShape))
                {
                    pattern = next;
                    at = end;
                    continue;
                }
            }
            else if (coversBeneath)
            {
                return true;
            }
            if (behindRun < 0)
                return false;
            runAt = runAt == at ? end : EndOfSegment(text, runAt);
            at = runAt;
            pattern = behindRun;
        }
        while (pattern < _pattern.Length && _pattern[pattern] == PatternText.AnySegments)
            pattern++;
        return pattern == _pattern.Length;
    }

    /// <summary>The same for long texts: patterns that are written alike are asked once for each segment.</summary>
    private bool IsMatchAtOnce(scoped ReadOnlySpan<char> text, bool coversBeneath, bool skipsEmpty, bool isShape)
    {
        Span<Range> ranges = stackalloc Range[MostPatterns];
        Span<UInt128> places = stackalloc UInt128[MostPatterns];
        int kinds = 0;
        int count = 0;
        UInt128 runs = 0;
        for (int at = 0, end; at < _pattern.Length; at = end)
        {
            end = EndOfPattern(at);
            if (count == MostPatterns)
                return IsMatchInTurn(text, coversBeneath, skipsEmpty, isShape);
            var place = UInt128.One << count++;
            if (_pattern[at] == PatternText.AnySegments)
            {
                runs |= place;
                continue;
            }
            int kind = 0;
            while (kind < kinds && !IsWrittenAlike(_pattern[ranges[kind]], _pattern[at..end]))
                kind++;
            if (kind == kinds)
                (ranges[kind], places[kinds++]) = (at..end, 0);
            places[kind] |= place;
        }
        ranges = ranges[..kinds];
        return count < 64
            ? Follow<ulong>(text, ranges, places, runs, count, coversBeneath, skipsEmpty, isShape)
            : Follow<UInt128>(text, ranges, places, runs, count, coversBeneath, skipsEmpty, isShape);
    }

    /// <summary>Goes through the segments. Bit j of what is reached: the first j patterns may have been used up so far.</summary>
    /// <param name="text">The segments.</param>
    /// <param name="kinds">Where each kind of pattern, written alike, stands.</param>
    /// <param name="places">At which places each kind stands.</param>
    /// <param name="runs">At which places runs stand.</param>
    /// <param name="count">How many places there are; one bit less than <typeparamref name="TBits"/> has at most.</param>
    /// <param name="coversBeneath">Any further segments match behind them.</param>
    /// <param name="skipsEmpty">An empty segment between others does not count.</param>
    /// <param name="isShape">The text is a shape.</param>
    private bool Follow<TBits>(
        scoped ReadOnlySpan<char> text,
        scoped ReadOnlySpan<Range> kinds,
        scoped ReadOnlySpan<UInt128> places,
        UInt128 runs,
        int count,
        bool coversBeneath,
        bool skipsEmpty,
        bool isShape)
        where TBits : unmanaged, IBinaryInteger<TBits>
    {
        Span<TBits> placesOf = stackalloc TBits[MostPatterns];
        for (int kind = 0; kind < kinds.Length; kind++)
            placesOf[kind] = TBits.CreateTruncating(places[kind]);
        var runsAt = TBits.CreateTruncating(runs);
        var all = TBits.One << count;
        // A run may take nothing.
        var reached = TBits.One | (TBits.One & runsAt) << 1;
        var separators = new SeparatorPlaces(text.IsEmpty ? [] : text[1..]);
        for (int at = 0; at < text.Length && reached != TBits.Zero;)
        {
            int end = 1 + separators.Next();
            var segment = text[(at + 1)..end];
            at = end;
            if (skipsEmpty && segment.IsEmpty && end < text.Length)
                continue;
            if (coversBeneath && (reached & all) != TBits.Zero)
                return true;
            var next = TBits.Zero;
            for (int kind = 0; kind < kinds.Length; kind++)
            {
                var here = reached & placesOf[kind];
                if (here != TBits.Zero && Takes(kinds[kind].Start.Value, kinds[kind].End.Value, segment, isShape))
                    next |= here << 1;
            }
            next |= reached & runsAt;
            reached = next | (next & runsAt) << 1;
        }
        return (reached & all) != TBits.Zero;
    }

    /// <summary>Two patterns are the same text; what has a class is not, as each has its own.</summary>
    private static bool IsWrittenAlike(ReadOnlySpan<char> one, ReadOnlySpan<char> other) => one.SequenceEqual(other) && !one.Contains(PatternText.Class);

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

    /// <summary>Whether the pattern that stands here, which is no run, takes a segment.</summary>
    private bool Takes(int start, int end, scoped ReadOnlySpan<char> segment, bool isShape)
    {
        var pattern = _pattern[(start + 1)..end];
        return _pattern[start] == '/'
            ? segment.SequenceEqual(pattern)
            : pattern is [PatternText.AnyRun] || PatternText.IsMatch(pattern, PatternText.Behind(_pattern[..start], _classes), segment, isShape);
    }

    private bool MayTake(int start, scoped ReadOnlySpan<char> segment) => TargetShape.IsOne(segment)
        ? TargetShape.Meets(_pattern[(start + 1)..EndOfPattern(start)], PatternText.Behind(_pattern[..start], _classes), segment)
        : Takes(start, EndOfPattern(start), segment, isShape: false);

    private int EndOfPattern(int start) => start + SegmentPatterns.LengthOfFirst(_pattern[start..]);

    /// <summary>The first segment that a pattern, which is no run, could take; -1 where there is none.</summary>
    private static int IndexOfCandidate(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<char> pattern)
    {
        if (pattern.Length == 1)
            return 0;
        if (pattern[0] == '/')
            return IndexOfSegment(text, pattern[1..]);
        return PatternText.IsLiteral(pattern.Slice(1, 1)) ? text.IndexOf(['/', pattern[1]]) : 0;
    }

    /// <summary>The first place of a whole segment, with the separator before it; -1 where it is not in the text.</summary>
    private static int IndexOfSegment(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<char> segment)
    {
        for (int at = 0; ;)
        {
            int found = ChunkSearch.IndexOfLiteral(text[at..], segment);
            if (found < 0)
                return -1;
            at += found;
            int end = at + segment.Length;
            if (at > 0 && text[at - 1] == '/' && (end == text.Length || text[end] == '/'))
                return at - 1;
            // Not in this segment: so a long one is not looked for at each of its places.
            int next = text[at..].IndexOf('/');
            if (next < 0)
                return -1;
            at += next;
        }
    }

    private static int EndOfSegment(scoped ReadOnlySpan<char> text, int start)
    {
        int length = text[(start + 1)..].IndexOf('/');
        return length < 0 ? text.Length : start + 1 + length;
    }
}
