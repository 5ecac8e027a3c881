using ActionGate.Reloading;
using ActionGate.Tests.Audit;

namespace ActionGate.Tests.Reloading;

public sealed class FoundFilesTests
{
    private const long MaxBytes = 1000;

    [Fact]
    public void At_Folder_TakesPoliciesInOrdinalOrder()
    {
        using var temp = new TempFolder();
        foreach (string name in new[] { "b.yaml", "B.yml", "a.YAML", "a.tests.yaml", "a.Tests.yml", ".hidden.yaml", "c.json", "yaml", "c.yaml~" })
            File.WriteAllText(Path.Combine(temp.Path, name), "x");
        Directory.CreateDirectory(Path.Combine(temp.Path, "d.yaml"));

        Names(temp.Path).Should().Equal("B.yml", "a.YAML", "b.yaml");
    }

    [Fact]
    public void At_File_HasTheHashOfItsPolicy()
    {
        using var temp = new TempFolder();
        string path = Path.Combine(temp.Path, "p.yaml");
        byte[] text = [.. "version: 1\nrules: []\n"u8];
        string hash = Policy.Parse("version: 1\nrules: []\n").Hash;

        File.WriteAllBytes(path, text);
        Of(path).Should().Be(hash);
        File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. text]);
        Of(path).Should().Be(hash, "a byte order mark is no part of the text");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(1000, true)]
    [InlineData(1001, false)]
    [InlineData(200_000, false)]
    public void At_File_IsReadUpToTheLimit(int length, bool isRead)
    {
        using var temp = new TempFolder();
        string path = Path.Combine(temp.Path, "p.yaml");
        File.WriteAllBytes(path, new byte[length]);

        (Of(path) is not null).Should().Be(isRead);
    }

    [SkippableFact]
    public void At_Device_IsNotRead()
    {
        Skip.IfNot(File.Exists("/dev/zero"), "no /dev/zero here");

        Of("/dev/zero").Should().BeNull();
    }

    [Fact]
    public void At_LinksInACircle_AreNotFollowed()
    {
        using var temp = new TempFolder();
        string path = Path.Combine(temp.Path, "p.yaml");
        File.CreateSymbolicLink(path, path);

        Of(path).Should().BeNull();
    }

    private static IEnumerable<string> Names(string folder) => FoundFiles.At([WatchedPath.At(folder)], MaxBytes).Paths.Select(p => Path.GetFileName(p));

    private static string? Of(string path) => FoundFiles.At([WatchedPath.At(path)], MaxBytes).Files[0].Hash;
}
