using System.Numerics;

namespace ActionGate.Matching;

/// <summary>Anchors of path patterns: literal heads, whole segments behind wildcards, and beginnings and ends of segments.</summary>
internal sealed class PathAnchors : TargetAnchors<PathTarget>
{
    /// <summary>A set of no more patterns is tried one by one: a character or two refuse most, so that it takes more of them than elsewhere to be worth a table.</summary>
    internal const int MostWithoutTable = 20;

    private readonly AnchorTable _table;
    private readonly ulong _heads;
    private readonly int _deepestHead;
    private readonly ulong _wholes;
    private readonly ulong _starts;
    private readonly ulong _ends;
    private readonly ulong _lastStarts;
    private readonly ulong _lastEnds;
    private readonly bool _readsCharacters;

    private PathAnchors(AnchorTable table)
    {
        _table = table;
        _heads = table.Extents(AnchorKind.Head);
        _deepestHead = _heads == 0 ? 0 : (_heads & 1UL << 63) != 0 ? int.MaxValue : BitOperations.Log2(_heads);
        _wholes = table.Extents(AnchorKind.Whole);
        _starts = table.Extents(AnchorKind.Start);
        _ends = table.Extents(AnchorKind.End);
        _lastStarts = table.Extents(AnchorKind.LastStart);
        _lastEnds = table.Extents(AnchorKind.LastEnd);
        _readsCharacters = table.Extents(AnchorKind.Gram) != 0;
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
            Describe(pattern, pattern.Head, builder);
            if (pattern.RealHead is { } real)
            {
                builder.Begin(i);
                Describe(pattern, real, builder);
            }
        }
        return new PathAnchors(builder.Build());
    }

    internal override void Find(scoped in PathTarget target, ref CandidateCursor candidates)
    {
        var table = _table;
        // Of these not all segments are known, and refusing patterns take what they might be.
        if (target.IsShape || target.IsTail || target.ReachesBelow)
        {
            table.TakeAll(ref candidates);
            return;
        }
        table.Begin(ref candidates);
        var text = target.Segments;
        ulong head = AnchorHash.Seed(AnchorKind.Head);
        int depth = 0;
        var separators = new SeparatorPlaces(text.IsEmpty ? [] : text[1..]);
        for (int at = 0, end; at < text.Length; at = end)
        {
            end = 1 + separators.Next();
            var segment = text[(at + 1)..end];
            bool asksWhole = (_wholes & AnchorTable.BitOf(segment.Length)) != 0;
            if (asksWhole || depth < _deepestHead)
            {
                ulong whole = AnchorHash.Of(AnchorKind.Whole, segment);
                if (asksWhole)
                    table.Find(whole, ref candidates);
                if (depth++ < _deepestHead)
                {
                    head = AnchorHash.Chain(head, whole);
                    if ((_heads & AnchorTable.BitOf(depth)) != 0)
                        table.Find(head, ref candidates);
                }
            }
            if ((_starts | _ends) != 0)
            {
                table.FindEnds(AnchorKind.Start, atEnd: false, _starts, segment, ref candidates);
                table.FindEnds(AnchorKind.End, atEnd: true, _ends, segment, ref candidates);
            }
            if (end == text.Length)
            {
                table.FindEnds(AnchorKind.LastStart, atEnd: false, _lastStarts, segment, ref candidates);
                table.FindEnds(AnchorKind.LastEnd, atEnd: true, _lastEnds, segment, ref candidates);
            }
        }
        if (_readsCharacters)
            table.FindGrams(text, ref candidates);
    }

    /// <summary>What a target has that the pattern takes with this head: a refusing one too takes each of its segments.</summary>
    private static void Describe(PathPattern pattern, string head, AnchorTableBuilder builder)
    {
        if (head.Length > 0)
        {
            ulong hash = HeadOf(AnchorHash.Seed(AnchorKind.Head), head, out int depth);
            builder.Add(AnchorKind.Head, depth, hash);
        }
        var segments = pattern.Segments is null ? [] : pattern.Segments.Text.AsSpan();
        bool coversBeneath = (pattern.Traits & PathTraits.CoversBeneath) != 0;
        foreach (var segment in new SegmentPatterns(segments))
        {
            if (segment[0] == '/')
                builder.AddWhole(segment[1..]);
        }
        for (var each = new SegmentPatterns(segments); each.MoveNext();)
        {
            if (each.Current[0] != PatternText.WildSegment)
                continue;
            bool isLast = each.IsLast && !coversBeneath;
            builder.AddPiece(each.Current[1..], isLast ? AnchorKind.LastStart : AnchorKind.Start, isLast ? AnchorKind.LastEnd : AnchorKind.End);
        }
    }

    /// <summary>The hash of whole segments behind what has a hash already.</summary>
    internal static ulong HeadOf(ulong hash, scoped ReadOnlySpan<char> segments, out int count)
    {
        count = 0;
        while (!segments.IsEmpty)
        {
            int length = segments[1..].IndexOf('/');
            var segment = length < 0 ? segments[1..] : segments[1..(1 + length)];
            hash = AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.Whole, segment));
            segments = segments[(1 + segment.Length)..];
            count++;
        }
        return hash;
    }
}
