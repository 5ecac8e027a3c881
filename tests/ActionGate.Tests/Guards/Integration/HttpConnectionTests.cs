using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActionGate.Guards;
using ActionGate.Tests.Gates;

namespace ActionGate.Tests.Guards.Integration;

/// <summary>Where a guarded handler really connects to: a server on loopback, and names that lead where a test says.</summary>
public sealed class HttpConnectionTests : IDisposable
{
    private const string ByName = "  - { id: name, action: network, host: [api.example.com, metadata.example.com], effect: allow }\n";

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private int _requests;

    public HttpConnectionTests()
    {
        _server.Start();
        _ = ServeAsync();
    }

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose()
    {
        _end.Cancel();
        _server.Dispose();
        _end.Dispose();
    }

    [Fact]
    public async Task Send_NameAndAddressAllowed_Arrives()
    {
        using var open = OpenWith(ByName + $"  - {{ id: address, action: network, host: \"127.0.0.1:{Port}\", effect: allow }}");

        using var response = await GetAsync(open, "api.example.com", "127.0.0.1");

        (await response.Content.ReadAsStringAsync()).Should().Be("hello");
        _requests.Should().Be(1);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("10.1.2.3")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1%1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("224.0.0.1")]
    [InlineData("2001:0:4136:e378:8000:63bf:f5ff:fffe")]
    public async Task Send_NameThatLeadsInside_IsDeniedByItsAddress(string address)
    {
        using var open = OpenWith(ByName);

        using var response = await GetAsync(open, "api.example.com", address);

        response.IsDenied(out var decision).Should().BeTrue();
        decision.Request!.Port.Should().Be(Port);
        _requests.Should().Be(0);
        open.Records("decision").Select(r => r.Verdict).Should().Equal(Verdict.Allow, Verdict.Deny);
        open.Records("outcome").Single().Json.Should().Contain("\"error\":\"ActionDeniedException\"");
    }

