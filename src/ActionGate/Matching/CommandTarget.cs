namespace ActionGate.Matching;

/// <summary>How a command was named.</summary>
internal enum CommandNaming : byte
{
    /// <summary>By a path that policies do not trust.</summary>
    OtherPath = 0,

    /// <summary>By its bare name.</summary>
    Bare,

    /// <summary>By a path into a trusted directory.</summary>
    TrustedPath,
}

/// <summary>What is not known of a word.</summary>
[Flags]
internal enum WordShape : byte
{
    /// <summary>Nothing: it is one argument.</summary>
    None = 0,

    /// <summary>Its text is a <see cref="TargetShape"/>.</summary>
    HasHoles = 1,

    /// <summary>It may be any number of arguments, none included.</summary>
    IsMany = 2,

    /// <summary>It is known, and yet it is what another command prints.</summary>
    IsComputed = 4,
}

/// <summary>A word of a command as a path; its texts lie in <see cref="CommandTarget.Paths"/>.</summary>
internal struct CommandPath
{
    /// <summary>As written, in normal form; empty where it is no path or can't be resolved.</summary>
    internal Range Written;

    /// <summary>Where it really leads; empty where that is no other.</summary>
    internal Range Real;

    /// <summary>It is one of several paths, and where they lead is not known: what needs certainty does not take it.</summary>
    internal bool IsUnsure;
}

/// <summary>A word of a command as a network target.</summary>
internal struct CommandUrl
{
    internal Range Text;

    internal NetworkParts Parts;

    internal int DefaultPort;
}

/// <summary>One simple command: its argument vector, and what its arguments are as paths and URLs.</summary>
internal readonly ref struct CommandTarget
{
    /// <summary>The text that <see cref="Words"/> lie in.</summary>
    internal ReadOnlySpan<char> Text { get; init; }

    internal ReadOnlySpan<Range> Words { get; init; }

    /// <summary>What is not known of each word. No entries at all where all is.</summary>
    internal ReadOnlySpan<WordShape> Shapes { get; init; }

    internal CommandNaming Naming { get; init; }

    /// <summary>The command's name without its directory.</summary>
    internal ReadOnlySpan<char> BaseName { get; init; }

    /// <summary>The text that <see cref="PathRanges"/> lie in.</summary>
    internal ReadOnlySpan<char> Paths { get; init; }

    /// <summary>What each word is as a path. No entries at all where no rule asks.</summary>
    internal ReadOnlySpan<CommandPath> PathRanges { get; init; }

    /// <summary>For each word what it is as a network target, whose text lies in <see cref="Paths"/>. No entries at all where no rule asks.</summary>
    internal ReadOnlySpan<CommandUrl> Urls { get; init; }

    /// <summary>The policy's base in normal form.</summary>
    internal ReadOnlySpan<char> BaseDirectory { get; init; }

    /// <summary>The base's real path where it is another.</summary>
    internal ReadOnlySpan<char> RealBaseDirectory { get; init; }

    internal ReadOnlySpan<char> Word(int index) => Text[Words[index]];

    internal WordShape ShapeOf(int index) => index < Shapes.Length ? Shapes[index] : WordShape.None;

    /// <summary>A word as a network target; without a host where it has none or it can't be resolved.</summary>
    internal NetworkTarget UrlOf(int index) =>
        index < Urls.Length && Urls[index].Parts.HostLength > 0 ? new NetworkTarget(Paths[Urls[index].Text], Urls[index].Parts, Urls[index].DefaultPort) : default;

    internal bool IsSurePath(int index) => index < PathRanges.Length && !PathRanges[index].IsUnsure;

    /// <summary>A word as a normal path; empty where it has none.</summary>
    internal ReadOnlySpan<char> PathOf(int index) => index < PathRanges.Length ? Paths[PathRanges[index].Written] : [];

    /// <summary>Where a word that is a path really leads; empty where that is no other.</summary>
    internal ReadOnlySpan<char> RealPathOf(int index) => index < PathRanges.Length ? Paths[PathRanges[index].Real] : [];
}
