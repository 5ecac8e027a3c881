using ActionGate.Analysis;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Analysis;

/// <summary>Automata take what the matchers take, and as strongly: generated patterns and normal targets, over small alphabets.</summary>
public sealed class AutomatonTests
{
    private const int Patterns = 850;
    private const int TargetsOfPattern = 120;

    [Theory]
    [InlineData(false, "/b")]
    [InlineData(false, "")]
    [InlineData(true, "/b:/a")]
    public void Paths_GeneratedPairs_AgreeWithMatcher(bool isWindows, string baseDirectory)
    {
        var random = new Random(401);
        var rules = PathRules.Of(isWindows ? PathPlatform.Windows : PathPlatform.Linux, isCaseSensitive: true);
        var anchors = new PathPatternCompiler.Anchors(baseDirectory.Length > 0 ? baseDirectory : "/", "/a", rules);
        var universe = new PathUniverse(rules, baseDirectory);
        var tally = new Tally();
        for (int i = 0; i < Patterns; i++)
        {
            string begin = random.Next(6) switch { 0 => "", 1 when baseDirectory.Length > 0 => "./", 2 => "**/", 3 when !isWindows => "~/", _ => isWindows ? "b:/" : "/" };
            string text = begin + Joined(random, ["a", "b", "ab", "*", "a*", "*b", "?", "[ab]", "[!b]", "[a-b]?", "**", "**"], '/', 1, 4);
            bool isRefusal = i % 2 == 0;
            if (PathPatternCompiler.Compile(Elements(text), anchors, takesDirectoryItself: i % 3 == 0, isRefusal, out var pattern, out _) is not null)
                continue;
            var matcher = new OneAtom(universe, compiler => compiler.Add(pattern!, isRefusal, baseDirectory, null));
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string path = random.Next(4) switch { 0 => baseDirectory, 1 when isWindows => "//a/b", _ => isWindows ? "/b:" : "" } + Path(random);
                tally.Compare(matcher.Match(path), pattern!.Match(new PathTarget(path.Length == 0 ? "/" : path, baseDirectory)), text, path);
            }
        }
        tally.Check(baseDirectory.Length == 0 ? 80_000 : 60_000);
    }

    [Fact]
    public void Networks_GeneratedPairs_AgreeWithMatcher()
    {
        var random = new Random(402);
        var universe = new NetworkUniverse();
        var tally = new Tally();
        string[] hosts =
        [
            "a", "a.b", "*.b", "*.a.b", "a*.b", "?.b", "[ab].b", "1.2.3.4", "10.0.0.0/8", "10.64.0.0/10", "1.2.3.*", "::1", "fc00::/7", "::/0", "2001:db8::/33", "*", "*.*", "0.0.0.0/0", "a.*.b",
        ];
        string[] targets = ["a", "b", "a.b", "b.a.b", "ab.b", "a.c.b", "1.2.3.4", "10.70.1.2", "10.200.0.9", "1.2.3.40", "[::1]", "[fc00::2]", "[2001:db8::1]", "[2001:db8:8000::1]"];
        for (int i = 0; i < Patterns; i++)
        {
            string host = hosts[random.Next(hosts.Length)];
            bool isBlock = host.Contains('/', StringComparison.Ordinal);
            string named = host.Contains(':', StringComparison.Ordinal) ? $"[[]{host}[]]" : host;
            string text = isBlock ? host : random.Next(3) switch
            {
                0 => named,
                1 => named + ":80",
                _ => (random.Next(4) switch { 0 => "*", 1 => "http", 2 => "x*", _ => "https" }) + "://" + named + (random.Next(3) == 0 ? ":8080" : "")
                    + (random.Next(4) == 0 ? "" : "/" + Joined(random, ["a", "b", "*", "a*", "**", "[ab]"], '/', 1, 3)),
            };
            bool isRefusal = i % 2 == 0;
            if (NetworkPatternCompiler.Compile(Elements(text), isRefusal, out var pattern) is not null)
                continue;
            var matcher = new OneAtom(universe, compiler => compiler.Add(pattern!, isRefusal, null, null));
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string scheme = random.Next(4) switch { 0 => "", 1 => "http://", 2 => "xy://", _ => "https://" };
                string path = random.Next(3) == 0 ? "" : "/" + Joined(random, ["a", "b", "ab"], '/', 0, 3) + (random.Next(3) == 0 ? "?x" : "");
                string target = scheme + targets[random.Next(targets.Length)] + (random.Next(3) switch { 0 => ":80", 1 => ":8080", _ => "" }) + path;
                tally.Compare(matcher.Match(Encode(target, out var parts, out string normal)), pattern!.Match(new NetworkTarget(normal, in parts, NetworkNormaliser.DefaultPort(normal.AsSpan(0, parts.SchemeLength)))), text, target);
            }
        }
        tally.Check(80_000);
    }

    [Fact]
    public void Texts_GeneratedPairs_AgreeWithMatcher()
    {
        var random = new Random(403);
        var tally = new Tally();
        for (int i = 0; i < Patterns; i++)
        {
            string text = Joined(random, ["a", "b", "/", "*", "*", "?", "[ab]", "[!a]", "[a-b]"], null, 1, 8);
            var pattern = new TextPattern(new Wildcard(Elements(text)));
            var matcher = new OneAtom(new TextUniverse(), compiler => compiler.Add(pattern, false, null, null));
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string target = Joined(random, ["a", "b", "/", "bb", "c"], null, 1, 9);
                tally.Compare(matcher.Match(target), pattern.Match(new TextTarget(target)), text, target);
            }
        }
        tally.Check(100_000);
    }

    [Fact]
    public void Modules_GeneratedPairs_AgreeWithMatcher()
    {
        var random = new Random(404);
        var tally = new Tally();
        for (int i = 0; i < Patterns; i++)
        {
            string text = Joined(random, ["a", "b", ".", "/", "*", "?", "[ab]", "[!a]"], null, 1, 6);
            bool isRefusal = i % 2 == 0;
            var pattern = new ModulePattern(Elements(text), isRefusal);
            var matcher = new OneAtom(new ModuleUniverse(), compiler => compiler.Add(pattern, isRefusal, null, null));
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string target = Joined(random, ["a", "b", "ab"], random.Next(3) == 0 ? '/' : '.', 1, 4);
                tally.Compare(matcher.Match(target), pattern.Match(new TextTarget(target)), text, target);
            }
        }
        tally.Check(100_000);
    }

    [Fact]
    public void Commands_GeneratedPairs_AgreeWithMatcherOnWhatIsExact()
    {
        var random = new Random(405);
        var anchors = new PathPatternCompiler.Anchors("/b", null, PathRules.Linux);
        var tally = new Tally();
        for (int i = 0; i < Patterns; i++)
        {
            string text = Joined(random, ["a", "b", "a*", "*", "*b", "?", "-a", "-*", "--b*", "[ab]"], ' ', 1, 5);
            if (CommandPatternCompiler.Compile(Elements(text), anchors, isRefusal: false, out var pattern, out _) is not null)
                continue;
            var matcher = new OneAtom(new CommandUniverse(), compiler => compiler.Add(pattern!, false, null, null));
            for (int n = 0; n < TargetsOfPattern; n++)
            {
                string[] words = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(w => w == 0 ? (random.Next(2) == 0 ? "a" : "ab") : random.Next(6) switch { 0 => "a", 1 => "b", 2 => "-a", 3 => "-b", 4 => "ab", _ => "--bb" })];
                string line = string.Join(' ', words);
                string encoded = string.Concat(words.Select(w => (w.StartsWith('-') ? "\u0002" : "\u0001") + w));
                tally.Compare(matcher.Match(encoded), pattern!.Match(Target(line, words)), text, line);
            }
        }
        tally.Check(80_000);
    }

    private static CommandTarget Target(string line, string[] words)
    {
        var ranges = new Range[words.Length];
        int at = 0;
        for (int i = 0; i < words.Length; i++)
        {
            ranges[i] = at..(at + words[i].Length);
            at += words[i].Length + 1;
        }
        return new CommandTarget { Text = line, Words = ranges, Naming = CommandNaming.Bare, BaseName = words[0] };
    }

    private static string Encode(string target, out NetworkParts parts, out string normal)
    {
        var buffer = new CharBuffer(stackalloc char[256]);
        NetworkNormaliser.Normalise(target, null, ref buffer, out parts, out string? problem).Should().Be(NormalOutcome.Normal, "{0}: {1}", target, problem);
        normal = buffer.Written.ToString();
        buffer.Dispose();
        string host = normal.Substring(parts.HostStart, parts.HostLength);
        if (host[0] == '[')
            host = $"[{parts.Address:x32}]";
        string scheme = normal[..parts.SchemeLength];
        char port = parts.Port < 0 ? '\0' : (char)parts.Port;
        bool isImplied = parts.Port == NetworkNormaliser.DefaultPort(scheme);
        return $"{host}\u0001{scheme}\u0001{port}{(isImplied ? 'd' : 'n')}\u0001{(parts.PathStart < 0 ? "" : normal[parts.PathStart..])}";
    }

    private static PatternElement[] Elements(string text)
    {
        PatternReader.Read(text, out var alternatives).Should().BeNull(text);
        return alternatives[0];
    }

    private static string Path(Random random) => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => "/" + (random.Next(5) switch { 0 => "a", 1 => "b", 2 => "ab", 3 => "bab", _ => "c" })));

    private static string Joined(Random random, string[] parts, char? separator, int least, int most) =>
        string.Join(separator?.ToString() ?? "", Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => parts[random.Next(parts.Length)]));

    /// <summary>An automaton of one pattern.</summary>
    private sealed class OneAtom
    {
        private readonly ProductSearch _search;
        private readonly int _atom;

        internal OneAtom(Universe universe, Func<AtomCompiler, int> add)
        {
            var automaton = new Automaton();
            _atom = add(new AtomCompiler(automaton));
            _search = new ProductSearch(automaton, universe);
        }

        internal MatchStrength? Match(string text)
        {
            var matches = _search.MatchesOf([_atom], text);
            return matches.Count == 0 ? MatchStrength.None : matches[0].Least == matches[0].Most ? matches[0].Least : null;
        }
    }

    private sealed class Tally
    {
        private readonly Dictionary<MatchStrength, int> _seen = [];
        private readonly List<string> _differences = [];

        internal void Compare(MatchStrength? found, MatchStrength expected, string pattern, string target)
        {
            _seen[expected] = _seen.GetValueOrDefault(expected) + 1;
            if (found != expected && _differences.Count < 10)
                _differences.Add($"{pattern} takes {target}: matcher {expected}, automaton {found}");
        }

        internal void Check(int least)
        {
            _differences.Should().BeEmpty();
            _seen.Values.Sum().Should().BeGreaterThanOrEqualTo(least);
            _seen.GetValueOrDefault(MatchStrength.Definite).Should().BeGreaterThan(least / 100);
        }
    }
}
