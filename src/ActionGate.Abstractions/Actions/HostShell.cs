namespace ActionGate;

/// <summary>Which shell reads the text of <c>shell_exec</c>. What a text does may depend on it: <c>[[ a &gt; b ]]</c> compares in bash, and writes a file in dash.</summary>
public enum HostShell : byte
{
    /// <summary>
    /// bash or a POSIX shell; the default. Where the two read a text otherwise, what it does in either is decided, and the strictest
    /// verdict stands.
    /// </summary>
    Any = 0,

    /// <summary>bash.</summary>
    Bash,

    /// <summary>Whatever is called <c>sh</c>: dash, busybox or bash. As <see cref="Any"/>, and old ones as well, to which <c>export a=$b</c> may be several assignments.</summary>
    Sh,

    /// <summary>zsh: text that it reads otherwise than bash is refused.</summary>
    Zsh,

    /// <summary>
    /// A bash at which the text is typed: an interactive one, on a terminal. It puts earlier lines into a text (<c>!!</c>, <c>!rm</c>, <c>!$</c>,
    /// <c>^a^b</c>), between double quotes too, and nobody knows them: such text is refused. So is text with control
    /// characters, tabs included, which a terminal takes for keys. Otherwise as <see cref="Bash"/>.
    /// </summary>
    InteractiveBash,
}
