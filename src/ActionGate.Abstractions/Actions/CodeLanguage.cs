namespace ActionGate;

/// <summary>
/// The one table of language names. The engine decides by it and executors run by it, so that what was decided as Python is run as Python.
/// </summary>
internal static class CodeLanguage
{
    internal const string Bash = "bash";
    internal const string Sh = "sh";
    internal const string Python = "python";
    internal const string JavaScript = "javascript";
    internal const string TypeScript = "typescript";
    internal const string PowerShell = "powershell";
    internal const string CSharp = "csharp";

    private const int LongestName = 11;

    /// <summary>
    /// The canonical name behind a name or alias; ASCII letters in any case, as fences in Markdown have them.
    /// <see langword="null"/> for what the table does not know, which nobody decides or runs.
    /// </summary>
    internal static string? Canonical(ReadOnlySpan<char> name)
    {
        if (name.Length > LongestName)
            return null;
        // Not OrdinalIgnoreCase: that also folds letters outside ASCII ('ſ' is an 's'), and such a name is a trick.
        Span<char> lower = stackalloc char[LongestName];
        for (int i = 0; i < name.Length; i++)
            lower[i] = char.IsAsciiLetterUpper(name[i]) ? (char)(name[i] | 0x20) : name[i];
        return lower[..name.Length] switch
        {
            "bash" => Bash,
            "sh" or "shell" or "shellscript" => Sh,
            "python" or "python3" or "py" => Python,
            "javascript" or "js" or "node" or "nodejs" => JavaScript,
            "typescript" or "ts" => TypeScript,
            "powershell" or "pwsh" or "ps1" => PowerShell,
            "csharp" or "cs" or "c#" => CSharp,
            _ => null,
        };
    }

    /// <summary>The text of a block in this language is shell text, decided command by command.</summary>
    internal static bool IsShell(string? canonical) => canonical is Bash or Sh;

    /// <summary>
    /// The command that runs a file in this language: what <c>shell_exec</c> rules see, and what an executor starts by default.
    /// <see langword="null"/> where there is no interpreter that takes a file as it is.
    /// </summary>
    internal static string? Interpreter(string? canonical) => canonical switch
    {
        Bash => "bash",
        Sh => "sh",
        Python => "python3",
        JavaScript => "node",
        PowerShell => "pwsh",
        _ => null,
    };
}
