using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>diff</c>: says what two policies decide otherwise.</summary>
internal sealed class DiffCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly PolicyInputs _inputs = new();
    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "Compare requests of this agent only." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };
    private readonly Argument<string> _old = new("OLD") { Description = "A policy." };
    private readonly Argument<string> _new = new("NEW") { Description = "Another policy; one of the two may be '-', which is standard input." };

    internal DiffCommand(CommandHost host)
        : base("diff", "Say what two policies decide otherwise, with requests that show it.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate diff old.yaml new.yaml
              git show HEAD:policy.yaml | actiongate diff - policy.yaml

            For each kind of action and each pair of verdicts that some request gets, one such request is shown
            with the rules that decide it. "equivalent" is said only where it is proved for all requests; else
            what is not known is named. Relative paths resolve against --base, else the current folder.

            The exit code is 0 where the policies are equivalent, 1 where they differ or that is not known,
            2 where one of them does not load.
            """;
        _inputs.AddTo(this);
        Add(_agent);
        Add(_json);
        Add(_old);
        Add(_new);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string old = parsed.GetValue(_old)!;
        string @new = parsed.GetValue(_new)!;
        if (WholeInput.IsStandardInput(old) && WholeInput.IsStandardInput(@new))
            throw new CommandException("standard input can be read for one thing only");
        // One base for both: the same rules in two folders shall mean the same.
        var options = new PolicyOptions { BaseDirectory = _inputs.BaseOf(parsed, _host) ?? _host.RequireCurrentDirectory(), Variables = _inputs.VariablesOf(parsed) };
        var comparison = PolicyComparison.Of(Load(old, options), Load(@new, options), parsed.GetValue(_agent));
        if (parsed.GetValue(_json))
            DiffJson.Write(_host.Output, comparison);
        else
            WriteText(comparison);
        return comparison.IsEquivalent ? ExitCode.Done : ExitCode.Refused;
    }

    private void WriteText(PolicyComparison comparison)
    {
        using var text = _host.OpenText();
        foreach (var change in comparison.Changes)
            text.WriteLine(change.ToString(), change.After > change.Before ? Tone.Caution : Tone.Plain);
        foreach (string setting in comparison.Settings)
            text.WriteLine($"'{setting}' is set otherwise");
        foreach (string kind in comparison.Unknown)
            text.WriteLine($"{kind}: not everything is known", Tone.Caution);
        if (comparison.IsEquivalent)
            text.WriteLine("equivalent", Tone.Good);
        else if (comparison.Changes.Count == 0 && comparison.Settings.Count == 0)
            text.WriteLine("no difference found", Tone.Caution);
        else
            text.WriteLine("different", Tone.Bad);
    }

    private Policy Load(string file, PolicyOptions options)
    {
        try
        {
            return WholeInput.IsStandardInput(file) ? Policy.Parse(WholeInput.Read(_host.Input, "standard input"), options) : Policy.Load(file, options);
        }
        catch (PolicyException e)
        {
            throw new CommandException(string.Join('\n', e.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        }
    }
}
