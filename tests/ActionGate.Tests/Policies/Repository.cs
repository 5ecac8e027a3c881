namespace ActionGate.Tests.Policies;

/// <summary>The checked-out tree, for tests that read what is not compiled into them.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ActionGate.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"ActionGate.sln is not above {AppContext.BaseDirectory}");
    }
}
