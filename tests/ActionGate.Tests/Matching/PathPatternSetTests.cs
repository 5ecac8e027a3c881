using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

/// <summary>The table says of each pattern what the pattern says by itself, which <see cref="OracleTests"/> compares with an oracle.</summary>
public sealed class PathPatternSetTests
{
    private static readonly string[] Names = ["a", "b", "ab", "b/a", "*", "a*", "?", "[ab]", "[!b]", "[a-b]?[!a]", "**"];

    [Theory]
    [InlineData(false, "/b")]
    [InlineData(true, "/b:/a")]
    public void Next_GeneratedPatterns_SaysWhatEachSays(bool isWindows, string baseDirectory)
    {
        var random = new Random(301);
        var heads = new PathHeads(new Dictionary<string, RealHead> { ["/a"] = new("/b", IsAgents: true), ["/a/b"] = new("/ab/a", IsAgents: false), ["/b"] = new("/a/a", IsAgents: false) });
        var anchors = new PathPatternCompiler.Anchors(baseDirectory, "/a", PathRules.Of(isWindows ? PathPlatform.Windows : PathPlatform.Linux, isCaseSensitive: true), heads);
        var seen = new Dictionary<MatchStrength, int>();
        var found = new List<(int Pattern, MatchStrength Strength)>();
        for (int i = 0; i < 300; i++)
        {
            PathPattern[] patterns = [.. Enumerable.Range(0, i % 3 == 0 ? 12 : 40).Select(_ => Pattern(random, anchors)).OfType<PathPattern>()];
            var set = new PathPatternSet(patterns);
            for (int n = 0; n < 40; n++)
            {
                string path = n == 0 ? "/" : (n % 4) switch { 0 => baseDirectory, 1 => "/a", 2 => "/a/b", _ => "" } + Path(random);
                // What is no plain path is held against all patterns, whatever their anchors.
                if (n % 6 == 5)
                    path = path.Replace("bab", "b\u0001b", StringComparison.Ordinal);
                var target = new PathTarget(path, baseDirectory, n % 5 == 0 ? "/a/b" : "") { ReachesBelow = n % 3 == 0, IsShape = n % 8 == 7 || TargetShape.IsOne(path), IsTail = n % 8 == 7 };
                found.Clear();
                SetRun.Collect(set, in target, found);
                int at = 0;
                for (int p = 0; p < patterns.Length; p++)
                {
                    var expected = patterns[p].Match(in target);
                    seen[expected] = seen.GetValueOrDefault(expected) + 1;
                    set.MatchesEverything(p).Should().Be(patterns[p].MatchesEverything);
                    if (expected == MatchStrength.None)
                        continue;
                    if (at == found.Count || found[at] != (p, expected))
                        Assert.Fail($"{path} against pattern {p}: {expected}, and not {(at < found.Count ? found[at] : "nothing more")}");
                    at++;
                }
                found.Should().HaveCount(at);
            }
        }
        seen.Should().HaveCount(3);
        seen.Values.Should().OnlyContain(count => count > 2_000);
    }

    private static PathPattern? Pattern(Random random, PathPatternCompiler.Anchors anchors)
    {
        string begin = random.Next(6) switch { 0 => "", 1 => "./", 2 => "**/", 3 => "~/", 4 when anchors.Rules.IsWindows => "b:/", _ => "/" };
        string text = begin + string.Join('/', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Names[random.Next(Names.Length)]));
        PatternReader.Read(text, out var alternatives).Should().BeNull(text);
        PathPatternCompiler.Compile(alternatives[0], anchors, takesDirectoryItself: random.Next(2) == 0, isRefusal: random.Next(2) == 0, out var pattern, out _);
        return pattern;
    }

    private static string Path(Random random) => string.Concat(Enumerable.Range(0, 1 + random.Next(4)).Select(_ => "/" + (random.Next(5) switch { 0 => "a", 1 => "b", 2 => "ab", 3 => "bab", _ => "c" })));
}
