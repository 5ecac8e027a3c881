using System.Buffers;

namespace ActionGate.Matching;

/// <summary>
/// Other paths that a server may take a URL's path for: decoded once more, and once more than that (a proxy before it decodes too),
/// without the parameters of its segments. What a refusing pattern is held against beside the path itself.
/// </summary>
internal static class LooseUrlPath
{
    /// <summary>What stands in a normal path as itself (RFC 3986, 3.3), and so in patterns; everything else keeps its escape.</summary>
    private static readonly SearchValues<char> Literal =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/%");

    /// <summary>Whether a path has other forms at all.</summary>
    internal static bool HasOthers(scoped ReadOnlySpan<char> path) => path.ContainsAny('%', ';');

    /// <summary>Decodes each escape once, in place.</summary>
    /// <param name="path">The path.</param>
    /// <param name="length">How much of it is in use; becomes less.</param>
    /// <returns>Whether anything was decoded.</returns>
    internal static bool Decode(Span<char> path, ref int length)
    {
        int written = 0;
        int read = 0;
        while (read < length)
        {
            char c = path[read++];
            if (c == '%' && read + 2 <= length && char.IsAsciiHexDigit(path[read]) && char.IsAsciiHexDigit(path[read + 1]))
            {
                char decoded = (char)((ValueOf(path[read]) << 4) | ValueOf(path[read + 1]));
                // Some servers separate by it as well.
                if (decoded == '\\')
                    decoded = '/';
                if (Literal.Contains(decoded))
                {
                    c = decoded;
                    read += 2;
                }
            }
            path[written++] = c;
        }
        bool isOther = written < length;
        length = written;
        return isOther;
    }

    /// <summary>Drops what stands behind a ';' in each segment, in place.</summary>
    /// <returns>Whether there was any.</returns>
    internal static bool DropParameters(Span<char> path, ref int length)
    {
        int written = 0;
        bool drops = false;
        for (int i = 0; i < length; i++)
        {
            drops = path[i] == ';' || drops && path[i] != '/';
            if (!drops)
                path[written++] = path[i];
        }
        bool isOther = written < length;
        length = written;
        return isOther;
    }

    private static int ValueOf(char digit) => char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
