namespace ActionGate.Matching;

/// <summary>A network target in its normal form, in parts.</summary>
internal readonly ref struct NetworkTarget
{
    /// <summary>Takes a normal text apart.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parts">Where its parts lie.</param>
    /// <param name="defaultPort">The port that the scheme implies; -1 where it implies none.</param>
    internal NetworkTarget(ReadOnlySpan<char> text, in NetworkParts parts, int defaultPort)
    {
        Scheme = text[..parts.SchemeLength];
        Host = text.Slice(parts.HostStart, parts.HostLength);
        Port = parts.Port;
        DefaultPort = defaultPort;
        HasPath = parts.PathStart >= 0;
        HasQuery = parts.QueryStart >= 0;
        Path = HasPath ? text[parts.PathStart..(HasQuery ? parts.QueryStart : text.Length)] : [];
        IsAddress = parts.IsAddress;
        Address = parts.Address;
        DecimalAddress = parts.DecimalAddress;
    }

    /// <summary>Lower-case; empty where it is not known.</summary>
    internal ReadOnlySpan<char> Scheme { get; }

    /// <summary>Lower-case ASCII without a trailing dot; IPv6 addresses in brackets.</summary>
    internal ReadOnlySpan<char> Host { get; }

    /// <summary>-1 where it is not known.</summary>
    internal int Port { get; }

    /// <summary>The port that the scheme implies; -1 where it implies none.</summary>
    internal int DefaultPort { get; }

    /// <summary>The path is known.</summary>
    internal bool HasPath { get; }

    /// <summary>Begins with '/'; without the query.</summary>
    internal ReadOnlySpan<char> Path { get; }

    internal bool HasQuery { get; }

    internal bool IsAddress { get; }

    /// <summary>IPv4 as ::ffff:a.b.c.d.</summary>
    internal UInt128 Address { get; }

    /// <summary>The IPv4 address that the host is to clients that take leading zeros for nothing; <see langword="null"/> where all read it alike.</summary>
    internal uint? DecimalAddress { get; }
}
