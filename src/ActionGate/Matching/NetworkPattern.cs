namespace ActionGate.Matching;

/// <summary>
/// A host, <c>host:port</c> or URL pattern. In an allow rule every part that it names must be known and match; in a refusing rule a
/// part that is not known matches, broadly, and so does what lies beneath its path.
/// </summary>
internal sealed class NetworkPattern : Pattern<NetworkTarget>
{
    /// <summary>The port is whatever the target's scheme implies.</summary>
    internal const int DefaultPortOfScheme = -1;

    /// <summary>Any port will do.</summary>
    internal const int AnyPort = -2;

    private readonly SegmentSequence? _path;
    private readonly SegmentSequence? _beneathPath;
    private readonly SegmentSequence? _beneathMergedPath;

    internal NetworkPattern(HostPattern host) => Host = host;

    private HostPattern Host { get; }

    /// <summary><see langword="null"/>: any scheme, known or not.</summary>
    internal Wildcard? Scheme { get; init; }

    /// <summary>A port, <see cref="DefaultPortOfScheme"/> or <see cref="AnyPort"/>.</summary>
    internal int Port { get; init; } = AnyPort;

    /// <summary>The segments of the path; <see langword="null"/> where any path and query will do.</summary>
    internal IReadOnlyList<Wildcard?>? Path
    {
        init
        {
            if (value is null)
                return;
            _path = new SegmentSequence(value);
            _beneathPath = new SegmentSequence([.. value, null]);
            _beneathMergedPath = new SegmentSequence([.. value, null], skipsEmpty: true);
            _takesQuery = value.Count > 0 && value[^1] is null;
        }
    }

    /// <summary>The rule refuses.</summary>
    internal bool IsRefusal { get; init; }

    private readonly bool _takesQuery;

    internal override bool MatchesEverything => Host is AnyHost && Scheme is null && Port == AnyPort && _path is null;

    internal override MatchStrength Match(scoped in NetworkTarget target)
    {
        if (!Host.IsMatch(in target))
            return MatchStrength.None;
        var strength = MatchStrength.Definite;
        if (!Takes(SchemeOf(in target), ref strength) || !Takes(PortOf(in target), ref strength) || !Takes(PathOf(in target), ref strength))
            return MatchStrength.None;
        return strength;
    }

    private bool Takes(MatchStrength part, ref MatchStrength strength)
    {
        if (part == MatchStrength.Definite)
            return true;
        strength = MatchStrength.Broad;
        return part == MatchStrength.Broad && IsRefusal;
    }

    private MatchStrength SchemeOf(scoped in NetworkTarget target) =>
        Scheme is null ? MatchStrength.Definite
        : target.Scheme.IsEmpty ? MatchStrength.Broad
        : Scheme.IsMatch(target.Scheme) ? MatchStrength.Definite : MatchStrength.None;

    private MatchStrength PortOf(scoped in NetworkTarget target)
    {
        if (Port == AnyPort)
            return MatchStrength.Definite;
        // Without a scheme nobody knows which port is the default one.
        if (Port == DefaultPortOfScheme)
            return target.Scheme.IsEmpty ? MatchStrength.Broad : target.Port == target.DefaultPort ? MatchStrength.Definite : MatchStrength.None;
        return target.Port < 0 ? MatchStrength.Broad : target.Port == Port ? MatchStrength.Definite : MatchStrength.None;
    }

    private MatchStrength PathOf(scoped in NetworkTarget target)
    {
        if (_path is null)
            return MatchStrength.Definite;
        if (!target.HasPath)
            return MatchStrength.Broad;
        if (_path.IsMatch(target.Path) && (_takesQuery || !target.HasQuery))
            return MatchStrength.Definite;
        if (!IsRefusal)
            return MatchStrength.None;
        // Many servers take '//admin' for '/admin'.
        return _beneathPath!.IsMatch(target.Path) || target.Path.Contains("//", StringComparison.Ordinal) && _beneathMergedPath!.IsMatch(target.Path)
            ? MatchStrength.Broad
            : MatchStrength.None;
    }
}
