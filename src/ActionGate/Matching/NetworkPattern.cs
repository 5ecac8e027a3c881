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

    /// <summary>Host, scheme and path: one object, so that the garbage collector has little to move when a policy came into force.</summary>
    private readonly string _text;
    private readonly CharacterClass[] _classes;
    private readonly AddressBlock? _addresses;
    private readonly int _port;
    private readonly int _hostLength;
    private readonly int _schemeLength;
    private readonly int _pathLength;
    private readonly int _requiredStart;
    private readonly int _requiredLength;
    private readonly HostKind _host;
    private readonly bool _isRefusal;

    /// <summary>Describes a pattern.</summary>
    /// <param name="host">The host.</param>
    /// <param name="isRefusal">The rule refuses.</param>
    /// <param name="scheme"><see langword="null"/>: any scheme, known or not.</param>
    /// <param name="port">A port, <see cref="DefaultPortOfScheme"/> or <see cref="AnyPort"/>.</param>
    /// <param name="path">The segments of the path; <see langword="null"/> where any path and query will do.</param>
    internal NetworkPattern(HostPattern host, bool isRefusal, Wildcard? scheme = null, int port = AnyPort, SegmentSequence? path = null)
    {
        _text = string.Concat(host.Text, scheme?.Text, path?.Text);
        ReadOnlySpan<CharacterClass> ofScheme = scheme is null ? [] : scheme.Classes;
        ReadOnlySpan<CharacterClass> ofPath = path is null ? [] : path.Classes;
        _classes = host.Classes.IsEmpty && ofScheme.IsEmpty && ofPath.IsEmpty ? [] : [.. host.Classes, .. ofScheme, .. ofPath];
        _host = host.Kind;
        _addresses = host.Addresses;
        _hostLength = host.Text.Length;
        _schemeLength = scheme?.Text.Length ?? 0;
        _pathLength = path?.Text.Length ?? -1;
        (_requiredStart, _requiredLength) = path?.Required.GetOffsetAndLength(path.Text.Length) ?? default;
        _port = port;
        _isRefusal = isRefusal;
    }

    internal override bool MatchesEverything => _host == HostKind.Any && _schemeLength == 0 && _port == AnyPort && _pathLength < 0;

    private ReadOnlySpan<char> Host => _text.AsSpan(0, _hostLength);

    private ReadOnlySpan<char> Scheme => _text.AsSpan(_hostLength, _schemeLength);

    private SegmentMatcher Path
    {
        get
        {
            int start = _hostLength + _schemeLength;
            var path = _text.AsSpan(start, _pathLength);
            return new SegmentMatcher(path, path.Slice(_requiredStart, _requiredLength), PatternText.Behind(_text.AsSpan(0, start), _classes));
        }
    }

    internal override MatchStrength Match(scoped in NetworkTarget target)
    {
        if (!MatchesHost(in target))
            return MatchStrength.None;
        var strength = MatchStrength.Definite;
        if (!Takes(SchemeOf(in target), ref strength) || !Takes(PortOf(in target), ref strength) || !Takes(PathOf(in target), ref strength))
            return MatchStrength.None;
        return strength;
    }

    private bool MatchesHost(scoped in NetworkTarget target) => _host switch
    {
        HostKind.Any => true,
        HostKind.Literal => target.Host.SequenceEqual(Host),
        HostKind.Block => target.IsAddress && _addresses!.Contains(target.Address),
        HostKind.LiteralBelow => IsBelow(target.Host, Host),
        _ => MatchesLabels(target.Host),
    };

    private static bool IsBelow(scoped ReadOnlySpan<char> host, scoped ReadOnlySpan<char> name)
    {
        // An IPv6 address has no labels, and ends as no name does.
        int dot = host.Length - name.Length - 1;
        return dot >= 0 && host[dot] == '.' && host.EndsWith(name);
    }

    private bool MatchesLabels(scoped ReadOnlySpan<char> host)
    {
        // An IPv6 address has no labels.
        if (host.IsEmpty || host[0] == '[')
            return false;
        // From the right: what the leading star takes is whatever remains, if anything does.
        var labels = Host;
        while (true)
        {
            int dot = host.LastIndexOf('.');
            int start = labels.LastIndexOf('.') + 1;
            if (!PatternText.IsMatch(labels[start..], PatternText.Behind(labels[..start], _classes), host[(dot + 1)..]))
                return false;
            if (start == 0 || dot < 0)
                return start == 0 && (dot >= 0) == (_host == HostKind.LabelsBelow);
            labels = labels[..(start - 1)];
            host = host[..dot];
        }
    }

    private bool Takes(MatchStrength part, ref MatchStrength strength)
    {
        if (part == MatchStrength.Definite)
            return true;
        strength = MatchStrength.Broad;
        return part == MatchStrength.Broad && _isRefusal;
    }

    private MatchStrength SchemeOf(scoped in NetworkTarget target) =>
        _schemeLength == 0 ? MatchStrength.Definite
        : target.Scheme.IsEmpty ? MatchStrength.Broad
        : PatternText.IsMatch(Scheme, PatternText.Behind(Host, _classes), target.Scheme) ? MatchStrength.Definite : MatchStrength.None;

    private MatchStrength PortOf(scoped in NetworkTarget target)
    {
        if (_port == AnyPort)
            return MatchStrength.Definite;
        // Without a scheme nobody knows which port is the default one.
        if (_port == DefaultPortOfScheme)
            return target.Scheme.IsEmpty ? MatchStrength.Broad : target.Port == target.DefaultPort ? MatchStrength.Definite : MatchStrength.None;
        return target.Port < 0 ? MatchStrength.Broad : target.Port == _port ? MatchStrength.Definite : MatchStrength.None;
    }

    private MatchStrength PathOf(scoped in NetworkTarget target)
    {
        if (_pathLength < 0)
            return MatchStrength.Definite;
        if (!target.HasPath)
            return MatchStrength.Broad;
        var path = Path;
        bool takesQuery = _text[^1] == PatternText.AnySegments;
        if ((takesQuery || !target.HasQuery) && path.IsMatch(target.Path))
            return MatchStrength.Definite;
        if (!_isRefusal)
            return MatchStrength.None;
        // Many servers take '//admin' for '/admin'.
        return path.IsMatch(target.Path, coversBeneath: true) || target.Path.Contains("//", StringComparison.Ordinal) && path.IsMatch(target.Path, coversBeneath: true, skipsEmpty: true)
            ? MatchStrength.Broad
            : MatchStrength.None;
    }
}
