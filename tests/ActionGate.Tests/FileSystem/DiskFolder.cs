using System.Diagnostics;

namespace ActionGate.Tests.FileSystem;

/// <summary>A folder on the disk that goes away with the test.</summary>
internal sealed class DiskFolder : IDisposable
{
    internal DiskFolder() => Root = Resolved.Of(Directory.CreateTempSubdirectory("actiongate-paths-").FullName).Path!;

    /// <summary>Its real path.</summary>
    internal string Root { get; }

    /// <summary>The path of something in it.</summary>
    internal string this[string name] => $"{Root}/{name}";

    internal string Folder(string name) => Directory.CreateDirectory(this[name]).FullName;

    internal string Write(string name, string content = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllText(this[name], content);
        return this[name];
    }

    /// <param name="name">The link.</param>
    /// <param name="target">What it holds; relative to its folder, or absolute.</param>
    internal string Link(string name, string target)
    {
        File.CreateSymbolicLink(this[name], target);
        return this[name];
    }

    internal void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Root })!;
        process.WaitForExit();
        process.ExitCode.Should().Be(0, program);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
