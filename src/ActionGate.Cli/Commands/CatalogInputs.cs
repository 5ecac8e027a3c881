using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The option that names a host's own facts about libraries, for every command that scans code.</summary>
internal sealed class CatalogInputs
{
    private readonly Option<string[]> _catalogs = new("--catalog")
    {
        HelpName = "FILE",
        Description = "What the functions of Python libraries of your own do; may be given again.",
    };

    internal void AddTo(Command command) => command.Add(_catalogs);

    /// <summary>All of them as one; <see langword="null"/> where none was given.</summary>
    /// <exception cref="CommandException">One can't be read; everything that is wrong with any is named.</exception>
    internal ScanCatalog? CatalogOf(ParseResult parsed)
    {
        string[] files = parsed.GetValue(_catalogs) ?? [];
        var catalogs = new List<ScanCatalog>(files.Length);
        var problems = new List<string>();
        foreach (string file in files)
        {
            if (WholeInput.IsStandardInput(file))
                throw new CommandException("--catalog: expected a file, found standard input");
            Try(() => catalogs.Add(ScanCatalog.Parse(WholeInput.ReadFile(file), file)), problems);
        }
        ScanCatalog? all = null;
        if (catalogs.Count > 0 && problems.Count == 0)
            Try(() => all = ScanCatalog.Combine([.. catalogs]), problems);
        return problems.Count == 0 ? all : throw new CommandException($"the catalog can't be used\n{string.Join('\n', problems)}");
    }

    private static void Try(Action read, List<string> problems)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is FormatException or CommandException)
        {
            problems.Add(e.Message);
        }
    }
}
