using ActionGate.Architecture.Tests.Rules;

namespace ActionGate.Architecture.Tests;

public sealed class SourceTests
{
    // Put together here, so that this file does not hold them.
    private static readonly string[] MachinePaths = ["/" + "work/", "../" + "shared", "/" + "farm/"];

    private static readonly string[] Text =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".json", ".yaml", ".yml", ".txt", ".sh", ".catalog", ".editorconfig", ".gitignore", ".gitattributes", ""];

    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Fact]
    public void Sources_AreShort() =>
        FileRule.LongFiles(Repository.Files("src").Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(f => (f, Repository.Read(f)))).Should().BeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Sources_AreNamedAfterTheirType(string project)
    {
        string folder = $"src/{project}/";
        var files = Repository.Files(folder).Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).Select(f => f[folder.Length..]);

        FileRule.MisnamedFiles(files, House.Assembly(project).Types).Should().BeEmpty();
    }

    [Fact]
    public void Files_NameNoPathOfAMachine() =>
        Repository.Files().Where(f => Text.Contains(Path.GetExtension(f)))
            .Where(f => MachinePaths.Any(p => Repository.Read(f).Contains(p, StringComparison.Ordinal)))
            .Should().BeEmpty();

    [Fact]
    public void Promises_EachLine_NamesATestOrSaysWhyNot() =>
        PromiseRule.Violations(
                Repository.Read("docs/promises.md"),
                Repository.Files("tests").Where(f => f.EndsWith("Tests.cs", StringComparison.Ordinal)).Select(Repository.Read))
            .Should().BeEmpty();
}
