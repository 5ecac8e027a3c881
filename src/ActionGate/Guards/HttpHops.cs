using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace ActionGate.Guards;

/// <summary>The messages of a request and its redirects.</summary>
internal static class HttpHops
{
    /// <summary>
    /// What another origin gets to see. Keys travel in headers of any name, so it is not asked which ones are secret.
    /// </summary>
    private static readonly FrozenSet<string> Harmless = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Expect", "Range", "Transfer-Encoding", "User-Agent");

    /// <summary>A message of our own for what the caller asks.</summary>
    internal static HttpRequestMessage First(HttpRequestMessage request)
    {
        var hop = Copy(request, request.RequestUri, request.Method, keepsContent: true);
        foreach (var (name, value) in request.Options)
            ((IDictionary<string, object?>)hop.Options)[name] = value;
        foreach (var (name, values) in request.Headers.NonValidated)
            Add(hop, name, values);
        return hop;
    }

    /// <summary>What the answer sends the client on to (RFC 9110, 15.4); <see langword="null"/> where it does not, or nobody goes there.</summary>
    internal static HttpRequestMessage? Next(HttpRequestMessage hop, HttpResponseMessage response, bool followsToPlainHttp)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
            || response.Headers.Location is not { } location || hop.RequestUri is not { } from)
        {
            return null;
        }
        if (!Uri.TryCreate(from, location, out var to))
            return null;
        bool isPlain = to.Scheme == Uri.UriSchemeHttp;
        if (!isPlain && to.Scheme != Uri.UriSchemeHttps)
            return null;
        if (isPlain && from.Scheme == Uri.UriSchemeHttps && !followsToPlainHttp)
            return null;

        bool becomesGet = response.StatusCode switch
        {
            HttpStatusCode.SeeOther => hop.Method != HttpMethod.Get && hop.Method != HttpMethod.Head,
            HttpStatusCode.MovedPermanently or HttpStatusCode.Found => hop.Method == HttpMethod.Post,
            _ => false,
        };
        var next = Copy(hop, to, becomesGet ? HttpMethod.Get : hop.Method, keepsContent: !becomesGet);
        bool isSameOrigin = Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
        foreach (var (name, values) in hop.Headers.NonValidated)
        {
            bool describesTheBody = name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase) || name.Equals("Expect", StringComparison.OrdinalIgnoreCase);
            if ((isSameOrigin || Harmless.Contains(name)) && !(becomesGet && describesTheBody))
                Add(next, name, values);
        }
        return next;
    }

    /// <summary>The URL as it is sent: the host in the spelling that is resolved, no user, no fragment.</summary>
    internal static string? TargetOf(HttpRequestMessage hop)
    {
        if (hop.RequestUri is not { IsAbsoluteUri: true } uri)
            return null;
        string host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost;
        return uri.IsDefaultPort ? $"{uri.Scheme}://{host}{uri.PathAndQuery}" : string.Create(CultureInfo.InvariantCulture, $"{uri.Scheme}://{host}:{uri.Port}{uri.PathAndQuery}");
    }

    /// <summary>
    /// HTTP/3 has its own connections, to addresses that nobody looked at, and "or higher" leads there.
    /// </summary>
    private static HttpRequestMessage Copy(HttpRequestMessage request, Uri? uri, HttpMethod method, bool keepsContent)
    {
        bool mayGrow = request.Version.Major > 2 || request.VersionPolicy == HttpVersionPolicy.RequestVersionOrHigher;
        return new HttpRequestMessage(method, uri)
        {
            Version = mayGrow ? HttpVersion.Version20 : request.Version,
            VersionPolicy = mayGrow ? HttpVersionPolicy.RequestVersionOrLower : request.VersionPolicy,
            Content = !keepsContent || request.Content is null ? null : request.Content as HopContent ?? new HopContent(request.Content),
        };
    }

    /// <summary>A host header names whom the server answers for, which is decided by the URL.</summary>
    private static void Add(HttpRequestMessage hop, string name, IEnumerable<string> values)
    {
        if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            hop.Headers.TryAddWithoutValidation(name, values);
    }
}
