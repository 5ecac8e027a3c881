using System.Globalization;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

/// <summary>
/// Sets of patterns against <see cref="Oracle"/>, more than a million sets and targets: few letters, so that near misses and shared anchors are common.
/// </summary>
public sealed class SetOracleTests
{
    private static readonly string[] Letters = ["a", "b", "ab", "ba", "abba", "bbb"];
    private static readonly string[] Wild = ["*", "*", "?", "[ab]", "[!a]"];

    [Fact]
    public void Paths_SetsOfPatterns_SayWhatTheOracleSaysOfEach()
    {
        var random = new Random(401);
        var anchors = new PathPatternCompiler.Anchors("/b", null, PathRules.Linux);
        string[] targets = [.. Enumerable.Range(0, 400).Select(n => n == 0 ? "/" : (n % 3 == 0 ? "/b/" : "/") + Joined(random, '/', 5, () => Text(random, Letters, 3))).Distinct()];
        var patterns = new List<PathPattern>();
        var expected = new List<MatchStrength[]>();
        while (patterns.Count < 500)
        {
            string text = Pick(random, ["", "./", "**/", "/", "/", "/"]) + Joined(random, '/', 4, () => random.Next(5) switch { 0 => "**", 1 => Text(random, Letters, 2), _ => Text(random, [.. Letters, .. Wild], 5) });
            if (text is "*" || text.Contains("**", StringComparison.Ordinal) && text.Split('/').Any(s => s.Contains("**", StringComparison.Ordinal) && s != "**"))
                continue;
            bool isRead = random.Next(2) == 0;
            bool isRefusal = random.Next(2) == 0;
            PathPatternCompiler.Compile(Single(text), anchors, isRead, isRefusal, out var pattern, out _).Should().BeNull(text);
            patterns.Add(pattern!);
            expected.Add([.. targets.Select(t => (MatchStrength)Oracle.Path(text, t, "/b", isRead, isRefusal))]);
        }

        var run = new SetRun([.. expected]);
        SetRun.Ask SetOf(int[] drawn)
        {
            var set = new PathPatternSet([.. drawn.Select(i => patterns[i])]);
            return (target, found) => SetRun.Collect(set, new PathTarget(targets[target], "/b"), found);
        }
        run.Compare(random, 1_000, SetOf, fewest: PathAnchors.MostWithoutTable + 1);
        run.Compare(random, 500, SetOf, fewest: 1);
        Check(run, 400_000, MatchStrength.Broad);
    }

    [Fact]
    public void Texts_SetsOfPatterns_SayWhatTheOracleSaysOfEach()
    {
        var random = new Random(402);
        string[] targets = [.. Enumerable.Range(0, 400).Select(_ => Text(random, Letters, 6)).Distinct()];
        string[] texts = [.. Enumerable.Range(0, 500).Select(_ => Text(random, [.. Letters, .. Wild, "**"], 7))];
        TextPattern[] patterns = [.. texts.Select(t => new TextPattern(new Wildcard(Single(t))))];

        var run = new SetRun([.. texts.Select(text => Array.ConvertAll(targets, t => Oracle.Text(text, t) ? MatchStrength.Definite : MatchStrength.None))]);
        run.Compare(random, 1_500, drawn =>
        {
            Pattern<TextTarget>[] of = [.. drawn.Select(i => patterns[i])];
            var set = new PatternSet<TextTarget>(of, TextAnchors.Of(of));
            return (target, found) => SetRun.Collect(set, new TextTarget(targets[target]), found);
        });
        Check(run, 380_000);
    }

    [Fact]
    public void HostsAndUrls_SetsOfPatterns_SayWhatTheOracleSaysOfEach()
    {
        var random = new Random(403);
        string[] targets = [.. Enumerable.Range(0, 300).Select(n => "http://" + Host(random, Letters) + Pick(random, ["", ":8080"]) + Path(random) + (n % 7 == 0 ? "?q" : "")).Distinct()];
        var patterns = new List<NetworkPattern>();
        var expected = new List<MatchStrength[]>();
        while (patterns.Count < 500)
        {
            string host = Pick(random, ["", "", "*."]) + Host(random, [.. Letters, "*", "a*b", "?", "[ab]", "*ba"]);
            bool isUrl = random.Next(3) > 0;
            bool isRefusal = random.Next(2) == 0;
            string text = isUrl ? $"{Pick(random, ["http", "http", "*"])}://{Pick(random, [host, host, "*"])}{Pick(random, ["", "", ":8080"])}{Pattern(random)}" : host;
            if (NetworkPatternCompiler.Compile(Single(text), isRefusal, out var pattern) is not null)
                continue;
            patterns.Add(pattern!);
            expected.Add([.. targets.Select(t => isUrl ? (MatchStrength)Oracle.Url(text, t, isRefusal) : Oracle.Host(text, HostOf(t)) ? MatchStrength.Definite : MatchStrength.None)]);
        }

        var run = new SetRun([.. expected]);
        run.Compare(random, 900, drawn =>
        {
            Pattern<NetworkTarget>[] of = [.. drawn.Select(i => patterns[i])];
            var set = new PatternSet<NetworkTarget>(of, NetworkAnchors.Of(of));
            return (target, found) =>
            {
                var buffer = new CharBuffer(stackalloc char[256]);
                NetworkNormaliser.Normalise(targets[target], null, ref buffer, out var parts, out _).Should().Be(NormalOutcome.Normal);
                SetRun.Collect(set, new NetworkTarget(buffer.Written, in parts, 80), found);
            };
        });
        Check(run, 200_000, MatchStrength.Broad);
    }

