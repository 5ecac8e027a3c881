namespace ActionGate.Matching;

/// <summary>What of a target a key of an <see cref="AnchorTable"/> stands for. A word is an argument of a command, a label of a host, or a whole text.</summary>
internal enum AnchorKind : byte
{
    /// <summary>The first segments of a path, all of them whole. Its extent is their number.</summary>
    Head = 0,

    /// <summary>A whole segment, wherever it stands. Its extent is its length.</summary>
    Whole,

    /// <summary>The first characters of a segment; the extent is their number, as with those that follow.</summary>
    Start,

    /// <summary>The last characters of a segment.</summary>
    End,

    /// <summary>The first characters of the last segment.</summary>
    LastStart,

    /// <summary>The last characters of the last segment.</summary>
    LastEnd,

    /// <summary>A few characters somewhere in a segment.</summary>
    Gram,

    /// <summary>A whole word, wherever it stands. Its extent is its length.</summary>
    Word,

    /// <summary>The first characters of a word; the extent is their number, as with those that follow.</summary>
    WordStart,

    /// <summary>The last characters of a word.</summary>
    WordEnd,

    /// <summary>A few characters somewhere in a word.</summary>
    WordGram,

    /// <summary>The first parts of a module's name. Its extent is their number.</summary>
    Module,

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

    /// <summary>The first characters of a command's name; the extent is their number, as with those that follow.</summary>
    NameStart,

    /// <summary>The last characters of a command's name.</summary>
    NameEnd,

    /// <summary>The name of a command and a word behind it, whose length is the extent.</summary>
    NameAndWord,

    /// <summary>The host of a URL that a word of a command is; the extent is unused.</summary>
    WordHost,

    /// <summary>The name of a command, or that of any, of which some word is a path or URL that nobody knows; the extent is unused.</summary>
    NameOfUnknown,
}
