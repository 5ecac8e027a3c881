using System.Text;

namespace ActionGate.Matching;

/// <summary>What a host pattern is.</summary>
internal enum HostKind : byte
{
    Any = 0,

    /// <summary>One name or address.</summary>
    Literal,

    /// <summary>An address block such as <c>10.0.0.0/8</c>. A name never matches: names are not resolved.</summary>
    Block,

    /// <summary>A name with wildcards, each of which stays inside its label.</summary>
    Labels,

    /// <summary>The same behind one or more labels, which a leading <c>*.</c> takes.</summary>
    LabelsBelow,

    /// <summary>One name behind one or more labels, which a leading <c>*.</c> takes: most patterns with wildcards are.</summary>
    LiteralBelow,
}

/// <summary>The host of a network pattern, as its compiler made it out.</summary>
internal sealed class HostPattern
{
    private readonly CharacterClass[] _classes;

    private HostPattern(HostKind kind, string text, params CharacterClass[] classes)
    {
        Kind = kind;
        Text = text;
        _classes = classes;
    }

    internal static HostPattern Any { get; } = new(HostKind.Any, "");

    internal HostKind Kind { get; }

    /// <summary>As <see cref="PatternText"/> writes it; empty for a block.</summary>
    internal string Text { get; }

    internal ReadOnlySpan<CharacterClass> Classes => _classes;

    internal AddressBlock? Addresses { get; private init; }

    internal static HostPattern Literal(string host) => new(HostKind.Literal, host);

    internal static HostPattern Block(AddressBlock addresses) => new(HostKind.Block, "") { Addresses = addresses };

    /// <summary>A name with wildcards.</summary>
    /// <param name="beginsWithAnyLabels">A <c>*.</c> stands before the labels.</param>
    /// <param name="labels">The labels.</param>
    internal static HostPattern Labels(bool beginsWithAnyLabels, ReadOnlySpan<Wildcard> labels)
    {
        var text = new StringBuilder();
        var classes = new List<CharacterClass>();
        foreach (var label in labels)
        {
            text.Append(text.Length > 0 ? "." : "").Append(label.Text);
            classes.AddRange(label.Classes);
        }
        string name = text.ToString();
        var kind = !beginsWithAnyLabels ? HostKind.Labels : PatternText.IsLiteral(name) ? HostKind.LiteralBelow : HostKind.LabelsBelow;
        return new HostPattern(kind, name, [.. classes]);
    }
}

/// <summary>Addresses that begin with the same bits. Immutable.</summary>
internal sealed class AddressBlock(UInt128 network, int prefixLength)
{
    internal UInt128 Network => network;

    internal int PrefixLength => prefixLength;

    internal bool Contains(UInt128 address) => Truncate(address, prefixLength) == network;

    /// <summary>The first bits of an address.</summary>
    internal static UInt128 Truncate(UInt128 address, int length) => length == 0 ? 0 : address & UInt128.MaxValue << (128 - length);
}
