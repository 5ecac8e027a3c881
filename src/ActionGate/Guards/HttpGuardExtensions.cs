using System.Net;
using ActionGate.Guards;

namespace ActionGate;

/// <summary>Makes HTTP requests behind a gate: every hop is decided, and every address that a name leads to.</summary>
public static class HttpGuardExtensions
{
    private static readonly HttpRequestOptionsKey<DeniedRequest> Denial = new("ActionGate.Denial");

    /// <summary>Makes the handler of an <see cref="HttpClient"/>, with connections of its own.</summary>
    /// <param name="gate">The gate.</param>
    /// <param name="context">Who acts, in all requests of the handler.</param>
    /// <param name="options">How it answers and follows; the defaults when left out.</param>
    /// <returns>The handler, for asynchronous requests; whoever gets it disposes it. Safe for concurrent use.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gate"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="HttpGuardOptions.MaxRedirects"/> is negative.</exception>
    /// <remarks>
    /// <para>
    /// A request is decided and recorded as a <c>network</c> action with its URL and method before anything is sent, and recorded again when the
    /// headers of the answer are there, or with the type of exception that prevented it. A redirect is a request of its own, with a decision of its own:
    /// its method and body are those of RFC 9110, 15.4, and to another origin go no headers but those that say what is accepted, so no
    /// credentials, cookies or keys.
    /// </para>
    /// <para>
    /// Names are resolved here, and connections go to the addresses that were looked at. One of this machine, a private or a link-local one needs
    /// more than a rule for the name: a rule must allow <c>address:port</c> as well, but for <c>localhost</c>. Any address is refused that a rule for
    /// addresses refuses. Nobody is asked about an address. A connection serves later requests to the same host for two minutes.
    /// </para>
    /// <para>
    /// The <c>Host</c> header is always that of the URL. There are no cookies, no proxy of the environment, and no HTTP/3, whose connections nobody
    /// could look at. A gate that simulates refuses nothing and follows the same redirects.
    /// </para>
    /// </remarks>
    public static HttpMessageHandler CreateHttpHandler(this Gate gate, ActionContext? context = null, HttpGuardOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(gate);
        options ??= new HttpGuardOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxRedirects);
        return new GuardedHttpHandler(gate, context ?? ActionContext.Empty, options, new GuardedConnections(gate, context, Dns.GetHostAddressesAsync).CreateHandler());
    }

    /// <summary>Whether a response was made by a guard, because the request was denied: a server can't forge that.</summary>
    /// <param name="response">The response.</param>
    /// <param name="decision">The decision; a denial without a reason where it was not.</param>
    /// <exception cref="ArgumentNullException"><paramref name="response"/> is <see langword="null"/>.</exception>
    public static bool IsDenied(this HttpResponseMessage response, out Decision decision)
    {
        ArgumentNullException.ThrowIfNull(response);
        var denied = response.RequestMessage is { } request && request.Options.TryGetValue(Denial, out var made) && made.Response == response ? made : null;
        decision = denied?.Decision ?? default;
        return denied is not null;
    }

    /// <summary>The response in place of the one that a denied request would have got.</summary>
    internal static HttpResponseMessage Denied(HttpRequestMessage request, Decision decision)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Forbidden)
        {
            RequestMessage = request,
            Content = new StringContent($"the request was not approved. Reason: {decision.Reason}"),
        };
        request.Options.Set(Denial, new DeniedRequest(response, decision));
        return response;
    }

    /// <summary>A message may be sent again elsewhere, and what stands in it must not speak for that answer.</summary>
    private sealed record DeniedRequest(HttpResponseMessage Response, Decision Decision);
}
