using System.Net;
using ActionGate.Guards;
using ActionGate.Tests.Gates;

namespace ActionGate.Tests.Guards;

/// <summary>What a guarded handler sends on, hop by hop; no network.</summary>
public sealed class HttpGuardTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - { id: api, action: network, host: [api.example.com, "*.api.example.com"], effect: allow }
          - { id: cdn, action: network, url: "https://cdn.example.com/**", methods: [GET, POST], effect: allow }
          - { id: plain, action: network, url: "http://plain.example.com/**", effect: allow }
          - { id: ask, action: network, host: ask.example.com, effect: require_approval }
        """;

    private readonly OpenGate _open = new(Rules);
    private readonly Wire _wire = new();

    public void Dispose()
    {
        _open.Dispose();
        _wire.Dispose();
    }

    [Fact]
    public async Task Send_AllowedRequest_IsRecordedBeforeAndAfter()
    {
        using var response = await SendAsync(HttpMethod.Get, "https://api.example.com/x?y=1");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.IsDenied(out _).Should().BeFalse();
        _wire.Sent.Should().Equal("GET https://api.example.com/x?y=1");
        _open.Audit.Records().Select(r => r.Type).Should().Equal("log.open", "policy", "decision", "outcome");
        _open.Records("decision").Single().Method.Should().Be("GET");
    }

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("https://api.example.com@evil.example/x")]
    [InlineData("http://cdn.example.com/x")]
    [InlineData("https://ask.example.com/x")]
    [InlineData("file:///etc/passwd")]
    public async Task Send_DeniedRequest_IsAResponseWithTheReason(string url)
    {
        using var response = await SendAsync(HttpMethod.Get, url);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        response.IsDenied(out var decision).Should().BeTrue();
        (await response.Content.ReadAsStringAsync()).Should().Be($"the request was not approved. Reason: {decision.Reason}");
        _wire.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Send_DeniedWhereItThrows_Throws()
    {
        var act = () => SendAsync(HttpMethod.Get, "https://evil.example/x", options: new() { ThrowsOnDenial = true });

        (await act.Should().ThrowAsync<ActionDeniedException>()).Which.Decision.IsAllowed.Should().BeFalse();
    }

    [Fact]
    public async Task Send_ServerSaysForbidden_IsNoDenial()
    {
        _wire.Answer("https://api.example.com/", HttpStatusCode.Forbidden);

        using var response = await SendAsync(HttpMethod.Get, "https://api.example.com/");

        response.IsDenied(out var decision).Should().BeFalse();
        decision.IsAllowed.Should().BeFalse();
    }

    [Fact]
    public async Task Send_Approved_IsSent()
    {
        using var open = new OpenGate(Rules, (gate, options) => options with { Approvals = gate.Answers(ApprovalResponse.Approve("ann")) });

        using var response = await SendAsync(HttpMethod.Get, "https://ask.example.com/x", gate: open.Gate);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_RedirectToADeniedHost_IsNotFollowed()
    {
        _wire.Answer("https://api.example.com/", HttpStatusCode.Found, "https://evil.example/");

        using var response = await SendAsync(HttpMethod.Get, "https://api.example.com/");

        response.IsDenied(out _).Should().BeTrue();
        _wire.Sent.Should().Equal("GET https://api.example.com/");
        _open.Records("decision").Select(r => r.Verdict).Should().Equal(Verdict.Allow, Verdict.Deny);
    }

    [Fact]
    public async Task Send_RedirectLoop_EndsAtTheBound()
    {
        _wire.Answer("https://api.example.com/", HttpStatusCode.TemporaryRedirect, "/");

        using var response = await SendAsync(HttpMethod.Get, "https://api.example.com/");

        response.StatusCode.Should().Be(HttpStatusCode.TemporaryRedirect);
        _wire.Sent.Should().HaveCount(11);
    }

    [Theory]
    [InlineData("POST", HttpStatusCode.MovedPermanently, "GET")]
    [InlineData("POST", HttpStatusCode.Found, "GET")]
    [InlineData("PUT", HttpStatusCode.Found, "PUT")]
    [InlineData("POST", HttpStatusCode.SeeOther, "GET")]
    [InlineData("PUT", HttpStatusCode.SeeOther, "GET")]
    [InlineData("HEAD", HttpStatusCode.SeeOther, "HEAD")]
    [InlineData("POST", HttpStatusCode.TemporaryRedirect, "POST")]
    [InlineData("POST", HttpStatusCode.PermanentRedirect, "POST")]
    public async Task Send_Redirect_MethodAndBodyAreThoseOfTheStandard(string method, HttpStatusCode status, string expected)
    {
        _wire.Answer("https://api.example.com/a", status, "/b");

        using var response = await SendAsync(new HttpMethod(method), "https://api.example.com/a", method is "HEAD" ? null : new StringContent("body"));

        _wire.Sent.Should().Equal($"{method} https://api.example.com/a", $"{expected} https://api.example.com/b");
        _wire.Bodies[1].Should().Be(expected is "PUT" or "POST" ? "body" : null);
    }

    /// <summary>What is decided is the method that goes on, not the one that came.</summary>
    [Fact]
    public async Task Send_RedirectToAHostOfFewerMethods_IsDecidedByTheMethodOfTheHop()
    {
        _wire.Answer("https://api.example.com/a", HttpStatusCode.TemporaryRedirect, "https://cdn.example.com/b");

        using var denied = await SendAsync(HttpMethod.Put, "https://api.example.com/a");
        using var allowed = await SendAsync(HttpMethod.Post, "https://api.example.com/a");

        (denied.IsDenied(out _), allowed.IsDenied(out _)).Should().Be((true, false));
    }

    [Fact]
    public async Task Send_RedirectToAnotherOrigin_CarriesNoKeys()
    {
        _wire.Answer("https://api.example.com/a", HttpStatusCode.Found, "/b");
        _wire.Answer("https://api.example.com/b", HttpStatusCode.Found, "https://api.example.com:8443/c");
        _wire.Answer("https://api.example.com:8443/c", HttpStatusCode.Found, "https://api.example.com/d");
        using var client = new HttpClient(Handler());
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/a");
        foreach (string name in new[] { "Authorization", "Cookie", "X-Api-Key", "Accept", "Host" })
            request.Headers.TryAddWithoutValidation(name, "elsewhere.example");

        using var response = await client.SendAsync(request);

        _wire.Headers.Should().Equal("Authorization,Cookie,X-Api-Key,Accept", "Authorization,Cookie,X-Api-Key,Accept", "Accept", "Accept");
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task Send_RedirectToPlainHttp_IsFollowedOnlyWhereThatWasChosen(bool follows, int sent)
    {
        _wire.Answer("https://api.example.com/", HttpStatusCode.Found, "http://plain.example.com/");

        using var response = await SendAsync(HttpMethod.Get, "https://api.example.com/", options: new() { FollowsToPlainHttp = follows });

        _wire.Sent.Should().HaveCount(sent);
        response.StatusCode.Should().Be(follows ? HttpStatusCode.OK : HttpStatusCode.Found);
    }

    [Theory]
    [InlineData("ftp://api.example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task Send_RedirectThatIsNotOne_IsGivenOutAsItCame(string location)
    {
        _wire.Answer("https://api.example.com/", HttpStatusCode.Found, location);

        using var response = await SendAsync(HttpMethod.Get, "https://api.example.com/");

        response.StatusCode.Should().Be(HttpStatusCode.Found);
        _wire.Sent.Should().HaveCount(1);
    }

    [Fact]
    public async Task Send_Simulating_SendsAndRecordsTheDenial()
    {
        using var open = new OpenGate(Rules, (_, options) => options with { Mode = GateMode.Simulate });

        using var response = await SendAsync(HttpMethod.Get, "https://evil.example/x", gate: open.Gate);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        open.Records("decision").Single().Verdict.Should().Be(Verdict.Deny);
        open.Records("outcome").Should().HaveCount(1);
    }

    [Fact]
    public async Task Send_HandlerFails_RecordsTheTypeAndThrowsOn()
    {
        _wire.Fault = new HttpRequestException("secret");

        await this.Invoking(t => t.SendAsync(HttpMethod.Get, "https://api.example.com/")).Should().ThrowAsync<HttpRequestException>();

        _open.Records("outcome").Single().Json.Should().Contain("\"error\":\"HttpRequestException\"").And.NotContain("secret");
    }

    [Fact]
    public async Task Send_Cancelled_SendsNothing()
    {
        using var client = new HttpClient(Handler());

        await client.Invoking(c => c.GetAsync("https://api.example.com/", new CancellationToken(true))).Should().ThrowAsync<OperationCanceledException>();

        _wire.Sent.Should().BeEmpty();
    }

    [Fact]
    public void Send_Synchronously_IsNotSupported()
    {
        using var client = new HttpClient(Handler());
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/");

        client.Invoking(c => c.Send(request)).Should().Throw<NotSupportedException>();
    }

    /// <summary>Connections of HTTP/3 are made past the one place where addresses are looked at.</summary>
    [Theory]
    [InlineData("3.0", HttpVersionPolicy.RequestVersionExact)]
    [InlineData("1.1", HttpVersionPolicy.RequestVersionOrHigher)]
    public async Task Send_VersionThatLeadsToQuic_IsLowered(string version, HttpVersionPolicy policy)
    {
        using var client = new HttpClient(Handler());
        using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/") { Version = Version.Parse(version), VersionPolicy = policy };

        using var response = await client.SendAsync(request);

        (response.RequestMessage!.Version, response.RequestMessage.VersionPolicy).Should().Be((HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower));
    }

    /// <summary>The client writes such values as they are, so that a second request, or another end of the body, would stand there.</summary>
    [Theory]
    [InlineData("X-Trace", "a\r\n\r\nDELETE /admin HTTP/1.1\r\nHost: h\r\n\r\n")]
    [InlineData("X-Trace", "a\nHost: evil.example")]
    [InlineData("X-Trace", "a\rX-B: 1")]
    [InlineData("X-Trace", "a\0b")]
    [InlineData("Accept", "a\r\nX-B: 1")]
    [InlineData("Authorization", "\r\n")]
    [InlineData("Expect", "100-continue\r\nX: 1")]
    [InlineData("Transfer-Encoding", "chunked;x=1")]
    [InlineData("Transfer-Encoding", "identity")]
    [InlineData("Transfer-Encoding", "gzip, chunked")]
    [InlineData("Transfer-Encoding", "\tchunked")]
    [InlineData("Transfer-Encoding", "")]
    [InlineData("Upgrade", "h2c")]
    [InlineData("Upgrade", "websocket, h2c")]
    [InlineData("content:Content-Type", "text/plain\r\nX-B: 1")]
    [InlineData("content:X-Part", "a\n\nGET /x HTTP/1.1")]
    [InlineData("content:Content-Disposition", "form-data; name=\"a\r\nb\"")]
    [InlineData("content:Content-Length", "2")]
    [InlineData("content:Content-Length", "99")]
    [InlineData("content:Content-Length", "+4")]
    [InlineData("content:Content-Length", "4, 4")]
    [InlineData("content:Content-Length", "4\r\nX-B: 1")]
    public async Task Send_HeadersThatWouldMakeItAnotherRequest_IsDeniedAndRecorded(string header, string value)
    {
        using var response = await SendWithAsync(header, value);

        response.IsDenied(out var decision).Should().BeTrue();
        decision.Reason.Should().Contain("would not be sent as it is decided").And.NotContain("DELETE");
        _wire.Sent.Should().BeEmpty();
        _open.Records("decision").Single().Verdict.Should().Be(Verdict.Deny);
    }

    [Theory]
    [InlineData("X-Trace", "a b\t\"c\"; d=é")]
    [InlineData("Authorization", "Bearer a.b-c")]
    [InlineData("Transfer-Encoding", "Chunked")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("Expect", "100-continue")]
    [InlineData("content:Content-Length", "4")]
    [InlineData("content:Content-Type", "multipart/form-data; boundary=\"a b\"")]
    public async Task Send_UsualHeaders_AreSent(string header, string value)
    {
        using var response = await SendWithAsync(header, value);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        _wire.Bodies.Should().Equal("body");
    }

    /// <summary>Such a URL is sent as it was written, and was decided in its normal form.</summary>
    [Theory]
    [InlineData("https://api.example.com/pub/../x")]
    [InlineData("https://api.example.com/a b")]
    [InlineData("https://api.example.com/é")]
    [InlineData("https://api.example.com/a#/../x")]
    [InlineData("https://api.example.com/a HTTP/1.1\r\nX: 1\r\n\r\n")]
    public async Task Send_UrlThatIsNotCanonical_IsDenied(string url)
    {
        using var client = new HttpClient(Handler());
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        using var response = await client.SendAsync(request);

        response.IsDenied(out _).Should().BeTrue();
        _wire.Sent.Should().BeEmpty();
    }

    [Theory]
    [InlineData("https://api.example.com/a%20b/%C3%A9?q=%2F..%2F&r=a+b#f")]
    [InlineData("https://api.example.com/a b/é/../ü?q=[1]|{2}")]
    [InlineData("https://api.example.com/a%2e%2e/%2E/b%5Cc")]
    public async Task Send_UsualUrl_IsSent(string url)
    {
        using var response = await SendAsync(HttpMethod.Get, url);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    /// <summary>The caller holds the content as well, and could change its headers while somebody is asked.</summary>
    [Fact]
    public async Task Send_ContentHeadersChangedMeanwhile_AreThoseThatWereDecided()
    {
        using var content = new StringContent("body");
        using var open = new OpenGate(Rules, (_, options) => options with
        {
            Approvals = ApprovalHandler.From(_ =>
            {
                content.Headers.TryAddWithoutValidation("X-Late", "a\r\nb");
                return ApprovalResponse.Approve("ann");
            }),
        });

        using var response = await SendAsync(HttpMethod.Post, "https://ask.example.com/x", content, gate: open.Gate);

        _wire.ContentHeaders.Should().Contain("Content-Type").And.NotContain("X-Late");
    }

    [Fact]
    public void CreateHttpHandler_NegativeRedirects_Throws() =>
        _open.Gate.Invoking(g => g.CreateHttpHandler(options: new() { MaxRedirects = -1 })).Should().Throw<ArgumentOutOfRangeException>();

    private GuardedHttpHandler Handler(HttpGuardOptions? options = null, Gate? gate = null) => new(gate ?? _open.Gate, OpenGate.Coder, options ?? new(), _wire);

    private async Task<HttpResponseMessage> SendWithAsync(string header, string value)
    {
        using var client = new HttpClient(Handler());
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/x") { Content = new StringContent("body") };
        string[] parts = header.Split(':');
        System.Net.Http.Headers.HttpHeaders headers = parts.Length == 2 ? request.Content.Headers : request.Headers;
        headers.Remove(parts[^1]);
        headers.TryAddWithoutValidation(parts[^1], value).Should().BeTrue();
        return await client.SendAsync(request);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, HttpContent? content = null, HttpGuardOptions? options = null, Gate? gate = null)
    {
        using var invoker = new HttpMessageInvoker(Handler(options, gate), disposeHandler: false);
        using var request = new HttpRequestMessage(method, url) { Content = content };
        return await invoker.SendAsync(request, default);
    }

    /// <summary>Answers as it was told, and notes what came.</summary>
    private sealed class Wire : HttpMessageHandler
    {
        private readonly Dictionary<string, (HttpStatusCode Status, string? Location)> _answers = [];

        internal List<string> Sent { get; } = [];

        internal List<string?> Bodies { get; } = [];

        internal List<string> Headers { get; } = [];

        internal List<string> ContentHeaders { get; } = [];

        internal Exception? Fault { get; set; }

        internal void Answer(string url, HttpStatusCode status, string? location = null) => _answers[url] = (status, location);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Fault is not null)
                throw Fault;
            string url = request.RequestUri!.AbsoluteUri;
            Sent.Add($"{request.Method} {url}");
            Bodies.Add(request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken));
            if (request.Content is { } content)
                ContentHeaders.AddRange(content.Headers.NonValidated.Select(h => h.Key));
            Headers.Add(string.Join(',', request.Headers.NonValidated.Select(h => h.Key)));
            var (status, location) = _answers.GetValueOrDefault(url, (HttpStatusCode.OK, null));
            var response = new HttpResponseMessage(status) { RequestMessage = request };
            if (location is not null)
                response.Headers.TryAddWithoutValidation("Location", location);
            return response;
        }
    }
}
