namespace ActionGate.Scanning.Tests;

/// <summary>Where this project's data lies: in the sources, so that a test can also write it anew. A build may hide their path, so it is looked for.</summary>
internal static class CorpusFolder
{
    internal static string Of(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ActionGate.sln")))
                return Path.Combine(folder.FullName, "tests", "ActionGate.Scanning.Tests", "Corpus", name);
        }
        throw new DirectoryNotFoundException("expected to run below the repository");
    }
}
