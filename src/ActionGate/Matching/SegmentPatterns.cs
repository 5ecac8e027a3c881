namespace ActionGate.Matching;

/// <summary>Goes through the patterns of segments in a text that <see cref="SegmentSequence"/> wrote, each with its first character.</summary>
internal ref struct SegmentPatterns(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public ReadOnlySpan<char> Current { get; private set; } = [];

    /// <summary>No further one follows.</summary>
    internal readonly bool IsLast => _rest.IsEmpty;

    public readonly SegmentPatterns GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        int length = LengthOfFirst(_rest);
        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }

    /// <summary>The length of the first pattern of a text.</summary>
    internal static int LengthOfFirst(ReadOnlySpan<char> text)
    {
        if (text[0] == PatternText.AnySegments)
            return 1;
        int length = text[1..].IndexOfAny('/', PatternText.WildSegment, PatternText.AnySegments);
        return length < 0 ? text.Length : 1 + length;
    }
}
