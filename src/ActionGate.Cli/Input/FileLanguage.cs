namespace ActionGate.Cli.Input;

/// <summary>The language of a file, as its name says it.</summary>
internal static class FileLanguage
{
    /// <exception cref="CommandException">The name does not say it.</exception>
    internal static string Of(string file) => Path.GetExtension(file.AsSpan()) switch
    {
        ".sh" => "sh",
        ".bash" => "bash",
        ".py" => "python",
        ".js" => "javascript",
        ".ts" => "typescript",
        ".ps1" => "powershell",
        ".cs" => "csharp",
        _ => throw new CommandException($"{file}: the name does not say the language: give --language L"),
    };
}
