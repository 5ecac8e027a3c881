namespace ActionGate.Guards;

/// <summary>Sends requests hop by hop: each is decided, recorded, sent as it was decided, and recorded again.</summary>
internal sealed class GuardedHttpHandler : HttpMessageHandler
{
    private readonly Gate _gate;
    private readonly ActionContext _context;
    private readonly HttpGuardOptions _options;
    private readonly HttpMessageInvoker _inner;

    /// <param name="gate">The gate.</param>
    /// <param name="context">Who acts.</param>
    /// <param name="options">How to answer and follow.</param>
    /// <param name="inner">Sends one request, and follows nothing; disposed with this handler.</param>
    internal GuardedHttpHandler(Gate gate, ActionContext context, HttpGuardOptions options, HttpMessageHandler inner)
    {
        _gate = gate;
        _context = context;
        _options = options;
        _inner = new HttpMessageInvoker(inner);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Whoever holds the caller's message can change it while it is decided; nobody else holds this one.
        var hop = HttpHops.First(request);
        for (int followed = 0; ; followed++)
        {
            var (response, denial) = await SendOnceAsync(hop, cancellationToken).ConfigureAwait(false);
            if (denial is { } decision)
                return _options.ThrowsOnDenial ? throw new ActionDeniedException(decision) : HttpGuardExtensions.Denied(hop, decision);
            if (followed == _options.MaxRedirects || HttpHops.Next(hop, response!, _options.FollowsToPlainHttp) is not { } next)
                return response!;
            response!.Dispose();
            hop = next;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private async Task<(HttpResponseMessage? Response, Decision? Denial)> SendOnceAsync(HttpRequestMessage hop, CancellationToken cancellationToken)
    {
        var action = new ActionRequest(ActionKind.Network, HttpHops.TargetOf(hop), _context) { Method = hop.Method.Method, Problem = HttpWriting.ProblemOf(hop) };
        using var permit = await _gate.AuthorizeAsync(action, cancellationToken).ConfigureAwait(false);
        if (!permit.IsGranted)
            return (null, permit.Decision);
        try
        {
            var response = await _inner.SendAsync(hop, cancellationToken).ConfigureAwait(false);
            permit.Complete(ActionOutcome.Completed);
            return (response, null);
        }
        catch (Exception exception)
        {
            var refusal = RefusalIn(exception);
            permit.Complete(new ActionOutcome { Error = (refusal ?? exception).GetType().Name });
            if (refusal is null)
                throw;
            return (null, refusal.Decision);
        }
    }

    /// <summary>The client wraps what its connections throw.</summary>
    private static ActionDeniedException? RefusalIn(Exception exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is ActionDeniedException refusal)
                return refusal;
        }
        return null;
    }
}
