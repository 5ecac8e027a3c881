using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>What a command does beyond being run, as the catalogue tells from its arguments. One instance is filled for one command.</summary>
internal sealed class CommandEffects
{
    /// <summary>It only runs what it wraps, and needs no rule of its own (<c>time</c>, <c>timeout</c>, <c>nice</c>, <c>nohup</c>, <c>stdbuf</c>).</summary>
    internal bool NeedsNoRule { get; set; }

    /// <summary>Commands that it runs itself, without a shell.</summary>
    internal List<InnerCommand> Commands { get; } = [];

    /// <summary>Texts that it hands to a shell.</summary>
    internal List<InnerText> ShellTexts { get; } = [];

    /// <summary>Code that it hands to an interpreter.</summary>
    internal List<InnerText> Code { get; } = [];

    /// <summary>Files that it executes.</summary>
    internal List<InnerText> Scripts { get; } = [];

    /// <summary>Files and hosts that it reaches.</summary>
    internal List<InnerOperation> Operations { get; } = [];

    /// <summary>Variables that it sets for what it runs; a value that is not known is a hole.</summary>
    internal List<(string Name, ShellWord Value)> Variables { get; } = [];

    /// <summary>The canonical language in which it runs what it reads from standard input; <see langword="null"/>: it runs none of that.</summary>
    internal string? RunsInput { get; set; }

    /// <summary>Why it may do something that is not listed; <see langword="null"/> where it does not.</summary>
    internal string? Gap { get; set; }

    /// <summary>Makes it ready for another command.</summary>
    internal void Clear()
    {
        NeedsNoRule = false;
        Commands.Clear();
        ShellTexts.Clear();
        Code.Clear();
        Scripts.Clear();
        Operations.Clear();
        Variables.Clear();
        RunsInput = null;
        Gap = null;
    }
}

/// <summary>A command that another one runs.</summary>
/// <param name="Words">Its argument vector; a last word of any number where more arguments may come.</param>
/// <param name="Directory">The folder in which it is run, where that is not the outer command's.</param>
internal sealed record InnerCommand(ShellWord[] Words, ShellWord? Directory = null);

/// <summary>Text that a command runs as code, or a file of such.</summary>
/// <param name="Language">The canonical language; <see langword="null"/> where it is not known.</param>
/// <param name="Text">The code, or the file's name.</param>
/// <param name="Arguments">What follows: <c>$0</c> (for code) and the positional parameters; none where they are not of interest.</param>
internal sealed record InnerText(string? Language, ShellWord Text, ShellWord[] Arguments);

/// <summary>A file or a host that a command reaches.</summary>
/// <param name="Kind">The kind of action.</param>
/// <param name="Target">The path, URL or host.</param>
/// <param name="IsByOption">An option or a program in an argument names it, not the command's own purpose.</param>
/// <param name="IsRecursive">It takes in all that lies below.</param>
/// <param name="IsTarget">If it is a folder, only files in it are meant, which are operations of their own.</param>
/// <param name="Unpacks">What comes into the folder, whose names somebody else chose.</param>
internal sealed record InnerOperation(ActionKind Kind, ShellWord Target, bool IsByOption = false, bool IsRecursive = false, bool IsTarget = false, Unpacking Unpacks = Unpacking.None);
