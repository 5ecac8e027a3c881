using System.Buffers;
using System.Net.Http.Headers;

namespace ActionGate.Guards;

/// <summary>
/// Whether a message means the same when it is written to a connection (RFC 9112): one request, with the URL, the length and the end that were decided.
/// The client writes header values that were added without validation as they are.
/// </summary>
internal static class HttpWriting
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\0");

    /// <summary>What speaks against sending it; <see langword="null"/> where nothing does. Header values may be secret and are not shown.</summary>
    internal static string? ProblemOf(HttpRequestMessage hop) =>
        ProblemOfUrl(hop) ?? ProblemOfValues(hop.Headers) ?? ProblemOfFraming(hop.Headers.NonValidated)
        ?? (hop.Content is { } content ? ProblemOfValues(content.Headers) ?? ProblemOfLength(content) : null);

    /// <summary>A URL made with <see cref="UriCreationOptions.DangerousDisablePathAndQueryCanonicalization"/> is sent as it is, with whatever it holds.</summary>
    private static string? ProblemOfUrl(HttpRequestMessage hop) =>
        HttpHops.TargetOf(hop) is { } target && (!Uri.TryCreate(target, UriKind.Absolute, out var decided) || decided.PathAndQuery != hop.RequestUri!.PathAndQuery)
            ? "the path of the URL is not in the form in which it is decided"
            : null;

    /// <summary>A line end would begin a header, or a request, that nobody decided.</summary>
    private static string? ProblemOfValues(HttpHeaders headers)
    {
        foreach (var (name, values) in headers.NonValidated)
        {
            foreach (string value in values)
            {
                if (value.AsSpan().ContainsAny(LineEnds))
                    return $"the value of the header '{name}' holds a line end or NUL";
            }
        }
        return null;
    }

    /// <summary>
    /// Two readers that disagree about where a body ends read different requests behind it (RFC 9112, 11.2), and a connection that changes its
    /// protocol carries what is none. WebSockets are the one such protocol that .NET's clients speak.
    /// </summary>
    private static string? ProblemOfFraming(HttpHeadersNonValidated headers)
    {
        if (headers.TryGetValues("Transfer-Encoding", out var encodings) && !Is(encodings, "chunked"))
            return "a Transfer-Encoding other than 'chunked'";
        return headers.TryGetValues("Upgrade", out var protocols) && !Is(protocols, "websocket") ? "an Upgrade to something else than WebSockets" : null;
    }

    /// <summary>The client sends the length that a header says. Where the content knows its own, that is the one.</summary>
    private static string? ProblemOfLength(HttpContent content)
    {
        if (!content.Headers.NonValidated.TryGetValues("Content-Length", out var lengths))
            return null;
        string first = lengths.ToString();
        bool isNumber = lengths.Count == 1 && first.Length is > 0 and < 19 && !first.AsSpan().ContainsAnyExceptInRange('0', '9');
        return isNumber && content is not HopContent { HasOtherLength: true } ? null : "the Content-Length is not the length of the content";
    }

    private static bool Is(HeaderStringValues values, string expected) =>
        values.Count == 1 && values.ToString().Equals(expected, StringComparison.OrdinalIgnoreCase);
}
