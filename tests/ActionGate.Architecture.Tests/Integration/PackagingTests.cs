using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Text.Json;

namespace ActionGate.Architecture.Tests.Integration;

/// <summary>What a package is made of, asked of the build itself rather than read out of its files.</summary>
public sealed class PackagingTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task Project_IsPackedWithAllThatAPackageNeeds(string project)
    {
        var asked = await AskAsync(
            Path.Combine(Repository.Root, "src", project, $"{project}.csproj"),
            "IsPackable", "PackageId", "Version", "Description", "Authors", "PackageLicenseExpression", "PackageReadmeFile",
            "GenerateDocumentationFile", "IncludeSymbols", "SymbolPackageFormat", "Deterministic", "EmbedUntrackedSources");

        asked.Should().Contain(new Dictionary<string, string>
        {
            ["IsPackable"] = "true",
            ["PackageId"] = project,
            ["PackageLicenseExpression"] = "MIT",
            ["PackageReadmeFile"] = "README.md",
            ["GenerateDocumentationFile"] = "true",
            ["IncludeSymbols"] = "true",
            ["SymbolPackageFormat"] = "snupkg",
            ["Deterministic"] = "true",
            ["EmbedUntrackedSources"] = "true",
        });
        asked["Version"].Should().StartWith("0.");
        asked["Description"].Should().NotBe("Package Description").And.NotBeEmpty();
        asked["Authors"].Should().NotBe(project).And.NotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Assembly_IsReproducibleAndDocumented(string project)
    {
        string assembly = Repository.AssemblyOf(project);
        using var image = new PEReader(File.OpenRead(assembly));

        image.ReadDebugDirectory().Select(e => e.Type).Should().Contain(DebugDirectoryEntryType.Reproducible);
        File.Exists(Path.ChangeExtension(assembly, ".xml")).Should().BeTrue();
    }

    private static async Task<Dictionary<string, string>> AskAsync(string project, params string[] properties)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", "-nodeReuse:false", $"-getProperty:{string.Join(',', properties)}"])
        {
            RedirectStandardOutput = true,
        })!;
        string answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, answer);
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("Properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!);
    }
}
