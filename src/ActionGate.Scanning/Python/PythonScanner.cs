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

    internal static ScanResult Scan(string code)
    {
        var reading = Read(code);
        return new ScanResult("python", reading.IsParsed, reading.IsOpaque, reading.Imports, reading.Operations, shell: null, reading.Note);
    }

    /// <summary>The same with what a caller looks into further.</summary>
    internal static PythonReading Read(string code) => Read(code, Catalog.Value);

    /// <summary>The shipped facts, read anew.</summary>
    internal static ApiCatalog ReadCatalog() => ApiCatalog.ReadResources("python.catalog", "python-packages.catalog");

    /// <summary>The same by another catalogue.</summary>
    internal static PythonReading Read(string code, ApiCatalog catalog)
    {
        var parsed = PythonParser.Parse(code, MaxDepth);
        if (parsed.Body is not { } module)
            return new PythonReading { IsParsed = false, IsOpaque = true, Note = parsed.Problem };
        var findings = new Findings(code);
        new Interpreter(catalog, findings).Run(module);
        return new PythonReading
        {
            IsParsed = true,
            IsOpaque = findings.IsOpaque,
            Note = findings.Note,
            Imports = findings.Imports,
            UnknownImports = findings.UnknownImports,
            Operations = findings.Operations,
            Embedded = findings.Embedded,
        };
    }
}
