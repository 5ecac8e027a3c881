namespace ActionGate.Matching;

/// <summary>A path pattern. In a refusing rule it also covers, broadly, what lies beneath what it matches.</summary>
internal sealed class PathPattern : Pattern<PathTarget>
{
    private readonly bool _isFloating;
    private readonly bool _coversBeneath;
    private readonly bool _hasVolumes;
    private readonly bool _matchesEverything;
    private readonly string _head;
    private readonly string? _realHead;
    private readonly SegmentSequence? _exact;
    private readonly SegmentSequence? _beneath;

    /// <summary>Describes a pattern.</summary>
    /// <param name="head">The literal segments it begins with, each with its separator; empty for a floating pattern.</param>
    /// <param name="segments">The segment patterns after that; <see langword="null"/> is a run of segments.</param>
    /// <param name="isFloating">It begins with <c>**/</c> or has no separator: inside the base only the segments below it are tested.</param>
    /// <param name="coversBeneath">The rule refuses.</param>
    /// <param name="realHead">Where the head really leads, where that is elsewhere: it counts as well.</param>
    /// <param name="hasVolumes">Targets begin with a drive or a share, which is no segment for a floating pattern: <c>c*</c> is not the drive C.</param>
    internal PathPattern(string head, IReadOnlyList<Wildcard?> segments, bool isFloating, bool coversBeneath, string? realHead = null, bool hasVolumes = false)
    {
        _head = head;
        _realHead = realHead;
        _isFloating = isFloating;
        _coversBeneath = coversBeneath;
        _hasVolumes = hasVolumes;
        _matchesEverything = head.Length == 0 && segments.Count > 0 && segments.All(s => s is null);
        EndsInRun = segments.Count > 0 && segments[^1] is null;
        if (segments.Count == 0)
            return;
        _exact = new SegmentSequence(segments);
        if (coversBeneath)
            _beneath = new SegmentSequence([.. segments, null]);
    }

    internal override bool MatchesEverything => _matchesEverything;

    /// <summary>It spells one path and no other.</summary>
    internal bool IsLiteral => _exact is null;

    /// <summary>Below whatever it matches it matches everything.</summary>
    internal bool EndsInRun { get; }

    internal override MatchStrength Match(scoped in PathTarget target)
    {
        if (_matchesEverything)
            return MatchStrength.Definite;
        var strength = MatchFrom(_head, in target);
        if (_realHead is null || strength == MatchStrength.Definite)
            return strength;
        var real = MatchFrom(_realHead, in target);
        return real > strength ? real : strength;
    }

    private MatchStrength MatchFrom(string head, scoped in PathTarget target)
    {
        var rest = _isFloating ? _hasVolumes ? target.SegmentsBelowBaseOrVolume : target.SegmentsBelowBase : target.Segments;
        if (target.IsShape && _coversBeneath)
            return Reaches(MayMatch(head, rest, target.ReachesBelow));
        if (!rest.StartsWith(head, StringComparison.Ordinal))
            return Reaches(target.ReachesBelow && head.AsSpan().StartsWith(rest, StringComparison.Ordinal) && head[rest.Length] == '/');
        rest = rest[head.Length..];
        if (!rest.IsEmpty && rest[0] != '/')
            return MatchStrength.None;
        if (_exact is null)
            return rest.IsEmpty ? MatchStrength.Definite : Reaches(true);
        if (_exact.IsMatch(rest, target.IsShape))
            return MatchStrength.Definite;
        return Reaches(_beneath is not null && _beneath.IsMatch(rest) || target.ReachesBelow && _exact.MayMatchBelow(rest));
    }

    /// <summary>Whether some path of a shape is one that it takes, or lies beneath one, or above one if that is reached too.</summary>
    private bool MayMatch(scoped ReadOnlySpan<char> head, scoped ReadOnlySpan<char> shape, bool reachesBelow)
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
        return _exact is null || _exact.MayMatch(shape) || _beneath!.MayMatch(shape) || reachesBelow && _exact.MayMatchBelow(shape);
    }

    private static int EndOfSegment(scoped ReadOnlySpan<char> text)
    {
        int length = text[1..].IndexOf('/');
        return length < 0 ? text.Length : 1 + length;
    }

    /// <summary>What only a refusing rule takes.</summary>
    private MatchStrength Reaches(bool isReached) => isReached && _coversBeneath ? MatchStrength.Broad : MatchStrength.None;
}
