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

    [Theory]
    [InlineData(3)]
    [InlineData(CandidateCursor.MostLists - 1)]
    [InlineData(CandidateCursor.MostLists)]
    [InlineData(60)]
    public void Find_ListsOfAnyNumber_GoesThroughTheirPatternsInOrder(int lists)
    {
        var (table, hashes) = Numbered(100, 1_000);
        int[] always = [.. Enumerable.Range(100, 900)];

        All(table, hashes[..lists]).Should().Equal([.. Enumerable.Range(0, lists), .. always]);
        All(table, [.. hashes[..lists].Reverse(), .. hashes[..lists]]).Should().Equal([.. Enumerable.Range(0, lists), .. always]);
        // One that is asked for again is no further one.
        All(table, [.. Enumerable.Repeat(hashes[7], 50)]).Should().Equal([7, .. always]);
    }

    [Fact]
    public void Find_MoreListsThanACursorHolds_AddsOnlyPatternsThatShareABit()
    {
        var (table, hashes) = Numbered(20_000, 20_000);
        int[] asked = [.. Enumerable.Range(0, 50).Select(i => i * 397)];

        var found = All(table, [.. asked.Select(i => hashes[i])]);

        found.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.Contain(asked);
        found.Should().HaveCountLessThanOrEqualTo(50 * (1 + 20_000 / CandidateCursor.Marks));
        int marks = CandidateCursor.Marks;
        found.Should().OnlyContain(p => asked.Any(a => (a - p) % marks == 0));
    }

    [Fact]
    public void Find_LongListsAgainAndAgain_TakesNoMoreStepsThanThereArePatterns()
    {
        using var builder = new AnchorTableBuilder();
        ulong[] hashes = [.. Enumerable.Range(0, 50).Select(i => AnchorHash.Of(AnchorKind.Word, i.ToString(CultureInfo.InvariantCulture)))];
        for (int i = 0; i < 10_000; i++)
        {
            builder.Begin(i);
            builder.Add(AnchorKind.Word, 1, hashes[i % 50]);
        }
        var table = builder.Build();

        // After so many steps trying each is as cheap; nothing is left out then.
        All(table, [.. Enumerable.Repeat(hashes, 100_000).SelectMany(h => h)]).Should().Equal(Enumerable.Range(0, 10_000));
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

    /// <summary>The same where thousands share the name of a command, or a host.</summary>
    [Theory]
    [InlineData(false, "git *x{0}*", "git ax777b --verbose")]
    [InlineData(false, "docker run * image{0}:*", "docker run -it image777:latest")]
    [InlineData(false, "cat /srv/p{0}/**", "cat /srv/p777/notes.txt")]
    [InlineData(false, "cat /srv/*/p{0}-*", "cat /srv/x/p777-y")]
    [InlineData(false, "curl https://host{0}.example.com/**", "curl https://host777.example.com/a")]
    [InlineData(false, "curl https://example.com/v*/item{0}", "curl https://example.com/v1/item777")]
    [InlineData(false, "/opt/tool{0}/bin/run *", "/opt/tool777/bin/run x")]
    [InlineData(true, "/opt/tool{0}/bin/run *", "/opt/tool777/bin/run x")]
    [InlineData(true, "rm -rf /srv/p{0}/**", "rm -r -f /srv/p777/x")]
    [InlineData(true, "git push * origin/x{0}*", "git -C y push -f origin/x777")]
    [InlineData(true, "curl https://example.com/v*/item{0}", "curl https://example.com/v1/item777/below")]
    public void Find_OneOfManyCommands_TriesFew(bool isRefusal, string pattern, string command)
    {
        Pattern<CommandTarget>[] patterns = [.. Enumerable.Range(0, 5_000).Select(i =>
        {
            PatternReader.Read(string.Format(CultureInfo.InvariantCulture, pattern, i), out var alternatives).Should().BeNull();
            CommandPatternCompiler.Compile(alternatives[0], Anchors, isRefusal, out var compiled, out _).Should().BeNull();
            return compiled!;
        })];
        var anchors = CommandAnchors.Of(patterns)!;
        var cursor = new CandidateCursor();

        anchors.Find(PatternSetTests.Command(command, hasShapes: false), ref cursor);

        All(ref cursor).Should().Contain(777).And.HaveCountLessThan(60);
    }

    [Fact]
    public void Of_FewPatterns_NeedsNone()
    {
        Pattern<PathTarget>[] patterns = [.. Enumerable.Range(0, PathAnchors.MostWithoutTable + 1).Select(i => Compile($"/a{i}/**"))];

        PathAnchors.Of(patterns).Should().NotBeNull();
        PathAnchors.Of(patterns[1..]).Should().BeNull();
    }

    /// <summary>A table of patterns with a key each, and behind those of patterns that are always candidates.</summary>
    private static (AnchorTable Table, ulong[] Hashes) Numbered(int keys, int patterns)
    {
        using var builder = new AnchorTableBuilder();
        ulong[] hashes = [.. Enumerable.Range(0, keys).Select(i => AnchorHash.Of(AnchorKind.Word, i.ToString(CultureInfo.InvariantCulture)))];
        for (int i = 0; i < patterns; i++)
        {
            builder.Begin(i);
            if (i < keys)
                builder.Add(AnchorKind.Word, 1, hashes[i]);
        }
        return (builder.Build(), hashes);
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
