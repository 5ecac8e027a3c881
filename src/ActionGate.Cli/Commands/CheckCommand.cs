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

    private readonly Argument<string[]> _files = new("FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Policies; '-' is standard input.",
    };

    internal CheckCommand(CommandHost host)
        : base("check", "Say everything that is wrong with policies, warnings included.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate check policy.yaml
              actiongate check org.yaml team.yaml --var PROJECT_DIR=/srv/project

            The exit code is 1 where a policy has an error, 2 where a file can't be read; warnings do not count.
            """;
        _inputs.AddTo(this);
        Add(_json);
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
        return parsed.GetValue(_json) ? WriteJson(files, options) : WriteText(files, options);
    }

    private int WriteText(string[] files, PolicyOptions options)
    {
        using var text = _host.OpenText();
        int code = ExitCode.Done;
        foreach (string file in files)
        {
            string? hash = Check(file, options, out var diagnostics);
            foreach (var diagnostic in diagnostics)
                DiagnosticLines.Write(text, diagnostic);
            // As diagnostics call text that has no file.
            text.Write(WholeInput.IsStandardInput(file) ? "policy" : file);
            text.Write(": ");
            text.Write(hash is null ? "invalid" : "ok", hash is null ? Tone.Bad : Tone.Good);
            text.WriteLine(Counts(diagnostics));
            code = Math.Max(code, CodeOf(hash, diagnostics));
        }
        return code;
    }

    private int WriteJson(string[] files, PolicyOptions options)
    {
        var output = new JsonOutput(_host.Output);
        int code = ExitCode.Done;
        output.Json.WriteStartObject();
        output.Json.WriteStartArray("files"u8);
        foreach (string file in files)
        {
            string? hash = Check(file, options, out var diagnostics);
            CheckJson.Write(output.Json, file, hash, diagnostics);
            code = Math.Max(code, CodeOf(hash, diagnostics));
        }
        output.Json.WriteEndArray();
        output.Json.WriteEndObject();
        output.EndLine();
        output.Flush();
        return code;
    }

    /// <summary>Reads a policy.</summary>
    /// <returns>Its hash; <see langword="null"/> where it does not load.</returns>
    private string? Check(string file, PolicyOptions options, out IReadOnlyList<Diagnostic> diagnostics)
    {
        if (WholeInput.IsStandardInput(file))
        {
            options = options with { BaseDirectory = options.BaseDirectory ?? _host.RequireCurrentDirectory() };
            return Policy.TryParse(WholeInput.Read(_host.Input, "standard input"), options, out var parsed, out diagnostics) ? parsed.Hash : null;
        }
        try
        {
            var policy = Policy.Load(file, options);
            diagnostics = policy.Warnings;
            return policy.Hash;
        }
        catch (PolicyException e)
        {
            diagnostics = e.Diagnostics;
            return null;
        }
    }

    private static string Counts(IReadOnlyList<Diagnostic> diagnostics)
    {
        int errors = diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error);
        string[] parts = [.. new[] { Count(errors, "error"), Count(diagnostics.Count - errors, "warning") }.Where(p => p.Length > 0)];
        return parts.Length == 0 ? "" : $" ({string.Join(", ", parts)})";
    }

    private static string Count(int count, string noun) =>
        count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static int CodeOf(string? hash, IReadOnlyList<Diagnostic> diagnostics)
    {
        if (hash is not null)
            return ExitCode.Done;
        // AG1001: can't be read; AG1002: is no file.
        return diagnostics.Any(d => d.Id is "AG1001" or "AG1002") ? ExitCode.Trouble : ExitCode.Refused;
    }
}
