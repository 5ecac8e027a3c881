namespace ActionGate.Matching;

/// <summary>
/// Anchors of network patterns: a host, the end of one, a part of a label, an address block; and of a URL's path what all paths
/// have, and with a host, known or not, the literal segments that it begins with.
/// </summary>
internal sealed class NetworkAnchors : TargetAnchors<NetworkTarget>
{
    /// <summary>Stands for the labels of a whole host where others are counted.</summary>
    private const int WholeHost = 62;

    private readonly AnchorTable _table;
    private readonly PathKeys _paths;
    private readonly ulong _hosts;
    private readonly ulong _hostEnds;
    private readonly ulong _hostPaths;
    private readonly ulong _hostsOfAnyPath;
    private readonly ulong _labels;
    private readonly ulong _starts;
    private readonly ulong _ends;
    private readonly bool _readsCharacters;
    private readonly int[] _prefixLengths;

    private NetworkAnchors(AnchorTable table, int[] prefixLengths)
    {
        _table = table;
        _paths = new PathKeys(table);
        _hosts = table.Extents(AnchorKind.Host);
        _hostEnds = table.Extents(AnchorKind.HostEnd);
        _hostPaths = table.Extents(AnchorKind.HostPath);
        _hostsOfAnyPath = table.Extents(AnchorKind.HostOfAnyPath);
        _labels = table.Extents(AnchorKind.Word);
        _starts = table.Extents(AnchorKind.WordStart);
        _ends = table.Extents(AnchorKind.WordEnd);
        _readsCharacters = table.Extents(AnchorKind.WordGram) != 0;
        _prefixLengths = prefixLengths;
    }

    /// <summary>The anchors of some patterns; <see langword="null"/> where they are so few that each is tried.</summary>
    internal static NetworkAnchors? Of(ReadOnlySpan<Pattern<NetworkTarget>> patterns)
    {
        if (patterns.Length <= AnchorTableBuilder.MostWithoutTable)
            return null;
        using var builder = new AnchorTableBuilder();
        var prefixLengths = new SortedSet<int>();
        for (int i = 0; i < patterns.Length; i++)
        {
            var pattern = (NetworkPattern)patterns[i];
            if (pattern.Addresses is { } block)
            {
                builder.Begin(i);
                builder.Add(AnchorKind.Block, 0, HashOf(block.Network, block.PrefixLength));
                prefixLengths.Add(block.PrefixLength);
                continue;
            }
            Describe(pattern, i, builder);
        }
        return new NetworkAnchors(builder.Build(), [.. prefixLengths]);
    }

    internal override void Find(scoped in NetworkTarget target, ref CandidateCursor candidates)
    {
        var table = _table;
        // A host that is read in two ways is two hosts, and it is rare.
        if (target.DecimalAddress is not null)
        {
            table.TakeAll(ref candidates);
            return;
        }
        table.Begin(ref candidates);
        if (target.IsAddress)
        {
            foreach (int length in _prefixLengths)
                table.Find(HashOf(AddressBlock.Truncate(target.Address, length), length), ref candidates);
        }
        bool isOdd = !target.HasPath || MayBeReadOtherwise(target.Path);
        ulong hash = AnchorHash.Seed(AnchorKind.Host);
        FindBehind(hash, 0, isOdd, in target, ref candidates);
        var host = target.Host;
        int labels = 0;
        while (true)
        {
            int dot = host.LastIndexOf('.');
            var label = host[(dot + 1)..];
            ulong whole = AnchorHash.Of(AnchorKind.Word, label);
            hash = AnchorHash.Chain(hash, whole);
            labels++;
            if ((_labels & AnchorTable.BitOf(label.Length)) != 0)
                table.Find(whole, ref candidates);
            table.FindEnds(AnchorKind.WordStart, atEnd: false, _starts, label, ref candidates);
            table.FindEnds(AnchorKind.WordEnd, atEnd: true, _ends, label, ref candidates);
            if (dot < 0)
                break;
            if ((_hostEnds & AnchorTable.BitOf(labels)) != 0)
                table.Find(AnchorHash.As(AnchorKind.HostEnd, hash), ref candidates);
            if (labels < WholeHost)
                FindBehind(hash, labels, isOdd, in target, ref candidates);
            host = host[..dot];
        }
        if ((_hosts & AnchorTable.BitOf(labels)) != 0)
            table.Find(AnchorHash.As(AnchorKind.Host, hash), ref candidates);
        FindBehind(AnchorHash.As(AnchorKind.Host, hash), WholeHost, isOdd, in target, ref candidates);
        if (_readsCharacters)
            table.FindGrams(AnchorKind.WordGram, target.Host, ref candidates);
        if (!_paths.IsEmpty)
            _paths.Find(target.Path, ref candidates);
    }

