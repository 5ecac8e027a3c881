using System.Net;

namespace ActionGate.Simulation.Suggestions;

/// <summary>The hosts for which rules may be suggested: names in the public naming system that do not stand for this machine or its neighbours.</summary>
internal static class EverydayHosts
{
    /// <summary>Names that only a network of its own knows, and public ones that lead to whatever address they hold.</summary>
    private static readonly string[] PrivateEndings =
    [
        ".local", ".localhost", ".localdomain", ".internal", ".intranet", ".lan", ".home", ".corp", ".private", ".docker", ".svc", ".arpa", ".onion",
        ".nip.io", ".sslip.io", ".xip.io", ".localtest.me", ".lvh.me", ".vcap.me", ".lacolhost.com", ".traefik.me", ".localho.st", ".fbi.com", ".yoogle.com",
        ".ngrok.io", ".ngrok.app", ".ngrok-free.app", ".trycloudflare.com", ".loca.lt", ".serveo.net", ".localhost.run", ".rbndr.us", ".1u.ms",
    ];

    private static readonly string[] PrivateWords = ["localhost", "localdomain", "loopback", "metadata", "kubernetes", "docker", "127001"];

    /// <summary>Why no rule should be suggested for a host; <see langword="null"/> where nothing speaks against one.</summary>
    /// <param name="hostAndPort">In normal form.</param>
    internal static string? ProblemOf(string hostAndPort)
    {
        int colon = hostAndPort.LastIndexOf(':');
        bool hasPort = colon > 0 && !hostAndPort.AsSpan(colon).Contains(']') && hostAndPort.IndexOf(':', StringComparison.Ordinal) == colon;
        string host = (hasPort ? hostAndPort[..colon] : hostAndPort).TrimEnd('.');
        if (host.StartsWith('[') || IPAddress.TryParse(host, out _))
            return "it is an address, and not a name";
        if (!host.Contains('.', StringComparison.Ordinal))
            return "its name is known to one network only";
        if (Array.Exists(PrivateEndings, e => host.EndsWith(e, StringComparison.Ordinal) || host.AsSpan().SequenceEqual(e.AsSpan(1)))
            || Array.Exists(PrivateWords, w => host.Contains(w, StringComparison.Ordinal)))
        {
            return "it may be this machine, or one beside it";
        }
        return HoldsAddress(host) ? "its name holds an address" : null;
    }

    /// <summary>Four numbers in a row, as in <c>127-0-0-1.example.com</c>, or one of eight hexadecimal digits.</summary>
    private static bool HoldsAddress(string host)
    {
        int inARow = 0;
        foreach (string part in host.Split('.', '-'))
        {
            inARow = part.Length is > 0 and <= 3 && part.All(char.IsAsciiDigit) ? inARow + 1 : 0;
            if (inARow == 4 || part.Length == 8 && part.All(char.IsAsciiHexDigit) && part.Any(char.IsAsciiDigit))
                return true;
        }
        return false;
    }
}
