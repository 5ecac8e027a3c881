namespace ActionGate.Scanning.Shell.Facts;

/// <summary>What shell text could do, on any branch. Immutable once it is read.</summary>
internal sealed class ShellReading
{
    /// <summary>Every simple command, wrappers and what they wrap alike, in the order of the text.</summary>
    internal List<ShellCommand> Commands { get; } = [];

    /// <summary>What happens beside the commands themselves, or through them.</summary>
    internal List<ShellEffect> Effects { get; } = [];

    /// <summary>Functions and aliases that the text defines.</summary>
    internal List<ShellDefinition> Definitions { get; } = [];

    /// <summary>Every assignment, free ones included.</summary>
    internal List<ShellAssignment> Assignments { get; } = [];

    /// <summary>Places where something may happen that is not listed.</summary>
    internal List<ShellGap> Gaps { get; } = [];

    /// <summary>Commands to which a file's name may be an option that says what they write: only who can look at the disk can tell.</summary>
    internal List<ShellGap> HiddenOptions { get; } = [];

    /// <summary>Patterns of file names, and from where they are looked for: a name that one of them finds may have blanks in it.</summary>
    internal List<(ShellWord Word, ShellPlace Place)> Patterns { get; } = [];

    /// <summary>The text was read to its end; where it was not, there is a gap.</summary>
    internal bool IsParsed { get; set; } = true;

    /// <summary>It is bash's reading, and a POSIX shell may read the text otherwise.</summary>
    internal bool IsOtherwiseInPosix { get; set; }
}

/// <summary>One simple command.</summary>
/// <param name="Words">Its argument vector; never empty.</param>
/// <param name="Place">Where it happens.</param>
internal sealed record ShellCommand(ShellWord[] Words, ShellPlace Place)
{
    /// <summary>It needs no rule of its own, though a rule may refuse it: a free builtin, a wrapper that only runs what it wraps, a function of the text.</summary>
    internal bool NeedsNoRule { get; init; }

    /// <summary>Why it can't be allowed however its words read, such as an alias of the text that may stand for its name; <see langword="null"/> for most.</summary>
    internal string? Doubt { get; init; }

    /// <summary>Its standard input is, or may be, more than what the text around it was given.</summary>
    internal bool IsFed { get; init; }

    /// <summary>Only one of two readings has it, so that nothing that only the other has happens beside it.</summary>
    internal OneReading OnlyIn { get; set; }

    /// <summary>The command of the text that this one comes of, where a variable in it may have several values: of all that come of it, only one is run.</summary>
    internal object? Line { get; init; }

    /// <summary>The command that runs this one; <see langword="null"/> for one that the shell itself runs.</summary>
    internal ShellCommand? Outer { get; init; }
}

/// <summary>One of two readings of a text.</summary>
internal enum OneReading : byte
{
    /// <summary>Both, or the only one.</summary>
    None,

    /// <summary>bash's.</summary>
    Bash,

    /// <summary>That of a POSIX shell.</summary>
    Posix,
}

/// <summary>Where in a text, and from which folder, something happens.</summary>
/// <param name="At">The offset in the outermost text.</param>
/// <param name="Directories">
/// The folders from which relative paths may lead, each absolute (or <c>~…</c>) or relative to where the text itself runs, the empty text
/// for that folder; none at all where that is not known.
/// </param>
/// <param name="Via">The languages through which it came, outermost first: <c>bash</c> for what a <c>bash -c</c> runs.</param>
internal sealed record ShellPlace(int At, IReadOnlyList<ShellWord> Directories, IReadOnlyList<string> Via);

/// <summary>Why something happens.</summary>
internal enum EffectCause : byte
{
    /// <summary>The shell opens it: <c>&gt; F</c>. Always decided.</summary>
    Redirection,

    /// <summary>An option or a program in an argument names it: <c>sort -o F</c>, <c>sed 'w F'</c>, <c>find -delete</c>. Always decided.</summary>
    Option,

    /// <summary>A variable that programs read is set. Always decided.</summary>
    Assignment,

    /// <summary>The command's own purpose: <c>cat F</c>, <c>cp A B</c>, <c>curl URL</c>. Decided where the policy speaks of its kind.</summary>
    Command,

    /// <summary>A file is executed as a program of <see cref="ShellEffect.Language"/>.</summary>
    Script,

    /// <summary>The target is code in <see cref="ShellEffect.Language"/>.</summary>
    Code,
}

/// <summary>Something that happens beside a simple command, or through it.</summary>
/// <param name="Kind">The kind of action.</param>
/// <param name="Target">What it acts on: a path, a URL or host, a variable's name, code.</param>
/// <param name="Cause">Why it happens.</param>
/// <param name="Place">Where.</param>
internal sealed record ShellEffect(ActionKind Kind, ShellWord Target, EffectCause Cause, ShellPlace Place)
{
    /// <summary>The command through which it happens; <see langword="null"/> where the shell itself does it.</summary>
    internal ShellCommand? Command { get; init; }

    /// <summary>It takes in all that lies below the folder.</summary>
    internal bool IsRecursive { get; init; }

    /// <summary>If it is a folder, only files in it are meant, which are effects of their own: where <c>cp</c> puts its copies.</summary>
    internal bool IsTarget { get; init; }

    /// <summary>What comes into the folder, whose names somebody else chose.</summary>
    internal Unpacking Unpacks { get; init; }

    /// <summary>The canonical language of a script or of code; <see langword="null"/> where it is not known.</summary>
    internal string? Language { get; init; }
}

/// <summary>A name that the text gives a new meaning.</summary>
internal sealed record ShellDefinition(string Name, bool IsAlias, ShellPlace Place);

/// <summary>A variable that the text sets.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">Its value.</param>
/// <param name="At">The offset in the outermost text.</param>
internal sealed record ShellAssignment(string Name, ShellWord Value, int At);

/// <summary>A place where something may happen that nobody can list.</summary>
/// <param name="Reason">Why, in words: lower case, no full stop.</param>
/// <param name="Place">Where.</param>
internal sealed record ShellGap(string Reason, ShellPlace Place)
{
    /// <summary>The reason where a command's name is not known.</summary>
    internal const string UnknownName = "the name of a command is not known";

    /// <summary>It is one only if this pattern of file names, relative to the folder, matches a name that reads as an option; <see langword="null"/>: it is one anyway.</summary>
    internal ShellWord? Pattern { get; init; }

    /// <summary>If the pattern matches such a name, other files are read, and nothing else happens.</summary>
    internal bool IsRead { get; init; }
}
