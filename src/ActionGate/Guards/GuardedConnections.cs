using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ActionGate.Guards;

/// <summary>Resolves names, and connects only to addresses that may be reached.</summary>
/// <param name="gate">The gate.</param>
/// <param name="context">Who acts.</param>
/// <param name="resolve">The addresses of a name.</param>
internal sealed class GuardedConnections(Gate gate, ActionContext? context, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>So long a connection serves what was decided when it was made.</summary>
    private static readonly TimeSpan LongestUse = TimeSpan.FromMinutes(2);

    /// <summary>What no name reaches by a rule for names alone: the built-in sets, what is one host to nobody, and Teredo (RFC 4380), which hides an IPv4 address.</summary>
    private static readonly Policy Special = Policy.Parse("""
        version: 1
        default: allow
        rules:
          - { action: network, host: ["@loopback", "@private", "@link-local", "192.0.0.0/24", "198.18.0.0/15", "224.0.0.0/3", "2001::/32", "ff00::/8"], effect: deny }
        """);

    /// <summary>Addresses for documentation: a rule that refuses all of them speaks of hosts at large.</summary>
    private static readonly string[] Anywhere = ["192.0.2.1", "198.51.100.1", "2001:db8::1"];

    internal SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = LongestUse,
        ConnectCallback = async (connection, cancellationToken) => await ConnectAsync(connection.DnsEndPoint, cancellationToken).ConfigureAwait(false),
    };

    private async Task<Stream> ConnectAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        // An address in the URL was decided with it.
        var addresses = IPAddress.TryParse(target.Host, out var literal)
            ? [literal]
            : await AllowedAsync(target, await resolve(target.Host, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, target.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Those of the addresses that may be reached; where none is left, the first refusal is recorded and thrown.</summary>
    internal async Task<IPAddress[]> AllowedAsync(DnsEndPoint target, IPAddress[] found)
    {
        var allowed = new List<IPAddress>(found.Length);
        ActionRequest? refused = null;
        foreach (var address in found)
        {
            var request = RequestFor(TextOf(address), target.Port);
            if (IsOwnName(target.Host, address) || MayReach(address, request, target.Port))
                allowed.Add(address);
            else
                refused ??= request;
        }
        if (allowed.Count > 0)
            return [.. allowed];
        if (refused is null)
            throw new SocketException((int)SocketError.HostNotFound);
        throw new ActionDeniedException(await gate.DecideAsync(refused).ConfigureAwait(false));
    }

    private bool MayReach(IPAddress address, ActionRequest request, int port)
    {
        var decision = gate.Reconsider(request);
        if (decision.MayProceed)
            return true;
        return !IsOwn(address) && Special.Evaluate(request).IsAllowed && !SpeaksOfAddresses(decision, port);
    }

    /// <summary>It is an address of this machine, which is loopback by another name. Where that is not known, it may be.</summary>
    private static bool IsOwn(IPAddress address)
    {
        try
        {
            foreach (var network in NetworkInterface.GetAllNetworkInterfaces())
            {
                foreach (var own in network.GetIPProperties().UnicastAddresses)
                {
                    if (own.Address.GetAddressBytes().AsSpan().SequenceEqual((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes()))
                        return true;
                }
            }
            return false;
        }
        catch (NetworkInformationException)
        {
            return true;
        }
    }

    /// <summary>A rule that refuses every host after those that it lets through says nothing of this one's address.</summary>
    private bool SpeaksOfAddresses(Decision decision, int port)
    {
        foreach (string address in Anywhere)
        {
            var other = gate.Reconsider(RequestFor(address, port));
            if (other.Verdict != decision.Verdict || other.Rule?.Id != decision.Rule?.Id)
                return true;
        }
        return false;
    }

    /// <summary>These names mean this machine and nothing else (RFC 6761, 6.3), so that a rule for them says enough.</summary>
    private static bool IsOwnName(string host, IPAddress address) =>
        IPAddress.IsLoopback(address)
        && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    private ActionRequest RequestFor(string address, int port) => new(ActionKind.Network, address, context) { Port = port };

    /// <summary>Without a scope, which names a network card and not a host.</summary>
    private static string TextOf(IPAddress address) => new IPAddress(address.GetAddressBytes()).ToString();
}
