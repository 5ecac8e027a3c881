namespace ActionGate.Scanning.Shell.Expansion;

/// <summary>Names of variables.</summary>
internal static class ShellNames
{
    internal static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || char.IsAsciiDigit(text[0]))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }
        return true;
    }

    /// <summary>
    /// A name, or one with a subscript of digits: naming the variable evaluates nothing. Other subscripts are arithmetic, which
    /// runs the substitutions in it.
    /// </summary>
    internal static bool IsHarmless(ReadOnlySpan<char> text)
    {
        int open = text.IndexOf('[');
        return open < 0 ? IsName(text) : IsName(text[..open]) && text[^1] == ']' && IsSimpleSubscript(text[(open + 1)..^1]);
    }

    /// <summary>A variable whose value the shell makes, whatever is assigned to it.</summary>
    internal static bool IsMadeByShell(string name) => name is
        "RANDOM" or "SRANDOM" or "SECONDS" or "LINENO" or "EPOCHSECONDS" or "EPOCHREALTIME" or "BASHPID" or "BASH_COMMAND" or "BASH_SUBSHELL" or
        "DIRSTACK" or "FUNCNAME" or "GROUPS" or "HISTCMD" or "PIPESTATUS" or "UID" or "EUID" or "PPID" or "OPTIND" or "OPTARG" or "BASH_LINENO" or
        "BASH_SOURCE" or "BASH_REMATCH" or "BASH_ARGC" or "BASH_ARGV" or "BASH_ARGV0" or "PWD" or "OLDPWD" or "COMP_WORDBREAKS" or "SHELLOPTS" or
        "BASHOPTS" or "BASH_ALIASES" or "BASH_CMDS" or "BASH_VERSINFO" or "SHLVL" or "BASH_MONOSECONDS";

    /// <summary>One of these that is always a number, as long as the text leaves it alone.</summary>
    internal static bool IsNumberOfShell(string name) => name is
        "RANDOM" or "SRANDOM" or "SECONDS" or "LINENO" or "EPOCHSECONDS" or "BASHPID" or "BASH_SUBSHELL" or "UID" or "EUID" or "PPID" or "OPTIND";

    /// <summary>A variable whose values the shell evaluates as arithmetic, whatever was declared of it.</summary>
    internal static bool IsEvaluated(string name) => name is
        "RANDOM" or "SRANDOM" or "SECONDS" or "LINENO" or "HISTCMD" or "OPTIND" or "BASHPID" or "BASH_SUBSHELL" or "EPOCHSECONDS" or "EPOCHREALTIME" or
        "BASH_MONOSECONDS";

    /// <summary>A variable that the shell lets nobody assign.</summary>
    internal static bool IsReadOnly(string name) => name is "UID" or "EUID" or "PPID" or "BASHOPTS" or "SHELLOPTS" or "BASH_VERSINFO";

    private static bool IsSimpleSubscript(ReadOnlySpan<char> text) => text is "@" or "*" || !text.IsEmpty && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
