using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Compilation;

/// <summary>Turns the elements of a host, <c>host:port</c>, address block or URL pattern into a network pattern.</summary>
internal static class NetworkPatternCompiler
{
    internal static PatternError? Compile(ReadOnlySpan<PatternElement> elements, bool isRefusal, out NetworkPattern? pattern)
    {
        pattern = null;
        if (elements.Length == 1 && elements[0].IsRun)
        {
            pattern = new NetworkPattern(HostPattern.Any, isRefusal);
            return null;
        }

        int schemeEnd = IndexOfSchemeEnd(elements);
        if (schemeEnd < 0)
            return CompileHost(elements, isRefusal, out pattern);
        var scheme = new Wildcard(ToLower(elements[..schemeEnd]));
        if (schemeEnd == 0 || scheme.Literal is { } literal && !IsScheme(literal))
            return new PatternError($"'{scheme.Literal}' is not a scheme", "write one such as 'https://'");

        var rest = elements[(schemeEnd + 3)..];
        int pathStart = IndexOf(rest, '/');
        var authority = pathStart < 0 ? rest : rest[..pathStart];
        if (ReadAuthority(authority, NetworkPattern.DefaultPortOfScheme, out var host, out int port) is { } error)
            return error;
        SegmentSequence? path = null;
        if (pathStart >= 0 && ReadPath(rest[(pathStart + 1)..], out path) is { } pathError)
            return pathError;
        pattern = new NetworkPattern(host!, isRefusal, scheme.MatchesEverything ? null : scheme, PortOf(scheme, port), path);
        return null;
    }

    /// <summary>Of a known scheme the default port is a port like any other, also for targets whose scheme is not known.</summary>
    private static int PortOf(Wildcard scheme, int port) =>
        port == NetworkPattern.DefaultPortOfScheme && scheme.Literal is { } literal && NetworkNormaliser.DefaultPort(literal) is > 0 and var known ? known : port;

    private static PatternError? CompileHost(ReadOnlySpan<PatternElement> elements, bool isRefusal, out NetworkPattern? pattern)
    {
        pattern = null;
        int slash = IndexOf(elements, '/');
        if (slash >= 0)
        {
            if (ReadBlock(elements[..slash], elements[(slash + 1)..], out var block) is { } blockError)
                return blockError;
            pattern = new NetworkPattern(HostPattern.Block(block!), isRefusal);
            return null;
        }
        if (ReadAuthority(elements, NetworkPattern.AnyPort, out var host, out int port) is { } error)
            return error;
        pattern = new NetworkPattern(host!, isRefusal, port: port);
        return null;
    }

