using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The policies of a command line, which decide together, and the terms on which they are read.</summary>
internal sealed class PolicyFiles(CommandHost host, PolicyInputs inputs)
{
    private readonly Option<string[]> _policies = new("--policy", "-p")
    {
        HelpName = "FILE",
        Description = "A policy; given again, each decides by itself and the strictest verdict stands.",
    };

    private readonly CatalogInputs _catalogs = new();

    private readonly Option<string> _shell = new("--shell")
    {
        HelpName = "NAME",
        Description = "The shell that reads the text of shell_exec: bash, sh, zsh, or interactive-bash where it is typed at a prompt. Without it, what the text does in bash and in POSIX shells is decided.",
    };

    internal void AddTo(Command command)
    {
        command.Add(_policies);
        inputs.AddTo(command);
    }

    /// <summary>Adds how shell text and code are read.</summary>
    internal void AddReadingTo(Command command)
    {
        _shell.AcceptOnlyFromAmong("bash", "sh", "zsh", "interactive-bash");
        command.Add(_shell);
        _catalogs.AddTo(command);
    }

    internal string[] FilesOf(ParseResult parsed) => parsed.GetValue(_policies) ?? [];

    internal HostShell ShellOf(ParseResult parsed) => ShellOf(parsed.GetValue(_shell)) ?? HostShell.Any;

    /// <summary>The shell of a name; <see langword="null"/>: none is called so.</summary>
    internal static HostShell? ShellOf(string? name) => name switch
    {
        "bash" => HostShell.Bash,
        "sh" => HostShell.Sh,
        "zsh" => HostShell.Zsh,
        "interactive-bash" => HostShell.InteractiveBash,
        _ => null,
    };

    /// <summary>What is known of libraries; <see langword="null"/>: what is shipped.</summary>
    /// <exception cref="CommandException">A catalogue can't be read.</exception>
    internal ScanCatalog? CatalogOf(ParseResult parsed) => _catalogs.CatalogOf(parsed);

    /// <summary>The base as an absolute path; <see langword="null"/> where none was given.</summary>
    internal string? BaseOf(ParseResult parsed) => inputs.BaseOf(parsed, host);

    /// <summary>On what terms policies are read.</summary>
    internal PolicyOptions OptionsOf(ParseResult parsed) => new() { BaseDirectory = BaseOf(parsed), Variables = inputs.VariablesOf(parsed) };

    /// <summary>The same for a policy on a line, which has no folder of its own.</summary>
    internal PolicyOptions InlineOptionsOf(ParseResult parsed)
    {
        var options = OptionsOf(parsed);
        return options with { BaseDirectory = options.BaseDirectory ?? (host.CurrentDirectory.Length > 0 ? host.CurrentDirectory : null) };
    }

    /// <summary>The policies of the files; <see langword="null"/> where none was named.</summary>
    /// <exception cref="CommandException">One of them can't be used.</exception>
    internal Policy? Load(ParseResult parsed)
    {
        string[] files = FilesOf(parsed);
        if (files.Length == 0)
            return null;
        var options = OptionsOf(parsed);
        var layers = new Policy[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            try
            {
                layers[i] = WholeInput.IsStandardInput(files[i])
                    ? Policy.Parse(WholeInput.Read(host.Input, "standard input"), options with { BaseDirectory = options.BaseDirectory ?? host.RequireCurrentDirectory() })
                    : Policy.Load(files[i], options);
            }
            catch (PolicyException e)
            {
                throw new CommandException($"the policy can't be used\n{e.Message}");
            }
        }
        return Policy.Combine(layers);
    }
}
