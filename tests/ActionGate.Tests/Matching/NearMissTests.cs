using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

/// <summary>What refuses a path at once must be a proof: patterns of every form that it looks at, against what differs in one character from a match.</summary>
public sealed class NearMissTests
{
    private const string Base = "/b";

    private static readonly (string Pattern, string Match)[] Families =
    [
        ("/srv/app/**", "/srv/app/x/y.cs"),
        ("/srv/*.csv", "/srv/xy.csv"),
        ("**/cache/**", "/b/cache/x/cache"),
        ("**/cache", "/x/cache/b/cache"),
        ("**/*.md", "/b/n.md/x.md"),
        ("*.pem", "/x/a.pem"),
        ("**/.env*", "/b/x/.env/y"),
        ("**/x*y/**", "/b/xy/xxyy/x"),
        ("**/x*y", "/b/x/xyy"),
        ("**/ab?", "/x/aba/abb"),
        ("**/[ab]c", "/b/bc/ac"),
        ("/h/*/w/n-?.md", "/h/x/w/n-1.md"),
        ("/srv/**/r-*.t", "/srv/x/r-/r-1.t"),
        ("/srv/**/a/b/**/c*", "/srv/a/a/b/x/cd"),
        ("**/a/b*/**/a/c", "/b/a/b/a/b/a/c"),
        ("./a*/b", "/b/aa/b"),
        ("/srv/[!a]*/z", "/srv/bb/z"),
    ];

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Next_TargetsOneEditAwayFromAMatch_SaysWhatTheOracleSays(bool isRead, bool isRefusal)
    {
        var anchors = new PathPatternCompiler.Anchors(Base, null, PathRules.Linux);
        var patterns = new PathPattern[Families.Length];
        for (int i = 0; i < patterns.Length; i++)
        {
            PatternReader.Read(Families[i].Pattern, out var alternatives).Should().BeNull();
            PathPatternCompiler.Compile(alternatives[0], anchors, isRead, isRefusal, out var pattern, out _).Should().BeNull();
            patterns[i] = pattern!;
        }
        // Few enough to be tried one by one, and, each of them twice, so many that they are looked up.
        PathPatternSet[] sets = [new(patterns), new([.. patterns, .. patterns])];
        patterns.Length.Should().BeLessThanOrEqualTo(PathAnchors.MostWithoutTable);
        (2 * patterns.Length).Should().BeGreaterThan(PathAnchors.MostWithoutTable);

        var seen = new Dictionary<Oracle.Strength, int>();
        var found = new List<(int Pattern, MatchStrength Strength)>();
        foreach (string target in Families.SelectMany(f => Around(f.Match)).Distinct())
        {
            var expected = Array.ConvertAll(Families, f => Oracle.Path(f.Pattern, target, Base, isRead, isRefusal));
            foreach (var strength in expected)
                seen[strength] = seen.GetValueOrDefault(strength) + 1;
            foreach (var set in sets)
            {
                found.Clear();
                SetRun.Collect(set, new PathTarget(target, Base), found);
                for (int i = 0; i < expected.Length; i++)
                {
                    var said = found.Where(f => f.Pattern == i).Select(f => f.Strength).DefaultIfEmpty(MatchStrength.None).Single();
                    if (said != (MatchStrength)expected[i])
                        Assert.Fail($"{Families[i].Pattern} says {said} of {target}, and not {expected[i]}");
                }
            }
        }
        seen.Keys.Should().BeEquivalentTo(isRefusal ? [Oracle.Strength.None, Oracle.Strength.Broad, Oracle.Strength.Definite] : new[] { Oracle.Strength.None, Oracle.Strength.Definite });
        seen.Values.Should().OnlyContain(count => count > 100);
    }

    /// <summary>A path and all normal paths one edit away.</summary>
    private static IEnumerable<string> Around(string path)
    {
        char[] characters = [.. path.Append('q').Append('/').Distinct()];
        var around = Enumerable.Range(0, path.Length).Select(at => path.Remove(at, 1))
            .Concat(characters.SelectMany(c => Enumerable.Range(0, path.Length + 1).Select(at => path.Insert(at, c.ToString()))))
            .Concat(characters.SelectMany(c => Enumerable.Range(0, path.Length).Select(at => path.Remove(at, 1).Insert(at, c.ToString()))))
            .Prepend(path);
        return around.Where(p => p.StartsWith('/') && !p.EndsWith('/') && !p.Split('/')[1..].Any(s => s is "" or "." or ".."));
    }
}
