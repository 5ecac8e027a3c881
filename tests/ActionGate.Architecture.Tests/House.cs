using ActionGate.Architecture.Tests.Reading;
using ActionGate.Architecture.Tests.Rules;

namespace ActionGate.Architecture.Tests;

/// <summary>The house as ARCHITECTURE.md draws it. A new room, project or package gets its line here.</summary>
internal static class House
{
    private static readonly string[] Languages = ["Shell", "Python", "JavaScript", "PowerShell", "CSharp"];

    private static readonly Dictionary<string, ReadAssembly> Read = [];

    /// <summary>Who may refer to whom.</summary>
    internal static IReadOnlyDictionary<string, string[]> Projects { get; } = new Dictionary<string, string[]>
    {
        ["ActionGate.Abstractions"] = [],
        ["ActionGate.Scanning"] = ["ActionGate.Abstractions"],
        ["ActionGate"] = ["ActionGate.Abstractions", "ActionGate.Scanning"],
        ["ActionGate.Execution"] = ["ActionGate.Abstractions"],
        ["ActionGate.Extensions.AI"] = ["ActionGate", "ActionGate.Abstractions"],
        ["ActionGate.Cli"] = ["ActionGate", "ActionGate.Abstractions", "ActionGate.Execution", "ActionGate.Scanning"],
    };

    /// <summary>Which rooms see a package's types.</summary>
    internal static IReadOnlyDictionary<string, (string Project, string Room)> Packages { get; } = new Dictionary<string, (string, string)>
    {
        ["YamlDotNet"] = ("ActionGate", "Policies/Yaml"),
        ["DotNet.Glob"] = ("ActionGate", "Matching"),
        ["Microsoft.Extensions.DependencyInjection.Abstractions"] = ("ActionGate", "DependencyInjection"),
        ["Microsoft.Extensions.Logging.Abstractions"] = ("ActionGate", "DependencyInjection"),
        ["Microsoft.Extensions.Options"] = ("ActionGate", "DependencyInjection"),
        ["Microsoft.Extensions.AI.Abstractions"] = ("ActionGate.Extensions.AI", ""),
        ["System.CommandLine"] = ("ActionGate.Cli", ""),
        ["Spectre.Console"] = ("ActionGate.Cli", ""),
    };

    /// <summary>The floors of each project, from the top.</summary>
    internal static IReadOnlyDictionary<string, FloorPlan> Plans { get; } = new Dictionary<string, FloorPlan>
    {
        // Words that know each other; only circles are forbidden.
        ["ActionGate.Abstractions"] = new(["Actions", "Decisions", "Diagnostics", "Scanning", "Execution", "Approvals", "Audit"]),
        ["ActionGate.Scanning"] = new(
            [""],
            Languages,
            ["Shell/Expansion", "Python/Binding", "JavaScript/Binding", "PowerShell/Binding", "CSharp/Binding"],
            ["Shell/Commands", "Python/Notebooks"],
            ["Shell/Syntax", "Python/Syntax", "JavaScript/Syntax", "PowerShell/Syntax", "CSharp/Syntax"],
            ["Shell/Facts"],
            ["Catalogs"],
            ["Values"],
            ["Text"])
        {
            Strangers = new HashSet<string>(Languages),
            // What every scanner gives back.
            KnownBelow = new HashSet<string> { "ScanResult", "ShellFacts" },
        },
        ["ActionGate"] = new(
            ["", "Guards", "DependencyInjection"],
            ["Simulation", "Analysis"],
            ["Approvals", "FileSystem", "Rates", "Reloading"],
            ["Audit"],
            ["Audit/Writing"],
            ["Audit/Verifying"],
            ["Audit/Notes"],
            ["Audit/Tree"],
            ["Audit/Files"],
            ["Audit/Records"],
            ["Audit/Redaction"],
            ["Observability"],
            ["Evaluation"],
            ["Compilation"],
            ["Policies"],
            ["Normalisation"],
            ["Matching"]),
        ["ActionGate.Execution"] = new([""], ["Limits"], ["Processes"], ["Cgroups"], ["Planning"], ["Files"], ["Sandboxing"]),
        ["ActionGate.Extensions.AI"] = new(["Guards"], ["Mapping"], ["Arguments"]),
        ["ActionGate.Cli"] = new([""], ["Commands"], ["Rendering"], ["Input"]),
    };

    internal static ReadAssembly Assembly(string project)
    {
        lock (Read)
        {
            if (!Read.TryGetValue(project, out var read))
                Read[project] = read = ReadAssembly.Read(Repository.AssemblyOf(project), project);
            return read;
        }
    }
}
