namespace ActionGate.Extensions.AI.Tests;

/// <summary>Where the files that tests share stand.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    internal static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find(string start)
    {
        var folder = new DirectoryInfo(start);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ActionGate.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"no ActionGate.sln above {start}");
    }
}
