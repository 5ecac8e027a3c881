using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python.Binding;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Python;

/// <summary>Finds out what Python text could do.</summary>
internal static class PythonScanner
{
    /// <summary>How high a tree may be that is walked by recursion.</summary>
    private const int MaxDepth = 250;

    private static readonly Lazy<ApiCatalog> Catalog = new(ReadCatalog);

    /// <summary>The shipped facts, read anew.</summary>
    internal static ApiCatalog ReadCatalog() => ApiCatalog.ReadResources("python.catalog", "python-packages.catalog");

    internal static ScanResult Scan(string code)
    {
        var reading = Read(code);
        return new ScanResult("python", reading.IsParsed, reading.IsOpaque, reading.Imports, reading.UnknownImports, reading.Operations, shell: null, reading.Note);
    }

    /// <summary>The same with what a caller looks into further.</summary>
    /// <param name="code">The text.</param>
    /// <param name="steps">How many steps may be taken.</param>
    /// <param name="catalog">What callables do; <see langword="null"/>: the shipped facts.</param>
    internal static PythonReading Read(string code, int steps = Interpreter.MaxSteps, ApiCatalog? catalog = null)
    {
        var parsed = PythonParser.Parse(code, MaxDepth);
        if (parsed.Body is not { } module)
            return new PythonReading { IsParsed = false, IsOpaque = true, Note = parsed.Problem, StepsLeft = steps };
        var findings = new Findings(code);
        var interpreter = new Interpreter(catalog ?? Catalog.Value, findings, steps);
        interpreter.Run(module);
        return new PythonReading
        {
            IsParsed = true,
            IsOpaque = findings.IsOpaque,
            Note = findings.Note,
            Imports = findings.Imports,
            UnknownImports = findings.UnknownImports,
            Operations = findings.Operations,
            Embedded = findings.Embedded,
            StepsLeft = interpreter.StepsLeft,
        };
    }
}
