namespace ActionGate.Tests.Matching;

/// <summary>What a pattern means, written from the language's text as plainly as can be: no care for speed, nothing shared with the engine.</summary>
internal static class Oracle
{
    /// <summary>How a rule's pattern takes a target.</summary>
    internal enum Strength
    {
        None,
        Broad,
        Definite,
    }

    /// <summary>All texts that the braces of a pattern stand for.</summary>
    internal static IEnumerable<string> Expand(string pattern)
    {
        int open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
            return [pattern];
        int close = pattern.IndexOf('}', open);
        string[] members = pattern[(open + 1)..close].Split(',');
        return members.SelectMany(m => Expand(pattern[..open] + m + pattern[(close + 1)..]));
    }

    /// <summary>One piece of text against one piece of pattern: <c>*</c> and <c>**</c> take anything, <c>?</c> and a class one character.</summary>
    internal static bool Text(string pattern, string text)
    {
        if (pattern.Length == 0)
            return text.Length == 0;
        if (pattern[0] == '*')
            return Text(pattern[1..], text) || text.Length > 0 && Text(pattern, text[1..]);
        if (text.Length == 0)
            return false;
        if (pattern[0] != '[')
            return (pattern[0] == '?' || pattern[0] == text[0]) && Text(pattern[1..], text[1..]);
        int end = pattern.IndexOf(']', 1);
        return InClass(pattern[1..end], text[0]) && Text(pattern[(end + 1)..], text[1..]);
    }

    private static bool InClass(string body, char c)
    {
        bool isNegated = body.Length > 1 && body[0] == '!';
        string characters = isNegated ? body[1..] : body;
        bool isIn = characters.Length == 3 && characters[1] == '-' ? characters[0] <= c && c <= characters[2] : characters.Contains(c, StringComparison.Ordinal);
        return isIn != isNegated;
    }

    /// <summary>A path pattern without braces against a normal path.</summary>
    internal static Strength Path(string pattern, string path, string baseDirectory, bool isRead, bool isRefusal)
    {
        if (pattern is "*" or "**")
            return Strength.Definite;
        string[] target = Segments(path);
        bool isFloating = !pattern.Contains('/', StringComparison.Ordinal) || pattern.StartsWith("**/", StringComparison.Ordinal);
        string[] segments;
        if (isFloating)
        {
            segments = pattern.Contains('/', StringComparison.Ordinal) ? pattern.Split('/') : ["**", pattern];
            string[] root = Segments(baseDirectory);
            if (target.Take(root.Length).SequenceEqual(root))
                target = target[root.Length..];
        }
        else if (pattern[0] == '/')
        {
            segments = Segments(pattern);
        }
        else
        {
            // A base has no metacharacters here.
            segments = [.. Segments(baseDirectory), .. (pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern).Split('/')];
        }
        if (!isRead && segments.Length > 0 && segments[^1] == "**")
            segments = [.. segments, "*"];
        if (Sequence(segments, target))
            return Strength.Definite;
        for (int length = target.Length - 1; isRefusal && length >= 0; length--)
        {
            if (Sequence(segments, target[..length]))
                return Strength.Broad;
        }
        return Strength.None;
    }

    private static string[] Segments(string path) => path == "/" ? [] : path[1..].Split('/');

    /// <summary><c>**</c> takes any number of segments, everything else one.</summary>
    internal static bool Sequence(string[] pattern, string[] segments)
    {
        if (pattern.Length == 0)
            return segments.Length == 0;
        if (pattern[0] == "**")
            return Sequence(pattern[1..], segments) || segments.Length > 0 && Sequence(pattern, segments[1..]);
        return segments.Length > 0 && Text(pattern[0], segments[0]) && Sequence(pattern[1..], segments[1..]);
    }

    /// <summary>A host pattern without a port against a name.</summary>
    internal static bool Host(string pattern, string host)
    {
        if (pattern is "*" or "**")
            return true;
        string[] labels = host.Split('.');
        if (!pattern.StartsWith("*.", StringComparison.Ordinal))
            return Labels(pattern.Split('.'), labels);
        string[] rest = pattern[2..].Split('.');
        return labels.Length > rest.Length && Labels(rest, labels[^rest.Length..]);
    }

    private static bool Labels(string[] pattern, string[] labels) => pattern.Length == labels.Length && pattern.Zip(labels).All(p => Text(p.First, p.Second));

    /// <summary>A URL pattern against a URL of a known scheme, with the port and query it may have.</summary>
    internal static Strength Url(string pattern, string url, bool isRefusal)
    {
        var (scheme, host, port, path, _) = Parts(pattern);
        var (targetScheme, targetHost, targetPort, targetPath, targetQuery) = Parts(url);
        if (scheme != targetScheme && scheme != "*" || !Host(host, targetHost) || Port(port, targetScheme) != Port(targetPort, targetScheme))
            return Strength.None;
        if (path is null)
            return Strength.Definite;
        string[] segments = path[1..].Split('/');
        string[] target = (targetPath ?? "/")[1..].Split('/');
        bool takesQuery = segments[^1] == "**";
        if (segments[^1] == "**")
            segments = [.. segments, "*"];
        if (Sequence(segments, target) && (targetQuery is null || takesQuery))
            return Strength.Definite;
        string[] merged = [.. target.Where((s, i) => s.Length > 0 || i == target.Length - 1)];
        for (int length = target.Length; isRefusal && length >= 0; length--)
        {
            if (Sequence(segments, target[..length]) || length <= merged.Length && Sequence(segments, merged[..length]))
                return Strength.Broad;
        }
        return Strength.None;
    }

    private static string Port(string? port, string scheme) => port ?? (scheme == "https" ? "443" : "80");

    private static (string Scheme, string Host, string? Port, string? Path, string? Query) Parts(string url)
    {
        int at = url.IndexOf("://", StringComparison.Ordinal);
        string rest = url[(at + 3)..];
        // In a pattern '?' is a wildcard; only targets of these tests have a query, behind '?q'.
        int query = rest.IndexOf("?q", StringComparison.Ordinal);
        string? queryText = query < 0 ? null : rest[query..];
        if (query >= 0)
            rest = rest[..query];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        string authority = slash < 0 ? rest : rest[..slash];
        int colon = authority.IndexOf(':', StringComparison.Ordinal);
        return (url[..at], colon < 0 ? authority : authority[..colon], colon < 0 ? null : authority[(colon + 1)..], slash < 0 ? null : rest[slash..], queryText);
    }
}
