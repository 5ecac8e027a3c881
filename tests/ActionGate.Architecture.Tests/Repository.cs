using System.Reflection;

namespace ActionGate.Architecture.Tests;

/// <summary>Where things lie: the root of the sources, the projects that are shipped, what was built of them.</summary>
internal static class Repository
{
    private static readonly string[] NotSource = [".git", "bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", ".vs", "audit"];

    internal static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The projects under src, by their folders' names.</summary>
    internal static string[] Projects { get; } =
        [.. Directory.GetDirectories(Path.Combine(Root, "src")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    /// <summary>What is shipped as a library: all but the program.</summary>
    internal static string[] Libraries { get; } = [.. Projects.Where(p => p != "ActionGate.Cli")];

    /// <summary>The assembly that was built of a project; libraries lie beside the tests.</summary>
    internal static string AssemblyOf(string project)
    {
        string beside = Path.Combine(AppContext.BaseDirectory, $"{project}.dll");
        return Libraries.Contains(project) ? beside : Path.Combine(Root, "src", project, "bin", Metadata("Configuration"), "net10.0", $"{project}.dll");
    }

    /// <summary>All files of the repository but what tools make, as paths relative to the root with '/'.</summary>
    internal static IEnumerable<string> Files(string folder = "")
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Root, folder)))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (string inner in Directory.GetDirectories(Path.Combine(Root, folder)))
        {
            if (NotSource.Contains(Path.GetFileName(inner)))
                continue;
            foreach (string file in Files(Path.GetRelativePath(Root, inner)))
                yield return file;
        }
    }

    internal static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
