using System.Text;
using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python.Binding;
using ActionGate.Scanning.Python.Notebooks;
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
    /// <param name="code">The text: Python, or a notebook's block.</param>
    /// <param name="steps">How many steps may be taken.</param>
    /// <param name="earlier">The blocks that ran before it among the same names.</param>
    /// <param name="catalog">What callables do; <see langword="null"/>: the shipped facts.</param>
    internal static PythonReading Read(
        string code, int steps = Interpreter.MaxSteps, IReadOnlyList<string>? earlier = null, ApiCatalog? catalog = null)
    {
        var parsed = Parse(code, out string text, out int bodyLine);
        if (parsed.Body is not { } module)
            return new PythonReading { IsParsed = false, MayRun = parsed.MayBePython, IsOpaque = true, HoldsMore = true, Note = parsed.Problem, StepsLeft = steps };
        var findings = new Findings(text) { BodyLine = bodyLine };
        var interpreter = new Interpreter(catalog ?? Catalog.Value, findings, steps);
        foreach (string block in earlier ?? [])
        {
            if (Parse(block, out string before, out _).Body is { } ran)
                interpreter.Remember(ran, before);
            else
                findings.Hide("what an earlier block did is not known");
        }
        if (IsDecodedOtherwise(module.Encoding, text))
            findings.Hide("a comment says that the text is another one when it is decoded");
        interpreter.Run(module);
        return new PythonReading
        {
            IsParsed = true,
            MayRun = true,
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

    /// <summary>Only where Python refuses a text as it stands, it may be a notebook's.</summary>
    private static ParsedPython Parse(string code, out string text, out int bodyLine)
    {
        text = code;
        bodyLine = 0;
        var parsed = PythonParser.Parse(code, MaxDepth, isMangled: true);
        if (parsed.MayBePython || NotebookText.Read(code) is not { } notebook)
            return parsed;
        text = notebook.Text;
        bodyLine = notebook.BodyLine;
        return PythonParser.Parse(text, MaxDepth, isMangled: true);
    }

    /// <summary>A file with this declaration is not the text that it is in UTF-8: UTF-7 alone can make code of a comment (PEP 263).</summary>
    private static bool IsDecodedOtherwise(string? encoding, string text) => encoding?.Replace('_', '-') switch
    {
        null or "utf-8" or "utf8" or "utf-8-sig" or "u8" or "utf-8-unix" or "utf-8-dos" or "utf-8-mac" or "ascii" or "us-ascii" => false,
        "latin-1" or "latin1" or "iso-8859-1" or "iso-8859-15" or "cp1252" or "windows-1252" => !Ascii.IsValid(text),
        _ => true,
    };
}
