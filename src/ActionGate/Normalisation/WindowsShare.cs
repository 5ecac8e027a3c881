using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>
/// Servers and shares of UNC paths. Those that lead back to this machine's drives are unresolved: <c>\\localhost\c$\x</c> is
/// <c>C:\x</c>. That a server's own name does the same can't be told from text.
/// </summary>
internal static class WindowsShare
{
    private const string LeadsBack = "expected a share of another machine, found one that may lead to a drive of this one";

    /// <summary>'@' gives WebDAV a port (<c>server@SSL@8443</c>), '$' is WSL's (<c>\\wsl$</c>); IDNA makes ASCII of look-alikes.</summary>
    private static readonly SearchValues<char> ServerCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    /// <summary>Writes a server's name in lower case, an address in its one spelling; or says why it is not known.</summary>
    internal static string? AppendServer(scoped ReadOnlySpan<char> server, ref CharBuffer buffer)
    {
        if (server.ContainsAnyExcept(ServerCharacters) || server is ['.', ..] or [.., '.'])
            return "expected a server's plain name, found other characters";
        int start = buffer.Length;
        buffer.Append(server);
        var name = buffer.Writable[start..];
        NameFolding.TryFoldAscii(name);
        if (IPv4Text.IsNumber(name[(name.LastIndexOf('.') + 1)..]))
        {
            // Nothing reaches this machine by its unspecified address, but some systems take it for loopback.
            if (!IPv4Text.TryParse(name, out uint address) || address >> 24 is 0 or 127 || IPv4Text.HasLeadingZero(name))
                return LeadsBack;
            buffer.Length = start;
            IPv4Text.Append(address, ref buffer);
            return null;
        }

        return name is "localhost" || name.EndsWith(".localhost") || name is "localhost.localdomain" || name.EndsWith(".ipv6-literal.net") ? LeadsBack : null;
    }

    /// <summary>Why it is not known what a share holds; <see langword="null"/> where it is.</summary>
    internal static string? WhyUnknown(scoped ReadOnlySpan<char> share)
    {
        if (share[^1] is '.' or ' ')
            return "expected a share's plain name, found a dot or space at its end";
        return WindowsName.WhyUnknown(share) ?? (IsAdministrative(share) ? LeadsBack : null);
    }

    /// <summary>The shares that Windows makes by itself: each drive, its own folder, pipes, printers.</summary>
    private static bool IsAdministrative(scoped ReadOnlySpan<char> share) =>
        share is [_, '$']
        || share.Equals("admin$", StringComparison.OrdinalIgnoreCase)
        || share.Equals("ipc$", StringComparison.OrdinalIgnoreCase)
        || share.Equals("print$", StringComparison.OrdinalIgnoreCase)
        || share.Equals("fax$", StringComparison.OrdinalIgnoreCase);
}
