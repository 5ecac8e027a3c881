using ActionGate.Scanning.Shell;

namespace ActionGate;

/// <summary>Finds out what code would do, without running it.</summary>
/// <remarks>
/// Shell text is parsed as POSIX shells and bash read it. For other languages there is no scanner in this version: the result is
/// opaque, which a gate refuses. Pure and thread-safe.
/// </remarks>
public static class CodeScanners
{
    /// <summary>Scans a piece of code. Never throws for what the code holds.</summary>
    /// <param name="code">The code.</param>
    /// <param name="language">The language's name or a usual alias; case does not matter.</param>
    /// <exception cref="ArgumentNullException"><paramref name="code"/> or <paramref name="language"/> is <see langword="null"/>.</exception>
    public static ScanResult Scan(string code, string language)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        string? canonical = CodeLanguage.Canonical(language);
        if (canonical is null)
            return Opaque(null, "the language is not known");
        return CodeLanguage.IsShell(canonical) ? ShellScanner.Scan(code, canonical) : Opaque(canonical, $"there is no scanner for {canonical} in this version");
    }

    private static ScanResult Opaque(string? language, string note) =>
        new(language, parsed: false, isOpaque: true, imports: [], operations: [], shell: null, note);
}
