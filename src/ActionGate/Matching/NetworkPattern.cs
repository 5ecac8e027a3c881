using System.Buffers;
using System.Globalization;

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

    /// <summary>How often a server and what stands before it may decode a path.</summary>
    private const int MostDecodings = 2;

    private const int StackCharacters = 256;

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

    internal HostKind HostKind => _host;

    /// <summary>As <see cref="HostPattern"/> writes it.</summary>
    internal ReadOnlySpan<char> Host => _text.AsSpan(0, _hostLength);

    /// <summary>As <see cref="SegmentSequence"/> writes it; empty where any path will do.</summary>
    internal ReadOnlySpan<char> PathText => _pathLength < 0 ? [] : _text.AsSpan(_hostLength + _schemeLength);

    internal AddressBlock? Addresses => _addresses;

    internal bool IsRefusal => _isRefusal;

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

    /// <summary>The port that it asks for; <see cref="DefaultPortOfScheme"/> or <see cref="AnyPort"/>.</summary>
    internal int PortNumber => _port;

    /// <summary>Empty where any scheme will do.</summary>
    internal ReadOnlySpan<char> SchemeText => Scheme;

    /// <summary>Any path and query will do, also one that is not known.</summary>
    internal bool HasNoPath => _pathLength < 0;

    internal ReadOnlySpan<CharacterClass> HostClasses => _classes;

    internal ReadOnlySpan<CharacterClass> SchemeClasses => PatternText.Behind(Host, _classes);

    internal ReadOnlySpan<CharacterClass> PathClasses => PatternText.Behind(_text.AsSpan(0, _hostLength + _schemeLength), _classes);

    internal override MatchStrength Match(scoped in NetworkTarget target)
    {
        var strength = MatchStrength.Definite;
        if (!MatchesHost(target.Host, target.IsAddress, target.Address))
        {
            if (!_isRefusal || target.DecimalAddress is not { } address || !MatchesDecimal(address))
                return MatchStrength.None;
            strength = MatchStrength.Broad;
        }
        if (!Takes(SchemeOf(in target), ref strength) || !Takes(PortOf(in target), ref strength) || !Takes(PathOf(in target), ref strength))
            return MatchStrength.None;
        return strength;
    }

    private bool MatchesHost(scoped ReadOnlySpan<char> host, bool isAddress, UInt128 address) => _host switch
    {
        HostKind.Any => true,
        HostKind.Literal => host.SequenceEqual(Host),
        HostKind.Block => isAddress && _addresses!.Contains(address),
        HostKind.LiteralBelow => IsBelow(host, Host),
        _ => MatchesLabels(host),
    };

    private bool MatchesDecimal(uint address)
    {
        Span<char> host = stackalloc char[15];
        int length = 0;
        for (int shift = 24; shift >= 0; shift -= 8)
        {
            if (length > 0)
                host[length++] = '.';
            ((byte)(address >> shift)).TryFormat(host[length..], out int digits, provider: CultureInfo.InvariantCulture);
            length += digits;
        }
        return MatchesHost(host[..length], isAddress: true, new UInt128(0, 0xFFFF_0000_0000 | (ulong)address));
    }

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

    /// <summary>The path of a URL begins with a segment, which may be empty.</summary>
    private bool TakesEveryPath => _text.AsSpan(_hostLength + _schemeLength) is [PatternText.AnySegments] or [PatternText.WildSegment, PatternText.AnyRun, PatternText.AnySegments];

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
            return TakesEveryPath ? MatchStrength.Definite : MatchStrength.Broad;
        var path = Path;
        bool takesQuery = _text[^1] == PatternText.AnySegments;
        if ((takesQuery || !target.HasQuery) && path.IsMatch(target.Path))
            return MatchStrength.Definite;
        if (!_isRefusal)
            return MatchStrength.None;
        return MayBe(in path, target.Path) || LooseUrlPath.HasOthers(target.Path) && MayBeOther(in path, target.Path) ? MatchStrength.Broad : MatchStrength.None;
    }

    /// <summary>Many servers take '//admin' for '/admin'.</summary>
    private static bool MayBe(scoped in SegmentMatcher pattern, scoped ReadOnlySpan<char> path) =>
        pattern.IsMatch(path, coversBeneath: true) || path.Contains("//", StringComparison.Ordinal) && pattern.IsMatch(path, coversBeneath: true, skipsEmpty: true);

    /// <summary>Whether the path may be one that is meant to a server that reads more into it.</summary>
    private static bool MayBeOther(scoped in SegmentMatcher pattern, scoped ReadOnlySpan<char> path)
    {
        char[]? pooled = path.Length > StackCharacters ? ArrayPool<char>.Shared.Rent(path.Length) : null;
        Span<char> other = pooled ?? stackalloc char[StackCharacters];
        path.CopyTo(other);
        int length = path.Length;
        bool mayBe = false;
        for (int i = 0; i < MostDecodings && !mayBe && LooseUrlPath.Decode(other, ref length); i++)
            mayBe = MayBe(in pattern, other[..length]);
        mayBe = mayBe || LooseUrlPath.DropParameters(other, ref length) && MayBe(in pattern, other[..length]);
        if (pooled is not null)
            ArrayPool<char>.Shared.Return(pooled);
        return mayBe;
    }
}
