using System.CommandLine;
using System.Globalization;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>check</c>: says what is wrong with policies.</summary>
internal sealed class CheckCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly PolicyInputs _inputs = new();
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };
    private readonly Option<bool> _sarif = new("--sarif") { Description = "Answer with a SARIF 2.1.0 log." };
    private readonly Option<bool> _strict = new("--strict") { Description = "Exit with 1 for warnings too." };
    private readonly Option<bool> _notes = new("--notes") { Description = "Also say what could be written more simply, and what could not be told." };

    private readonly Argument<string[]> _files = new("FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Policies; '-' is standard input.",
    };

    internal CheckCommand(CommandHost host)
        : base("check", "Say everything that is wrong with policies: errors, and what probably is not meant.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate check policy.yaml
              actiongate check org.yaml team.yaml --var PROJECT_DIR=/srv/project
              actiongate check policy.yaml --strict --sarif > policy.sarif

            Warnings come from reasoning about all requests that there could be: rules that never decide,
            refusals that come after a rule that allows the same, rules that allow too much. Each is proved,
            or has a request that shows it.

            The exit code is 1 where a policy has an error, 2 where a file can't be read; warnings count with
            --strict only.
            """;
        _inputs.AddTo(this);
        Add(_json);
        Add(_sarif);
        Add(_strict);
        Add(_notes);
        Add(_files);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string[] files = parsed.GetValue(_files)!;
        if (files.Count(WholeInput.IsStandardInput) > 1)
            throw new CommandException("standard input can be read for one thing only");
        string? baseDirectory = _inputs.BaseOf(parsed, _host);
        var options = new PolicyOptions { BaseDirectory = baseDirectory, Variables = _inputs.VariablesOf(parsed) };
        if (parsed.GetValue(_json) && parsed.GetValue(_sarif))
            throw new CommandException("--json and --sarif are two answers: ask for one");
        var checks = files.Select(file => Check(file, options, parsed.GetValue(_notes))).ToList();
        if (parsed.GetValue(_sarif))
            SarifLog.Write(_host.Output, checks.SelectMany(c => c.Diagnostics).ToList());
        else if (parsed.GetValue(_json))
            WriteJson(checks);
        else
            WriteText(checks);
        return checks.Max(c => CodeOf(c, parsed.GetValue(_strict)));
    }

    /// <summary>What was found in a file.</summary>
    /// <param name="File">The file as it was named.</param>
    /// <param name="Hash">The policy's hash; <see langword="null"/> where it does not load.</param>
    /// <param name="Diagnostics">What was found.</param>
    private sealed record Checked(string File, string? Hash, IReadOnlyList<Diagnostic> Diagnostics);

    private void WriteText(List<Checked> checks)
    {
        using var text = _host.OpenText();
        foreach (var (file, hash, diagnostics) in checks)
        {
            foreach (var diagnostic in diagnostics)
                DiagnosticLines.Write(text, diagnostic);
            // As diagnostics call text that has no file.
            text.Write(WholeInput.IsStandardInput(file) ? "policy" : file);
            text.Write(": ");
            text.Write(hash is null ? "invalid" : "ok", hash is null ? Tone.Bad : Tone.Good);
            text.WriteLine(Counts(diagnostics));
        }
    }

    private void WriteJson(List<Checked> checks)
    {
        var output = new JsonOutput(_host.Output);
        output.Json.WriteStartObject();
        output.Json.WriteStartArray("files"u8);
        foreach (var (file, hash, diagnostics) in checks)
            CheckJson.Write(output.Json, file, hash, diagnostics);
        output.Json.WriteEndArray();
        output.Json.WriteEndObject();
        output.EndLine();
        output.Flush();
    }

    private Checked Check(string file, PolicyOptions options, bool withNotes)
    {
        try
        {
            var policy = Load(file, options);
            var diagnostics = policy.Warnings.Concat(PolicyAnalysis.Check(policy)).OrderBy(d => d.Line).ThenBy(d => d.Column);
            return new Checked(file, policy.Hash, [.. diagnostics.Where(d => withNotes || d.Severity != DiagnosticSeverity.Note)]);
        }
        catch (PolicyException e)
        {
            return new Checked(file, null, e.Diagnostics);
        }
    }

    private Policy Load(string file, PolicyOptions options)
    {
        if (!WholeInput.IsStandardInput(file))
            return Policy.Load(file, options);
        options = options with { BaseDirectory = options.BaseDirectory ?? _host.RequireCurrentDirectory() };
        return Policy.Parse(WholeInput.Read(_host.Input, "standard input"), options);
    }

    private static string Counts(IReadOnlyList<Diagnostic> diagnostics)
    {
        int errors = diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        int warnings = diagnostics.Count(d => d.Severity == DiagnosticSeverity.Warning);
        string[] parts = [.. new[] { Count(errors, "error"), Count(warnings, "warning"), Count(diagnostics.Count - errors - warnings, "note") }.Where(p => p.Length > 0)];
        return parts.Length == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    private static string Count(int count, string noun) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static int CodeOf(Checked check, bool isStrict)
    {
        if (check.Hash is not null)
            return isStrict && check.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Warning) ? ExitCode.Refused : ExitCode.Done;
        // AG1001: can't be read; AG1002: is no file.
        return check.Diagnostics.Any(d => d.Id is "AG1001" or "AG1002") ? ExitCode.Trouble : ExitCode.Refused;
    }
}
