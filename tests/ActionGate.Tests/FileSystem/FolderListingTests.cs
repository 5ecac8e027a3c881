using ActionGate.FileSystem;
using ActionGate.Normalisation;

namespace ActionGate.Tests.FileSystem;

public sealed class FolderListingTests : IDisposable
{
    private readonly DiskFolder _disk = new();

    public void Dispose() => _disk.Dispose();

    [Fact]
    public void IsDirectory_FoldersOnly()
    {
        _disk.Write("folder/file");
        _disk.Link("link", "folder");
        _disk.Link("dangling", "missing");

        Answer("folder").Should().BeTrue();
        Answer("link/../folder").Should().BeTrue();
        Answer("link").Should().BeFalse("a link is no folder");
        Answer("folder/file").Should().BeFalse();
        Answer("folder/file/x").Should().BeFalse();
        Answer("dangling").Should().BeFalse();
        Answer("missing").Should().BeFalse();
        Answer("missing\0").Should().BeFalse();
        DiskPaths.Instance.IsDirectory("").Should().BeFalse();
        DiskPaths.Instance.IsDirectory("relative").Should().BeFalse();
        DiskPaths.Instance.IsDirectory("/").Should().BeTrue();

        bool Answer(string name) => DiskPaths.Instance.IsDirectory(_disk[name]);
    }

    [Fact]
    public void ListBelow_Tree_NamesEverythingAndFollowsNoLink()
    {
        _disk.Write("top/file");
        _disk.Write("top/.hidden/.x");
        _disk.Write("top/a/b/two\nlines");
        _disk.Write("outside/secret");
        _disk.Link("top/out", "../outside");
        _disk.Link("top/a/up", "..");
        _disk.Link("top/dangling", "missing");

        DiskPaths.Instance.ListBelow(_disk["top"]).Should().BeEquivalentTo(
            new[] { "file", ".hidden", ".hidden/.x", "a", "a/b", "a/b/two\nlines", "out", "a/up", "dangling" }.Select(n => _disk[$"top/{n}"]));
        DiskPaths.Instance.ListBelow(_disk["outside"]).Should().ContainSingle();
        _disk.Folder("links");
        _disk.Link("links/dangling", "missing");
        DiskPaths.Instance.ListBelow(_disk["links"]).Should().Equal(_disk["links/dangling"]);
        DiskPaths.Instance.ListBelow(_disk.Folder("empty")).Should().BeEmpty();
    }

    [Fact]
    public void IsDirectory_LongAndStrangeNames_AreAskedForAllTheSame()
    {
        string name = string.Concat(Enumerable.Repeat("é", 100));
        _disk.Write($"{name}/{name}/{name}/file");

        DiskPaths.Instance.IsDirectory(_disk[$"{name}/{name}/{name}"]).Should().BeTrue();
        DiskPaths.Instance.IsDirectory(_disk[$"{name}/{name}/{name}/file"]).Should().BeFalse();
        DiskPaths.Instance.IsDirectory(_disk["\uD800"]).Should().BeFalse();
    }

    [Fact]
    public void HoldsBelow_Tree_AsksAboutEverythingAndFollowsNoLink()
    {
        _disk.Write("top/a/b/c");
        _disk.Write("outside/secret");
        _disk.Link("top/out", "../outside");

        Holds("top", (path, _) => path == _disk["top/a/b/c"]).Should().BeTrue();
        Holds("top", (path, isLink) => isLink && path == _disk["top/out"]).Should().BeTrue();
        Holds("top", (path, isLink) => isLink && path != _disk["top/out"] || path.Contains("secret", StringComparison.Ordinal)).Should().BeFalse();
        Holds("empty", (_, _) => true).Should().BeNull("it is not there");
        _disk.Folder("empty");
        Holds("empty", (_, _) => true).Should().BeFalse();
    }

    [Fact]
    public void HoldsBelow_MoreThanTheBudget_IsNotKnownUnlessItWasFoundBefore()
    {
        _disk.Write("top/.near");
        foreach (string name in new[] { "x", "y", "z" })
            _disk.Write($"top/deep/{name}");

        Holds("top", (path, _) => path.EndsWith("near", StringComparison.Ordinal), 2).Should().BeTrue("what lies nearest comes first");
        Holds("top", (path, _) => path.EndsWith("none", StringComparison.Ordinal), 2).Should().BeNull();
        Holds("top", (path, _) => path.EndsWith("none", StringComparison.Ordinal), 5).Should().BeFalse();
        var budget = new SearchBudget { Left = 7 };
        DiskPaths.Instance.HoldsBelow(_disk["top"], (_, _) => false, budget).Should().BeFalse();
        DiskPaths.Instance.HoldsBelow(_disk["top"], (_, _) => false, budget).Should().BeNull("both share it");
    }

    private bool? Holds(string name, Func<string, bool, bool> isSought, int most = 100) =>
        DiskPaths.Instance.HoldsBelow(_disk[name], isSought, new SearchBudget { Left = most });

    [Theory]
    [InlineData("missing")]
    [InlineData("file")]
    [InlineData("link")]
    [InlineData("a\0b")]
    public void ListBelow_NoFolder_IsNotKnown(string name)
    {
        _disk.Write("file");
        _disk.Folder("folder");
        _disk.Link("link", "folder");

        DiskPaths.Instance.ListBelow(_disk[name]).Should().BeNull();
    }

    [SkippableFact]
    public void ListBelow_NameThatIsNoUtf8_IsNotKnown()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs bash");
        _disk.Folder("top/inner");
        _disk.Run("/bin/bash", "-c", @"touch top/inner/$'caf\xe9'");

        try
        {
            DiskPaths.Instance.ListBelow(_disk["top"]).Should().BeNull();
        }
        finally
        {
            // The runtime can't delete what it can't name.
            _disk.Run("/bin/bash", "-c", "rm -r top");
        }
    }

    [Fact]
    public void Below_EntriesAndDepth_HaveABound()
    {
        for (int i = 0; i < 10; i++)
            _disk.Write($"wide/f{i}");
        _disk.Folder("deep/1/2/3");

        FolderListing.Below(_disk["wide"], 10, 1).Should().HaveCount(10);
        FolderListing.Below(_disk["wide"], 9, 1).Should().BeNull();
        FolderListing.Below(_disk["deep"], 10, 3).Should().HaveCount(3);
        FolderListing.Below(_disk["deep"], 10, 2).Should().BeNull();
    }

    [Fact]
    public void ListBelow_OverTheBounds_IsNotKnown()
    {
        _disk.Folder("deep/" + string.Join('/', Enumerable.Repeat("d", 64)));
        DiskPaths.Instance.ListBelow(_disk["deep"]).Should().HaveCount(64);
        _disk.Folder("deep/" + string.Join('/', Enumerable.Repeat("d", 65)));
        DiskPaths.Instance.ListBelow(_disk["deep"]).Should().BeNull();

        _disk.Folder("wide");
        for (int i = 0; i < FolderListing.MostEntries; i++)
            File.Create(_disk[$"wide/{i}"]).Dispose();
        DiskPaths.Instance.ListBelow(_disk["wide"]).Should().HaveCount(FolderListing.MostEntries);
        _disk.Write("wide/one more");
        DiskPaths.Instance.ListBelow(_disk["wide"]).Should().BeNull();
    }
}
