using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>test</c>: runs the tests that stand beside policies, and names the rules that none reaches.</summary>
internal sealed class TestCommand : ToolCommand
{
    private static readonly string[] TestEndings = [".tests.yaml", ".tests.yml"];

    private readonly CommandHost _host;
    private readonly CatalogInputs _catalogs = new();
    private readonly Option<bool> _requireCoverage = new("--require-coverage") { Description = "Fail where a rule is reached by no test." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Tests (NAME.tests.yaml), a policy that has them beside it, or a folder of tests.",
    };

    internal TestCommand(CommandHost host)
        : base("test", "Run the tests of policies, and name the rules that no test reaches.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate test policy.tests.yaml
              actiongate test policies --require-coverage

            A file of tests names its policy, and holds requests with the decision that each must get:
              version: 1
              policy: policy.yaml
              tests:
                - { name: a push asks, action: shell_exec, target: git push, decision: require_approval }

            The exit code is 1 where a test fails, or where tests or their policy do not load.
            """;
        Add(_requireCoverage);
        Add(_json);
        _catalogs.AddTo(this);
        Add(_files);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] files = [.. parsed.GetValue(_files)!.SelectMany(TestFilesOf).Distinct(StringComparer.Ordinal)];
        bool requiresCoverage = parsed.GetValue(_requireCoverage);
        var catalog = _catalogs.CatalogOf(parsed);
        return parsed.GetValue(_json) ? WriteJson(files, requiresCoverage, catalog) : WriteText(files, requiresCoverage, catalog);
    }

    private int WriteText(string[] files, bool requiresCoverage, ScanCatalog? catalog)
    {
        using var text = _host.OpenText();
        int code = ExitCode.Done;
        foreach (string file in files)
        {
            var report = Run(file, catalog, out var diagnostics);
            if (report is null)
                WriteInvalid(text, file, diagnostics);
            else
                WriteReport(text, report, requiresCoverage);
            code = Math.Max(code, CodeOf(report, requiresCoverage));
        }
        return code;
    }

    private int WriteJson(string[] files, bool requiresCoverage, ScanCatalog? catalog)
    {
        var output = new JsonOutput(_host.Output);
        int code = ExitCode.Done;
        output.Json.WriteStartObject();
        output.Json.WriteStartArray("files"u8);
        foreach (string file in files)
        {
            var report = Run(file, catalog, out var diagnostics);
            if (report is null)
                TestJson.WriteInvalid(output.Json, file, diagnostics);
            else
                TestJson.Write(output.Json, report);
            code = Math.Max(code, CodeOf(report, requiresCoverage));
        }
        output.Json.WriteEndArray();
        output.Json.WriteEndObject();
        output.EndLine();
        output.Flush();
        return code;
    }

    /// <summary>The tests that an argument stands for.</summary>
    /// <exception cref="CommandException">There are none.</exception>
    private static IEnumerable<string> TestFilesOf(string file)
    {
        if (WholeInput.IsStandardInput(file))
            throw new CommandException("tests name their policy by its place beside them and can't be read from standard input");
        if (Directory.Exists(file))
        {
            string[] found = [.. Directory.EnumerateFiles(file).Where(IsTestFile).Order(StringComparer.Ordinal)];
            return found.Length > 0 ? found : throw new CommandException($"{file}: expected tests (NAME.tests.yaml) in the folder, found none");
        }
        if (!File.Exists(file))
            throw new CommandException($"{file}: there is no such file");
        if (IsTestFile(file))
            return [file];
        string beside = Path.ChangeExtension(file, null);
        return TestEndings.Select(ending => beside + ending).FirstOrDefault(File.Exists) is { } tests
            ? [tests]
            : throw new CommandException($"{file}: expected its tests beside it, found no {Path.GetFileName(beside)}{TestEndings[0]}");
    }

    private static bool IsTestFile(string file) => TestEndings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static PolicyTestReport? Run(string file, ScanCatalog? catalog, out IReadOnlyList<Diagnostic> diagnostics)
    {
        try
        {
            diagnostics = [];
            return PolicyTests.Load(file).Run(catalog);
        }
        catch (PolicyException e)
        {
            diagnostics = e.Diagnostics;
            return null;
        }
    }

    private static void WriteInvalid(TextOutput text, string file, IReadOnlyList<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            DiagnosticLines.Write(text, diagnostic);
        text.Write(file);
        text.Write(": ");
        text.WriteLine("invalid", Tone.Bad);
    }

    private static void WriteReport(TextOutput text, PolicyTestReport report, bool requiresCoverage)
    {
        foreach (var failure in report.Failures)
            text.WriteLine(failure.ToString(), Tone.Bad);
        foreach (var rule in report.Unreached)
            text.WriteLine(rule.ToString(), requiresCoverage ? Tone.Bad : Tone.Caution);
        text.WriteLine(report.Summary, CodeOf(report, requiresCoverage) == ExitCode.Done ? Tone.Good : Tone.Bad);
    }

    private static int CodeOf(PolicyTestReport? report, bool requiresCoverage) =>
        report is { IsPassed: true } && (!requiresCoverage || report.Unreached.Count == 0) ? ExitCode.Done : ExitCode.Refused;
}
