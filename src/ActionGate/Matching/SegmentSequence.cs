namespace ActionGate.Matching;

/// <summary>
/// Matches a sequence of segments, each written with a separator before it (<c>/a/b</c>), against segment patterns and runs of any
/// number of segments. As with characters, the leftmost place of what stands between two runs is as good as any other, so the cost is
/// at most the number of segments times the number of patterns.
/// </summary>
internal sealed class SegmentSequence
{
    /// <summary>A pattern per segment; <see langword="null"/> is a run of any number of segments, none included.</summary>
    private readonly Wildcard?[] _segments;
    private readonly bool _skipsEmpty;
    private readonly string _required;

    /// <summary>Describes a sequence.</summary>
    /// <param name="segments">The segment patterns.</param>
    /// <param name="skipsEmpty">An empty segment between others does not count.</param>
    internal SegmentSequence(IEnumerable<Wildcard?> segments, bool skipsEmpty = false)
    {
        _segments = [.. segments];
        _skipsEmpty = skipsEmpty;
        _required = _segments.Select(s => s?.Literal ?? s?.LongestLiteral ?? "").MaxBy(l => l.Length) ?? "";
    }

    /// <summary>Whether it takes a text.</summary>
    /// <param name="text">The segments.</param>
    /// <param name="isShape">The text is a shape, whose holes stay inside their segments: it takes all texts of that shape.</param>
    internal bool IsMatch(scoped ReadOnlySpan<char> text, bool isShape = false)
    {
        if (_required.Length > 0 && !text.Contains(_required, StringComparison.Ordinal))
            return false;

        int pattern = 0;
        int at = 0;
        int runPattern = -1;
        int runAt = 0;
        while (at < text.Length)
        {
            int end = EndOfSegment(text, at);
            if (_skipsEmpty && end == at + 1 && end < text.Length)
            {
                at = end;
                continue;
            }
            if (pattern < _segments.Length && _segments[pattern] is null)
            {
                runPattern = pattern++;
                runAt = at;
            }
            else if (pattern < _segments.Length && _segments[pattern]!.IsMatch(text[(at + 1)..end], isShape))
            {
                pattern++;
                at = end;
            }
            else if (runPattern >= 0)
            {
                runAt = EndOfSegment(text, runAt);
                at = runAt;
                pattern = runPattern + 1;
            }
            else
            {
                return false;
            }
        }
        while (pattern < _segments.Length && _segments[pattern] is null)
            pattern++;
        return pattern == _segments.Length;
    }

    /// <summary>Whether a text that goes on with further segments could match.</summary>
    internal bool MayMatchBelow(scoped ReadOnlySpan<char> text) =>
        (Follow(text) & ((UInt128.One << _segments.Length) - 1)) != 0;

    /// <summary>Whether some text of a shape, whose holes stay inside their segments, could match.</summary>
    internal bool MayMatch(scoped ReadOnlySpan<char> shape) => (Follow(shape) >> _segments.Length & 1) != 0;

    /// <summary>Bit j: the first j patterns may have been used up by the whole text. Patterns are few enough (see the compiler's bound).</summary>
    private UInt128 Follow(scoped ReadOnlySpan<char> text)
    {
        UInt128 reached = Close(1);
        for (int at = 0; at < text.Length && reached != 0;)
        {
            int end = EndOfSegment(text, at);
            UInt128 next = 0;
            for (int j = 0; j < _segments.Length; j++)
            {
                if ((reached >> j & 1) == 0)
                    continue;
                if (_segments[j] is null)
                    next |= UInt128.One << j;
                else if (_segments[j]!.MayMatch(text[(at + 1)..end]))
                    next |= UInt128.One << (j + 1);
            }
            reached = Close(next);
            at = end;
        }
        return reached;
    }

    /// <summary>A run may take nothing.</summary>
    private UInt128 Close(UInt128 reached)
    {
        for (int j = 0; j < _segments.Length; j++)
        {
            if ((reached >> j & 1) != 0 && _segments[j] is null)
                reached |= UInt128.One << (j + 1);
        }
        return reached;
    }

    private static int EndOfSegment(scoped ReadOnlySpan<char> text, int start)
    {
        int length = text[(start + 1)..].IndexOf('/');
        return length < 0 ? text.Length : start + 1 + length;
    }
}
