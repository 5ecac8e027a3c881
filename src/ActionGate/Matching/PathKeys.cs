using System.Numerics;

namespace ActionGate.Matching;

/// <summary>
/// What of a path is looked up in a table, and what path patterns say of it: literal heads, whole segments behind wildcards, beginnings, ends and
/// characters of segments. Paths are targets themselves, arguments of commands, and parts of URLs.
/// </summary>
internal readonly struct PathKeys
{
    private readonly AnchorTable _table;
    private readonly ulong _heads;
    private readonly int _deepestHead;
    private readonly ulong _wholes;
    private readonly ulong _starts;
    private readonly ulong _ends;
    private readonly ulong _lastStarts;
    private readonly ulong _lastEnds;
    private readonly bool _readsCharacters;

    internal PathKeys(AnchorTable table)
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
        IsEmpty = (_heads | _wholes | _starts | _ends | _lastStarts | _lastEnds) == 0 && !_readsCharacters;
    }

    /// <summary>No pattern is found by a path.</summary>
    internal bool IsEmpty { get; }

    /// <summary>Adds the patterns that need something of a path.</summary>
    /// <param name="text">Each segment with the separator before it.</param>
    /// <param name="candidates">Takes them.</param>
    internal void Find(scoped ReadOnlySpan<char> text, ref CandidateCursor candidates)
    {
        var table = _table;
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
            table.FindGrams(AnchorKind.Gram, text, ref candidates);
    }

    /// <summary>What a path has that the pattern takes with this head: a refusing one too takes each of its segments.</summary>
    internal static void Describe(PathPattern pattern, string head, AnchorTableBuilder builder)
    {
        if (head.Length > 0)
        {
            ulong hash = HeadOf(AnchorHash.Seed(AnchorKind.Head), head, out int depth);
            builder.Add(AnchorKind.Head, depth, hash);
        }
        if (pattern.Segments is { } segments)
            Describe(segments.Text, (pattern.Traits & PathTraits.CoversBeneath) != 0, builder);
    }

    /// <summary>What a path has that a sequence of segments takes.</summary>
    /// <param name="segments">As <see cref="SegmentSequence"/> writes it.</param>
    /// <param name="coversBeneath">It takes what lies beneath as well.</param>
    /// <param name="builder">Takes the anchors.</param>
    internal static void Describe(scoped ReadOnlySpan<char> segments, bool coversBeneath, AnchorTableBuilder builder)
    {
        foreach (var segment in new SegmentPatterns(segments))
        {
            if (segment[0] == '/')
                builder.AddWhole(AnchorKind.Whole, segment[1..]);
        }
        for (var each = new SegmentPatterns(segments); each.MoveNext();)
        {
            if (each.Current[0] != PatternText.WildSegment)
                continue;
            bool isLast = each.IsLast && !coversBeneath;
            builder.AddPiece(each.Current[1..], isLast ? AnchorKind.LastStart : AnchorKind.Start, isLast ? AnchorKind.LastEnd : AnchorKind.End, AnchorKind.Gram);
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
