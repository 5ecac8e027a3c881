namespace ActionGate.Evaluation;

/// <summary>The first line of a file that is run as a program: it names what runs it (execve(2)).</summary>
internal static class Shebang
{
    /// <summary>Interpreters that no scanner reads; what they run is up to the rule for the file.</summary>
    private static readonly string[] Others =
        ["perl", "ruby", "php", "lua", "Rscript", "tclsh", "osascript", "deno", "bun", "node", "nodejs", "pwsh", "julia", "groovy", "ocaml", "guile", "expect", "dotnet"];

    /// <summary>ELF, Mach-O in its spellings, and what Windows loads.</summary>
    private static readonly string[] Magics = ["\u007fELF", "\u00fe\u00ed\u00fa\u00ce", "\u00fe\u00ed\u00fa\u00cf", "\u00ce\u00fa\u00ed\u00fe", "\u00cf\u00fa\u00ed\u00fe", "\u00ca\u00fe\u00ba\u00be", "MZ"];

    /// <summary>Reads it.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="language">The canonical language; <see langword="null"/> for one that is not scanned.</param>
    /// <returns>Why the line can't be trusted to do no more than run the file; <see langword="null"/> where it can.</returns>
    internal static string? Read(ReadOnlySpan<char> text, out string? language)
    {
        // Without one a shell that was asked to run the file reads it itself.
        language = CodeLanguage.Sh;
        if (!text.StartsWith("#!", StringComparison.Ordinal))
            return null;
        language = null;
        int end = text.IndexOf('\n');
        var line = text[2..(end < 0 ? text.Length : end)].Trim();
        var program = Take(ref line);
        if (program.EndsWith("/env", StringComparison.Ordinal))
            program = Take(ref line);
        var name = program[(program.LastIndexOf('/') + 1)..];
        bool hasOptions = !line.IsEmpty;
        switch (name)
        {
            case "bash":
                language = CodeLanguage.Bash;
                break;
            case "sh" or "dash":
                language = CodeLanguage.Sh;
                break;
            case ['p', 'y', 't', 'h', 'o', 'n', .. var version] when version.TrimStart("0123456789.").IsEmpty:
                language = CodeLanguage.Python;
                return null;
            default:
                foreach (string other in Others)
                {
                    if (name.SequenceEqual(other))
                        return null;
                }
                return "its first line names a program that is not known";
        }
        // Flags such as -eu; anything else may run more than the file.
        bool areFlags = line is ['-', _, ..] && !line[1..].ContainsAnyExcept("euxvfn");
        return hasOptions && !areFlags ? "its first line has options that are not known" : null;
    }

    /// <summary>The system loads it itself, as machine code; what it would do is up to the rule for the file.</summary>
    /// <param name="head">The bytes that it begins with, one character each.</param>
    internal static bool IsMachineCode(string head)
    {
        foreach (string magic in Magics)
        {
            if (head.StartsWith(magic, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> line)
    {
        int separator = line.IndexOfAny(' ', '\t');
        var word = separator < 0 ? line : line[..separator];
        line = separator < 0 ? [] : line[separator..].Trim();
        return word;
    }
}
