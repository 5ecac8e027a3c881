namespace ActionGate.Scanning.Shell.Facts;

/// <summary>What comes into a folder under names that somebody else chose, who made an archive, a patch or a repository.</summary>
internal enum Unpacking : byte
{
    None,

    /// <summary>Links; what other names come is the command's purpose, such as a clone's <c>.git</c>.</summary>
    Links,

    /// <summary>Links, and any name below the folder.</summary>
    Names,

    /// <summary>The same out of an archive, which nobody reads before.</summary>
    Archive,
}
