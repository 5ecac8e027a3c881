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

    /// <summary>Scans a block of code that runs behind others. Never throws for what the code holds.</summary>
    /// <param name="code">The code.</param>
    /// <param name="language">The language's name or a usual alias; case does not matter.</param>
    /// <param name="session">What ran before. The block becomes part of it, where it is Python that parses.</param>
    /// <exception cref="ArgumentNullException">One of the arguments is <see langword="null"/>.</exception>
    public static ScanResult Scan(string code, string language, ScanSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Scan(code, language, new ScanBudget(), session);
    }

    /// <summary>The same with what may be spent, where several texts belong to one request.</summary>
    internal static ScanResult Scan(string code, string language, ScanBudget budget, ScanSession? session = null)
    {
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(language);
        string? canonical = CodeLanguage.Canonical(language);
        if (canonical is null)
            return Opaque(null, "the language is not known");
        if (canonical != CodeLanguage.Python && !CodeLanguage.IsShell(canonical))
            return Opaque(canonical, NestedScan.NoScanner(canonical));
        var result = new NestedScan(budget).Scan(code, canonical, session?.Blocks ?? []);
        if (result.Parsed && canonical == CodeLanguage.Python)
            session?.Add(code);
        return result;
    }

    private static ScanResult Opaque(string? language, string note) =>
        new(language, parsed: false, isOpaque: true, imports: [], unknownImports: [], operations: [], shell: null, note);
}