    [Fact]
    public async Task Send_NameWithOneGoodAddress_ConnectsToThatOne()
    {
        using var open = OpenWith(ByName + "  - { id: address, action: network, host: 127.0.0.1, effect: allow }");

        using var response = await GetAsync(open, "api.example.com", "10.1.2.3", "127.0.0.1");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    /// <summary>Services that listen on all interfaces are not open to agents because one of these has a public address.</summary>
    [Fact]
    public async Task Allowed_AddressOfThisMachine_IsRefused()
    {
        using var open = OpenWith(ByName);
        var connections = new GuardedConnections(open.Gate, OpenGate.Coder, (_, _) => Task.FromResult<IPAddress[]>([]));
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(n => n.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToArray();

        foreach (var address in own)
            await connections.Invoking(c => c.AllowedAsync(new DnsEndPoint("api.example.com", 443), [address])).Should().ThrowAsync<ActionDeniedException>(address.ToString());
    }

    /// <summary>An address outside: a rule for hosts at large does not hold against it, one for addresses does. Nothing is connected to.</summary>
    [Theory]
    [InlineData("  - { id: rest, action: network, host: \"*\", effect: deny }", false)]
    [InlineData("", false)]
    [InlineData("  - { id: block, action: network, host: 203.0.113.0/24, effect: deny }", true)]
    [InlineData("  - { id: block, action: network, host: 203.0.113.0/24, effect: deny }\n  - { id: rest, action: network, host: \"*\", effect: deny }", true)]
    public async Task Allowed_AddressOutside_IsRefusedOnlyByARuleForAddresses(string rules, bool isRefused)
    {
        using var open = OpenWith(ByName + rules);
        var address = IPAddress.Parse("203.0.113.7");
        var connections = new GuardedConnections(open.Gate, OpenGate.Coder, (_, _) => Task.FromResult<IPAddress[]>([address]));

        var act = () => connections.AllowedAsync(new DnsEndPoint("api.example.com", 443), [address]);

        if (isRefused)
            (await act.Should().ThrowAsync<ActionDeniedException>()).Which.Decision.Rule!.Id.Should().Be("block");
        else
            (await act()).Should().Equal(address);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("x.localhost")]
    public async Task Send_OwnNameOfTheMachine_NeedsNoRuleForTheAddress(string name)
    {
        using var open = OpenWith($"  - {{ id: own, action: network, host: {name}, effect: allow }}");

        using var response = await GetAsync(open, name, "127.0.0.1");
        using var elsewhere = await GetAsync(open, name, "10.1.2.3");

        (response.StatusCode, elsewhere.IsDenied(out _)).Should().Be((HttpStatusCode.OK, true));
    }

    [Fact]
    public async Task Send_AddressInTheUrl_IsDecidedOnce()
    {
        using var open = OpenWith($"  - {{ id: url, action: network, url: \"http://127.0.0.1:{Port}/ok\", effect: allow }}");
        using var client = new HttpClient(open.Gate.CreateHttpHandler(OpenGate.Coder));

        (await client.GetStringAsync($"http://127.0.0.1:{Port}/ok")).Should().Be("hello");
        using var other = await client.GetAsync($"http://127.0.0.1:{Port}/other");

        other.IsDenied(out _).Should().BeTrue();
        _requests.Should().Be(1);
    }

    [Fact]
    public async Task Send_Simulating_ConnectsInside()
    {
        using var open = new OpenGate("version: 1\nmode: simulate\nrules: []");

        using var response = await GetAsync(open, "api.example.com", "127.0.0.1");

        response.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Send_ServerThatIsSilent_IsLeftWhenTheCallerGivesUp()
    {
        using var open = OpenWith("  - { id: all, action: network, host: 127.0.0.1, effect: allow }");
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using var client = new HttpClient(open.Gate.CreateHttpHandler(OpenGate.Coder));

        await client.Invoking(c => c.GetAsync($"http://127.0.0.1:{Port}/silent", soon.Token)).Should().ThrowAsync<OperationCanceledException>();

        open.Records("outcome").Single().Json.Should().Contain("CanceledException");
    }

    [Fact]
    public async Task Send_ManyAtOnce_EachIsDecidedAndRecorded()
    {
        using var open = OpenWith($"  - {{ id: ok, action: network, url: \"http://127.0.0.1:{Port}/ok\", effect: allow }}");
        using var client = new HttpClient(open.Gate.CreateHttpHandler(OpenGate.Coder));

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var response = await client.GetAsync($"http://127.0.0.1:{Port}/{(i % 2 == 0 ? "ok" : "no")}");
            return response.IsDenied(out _);
        }));

        answers.Should().Equal(Enumerable.Range(0, 40).Select(i => i % 2 == 1));
        _requests.Should().Be(20);
        (open.Records("decision").Count, open.Records("outcome").Count).Should().Be((40, 20));
    }

    private static OpenGate OpenWith(string rules) => new("version: 1\nrules:\n" + rules);

    private async Task<HttpResponseMessage> GetAsync(OpenGate open, string name, params string[] addresses)
    {
        var connections = new GuardedConnections(open.Gate, OpenGate.Coder, (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()));
        using var client = new HttpClient(new GuardedHttpHandler(open.Gate, OpenGate.Coder, new(), connections.CreateHandler()));
        return await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"http://{name}:{Port}/ok"));
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await _server.AcceptTcpClientAsync(_end.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var asked = new byte[4096];
            int length = 0;
            while (!Encoding.ASCII.GetString(asked, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                int read = await stream.ReadAsync(asked.AsMemory(length));
                if (read == 0)
                    return;
                length += read;
            }
            Interlocked.Increment(ref _requests);
            if (Encoding.ASCII.GetString(asked, 0, length).Contains("/silent", StringComparison.Ordinal))
                await Task.Delay(Timeout.Infinite, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            else
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray());
        }
    }
}
