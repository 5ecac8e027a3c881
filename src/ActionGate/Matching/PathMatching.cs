namespace ActionGate.Matching;

/// <summary>What a path pattern is beside its text.</summary>
[Flags]
internal enum PathTraits : byte
{
    /// <summary>Inside the base only the segments below it are tested.</summary>
    IsFloating = 1,

    /// <summary>The rule refuses, so it covers what lies beneath.</summary>
    CoversBeneath = 2,

    /// <summary>Targets begin with a drive or a share, which is no segment for a floating pattern.</summary>
    HasVolumes = 4,
}

/// <summary>Holds a path against the parts of a pattern, wherever these lie.</summary>
internal static class PathMatching
{
    /// <summary>The segments of a target that such a pattern is held against.</summary>
    internal static ReadOnlySpan<char> SegmentsOf(scoped in PathTarget target, PathTraits traits) => (traits & PathTraits.IsFloating) == 0
        ? target.Segments
        : (traits & PathTraits.HasVolumes) != 0 ? target.SegmentsBelowBaseOrVolume : target.SegmentsBelowBase;

    /// <summary>Matches.</summary>
    /// <param name="head">The literal segments that the pattern begins with.</param>
    /// <param name="segments">The patterns of those behind.</param>
    /// <param name="traits">What it is beside.</param>
    /// <param name="target">The path.</param>
    internal static MatchStrength Match(scoped ReadOnlySpan<char> head, scoped in SegmentMatcher segments, PathTraits traits, scoped in PathTarget target)
    {
        // What only a refusing rule takes.
        var beneath = (traits & PathTraits.CoversBeneath) != 0 ? MatchStrength.Broad : MatchStrength.None;
        var rest = SegmentsOf(in target, traits);
        if (target.IsTail)
            return beneath != MatchStrength.None ? beneath : TakesTail(head, in segments, traits, in target) ? MatchStrength.Definite : MatchStrength.None;
        if (target is { IsShape: true, StandsForAll: false } && beneath != MatchStrength.None)
            return MayMatch(head, in segments, rest, target.ReachesBelow) ? beneath : MatchStrength.None;
        if (!rest.StartsWith(head, StringComparison.Ordinal))
            return target.ReachesBelow && head.StartsWith(rest, StringComparison.Ordinal) && head[rest.Length] == '/' ? beneath : MatchStrength.None;
        rest = rest[head.Length..];
        if (!rest.IsEmpty && rest[0] != '/')
            return MatchStrength.None;
        if (segments.IsEmpty)
            return rest.IsEmpty ? MatchStrength.Definite : beneath;
        if (segments.IsMatch(rest, isShape: target.IsShape))
            return MatchStrength.Definite;
        if (beneath == MatchStrength.None)
            return beneath;
        // A last run takes what lies beneath already, but not what a hole only might be.
        if ((target.IsShape || !segments.EndsWithRun) && segments.IsMatch(rest, coversBeneath: true))
            return beneath;
        return target.ReachesBelow && segments.MayMatchBelow(rest) ? beneath : MatchStrength.None;
    }

    /// <summary>
    /// Whether whatever ends so is taken: what stands before it takes the run that the pattern begins with. Any of it may lie beneath what a
    /// refusing pattern takes, so those take it broadly.
    /// </summary>
    private static bool TakesTail(scoped ReadOnlySpan<char> head, scoped in SegmentMatcher segments, PathTraits traits, scoped in PathTarget target) =>
        head.IsEmpty && segments.BeginsWithRun && !((traits & PathTraits.IsFloating) != 0 && target.MayEndBase) && segments.IsMatch(target.Segments, isShape: true);

    /// <summary>Whether some path of a shape is one that the pattern takes, or lies beneath one, or above one if that is reached too.</summary>
    private static bool MayMatch(scoped ReadOnlySpan<char> head, scoped in SegmentMatcher segments, scoped ReadOnlySpan<char> shape, bool reachesBelow)
    {
        while (!head.IsEmpty)
        {
            if (shape.IsEmpty)
                return reachesBelow;
            int headEnd = EndOfSegment(head);
            int shapeEnd = EndOfSegment(shape);
            if (!TargetShape.Meets(head[1..headEnd], shape[1..shapeEnd]))
                return false;
            head = head[headEnd..];
            shape = shape[shapeEnd..];
        }
        return segments.IsEmpty || segments.MayMatch(shape, reachesBelow, coversBeneath: true);
    }

    private static int EndOfSegment(scoped ReadOnlySpan<char> text)
    {
        int length = text[1..].IndexOf('/');
        return length < 0 ? text.Length : 1 + length;
    }
}
