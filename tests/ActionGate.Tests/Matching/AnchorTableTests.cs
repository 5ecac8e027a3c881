using System.Globalization;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

public sealed class AnchorTableTests
{
    private static readonly PathPatternCompiler.Anchors Anchors = new("/b", null, PathRules.Linux);

    [Fact]
    public void Find_HashesOfOneKey_ShareTheirPatterns()
    {
        using var builder = new AnchorTableBuilder();
        // Both halves of a hash make its key.
        ulong[] hashes = [0x0000_0001_0000_0002, 0x0000_0003_0000_0000];
        for (int i = 0; i < hashes.Length; i++)
        {
            builder.Begin(i);
            builder.Add(AnchorKind.Whole, 1, hashes[i]);
        }
        var table = builder.Build();

        All(table, hashes[0]).Should().Equal(0, 1);
        All(table, hashes[1]).Should().Equal(0, 1);
        All(table, 4).Should().BeEmpty();
    }

    [Fact]
    public void Find_MoreListsThanACursorHolds_GoesThroughAll()
    {
        using var builder = new AnchorTableBuilder();
        ulong[] hashes = [.. Enumerable.Range(0, 40).Select(i => AnchorHash.Of(AnchorKind.Whole, i.ToString(CultureInfo.InvariantCulture)))];
        for (int i = 0; i < 100; i++)
        {
            builder.Begin(i);
            if (i < hashes.Length)
                builder.Add(AnchorKind.Whole, 1, hashes[i]);
        }
        var table = builder.Build();

        All(table, hashes[3], hashes[1]).Should().Equal([1, 3, .. Enumerable.Range(40, 60)]);
        All(table, hashes[..20]).Should().Equal(Enumerable.Range(0, 100));
        // One that is asked for again is no further one.
        All(table, [.. Enumerable.Repeat(hashes[7], 50)]).Should().Equal([7, .. Enumerable.Range(40, 60)]);
    }

    [Fact]
    public void Find_PatternUnderSeveralKeys_IsTriedOnce()
    {
        using var builder = new AnchorTableBuilder();
        for (int i = 0; i < 3; i++)
        {
            foreach (ulong hash in (ulong[])[11, 22])
            {
                builder.Begin(i);
                builder.Add(AnchorKind.Whole, 1, hash);
            }
        }

        All(builder.Build(), 11, 22).Should().Equal(0, 1, 2);
    }

    /// <summary>What is rarest of a pattern is looked for, so that a target is held against few of thousands, however they are written.</summary>
    [Theory]
    [InlineData("/srv/project/module{0}/**", "/srv/project/module777/src/x.cs")]
    [InlineData("**/cache{0}/**", "/opt/cache777/x")]
    [InlineData("/home/*/work{0}/notes-?.md", "/home/u/work777/notes-1.md")]
    [InlineData("/data/*-{0}", "/data/report-777")]
    [InlineData("/data/{0}-*", "/data/777-report")]
    [InlineData("/data/file-name-{0}*", "/data/file-name-777x")]
    [InlineData("/data/*-{0}-?", "/data/report-777-b")]
    [InlineData("/data/*-{0}-*.csv", "/data/report-777-b.csv")]
    [InlineData("*.ext{0}", "/data/x.ext777")]
    public void Find_OneOfManyPatterns_TriesFew(string pattern, string path)
    {
        Pattern<PathTarget>[] patterns = [.. Enumerable.Range(0, 5_000).Select(i => Compile(string.Format(CultureInfo.InvariantCulture, pattern, i)))];
        var anchors = PathAnchors.Of(patterns)!;

        Candidates(anchors, path).Should().Contain(777).And.HaveCountLessThan(60);
        Candidates(anchors, "/mnt/elsewhere/of/nobody/known/file.bin").Should().HaveCountLessThan(10);
    }

    [Fact]
    public void Of_FewPatterns_NeedsNone()
    {
        Pattern<PathTarget>[] patterns = [.. Enumerable.Range(0, PathAnchors.MostWithoutTable + 1).Select(i => Compile($"/a{i}/**"))];

        PathAnchors.Of(patterns).Should().NotBeNull();
        PathAnchors.Of(patterns[1..]).Should().BeNull();
    }

    private static List<int> All(AnchorTable table, params ulong[] hashes)
    {
        var cursor = new CandidateCursor();
        table.Begin(ref cursor);
        foreach (ulong hash in hashes)
            table.Find(hash, ref cursor);
        return All(ref cursor);
    }

    private static List<int> Candidates(PathAnchors anchors, string path)
    {
        var cursor = new CandidateCursor();
        anchors.Find(new PathTarget(path, "/b"), ref cursor);
        return All(ref cursor);
    }

    private static List<int> All(ref CandidateCursor cursor)
    {
        var all = new List<int>();
        while (cursor.MoveNext(out int pattern))
            all.Add(pattern);
        return all;
    }

    private static PathPattern Compile(string text)
    {
        PatternReader.Read(text, out var alternatives).Should().BeNull();
        PathPatternCompiler.Compile(alternatives[0], Anchors, takesDirectoryItself: true, isRefusal: false, out var pattern, out _).Should().BeNull();
        return pattern!;
    }
}