    /// <summary>The oracle says whether a command is taken, and not how strongly.</summary>
    [Fact]
    public void Commands_PoliciesOfManyRules_DecideByTheFirstThatTheOracleNames()
    {
        var random = new Random(404);
        string[][] targets = [.. Enumerable.Range(0, 250).Select(_ => ("t" + Words(random, ["x", "y", "xy", "-r", "-f", "-fr", "--re", "--force", "--x"], 4)).Split(' ').Prepend(Pick(random, ["t", "u", "tt"])).ToArray()[(random.Next(2))..])];
        string[] texts = [.. Enumerable.Range(0, 300).Select(_ => Pick(random, ["t", "t", "u", "t*", "?", "*t"]) + Words(random, ["x", "y", "x*", "*", "*", "?y", "-r", "-rf", "--re*", "--force", "-*", "[xy]"], 4))];
        int pairs = 0;
        var answers = new Dictionary<string, int>();
        foreach (bool isRefusal in new[] { false, true })
        {
            bool[][] takes = Array.ConvertAll(texts, text => Array.ConvertAll(targets, t => isRefusal ? CommandOracle.Refuses(text, t) : CommandOracle.Allows(text, t)));
            for (int n = 0; n < 80; n++)
            {
                int[] drawn = [.. Enumerable.Range(0, 17 + random.Next(14)).Select(_ => random.Next(texts.Length))];
                string rules = string.Concat(drawn.Select((t, i) => string.Create(CultureInfo.InvariantCulture, $"  - {{ id: r{i}, action: shell_exec, target: \"{texts[t]}\", decision: {(isRefusal ? "deny" : "allow")} }}\n")));
                var policy = Policy.Parse($"version: 1\ndefault: {(isRefusal ? "allow" : "deny")}\nbase: /b\nrules:\n{rules}");
                for (int t = 0; t < targets.Length; t++)
                {
                    pairs++;
                    int first = Array.FindIndex(drawn, i => takes[i][t]);
                    string? id = first < 0 ? null : string.Create(CultureInfo.InvariantCulture, $"r{first}");
                    answers[id ?? ""] = answers.GetValueOrDefault(id ?? "") + 1;
                    if (policy.Evaluate(ActionRequest.Shell(string.Join(' ', targets[t]))).Rule?.Id is var found && found != id)
                        Assert.Fail($"'{string.Join(' ', targets[t])}' is decided by {found ?? "none"}, not by {id ?? "none"} ({(first < 0 ? "" : texts[drawn[first]])}), refusal={isRefusal}");
                }
            }
        }
        pairs.Should().BeGreaterThanOrEqualTo(40_000);
        answers.Should().HaveCountGreaterThan(15);
        answers[""].Should().BeGreaterThan(500);
    }

    private static void Check(SetRun run, int atLeast, params MatchStrength[] others)
    {
        run.Pairs.Should().BeGreaterThanOrEqualTo(atLeast);
        run.Answers.Keys.Should().BeEquivalentTo([MatchStrength.None, MatchStrength.Definite, .. others]);
        run.Answers.Values.Should().OnlyContain(n => n > run.Pairs / 50);
    }

    private static string HostOf(string url)
    {
        string authority = url["http://".Length..].Split('/', '?')[0];
        return authority.Split(':')[0];
    }

    private static string Path(Random random) => random.Next(5) == 0 ? "" : "/" + Joined(random, '/', 3, () => Text(random, Letters, 2)) + Pick(random, ["", "", "/", "//a"]);

    private static string Pattern(Random random) => random.Next(4) == 0 ? "" : "/" + Joined(random, '/', 3, () => Pick(random, ["**", "*", "a*", "a", "ab", "ba", "bbb", "?b"]));

    private static string Host(Random random, string[] labels) => Joined(random, '.', 4, () => Pick(random, labels));

    private static string Joined(Random random, char separator, int most, Func<string> next) => string.Join(separator, Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => next()));

    private static string Text(Random random, string[] pieces, int most) => string.Concat(Enumerable.Range(0, random.Next(1, most + 1)).Select(_ => Pick(random, pieces)));

    private static string Words(Random random, string[] words, int most) => string.Concat(Enumerable.Range(0, random.Next(0, most + 1)).Select(_ => " " + Pick(random, words)));

    private static string Pick(Random random, string[] pieces) => pieces[random.Next(pieces.Length)];

    private static PatternElement[] Single(string pattern)
    {
        PatternReader.Read(pattern, out var alternatives).Should().BeNull(pattern);
        return alternatives[0];
    }
}
