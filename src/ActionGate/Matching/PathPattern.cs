namespace ActionGate.Matching;

/// <summary>A path pattern. In a refusing rule it also covers, broadly, what lies beneath what it matches.</summary>
internal sealed class PathPattern : Pattern<PathTarget>
{
    /// <summary>Describes a pattern.</summary>
    /// <param name="head">The literal segments it begins with, each with its separator; empty for a floating pattern.</param>
    /// <param name="segments">The segment patterns after that; <see langword="null"/> is a run of segments.</param>
    /// <param name="isFloating">It begins with <c>**/</c> or has no separator: inside the base only the segments below it are tested.</param>
    /// <param name="coversBeneath">The rule refuses.</param>
    /// <param name="realHead">Where the head really leads, where that is elsewhere: it counts as well.</param>
    /// <param name="hasVolumes">Targets begin with a drive or a share, which is no segment for a floating pattern: <c>c*</c> is not the drive C.</param>
    internal PathPattern(string head, ReadOnlySpan<Wildcard?> segments, bool isFloating, bool coversBeneath, string? realHead = null, bool hasVolumes = false)
    {
        Head = head;
        RealHead = realHead;
        Segments = segments.IsEmpty ? null : new SegmentSequence(segments);
        MatchesEverything = head.Length == 0 && Segments is not null && !Segments.Text.AsSpan().ContainsAnyExcept(PatternText.AnySegments);
        Traits = (isFloating ? PathTraits.IsFloating : 0) | (coversBeneath ? PathTraits.CoversBeneath : 0) | (hasVolumes ? PathTraits.HasVolumes : 0);
    }

    internal string Head { get; }

    internal string? RealHead { get; }

    /// <summary><see langword="null"/>: it ends with its head.</summary>
    internal SegmentSequence? Segments { get; }

    internal PathTraits Traits { get; }

    internal override bool MatchesEverything { get; }

    /// <summary>It spells one path and no other.</summary>
    internal bool IsLiteral => Segments is null;

    /// <summary>Below whatever it matches it matches everything.</summary>
    internal bool EndsInRun => Segments is { Text: [.., PatternText.AnySegments] };

    /// <summary>The last character of whatever it takes, definitely or broadly; none where there may be several, or what it takes has no name.</summary>
    internal char LastCharacter
    {
        get
        {
            string text = Segments?.Text ?? Head;
            bool mayEndElsewhere = (Traits & PathTraits.CoversBeneath) != 0 || Segments is null && RealHead is not null;
            return mayEndElsewhere || text is not [.., var last] || last == '/' || !PatternText.IsLiteral([last]) ? '\0' : last;
        }
    }

    internal override MatchStrength Match(scoped in PathTarget target)
    {
        if (MatchesEverything)
            return MatchStrength.Definite;
        var segments = Segments is null ? default : Segments.Matcher;
        var strength = PathMatching.Match(Head, in segments, Traits, in target);
        if (RealHead is null || strength == MatchStrength.Definite)
            return strength;
        var real = PathMatching.Match(RealHead, in segments, Traits, in target);
        return real > strength ? real : strength;
    }
}
