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
        "127.0.0.0/8", "0.0.0.0/8", "::/96", "::ffff:0:7f00:0/104", "64:ff9b::7f00:0/104", "64:ff9b::/104", "2002:7f00::/24", "localhost", "*.localhost",
        "localhost.localdomain", "localhost4", "localhost6", "localhost4.localdomain4", "localhost6.localdomain6", "ip6-localhost", "ip6-loopback",
    ];

    /// <summary>
    /// RFC 1918, RFC 6598 (shared address space), RFC 4193 (unique local), RFC 3879 (site-local), and the same behind NAT64 (RFC 6052,
    /// RFC 8215) and 6to4 (RFC 3056), which carry an IPv4 address inside.
    /// </summary>
    private static readonly string[] Private =
    [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fec0::/10",
        "64:ff9b::a00:0/104", "64:ff9b::ac10:0/108", "64:ff9b::c0a8:0/112", "64:ff9b::6440:0/106", "64:ff9b:1::/48",
        "2002:a00::/24", "2002:ac10::/28", "2002:c0a8::/32", "2002:6440::/26",
    ];

    /// <summary>RFC 3927 and RFC 4291, with the metadata services of the large clouds, wherever they live.</summary>
    private static readonly string[] LinkLocal =
    [
        "169.254.0.0/16", "fe80::/10", "64:ff9b::a9fe:0/112", "2002:a9fe::/32",
        "metadata.google.internal", "metadata.goog", "metadata", "metadata.tencentyun.com", "instance-data", "instance-data.ec2.internal",
        "api.metadata.cloud.ibm.com", "metadata.platformequinix.com", "metadata.packet.net",
        // Amazon, Google, Oracle, Scaleway and Akamai in IPv6.
        "fd00:ec2::/32", "[fd20:ce::254]", "[fd00:c1::a9fe:a9fe]", "[fd00:42::42]", "[fd00:a9fe:a9fe::1]",
        "100.100.100.200", "168.63.129.16", "192.0.0.192",
    ];
}
