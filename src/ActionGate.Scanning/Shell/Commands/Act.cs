namespace ActionGate.Scanning.Shell.Commands;

/// <summary>What a command does with one of its arguments.</summary>
internal enum Act : byte
{
    /// <summary>Nothing that matters.</summary>
    Value,

    Read,
    ReadTree,
    Write,
    WriteTree,

    /// <summary>Puts names into a folder that somebody else chose, links among them.</summary>
    Unpack,
    Delete,
    DeleteTree,

    /// <summary>Reads it and writes it.</summary>
    Change,
    ChangeTree,

    /// <summary>Where the other operands are put: a file, or a folder that gets files of their names.</summary>
    Target,

    /// <summary>Takes it for the folder from which later relative paths lead.</summary>
    Chdir,

    Url,
    Host,

    /// <summary>A repository: a URL, <c>host:path</c>, or a path.</summary>
    Remote,

    /// <summary><c>host:path</c>, or a path that is read.</summary>
    CopyFrom,

    /// <summary><c>host:path</c>, or a path that is written.</summary>
    CopyTo,

    EnvRead,

    /// <summary><c>NAME=VALUE</c>, set for what is run.</summary>
    Assign,

    /// <summary>Here and behind it stands a command.</summary>
    Run,

    /// <summary>A command in one word, split at blanks.</summary>
    RunWord,

    /// <summary>A program that gets arguments which are not known.</summary>
    Program,

    /// <summary>Text for a shell.</summary>
    Shell,

    /// <summary>Here and behind it stand the words of a text for a shell.</summary>
    ShellRest,

    Code,
    Script,

    /// <summary>A module, which has a block of its own behind the command's name.</summary>
    Module,

    /// <summary>Code on standard input.</summary>
    Input,

    /// <summary>It may do anything.</summary>
    Gap,

    /// <summary>A small language of its own, read by <see cref="Programs.ValueReaders"/>.</summary>
    Parse,
}

/// <summary>One thing that a command does.</summary>
/// <param name="Act">What it does.</param>
/// <param name="Detail">The language, or the name of a reader.</param>
/// <param name="IsByOption">It is decided even where the policy does not speak of its kind.</param>
/// <param name="If">The options of which one must be given, as bits; none: always.</param>
/// <param name="Unless">The options of which none may be given.</param>
internal readonly record struct CatalogEffect(Act Act, string? Detail = null, bool IsByOption = false, ulong If = 0, ulong Unless = 0)
{
    /// <summary>An argument that the agent chooses can make it run, write or delete what no operand names.</summary>
    internal bool IsDangerous => IsByOption || Act >= Act.Run && !(Act == Act.Parse && Detail is "listed") || Act is Act.Assign or Act.Chdir;

    /// <summary>It runs what it is given.</summary>
    internal bool IsRun => Act is >= Act.Run and < Act.Parse
        || Act == Act.Parse && Detail is "awk" or "sed" or "make" or "shell-text" or "socat" or "sqlite" or "vim-operand" or "tex" or "scripts" or "image" or "image-target" or "clone";

    internal bool Holds(ulong given) => (If == 0 || (If & given) != 0) && (Unless & given) == 0;
}
