namespace ActionGate.Matching;

/// <summary>A path in its normal form: absolute, without dot segments, repeated or trailing separators.</summary>
internal readonly ref struct PathTarget
{
    /// <summary>Describes a path.</summary>
    /// <param name="path">The normal path.</param>
    /// <param name="baseDirectory">The policy's base in normal form; empty where there is none.</param>
    /// <param name="realBase">The base's real path where it is another; empty where it is not.</param>
    internal PathTarget(ReadOnlySpan<char> path, ReadOnlySpan<char> baseDirectory, ReadOnlySpan<char> realBase = default)
    {
        // The root is the only normal path that ends in a separator: as segments it is none at all.
        Segments = path.Length == 1 ? [] : path;
        SegmentsBelowBase = Below(Segments, baseDirectory);
        if (SegmentsBelowBase.Length == Segments.Length)
            SegmentsBelowBase = Below(Segments, realBase);
    }

    /// <summary>The action takes in what lies below, and nobody knows what that is.</summary>
    internal bool ReachesBelow { get; init; }

    /// <summary>The path is a <see cref="TargetShape"/>.</summary>
    internal bool IsShape { get; init; }

    /// <summary>The path is a <see cref="TargetShape"/> of its end: any segments, or none, stand before it.</summary>
    internal bool IsTail { get; init; }

    /// <summary>Of a tail some segments may be the base's last ones.</summary>
    internal bool MayEndBase { get; init; }

    /// <summary>It is a shape whose texts are meant all together: what only might be one of them does not count.</summary>
    internal bool StandsForAll { get; init; }

    /// <summary>Each segment with the separator before it.</summary>
    internal ReadOnlySpan<char> Segments { get; }

    /// <summary>The segments below the base for a path inside it; all segments for any other.</summary>
    internal ReadOnlySpan<char> SegmentsBelowBase { get; }

    /// <summary>
    /// The segments below the base for a path inside it; for any other of a platform with drives and shares those below
    /// <c>/c:</c> or <c>//server/share</c>.
    /// </summary>
    internal ReadOnlySpan<char> SegmentsBelowBaseOrVolume =>
        SegmentsBelowBase.Length < Segments.Length ? SegmentsBelowBase : Segments[VolumeLength(Segments)..];

    private static int VolumeLength(ReadOnlySpan<char> segments)
    {
        int count = segments.StartsWith("//", StringComparison.Ordinal) ? 3 : 1;
        int at = 0;
        for (; count > 0 && at < segments.Length; count--)
        {
            int length = segments[(at + 1)..].IndexOf('/');
            at = length < 0 ? segments.Length : at + 1 + length;
        }
        return at;
    }

    private static ReadOnlySpan<char> Below(ReadOnlySpan<char> segments, ReadOnlySpan<char> baseDirectory)
    {
        if (baseDirectory.Length <= 1 || !segments.StartsWith(baseDirectory, StringComparison.Ordinal))
            return segments;
        var rest = segments[baseDirectory.Length..];
        return rest.IsEmpty || rest[0] == '/' ? rest : segments;
    }
}
