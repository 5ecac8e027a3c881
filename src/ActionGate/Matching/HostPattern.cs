namespace ActionGate.Matching;

/// <summary>Matches the host of a network target.</summary>
internal abstract class HostPattern
{
    internal abstract bool IsMatch(scoped in NetworkTarget target);
}

/// <summary><c>*</c>: any host.</summary>
internal sealed class AnyHost : HostPattern
{
    internal override bool IsMatch(scoped in NetworkTarget target) => true;
}

/// <summary>One name or address.</summary>
internal sealed class LiteralHost(string host) : HostPattern
{
    internal override bool IsMatch(scoped in NetworkTarget target) => target.Host.SequenceEqual(host);
}

/// <summary>An address block such as <c>10.0.0.0/8</c>. A name never matches: names are not resolved.</summary>
internal sealed class AddressBlock(UInt128 network, int prefixLength) : HostPattern
{
    private readonly UInt128 _mask = prefixLength == 0 ? 0 : UInt128.MaxValue << (128 - prefixLength);

    internal override bool IsMatch(scoped in NetworkTarget target) => target.IsAddress && (target.Address & _mask) == network;
}

/// <summary>A name with wildcards: a leading <c>*.</c> is one or more labels, any other star stays inside its label.</summary>
internal sealed class HostLabels(bool beginsWithAnyLabels, Wildcard[] labels) : HostPattern
{
    internal override bool IsMatch(scoped in NetworkTarget target)
    {
        // An IPv6 address has no labels.
        if (target.Host.IsEmpty || target.Host[0] == '[')
            return false;
        // From the right: what the leading star takes is whatever remains, if anything does.
        var rest = target.Host;
        for (int i = labels.Length - 1; i >= 0; i--)
        {
            int dot = rest.LastIndexOf('.');
            if (!labels[i].IsMatch(rest[(dot + 1)..]))
                return false;
            if (dot < 0)
                return i == 0 && !beginsWithAnyLabels;
            rest = rest[..dot];
        }
        return beginsWithAnyLabels;
    }
}
