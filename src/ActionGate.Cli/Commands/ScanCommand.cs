using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>scan</c>: says what code would do.</summary>
internal sealed class ScanCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly CatalogInputs _catalogs = new();

    private readonly Option<string?> _language = new("--language")
    {
        HelpName = "L",
        Description = "The language: of files, whatever their names say, and of lines that do not say.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Answer with one JSON object a file." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Read code from standard input, one JSON object a line, and answer each with one." };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Arity = ArgumentArity.ZeroOrMore,
        Description = "Files with code; '-' is standard input and needs --language.",
    };

    internal ScanCommand(CommandHost host)
        : base("scan", "Say what code would do, without running it. No policy is read.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate scan deploy.sh
              echo 'git status' | actiongate scan --language bash --json -
              actiongate scan --jsonl < blocks.jsonl
              actiongate scan --catalog acme.catalog job.py

            A line for --jsonl:
              {"id":"7","language":"bash","code":"git status"}
            The language of a file follows from its name: .sh .bash .py .js .ts .ps1 .cs
            The code is shown with what it would do below each line. Every branch counts, and code in code does too:
            'via python > bash' is what shell text does that Python runs. A '*' stands for what is not known before
            it runs. 'opaque' code may do more than is listed: code that can't be taken apart, and in this version
            every language but Python and shell. Of --json and --jsonl, 'unknownImports' are modules of which
            nothing is known; a line in a catalog says what a function of one does: acme.put write 0:path
            """;
        Add(_language);
        Add(_json);
        Add(_jsonLines);
        _catalogs.AddTo(this);
        Add(_files);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] files = parsed.GetValue(_files) ?? [];
        if (parsed.GetValue(_jsonLines) == files.Length > 0)
            throw Usage(files.Length > 0 ? "expected --jsonl or FILE, found both" : "expected FILE, or --jsonl");
        if (files.Count(WholeInput.IsStandardInput) > 1)
            throw Usage("standard input can be read for one thing only");
        string? language = parsed.GetValue(_language);
        var options = new ScanOptions { Catalog = _catalogs.CatalogOf(parsed) };
        return files.Length == 0 ? ScanLines(language, options) : ScanFiles(files, language, options, parsed.GetValue(_json));
    }

    private int ScanLines(string? language, ScanOptions options)
    {
        var output = new JsonOutput(_host.Output);
        RequestLines.Each(_host.Input, FieldSet.Blocks, block => Answer(block, language, options, output), output.Flush);
        return ExitCode.Done;
    }

    private static void Answer(InputLine block, string? language, ScanOptions options, JsonOutput output)
    {
        string? written = block[Field.Language] ?? language;
        string? problem = block.Problem
            ?? (block[Field.Code] is null ? "expected 'code', found none" : null)
            ?? (written is null ? "expected 'language', or --language, found neither" : null);
        if (problem is not null)
            ScanJson.WriteMalformed(output.Json, block, problem);
        else
            ScanJson.Write(output.Json, block.Echo(Field.Id), written!, CodeScanners.Scan(block[Field.Code]!, written!, options));
        output.EndLine();
    }

    /// <summary>Scans every file that can be read, and tells of the others.</summary>
    private int ScanFiles(string[] files, string? language, ScanOptions options, bool isJson)
    {
        var json = isJson ? new JsonOutput(_host.Output) : null;
        using var text = isJson ? null : _host.OpenText();
        int code = ExitCode.Done;
        foreach (string file in files)
        {
            try
            {
                bool isStandardInput = WholeInput.IsStandardInput(file);
                string name = isStandardInput ? "standard input" : file;
                string written = language ?? FileLanguage.Of(name);
                string source = isStandardInput ? WholeInput.Read(_host.Input, name) : WholeInput.ReadFile(file);
                var scan = CodeScanners.Scan(source, written, options);
                if (json is null)
                {
                    ScanText.Write(text!, name, scan.Language ?? written, scan, source);
                    continue;
                }
                ScanJson.Write(json.Json, new JsonScalar(file), written, scan);
                json.EndLine();
            }
            catch (CommandException e)
            {
                _host.Complain(e.Message);
                code = ExitCode.Trouble;
            }
        }
        json?.Flush();
        return code;
    }

    private static CommandException Usage(string problem) => new(problem + "\nTry 'actiongate scan --help'.");
}
