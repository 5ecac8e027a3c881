using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python.Binding;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Python;

/// <summary>Finds out what Python text could do.</summary>
internal static class PythonScanner
{
    /// <summary>How high a tree may be that is walked by recursion.</summary>
    private const int MaxDepth = 250;

    private static readonly Lazy<ApiCatalog> Catalog = new(() => ApiCatalog.ReadResources("python.catalog", "python-packages.catalog"));

    internal static ScanResult Scan(string code)
    {
        var reading = Read(code);
        return new ScanResult("python", reading.IsParsed, reading.IsOpaque, reading.Imports, reading.UnknownImports, reading.Operations, shell: null, reading.Note);
    }

    /// <summary>The same with what a caller looks into further.</summary>
    /// <param name="code">The text.</param>
    /// <param name="steps">How many steps may be taken.</param>
    internal static PythonReading Read(string code, int steps = Interpreter.MaxSteps)
    {
        var parsed = PythonParser.Parse(code, MaxDepth);
        if (parsed.Body is not { } module)
            return new PythonReading { IsParsed = false, IsOpaque = true, HoldsMore = true, Note = parsed.Problem, StepsLeft = steps };
        var findings = new Findings(code);
        var interpreter = new Interpreter(Catalog.Value, findings, steps);
        interpreter.Run(module);
        return new PythonReading
        {
            IsParsed = true,
            IsOpaque = findings.IsOpaque,
            HoldsMore = findings.HoldsMore,
            Note = findings.Note,
            Imports = findings.Imports,
            ImportPlaces = findings.ImportPlaces,
            UnknownImports = findings.UnknownImports,
            Operations = findings.Operations,
            Embedded = findings.Embedded,
            StepsLeft = interpreter.StepsLeft,
        };
    }
}