    /// <summary>Finds what needs a host and more.</summary>
    private void FindBehind(ulong host, int labels, bool isOdd, scoped in NetworkTarget target, ref CandidateCursor candidates)
    {
        if (isOdd && (_hostsOfAnyPath & AnchorTable.BitOf(labels)) != 0)
            _table.Find(AnchorHash.As(AnchorKind.HostOfAnyPath, host), ref candidates);
        if (!target.HasPath || (_hostPaths & AnchorTable.BitOf(labels)) == 0)
            return;
        ulong hash = AnchorHash.As(AnchorKind.HostPath, host);
        for (var path = target.Path; !path.IsEmpty;)
        {
            int length = path[1..].IndexOf('/');
            var segment = length < 0 ? path[1..] : path[1..(1 + length)];
            // What patterns name has characters.
            if (segment.IsEmpty)
                return;
            hash = AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.Whole, segment));
            _table.Find(hash, ref candidates);
            path = path[(1 + segment.Length)..];
        }
    }

    /// <summary>A refusing pattern may take it for another path.</summary>
    internal static bool MayBeReadOtherwise(scoped ReadOnlySpan<char> path) =>
        LooseUrlPath.HasOthers(path) || path.Contains("//", StringComparison.Ordinal);

    private static void Describe(NetworkPattern pattern, int index, AnchorTableBuilder builder)
    {
        // The literal labels that the host ends in, from the right.
        ulong hash = AnchorHash.Seed(AnchorKind.Host);
        int labels = 0;
        var host = pattern.Host;
        bool isWhole = false;
        while (!host.IsEmpty)
        {
            int dot = host.LastIndexOf('.');
            if (!PatternText.IsLiteral(host[(dot + 1)..]))
                break;
            hash = AnchorHash.Chain(hash, AnchorHash.Of(AnchorKind.Word, host[(dot + 1)..]));
            labels++;
            isWhole = dot < 0;
            host = isWhole ? [] : host[..dot];
        }
        bool isExact = isWhole && pattern.HostKind is HostKind.Literal or HostKind.Labels;
        int extent = isExact ? WholeHost : Math.Min(labels, WholeHost - 1);
        ulong ofHost = isExact ? AnchorHash.As(AnchorKind.Host, hash) : hash;
        // Longer ends than these are found by their first labels.
        bool isCounted = isExact || labels < WholeHost;

        builder.Begin(index);
        if (isExact)
            builder.Add(AnchorKind.Host, labels, ofHost);
        else if (labels > 0)
            builder.Add(AnchorKind.HostEnd, labels, AnchorHash.As(AnchorKind.HostEnd, hash));
        DescribeLabels(host, builder);
        var path = pattern.PathText;
        if (!isCounted || PatternText.LongestLiteral(path).Equals(default))
            return;
        if (FirstSegments(path) is { IsEmpty: false } first)
            builder.Add(AnchorKind.HostPath, extent, PathKeys.HeadOf(AnchorHash.As(AnchorKind.HostPath, ofHost), first, out _));
        PathKeys.Describe(path, pattern.IsRefusal, builder);
        if (!pattern.IsRefusal)
            return;
        builder.Begin(index);
        builder.Add(AnchorKind.HostOfAnyPath, extent, AnchorHash.As(AnchorKind.HostOfAnyPath, ofHost));
    }

    private static void DescribeLabels(ReadOnlySpan<char> labels, AnchorTableBuilder builder)
    {
        while (!labels.IsEmpty)
        {
            int dot = labels.LastIndexOf('.');
            var label = labels[(dot + 1)..];
            if (PatternText.IsLiteral(label))
                builder.AddWhole(AnchorKind.Word, label);
            else
                builder.AddPiece(label, AnchorKind.WordStart, AnchorKind.WordEnd, AnchorKind.WordGram);
            labels = dot < 0 ? [] : labels[..dot];
        }
    }

    /// <summary>The literal segments that a path begins with, none of them empty.</summary>
    private static ReadOnlySpan<char> FirstSegments(ReadOnlySpan<char> path)
    {
        int length = 0;
        for (var each = new SegmentPatterns(path); each.MoveNext() && each.Current[0] == '/' && each.Current.Length > 1;)
            length += each.Current.Length;
        return path[..length];
    }

    private static ulong HashOf(UInt128 network, int prefixLength) =>
        AnchorHash.Chain(AnchorHash.Chain(AnchorHash.Seed(AnchorKind.Block) + (ulong)prefixLength, (ulong)(network >> 64)), (ulong)network);
}
