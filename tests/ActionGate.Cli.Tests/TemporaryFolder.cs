namespace ActionGate.Cli.Tests;

/// <summary>A folder for the files of one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("actiongate-cli-").FullName;

    internal string File(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    internal string Policy(string rules, string head = "version: 1") => File($"{Guid.NewGuid():N}.yaml", $"{head}\nrules:\n{rules}");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
