namespace ActionGate.Matching;

/// <summary>Where the parts of a normal network target lie in its text, <c>scheme://host:port/path?query</c> or <c>host:port</c>.</summary>
internal struct NetworkParts
{
    /// <summary>The length of the scheme; 0 where it is not known.</summary>
    internal int SchemeLength;

    internal int HostStart;

    /// <summary>IPv6 addresses stand in brackets.</summary>
    internal int HostLength;

    /// <summary>The port, the scheme's default included; -1 where it is not known.</summary>
    internal int Port;

    /// <summary>Where the path begins, at its '/'; -1 where it is not known.</summary>
    internal int PathStart;

    /// <summary>Where the query begins, at its '?'; -1 where there is none.</summary>
    internal int QueryStart;

    /// <summary>The host is an IP address, and <see cref="Address"/> holds it.</summary>
    internal bool IsAddress;

    /// <summary>The address in 128 bits; IPv4 addresses (IPv4-mapped ones too) as ::ffff:a.b.c.d.</summary>
    internal UInt128 Address;

    /// <summary>The IPv4 address that it is to clients that take leading zeros for nothing; <see langword="null"/> where all read it alike.</summary>
    internal uint? DecimalAddress;
}
