using System.Globalization;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;
using DotNet.Globbing;

namespace ActionGate.Tests.Matching;

/// <summary>The matchers against <see cref="Oracle"/>, on generated patterns and targets: small alphabets, so that near misses are common.</summary>
public sealed class OracleTests
{
    private const int TargetsOfPattern = 50;

    [Fact]
    public void Text_GeneratedPairs_AgreesWithOracle()
    {
        var random = new Random(101);
        var count = new Tally();
        for (int i = 0; i < 1_500; i++)
        {
            string pattern = Text(random, ["a", "b", "/", "*", "*", "**", "?", "[ab]", "[!a]", "[a-b]", "{a,bb}", "{,b}", "{a,*b}"], 8);
            var wildcards = Oracle.Expand(pattern).Where(p => p.Length > 0).Select(p => (Pattern: p, Wildcard: new Wildcard(Single(p)))).ToList();
            Read(pattern);
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string text = Text(random, ["a", "b", "/", "bb", "c"], 9);
                foreach (var (one, wildcard) in wildcards)
                    count.Compare(wildcard.IsMatch(text), Oracle.Text(one, text), one, text);
            }
        }
        count.Check(75_000);
    }

    [Fact]
    public void Paths_GeneratedPairs_AgreeWithOracle()
    {
        var random = new Random(102);
        var count = new Tally();
        var anchors = new PathPatternCompiler.Anchors("/b", null, PathRules.Linux);
        for (int i = 0; i < 2_500; i++)
        {
            string pattern = Path(random, ["a", "b", "*", "a*", "*b", "?", "[ab]", "[!b]", "**", "**", "a?*"], random.Next(5) switch { 0 => "", 1 => "./", 2 => "**/", _ => "/" });
            bool isRead = i % 2 == 0;
            bool isRefusal = i % 3 == 0;
            PathPatternCompiler.Compile(Single(pattern), anchors, isRead, isRefusal, out var compiled, out _).Should().BeNull(pattern);
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string path = n == 0 ? "/" : Path(random, ["a", "b", "ab", "ba", "c"], n % 3 == 0 ? "/b/" : "/");
                string found = compiled!.Match(new PathTarget(path, "/b")).ToString();
                count.Compare(found, Oracle.Path(pattern, path, "/b", isRead, isRefusal).ToString(), $"{pattern} read={isRead} refusal={isRefusal}", path);
            }
        }
        count.Check(100_000);
    }

    [Fact]
    public void Hosts_GeneratedPairs_AgreeWithOracle()
    {
        var random = new Random(103);
        var count = new Tally();
        for (int i = 0; i < 1_500; i++)
        {
            string pattern = Dotted(random, ["a", "b", "*", "a*b", "*b", "?", "[ab]", "[!a]b"]) + (i % 3 == 0 ? ".a" : i % 3 == 1 ? ".*" : "");
            if (i % 4 == 0)
                pattern = "*." + pattern;
            // Rare, and refused by itself: a last label that ends in a star.
            if (NetworkPatternCompiler.Compile(Single(pattern), isRefusal: false, out var compiled) is not null)
                continue;
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string host = Dotted(random, ["a", "b", "ab", "bb", "c"]);
                count.Compare(Match(compiled!, host) != MatchStrength.None, Oracle.Host(pattern, host), pattern, host);
            }
        }
        count.Check(50_000);
    }

    [Fact]
    public void Urls_GeneratedPairs_AgreeWithOracle()
    {
        var random = new Random(104);
        var count = new Tally();
        for (int i = 0; i < 1_500; i++)
        {
            string pattern = Pick(random, ["http://", "https://", "*://"]) + Pick(random, ["a", "*.a", "*", "b.a", "?.a"]) + Pick(random, ["", "", ":80", ":8080"])
                + (i % 4 == 0 ? "" : Path(random, ["a", "b", "*", "a*", "**", "[ab]"], "/"));
            bool isRefusal = i % 2 == 0;
            NetworkPatternCompiler.Compile(Single(pattern), isRefusal, out var compiled).Should().BeNull(pattern);
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string path = n % 9 == 0 ? "" : Path(random, ["a", "b", "ab", "c"], n % 7 == 0 ? "//" : "/") + (n % 5 == 0 ? "/" : "");
                string url = Pick(random, ["http://", "https://"]) + Pick(random, ["a", "b.a", "c.b.a", "b"]) + Pick(random, ["", ":80", ":443", ":8080"]) + path + (n % 8 == 0 ? "?q" : "");
                count.Compare(Match(compiled!, url).ToString(), Oracle.Url(pattern, url, isRefusal).ToString(), $"{pattern} refusal={isRefusal}", url);
            }
        }
        count.Check(75_000);
    }

    [Fact]
    public void Commands_GeneratedPairs_AgreeWithOracle()
    {
        var random = new Random(105);
        var count = new Tally();
        for (int i = 0; i < 1_000; i++)
        {
            bool isRefusal = i % 2 == 0;
            string pattern = Pick(random, ["t", "t", "t*", "?", "*"]) + Words(random, ["x", "y", "x*", "*", "*", "?y", "-r", "-rf", "--re*", "--force", "-*", "./w/*", "/e/**", "w/x", "[xy]"], 4);
            if (pattern is "*")
                continue;
            string rule = $"{{ id: r, action: shell_exec, target: \"{pattern}\", decision: {(isRefusal ? "deny" : "allow")} }}";
            var policy = Policy.Parse($"version: 1\ndefault: {(isRefusal ? "allow" : "deny")}\nbase: /b\nrules:\n  - {rule}\n");
            for (int n = 0; n < 2 * TargetsOfPattern; n++)
            {
                string[] argv = ("t" + Words(random, ["x", "y", "xy", "-r", "-f", "-fr", "--re", "--recursive", "--force", "--x", "w/x", "w/../e", "/e/x", "/e/x/y", "./w/y", "/b/w"], 5)).Split(' ');
                bool decides = policy.Evaluate(ActionRequest.Shell(string.Join(' ', argv))).Rule is not null;
                count.Compare(decides, isRefusal ? CommandOracle.Refuses(pattern, argv) : CommandOracle.Allows(pattern, argv), $"{pattern} refusal={isRefusal}", string.Join(' ', argv));
            }
        }
        count.Check(75_000);
    }

    /// <summary>Within one segment DotNet.Glob is right as long as stars stand apart and none is last but one character behind a star.</summary>
    [Fact]
    public void Text_WithinOneSegment_AgreesWithDotNetGlob()
    {
        var random = new Random(106);
        var count = new Tally();
        for (int i = 0; i < 1_500; i++)
        {
            string pattern = Text(random, ["a", "b", "?", "[ab]", "[!a]", "[a-c]", "ab"], 5) + Pick(random, ["", "*"]) + Text(random, ["a", "b", "c"], 4);
            if (pattern.Length == 0)
                continue;
            var glob = Glob.Parse(pattern);
            var wildcard = new Wildcard(Single(pattern));
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string text = Text(random, ["a", "b", "ab", "c"], 7);
                count.Compare(wildcard.IsMatch(text), glob.IsMatch(text), pattern, text);
            }
        }
        count.Check(50_000);
    }

    private static MatchStrength Match(NetworkPattern pattern, string target)
    {
        var buffer = new CharBuffer(stackalloc char[256]);
        NetworkNormaliser.Normalise(target, null, ref buffer, out var parts, out string? problem).Should().Be(NormalOutcome.Normal, problem);
        return pattern.Match(new NetworkTarget(buffer.Written, in parts, NetworkNormaliser.DefaultPort(buffer.Written[..parts.SchemeLength])));
    }

    private static PatternElement[] Single(string pattern)
    {
        var alternatives = Read(pattern);
        alternatives.Should().ContainSingle(pattern);
        return alternatives[0];
    }

    private static IReadOnlyList<PatternElement[]> Read(string pattern)
    {
        if (pattern.Length > 0)
            PatternReader.Read(pattern, out var alternatives).Should().BeNull(pattern);
        return pattern.Length > 0 && PatternReader.Read(pattern, out var read) is null ? read : [];
    }

    private static string Pick(Random random, string[] pieces) => pieces[random.Next(pieces.Length)];

    private static string Text(Random random, string[] pieces, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Pick(random, pieces)));

    private static string Path(Random random, string[] segments, string root) =>
        root + string.Join('/', Enumerable.Range(0, random.Next(1, 6)).Select(_ => Pick(random, segments)));

    private static string Dotted(Random random, string[] labels) => string.Join('.', Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(random, labels)));

    private static string Words(Random random, string[] words, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(0, most + 1)).Select(_ => " " + Pick(random, words)));

    /// <summary>Counts pairs and matches; a run that never matches proves nothing.</summary>
    private sealed class Tally
    {
        private readonly List<string> _differences = [];
        private readonly Dictionary<string, int> _answers = new(StringComparer.Ordinal);
        private int _pairs;

        internal void Compare<T>(T found, T expected, string pattern, string target)
        {
            _pairs++;
            string answer = Convert.ToString(expected, CultureInfo.InvariantCulture)!;
            _answers[answer] = _answers.GetValueOrDefault(answer) + 1;
            if (!Equals(found, expected) && _differences.Count < 20)
                _differences.Add($"'{pattern}' and '{target}': expected {expected}, found {found}");
        }

        internal void Check(int atLeast)
        {
            if (_differences.Count > 0)
                Assert.Fail(string.Join('\n', _differences));
            _pairs.Should().BeGreaterThanOrEqualTo(atLeast);
            _answers.Should().HaveCountGreaterThan(1);
            _answers.Values.Should().OnlyContain(n => n > _pairs / 1_000, "every answer must be common");
        }
    }
}
