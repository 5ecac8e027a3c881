using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The options under which a policy is read, for every command that reads one.</summary>
internal sealed class PolicyInputs
{
    private readonly Option<string?> _base = new("--base")
    {
        HelpName = "DIR",
        Description = "The folder that relative paths resolve against.",
    };

    private readonly Option<string[]> _variables = new("--var")
    {
        HelpName = "K=V",
        Description = "A value for ${K} in policies; may be given again.",
    };

    internal void AddTo(Command command)
    {
        command.Add(_base);
        command.Add(_variables);
    }

    /// <summary>The base as an absolute path; <see langword="null"/> where none was given.</summary>
    /// <exception cref="CommandException">It is no path.</exception>
    internal string? BaseOf(ParseResult parsed, CommandHost host)
    {
        if (parsed.GetValue(_base) is not { } folder)
            return null;
        if (folder.Length == 0 || folder.Contains('\0', StringComparison.Ordinal))
            throw new CommandException("--base: expected a folder, found no path");
        return Path.GetFullPath(folder, Path.IsPathFullyQualified(folder) ? folder : host.RequireCurrentDirectory());
    }

    /// <exception cref="CommandException">A variable is not of the form K=V, or is given twice.</exception>
    internal IReadOnlyDictionary<string, string> VariablesOf(ParseResult parsed)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string assignment in parsed.GetValue(_variables) ?? [])
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new CommandException($"--var: expected K=V, found '{assignment}'");
            if (!values.TryAdd(assignment[..equals], assignment[(equals + 1)..]))
                throw new CommandException($"--var: '{assignment[..equals]}' is given twice");
        }
        return values;
    }
}
