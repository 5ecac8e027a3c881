namespace ActionGate.Matching;

/// <summary>What of a target a key of an <see cref="AnchorTable"/> stands for. A piece is a segment of a path, a label of a host, a word, or a whole text.</summary>
internal enum AnchorKind : byte
{
    /// <summary>The first pieces, all of them whole. Its extent is their number.</summary>
    Head = 0,

    /// <summary>A whole piece, wherever it stands. Its extent is its length.</summary>
    Whole,

    /// <summary>The first characters of a piece; the extent is their number, as with those that follow.</summary>
    Start,

    /// <summary>The last characters of a piece.</summary>
    End,

    /// <summary>The first characters of the last piece.</summary>
    LastStart,

    /// <summary>The last characters of the last piece.</summary>
    LastEnd,

    /// <summary>A few characters somewhere in a piece.</summary>
    Gram,

    /// <summary>A host. Its extent is the number of its labels, as with those that follow.</summary>
    Host,

    /// <summary>What stands at the end of a host, behind at least one label more.</summary>
    HostEnd,

    /// <summary>A host or the end of one, and the first segments of a URL's path.</summary>
    HostPath,

    /// <summary>A host or the end of one, for targets whose path is not known or may be read in another way.</summary>
    HostOfAnyPath,

    /// <summary>The first bits of an address; the extent is unused.</summary>
    Block,

    /// <summary>The name of a command. Its extent is its length.</summary>
    Name,

    /// <summary>The name of a command and a word behind it, whose length is the extent.</summary>
    NameAndWord,

    /// <summary>The last segment of a command that is a path.</summary>
    Program,
}
