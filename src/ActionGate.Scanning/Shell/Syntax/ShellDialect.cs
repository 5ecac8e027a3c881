namespace ActionGate.Scanning.Shell.Syntax;

/// <summary>Whose grammar a text is read by.</summary>
internal enum ShellDialect : byte
{
    /// <summary>bash, which also stands for a shell that is not known.</summary>
    Bash = 0,

    /// <summary>A POSIX shell such as dash. What only bash knows is read as bash reads it, where that is the stricter reading, and is opaque where the two differ.</summary>
    Posix,

    /// <summary>zsh: read as bash, and opaque where the two differ (<c>=cmd</c> at the start of a word, global aliases' names, glob qualifiers).</summary>
    Zsh,
}
