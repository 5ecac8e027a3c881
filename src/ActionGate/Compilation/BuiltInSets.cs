namespace ActionGate.Compilation;

/// <summary>The sets that every policy knows. Addresses from the IANA special-purpose registries (RFC 6890) and the providers' documentation.</summary>
internal static class BuiltInSets
{
    internal static IReadOnlyList<string>? Find(string name) => name switch
    {
        "loopback" => Loopback,
        "private" => Private,
        "link-local" => LinkLocal,
        _ => null,
    };

    /// <summary>
    /// The whole of 0.0.0.0/8 and '::' too: connecting to "this host" reaches it (RFC 1122, 3.2.1.3; Linux does so). The last names
    /// are those that distributions put into /etc/hosts.
    /// </summary>
    private static readonly string[] Loopback =
    [
        "127.0.0.0/8", "0.0.0.0/8", "[::1]", "[::]", "localhost", "*.localhost",
        "localhost.localdomain", "localhost4", "localhost6", "localhost4.localdomain4", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback",
    ];

    /// <summary>RFC 1918, RFC 6598 (shared address space), RFC 4193 (unique local addresses).</summary>
    private static readonly string[] Private = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];

    /// <summary>RFC 3927 and RFC 4291, with the metadata services of the large clouds, wherever they live.</summary>
    private static readonly string[] LinkLocal =
    [
        "169.254.0.0/16", "fe80::/10",
        "metadata.google.internal", "metadata.goog", "metadata", "metadata.tencentyun.com", "instance-data", "instance-data.ec2.internal",
        "[fd00:ec2::254]", "100.100.100.200", "168.63.129.16", "192.0.0.192",
    ];
}
