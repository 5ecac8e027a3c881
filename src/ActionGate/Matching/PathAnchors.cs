namespace ActionGate.Matching;

/// <summary>Anchors of path patterns.</summary>
internal sealed class PathAnchors : TargetAnchors<PathTarget>
{
    /// <summary>A set of no more patterns is tried one by one: a character or two refuse most, so that it takes more of them than elsewhere to be worth a table.</summary>
    internal const int MostWithoutTable = 20;

    private readonly AnchorTable _table;
    private readonly PathKeys _keys;

    private PathAnchors(AnchorTable table)
    {
        _table = table;
        _keys = new PathKeys(table);
    }

    /// <summary>The anchors of some patterns; <see langword="null"/> where they are so few that each is tried.</summary>
    internal static PathAnchors? Of(ReadOnlySpan<Pattern<PathTarget>> patterns)
    {
        if (patterns.Length <= MostWithoutTable)
            return null;
        using var builder = new AnchorTableBuilder();
        for (int i = 0; i < patterns.Length; i++)
        {
            var pattern = (PathPattern)patterns[i];
            builder.Begin(i);
            PathKeys.Describe(pattern, pattern.Head, builder);
            if (pattern.RealHead is { } real)
            {
                builder.Begin(i);
                PathKeys.Describe(pattern, real, builder);
            }
        }
        return new PathAnchors(builder.Build());
    }

    internal override void Find(scoped in PathTarget target, ref CandidateCursor candidates)
    {
        // Of these not all segments are known, and refusing patterns take what they might be.
        if (target.IsShape || target.IsTail || target.ReachesBelow)
        {
            _table.TakeAll(ref candidates);
            return;
        }
        _table.Begin(ref candidates);
        _keys.Find(target.Segments, ref candidates);
    }
}
