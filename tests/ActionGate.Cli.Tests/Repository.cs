namespace ActionGate.Cli.Tests;

/// <summary>Where the files that tests share stand.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static string PolicyPath(string name) => Path.Combine(Root, "policies", name);

    private static string Find(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActionGate.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no ActionGate.sln above {start}");
    }
}
