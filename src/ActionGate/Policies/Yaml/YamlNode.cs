namespace ActionGate.Policies.Yaml;

/// <summary>A value of a YAML document and the text that it was read from.</summary>
/// <remarks>
/// An alias is the node that it stands for, with the place of the alias: where the value is wrong, the alias is what is wrong. What is
/// inside keeps the places of the anchor's text.
/// </remarks>
internal abstract class YamlNode(SourceSpan span)
{
    /// <summary>The value; of several lines what the first holds; of a block collection its first key or dash.</summary>
    internal SourceSpan Span { get; } = span;

    /// <summary>What the messages call it.</summary>
    internal abstract string Kind { get; }

    /// <summary>How many collections are nested here, this one included.</summary>
    internal int Height { get; init; }

    /// <summary>How many nodes there are with every alias replaced by what it stands for, this one included.</summary>
    internal int Size { get; init; } = 1;

    /// <summary>The same value at another place.</summary>
    internal abstract YamlNode At(SourceSpan span);
}

/// <summary>A single value. All but nothing is text here: what <c>1.0</c> or <c>yes</c> means is for the reader of the key to say.</summary>
internal sealed class YamlScalar(string value, SourceSpan span) : YamlNode(span)
{
    internal string Value { get; } = value;

    /// <summary>Left out, or <c>null</c> or <c>~</c> without quotes.</summary>
    internal bool IsNothing { get; init; }

    /// <summary>Without quotes, in any style but the block ones.</summary>
    internal bool IsPlain { get; init; }

    /// <summary>Without quotes and over several lines, which YAML joins.</summary>
    internal bool SpansLines { get; init; }

    internal override string Kind => IsNothing ? "nothing" : "text";

    internal override YamlScalar At(SourceSpan span) =>
        new(Value, span) { IsNothing = IsNothing, IsPlain = IsPlain, SpansLines = SpansLines };
}

/// <summary>A list.</summary>
internal sealed class YamlSequence(IReadOnlyList<YamlNode> items, SourceSpan span) : YamlNode(span)
{
    internal IReadOnlyList<YamlNode> Items { get; } = items;

    internal override string Kind => "a list";

    internal override YamlSequence At(SourceSpan span) => new(Items, span) { Height = Height, Size = Size };
}

/// <summary>A map with text as keys, each once.</summary>
internal sealed class YamlMapping(IReadOnlyList<YamlEntry> entries, SourceSpan span) : YamlNode(span)
{
    internal IReadOnlyList<YamlEntry> Entries { get; } = entries;

    /// <summary>Whether an entry was at fault and left out, so that nobody can tell what is missing.</summary>
    internal bool IsPartial { get; init; }

    internal override string Kind => "a map";

    internal override YamlMapping At(SourceSpan span) => new(Entries, span) { Height = Height, Size = Size, IsPartial = IsPartial };
}

/// <summary>A key and its value.</summary>
internal readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);
