using ActionGate.Scanning;

namespace ActionGate;

/// <summary>Finds out what code would do, without running it.</summary>
/// <remarks>
/// Python is read as CPython 3.14 reads it, shell text as POSIX shells and bash do. Code in code is scanned too, where its language is one of
/// these: shell text that Python runs, Python in a <c>python3 -c</c>. For other languages there is no scanner in this version: the result is
/// opaque, which a gate refuses. Pure and thread-safe.
/// </remarks>
public static class CodeScanners
{
    /// <summary>Scans a piece of code. Never throws for what the code holds.</summary>
    /// <param name="code">The code.</param>
    /// <param name="language">The language's name or a usual alias; case does not matter.</param>
    /// <exception cref="ArgumentNullException"><paramref name="code"/> or <paramref name="language"/> is <see langword="null"/>.</exception>
    public static ScanResult Scan(string code, string language) => Scan(code, language, new ScanBudget());

    /// <summary>The same with what may be spent, where several texts belong to one request.</summary>
    internal static ScanResult Scan(string code, string language, ScanBudget budget)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        string? canonical = CodeLanguage.Canonical(language);
        if (canonical is null)
            return Opaque(null, "the language is not known");
        return canonical == CodeLanguage.Python || CodeLanguage.IsShell(canonical)
            ? new NestedScan(budget).Scan(code, canonical)
            : Opaque(canonical, NestedScan.NoScanner(canonical));
    }

    private static ScanResult Opaque(string? language, string note) =>
        new(language, parsed: false, isOpaque: true, imports: [], unknownImports: [], operations: [], shell: null, note);
}