    private static PatternError? ReadBlock(ReadOnlySpan<PatternElement> host, ReadOnlySpan<PatternElement> length, out AddressBlock? block)
    {
        block = null;
        var buffer = new CharBuffer(stackalloc char[64]);
        try
        {
            if (LiteralOf(host) is { } written && IPv4Text.HasLeadingZero(written))
                return LeadingZero();
            if (LiteralOf(host) is not { } address || !NetworkNormaliser.TryNormaliseHost(address, ref buffer, out bool isAddress, out var bits, out _) || !isAddress)
                return new PatternError("a host has no path", "write a URL such as 'https://host/path', or an address block such as '10.0.0.0/8'");
            bool isV4 = buffer.Written[0] != '[';
            int most = isV4 ? 32 : 128;
            if (LiteralOf(length) is not { Length: > 0 } digits || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int prefix) || prefix > most)
                return new PatternError($"an address block ends in a number from 0 to {most}");
            int prefixLength = isV4 ? prefix + 96 : prefix;
            var network = prefixLength == 0 ? 0 : bits & (UInt128.MaxValue << (128 - prefixLength));
            if (network != bits)
                return new PatternError($"the address has bits beyond the first {prefix}", "write the block's first address");
            block = new AddressBlock(network, prefixLength);
            return null;
        }
        finally
        {
            buffer.Dispose();
        }
    }

    private static PatternError? ReadAuthority(ReadOnlySpan<PatternElement> authority, int absentPort, out HostPattern? host, out int port)
    {
        host = null;
        port = absentPort;
        if (IndexOf(authority, '@') >= 0)
            return new PatternError("a pattern has no user", "leave out what stands before '@': it is dropped from targets too");
        int colon = LastIndexOf(authority, ':');
        bool isBracketed = authority.Length > 0 && authority[0].IsProtected && authority[0].Character == '[';
        bool isBareV6 = !isBracketed && colon >= 0 && IndexOf(authority, ':') != colon;
        if (colon >= 0 && !isBareV6 && !(isBracketed && authority[^1] is { IsProtected: true, Character: ']' }))
        {
            var text = authority[(colon + 1)..];
            authority = authority[..colon];
            if (text.Length == 1 && text[0].IsRun)
                port = NetworkPattern.AnyPort;
            else if (LiteralOf(text) is not { } digits || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535)
                return new PatternError("a port is a number from 1 to 65535, or '*'");
        }
        return ReadHost(authority, out host);
    }

    private static PatternError? ReadHost(ReadOnlySpan<PatternElement> elements, out HostPattern? host)
    {
        host = null;
        if (elements.IsEmpty)
            return new PatternError("the host is missing");
        if (elements.Length == 1 && elements[0].IsRun)
        {
            host = HostPattern.Any;
            return null;
        }
        if (LiteralOf(elements) is { } literal)
        {
            var error = Normalise(literal, out string name, out bool isAddress);
            if (isAddress && IPv4Text.HasLeadingZero(literal))
                return LeadingZero();
            host = HostPattern.Literal(name);
            return error;
        }
        if (elements[^1].IsSyntax('.'))
            elements = elements[..^1];

        bool beginsWithAnyLabels = elements.Length > 1 && elements[0].IsRun && elements[1].IsSyntax('.');
        var rest = beginsWithAnyLabels ? elements[2..] : elements;
        var labels = new List<Wildcard>();
        while (true)
        {
            int dot = IndexOf(rest, '.');
            var label = dot < 0 ? rest : rest[..dot];
            if (ReadLabel(label, dot < 0, out var wildcard) is { } error)
                return error;
            labels.Add(wildcard!);
            if (dot < 0)
                break;
            rest = rest[(dot + 1)..];
        }
        if (!beginsWithAnyLabels && labels.Count is > 1 and < 4 && labels[^1].MatchesEverything && labels[..^1].All(l => l.Literal is { } text && text.All(char.IsAsciiDigit)))
            return new PatternError("an IPv4 address has four parts", "write an address block such as '10.0.0.0/8'");
        if (!beginsWithAnyLabels && labels.Count == 4 && labels.Exists(l => l.Literal is ['0', _, ..]) && labels.TrueForAll(l => l.Literal is not { } text || text.All(char.IsAsciiDigit)))
            return LeadingZero();
        host = HostPattern.Labels(beginsWithAnyLabels, CollectionsMarshal.AsSpan(labels));
        return null;
    }

    private static PatternError? ReadLabel(ReadOnlySpan<PatternElement> label, bool isLast, out Wildcard? wildcard)
    {
        wildcard = null;
        if (label.IsEmpty)
            return new PatternError("a host has no empty label");
        if (LiteralOf(label) is { } literal && !literal.All(char.IsAscii))
        {
            var error = Normalise(literal, out string name, out _);
            wildcard = new Wildcard([.. name.Select(c => new PatternElement(PatternElementKind.Literal, c))]);
            return error ?? (name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? null : new PatternError($"'{literal}' is not a label"));
        }
        if (isLast && label.Length > 1 && label[^1].IsRun)
        {
            return new PatternError(
                "a last label that ends in '*' would match other people's hosts",
                "end the host ('https://host/**'), or name its subdomains ('*.host.example')");
        }
        foreach (var element in label)
        {
            if (element.Kind == PatternElementKind.Literal && !(char.IsAsciiLetterOrDigit(element.Character) || element.Character is '-' or '_'))
            {
                return element.Character >= 0x80
                    ? new PatternError("a label with wildcards is ASCII", "write the label in its 'xn--' form")
                    : new PatternError($"'{element.Character}' can't be part of a host");
            }
        }
        wildcard = new Wildcard(ToLower(label));
        return null;
    }

    /// <summary>Schemes and hosts are lower-case in targets.</summary>
    private static PatternElement[] ToLower(ReadOnlySpan<PatternElement> elements)
    {
        var lower = elements.ToArray();
        foreach (ref var element in lower.AsSpan())
        {
            if (char.IsAsciiLetterUpper(element.Character))
                element = element with { Character = (char)(element.Character | 0x20) };
            else if (element.Class is { } @class)
                element = element with { Class = @class.IgnoringCase() };
        }
        return lower;
    }

    /// <summary>Some read such a part as octal, others as decimal: in a target both count for refusals, in a pattern only its author knows.</summary>
    private static PatternError LeadingZero() => new("a part of the address has a leading zero, which some read as octal and others as nothing", "write the address without leading zeros");

    private static PatternError? Normalise(string host, out string normal, out bool isAddress)
    {
        var buffer = new CharBuffer(stackalloc char[256]);
        bool isHost = NetworkNormaliser.TryNormaliseHost(host, ref buffer, out isAddress, out _, out string? problem);
        normal = buffer.Written.ToString();
        buffer.Dispose();
        return isHost ? null : new PatternError($"'{host}' is not a host: {problem}");
    }

    private static PatternError? ReadPath(ReadOnlySpan<PatternElement> elements, out SegmentSequence? path)
    {
        path = null;
        if (LooksLikeQuery(elements))
            return new PatternError("'?' is any one character here, and a query can't be matched", "end the path in '**' to take any query");
        var segments = new List<Wildcard?>();
        if (ToNormalForm(elements, out var normal) is { } error)
            return error;
        if (PathPatternCompiler.Split([.. normal], allowTrailingEmpty: true, segments) is { } splitError)
            return splitError;
        PathPatternCompiler.TakeDirectory(segments, takesDirectoryItself: false);
        path = new SegmentSequence(CollectionsMarshal.AsSpan(segments));
        return null;
    }

    /// <summary>Behind a '?' stands a '=' in the same segment.</summary>
    private static bool LooksLikeQuery(ReadOnlySpan<PatternElement> elements)
    {
        bool isBehind = false;
        foreach (var element in elements)
        {
            isBehind = !element.IsSyntax('/') && (isBehind || element.Kind == PatternElementKind.AnyCharacter);
            if (isBehind && element.Kind == PatternElementKind.Literal && element.Character == '=')
                return true;
        }
        return false;
    }

    /// <summary>Literal text in the escaped form that targets have.</summary>
    private static PatternError? ToNormalForm(ReadOnlySpan<PatternElement> elements, out List<PatternElement> normal)
    {
        normal = new List<PatternElement>(elements.Length);
        var literal = new StringBuilder();
        foreach (var element in elements)
        {
            if (element.Kind == PatternElementKind.Literal)
            {
                if (element.Character == '/' && element.IsProtected)
                    return new PatternError(PathPatternCompiler.SeparatorInClass, PathPatternCompiler.SeparatorInClassHelp);
                literal.Append(element.Character);
                continue;
            }
            if (AppendEscaped(literal, normal) is { } error)
                return error;
            normal.Add(element);
        }
        return AppendEscaped(literal, normal);
    }

    private static PatternError? AppendEscaped(StringBuilder literal, List<PatternElement> normal)
    {
        string text = literal.ToString();
        literal.Clear();
        if (text.AsSpan().ContainsAny('?', '#'))
            return new PatternError("a query or a fragment can't be matched", "end the path in '**' to take any query; a fragment is never sent");
        var buffer = new CharBuffer(stackalloc char[256]);
        bool isPath = NetworkNormaliser.AppendPathEscapes(text, ref buffer, out string? problem);
        foreach (char c in buffer.Written)
            normal.Add(new PatternElement(PatternElementKind.Literal, c));
        buffer.Dispose();
        return isPath ? null : new PatternError($"'{text}' can't be part of a URL's path: {problem}");
    }

    private static bool IsScheme(string text) =>
        char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.');

    /// <summary>The elements as text where all are literal; otherwise <see langword="null"/>.</summary>
    private static string? LiteralOf(ReadOnlySpan<PatternElement> elements)
    {
        foreach (var element in elements)
        {
            if (element.Kind != PatternElementKind.Literal)
                return null;
        }
        return new Wildcard(elements).Literal;
    }

    private static int IndexOfSchemeEnd(ReadOnlySpan<PatternElement> elements)
    {
        for (int i = 0; i + 2 < elements.Length; i++)
        {
            if (elements[i].IsSyntax(':') && elements[i + 1].IsSyntax('/') && elements[i + 2].IsSyntax('/'))
                return i;
        }
        return -1;
    }

    private static int IndexOf(ReadOnlySpan<PatternElement> elements, char c)
    {
        for (int i = 0; i < elements.Length; i++)
        {
            if (elements[i].IsSyntax(c))
                return i;
        }
        return -1;
    }

    private static int LastIndexOf(ReadOnlySpan<PatternElement> elements, char c)
    {
        for (int i = elements.Length - 1; i >= 0; i--)
        {
            if (elements[i].IsSyntax(c))
                return i;
        }
        return -1;
    }
}
