using ActionGate.Scanning;

namespace ActionGate;

/// <summary>Finds out what code would do, without running it.</summary>
/// <remarks>
/// Python is read as CPython 3.14 reads it, shell text as POSIX shells and bash do. Code in code is scanned too, where its language is one of
/// these: shell text that Python runs, Python in a <c>python3 -c</c>. For other languages there is no scanner in this version: the result is
/// opaque, which a gate refuses. Thread-safe, and pure but for a session that is handed to it.
/// </remarks>
public static class CodeScanners
{
    /// <summary>Scans a piece of code. Never throws for what the code holds.</summary>
    /// <param name="code">The code.</param>
    /// <param name="language">The language's name or a usual alias; case does not matter.</param>
    /// <param name="options">What the host adds.</param>
    /// <exception cref="ArgumentNullException"><paramref name="code"/> or <paramref name="language"/> is <see langword="null"/>.</exception>
    public static ScanResult Scan(string code, string language, ScanOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        string? canonical = CodeLanguage.Canonical(language);
        if (canonical is null)
            return Opaque(null, "the language is not known");
        if (canonical != CodeLanguage.Python && !CodeLanguage.IsShell(canonical))
            return Opaque(canonical, NestedScan.NoScanner(canonical));
        var scan = new NestedScan(new ScanBudget(), options?.Catalog?.Python);
        var session = options?.Session;
        var result = scan.Scan(code, canonical, session?.Blocks ?? []);
        if (scan.MayRun && canonical == CodeLanguage.Python)
            session?.Add(code);
        return result;
    }

    private static ScanResult Opaque(string? language, string note) =>
        new(language, parsed: false, isOpaque: true, imports: [], unknownImports: [], operations: [], shell: null, note);
}
