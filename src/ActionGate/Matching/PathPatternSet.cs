using System.Text;

namespace ActionGate.Matching;

/// <summary>
/// Path patterns as a table over one text. Thousands of them are a handful of objects: what the garbage
/// collector must move while a decision waits, when a policy came into force.
/// </summary>
internal sealed class PathPatternSet : IPatternSet<PathTarget>
{
    private readonly Row[] _rows;
    private readonly string _text;
    private readonly CharacterClass[] _classes;
    private readonly PathAnchors? _anchors;

    internal PathPatternSet(ReadOnlySpan<Pattern<PathTarget>> patterns)
    {
        var text = new StringBuilder();
        var classes = new List<CharacterClass>();
        _rows = new Row[patterns.Length];
        for (int i = 0; i < patterns.Length; i++)
        {
            var pattern = (PathPattern)patterns[i];
            var segments = pattern.Segments;
            var (requiredStart, requiredLength) = segments?.Required.GetOffsetAndLength(segments.Text.Length) ?? default;
            _rows[i] = new Row
            {
                Start = text.Length,
                HeadLength = pattern.Head.Length,
                RealHeadLength = pattern.RealHead?.Length ?? -1,
                SegmentsLength = segments?.Text.Length ?? 0,
                RequiredStart = text.Length + pattern.Head.Length + requiredStart,
                RequiredLength = requiredLength,
                ClassStart = classes.Count,
                ClassCount = segments?.Classes.Length ?? 0,
                Traits = pattern.Traits,
                MatchesEverything = pattern.MatchesEverything,
                OnlyHeadLength = pattern.RealHead is null ? pattern.Head.Length : 0,
                LastOfHead = pattern.Head is [.., var last] ? last : default,
                Last = pattern.LastCharacter,
                IsSought = requiredLength > 0 && pattern.Head.Length == 0 && segments!.Matcher.BeginsWithRun,
            };
            text.Append(pattern.Head).Append(segments?.Text).Append(pattern.RealHead);
            if (segments is not null)
                classes.AddRange(segments.Classes);
        }
        _text = text.ToString();
        _classes = [.. classes];
        _anchors = PathAnchors.Of(patterns);
    }

    public void Begin(scoped in PathTarget target, ref CandidateCursor candidates)
    {
        if (_anchors is null)
            candidates.TakeAll(_rows.Length);
        else
            _anchors.Find(in target, ref candidates);
    }

    public int Next(scoped in PathTarget target, ref CandidateCursor candidates, out MatchStrength strength)
    {
        var rows = _rows;
        var segments = target.Segments;
        bool looksAtAll = target.ReachesBelow || target.IsShape;
        char last = segments is [.., var character] ? character : '/';
        while (candidates.MoveNext(out int i))
        {
            ref readonly var row = ref rows[i];
            // Most patterns begin with another folder. Two characters settle it, the last ones, as the first ones are often the same.
            int head = row.OnlyHeadLength;
            if (head > 0 && !looksAtAll
                && (head > segments.Length || segments[head - 1] != row.LastOfHead || head < segments.Length && segments[head] != '/'))
                continue;
            // Others end in another character, or hold nothing of what they must somewhere.
            if (row.Last != last && row.Last != '\0' && !looksAtAll)
                continue;
            if (row.IsSought && !looksAtAll && ChunkSearch.IndexOfLiteral(segments, RequiredOf(in row)) < 0)
                continue;
            strength = row.MatchesEverything ? MatchStrength.Definite : Match(in row, in target);
            if (strength != MatchStrength.None)
                return i;
        }
        strength = MatchStrength.None;
        return -1;
    }

    public bool MatchesEverything(int index) => _rows[index].MatchesEverything;

    private MatchStrength Match(ref readonly Row row, scoped in PathTarget target)
    {
        var text = _text.AsSpan(row.Start);
        var pattern = text.Slice(row.HeadLength, row.SegmentsLength);
        var segments = new SegmentMatcher(pattern, row.IsSought ? [] : RequiredOf(in row), _classes.AsSpan(row.ClassStart, row.ClassCount));
        var strength = PathMatching.Match(text[..row.HeadLength], in segments, row.Traits, in target);
        if (row.RealHeadLength < 0 || strength == MatchStrength.Definite)
            return strength;
        var real = PathMatching.Match(text.Slice(row.HeadLength + row.SegmentsLength, row.RealHeadLength), in segments, row.Traits, in target);
        return real > strength ? real : strength;
    }

    private ReadOnlySpan<char> RequiredOf(ref readonly Row row) => _text.AsSpan(row.RequiredStart, row.RequiredLength);

    /// <summary>One pattern: in the text its head, its segments, and where its head really leads.</summary>
    private readonly struct Row
    {
        internal int Start { get; init; }

        internal int HeadLength { get; init; }

        internal int SegmentsLength { get; init; }

        /// <summary>-1: the head leads nowhere else.</summary>
        internal int RealHeadLength { get; init; }

        /// <summary>Where in the text the longest literal piece of its segments stands, which is part of every match.</summary>
        internal int RequiredStart { get; init; }

        internal int RequiredLength { get; init; }

        internal int ClassStart { get; init; }

        internal int ClassCount { get; init; }

        internal PathTraits Traits { get; init; }

        internal bool MatchesEverything { get; init; }

        /// <summary>0: there is no head, or another beside it.</summary>
        internal int OnlyHeadLength { get; init; }

        internal char LastOfHead { get; init; }

        /// <summary>The last character of whatever it takes; none where there may be several.</summary>
        internal char Last { get; init; }

        /// <summary>It begins with a run, and nothing tells sooner than what it requires.</summary>
        internal bool IsSought { get; init; }
    }
}
