using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching;

/// <summary>
/// A set says of each of its patterns what the pattern says by itself, also of targets that are read in more than one way; what a pattern says is
/// compared with an oracle elsewhere.
/// </summary>
public sealed class PatternSetTests
{
    private static readonly PathPatternCompiler.Anchors Anchors = new("/b", "/h", PathRules.Linux, new PathHeads(new Dictionary<string, RealHead> { ["/b/x"] = new("/o/y", IsAgents: false) }));

    [Fact]
    public void Next_NetworkTargetsOfAllKinds_SaysWhatEachSays()
    {
        string[] hosts = ["a.b", "*.b", "*.a.b", "a.*", "*.a*.b", "x?.b", "*a.b", "10.0.0.1", "192.168.1.*", "10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0", "[::1]", "::/0", "8.8.8.8", "8.0.0.1", "*"];
        string[] paths = ["", "", "/", "/a", "/a/**", "/a/b", "/b*/a", "/**/b", "/a/**/b", "/a%20b/c", "/[ab]/c"];
        var patterns = Random(501, 500, random =>
        {
            bool isUrl = random.Next(3) > 0;
            string host = Pick(random, hosts);
            string text = isUrl ? Pick(random, ["http", "https", "*"]) + "://" + host + Pick(random, ["", "", ":8080", ":*"]) + Pick(random, paths) : host + Pick(random, ["", "", ":443"]);
            return PatternReader.Read(text, out var alternatives) is null && NetworkPatternCompiler.Compile(alternatives[0], random.Next(2) == 0, out var pattern) is null ? pattern : null;
        });
        string[] targets =
        [
            .. from host in (string[])["a.b", "c.a.b", "b", "x1.b", "ca.b", "10.0.0.1", "10.1.2.3", "010.0.0.1", "192.168.1.7", "[::1]", "0x8.8.8.8", "nowhere.c", "c.ab.b"]
               from scheme in (string[])["", "http://", "https://"]
               from rest in (string[])["", ":8080", "/", "/a", "/a/b", "/a/b/c", "//a/b", "/a%2fb", "/%61/b", "/a;x/b", "/a%20b/c", "/b/c?q", "/bb/a", "/a/%2561"]
               select scheme + host + (scheme.Length == 0 && rest.StartsWith('/') ? "" : rest),
        ];
        Compare(502, patterns, targets.Length, of => new PatternSet<NetworkTarget>(of, NetworkAnchors.Of(of)), (index, use) =>
        {
            var buffer = new CharBuffer(stackalloc char[256]);
            NetworkNormaliser.Normalise(targets[index], null, ref buffer, out var parts, out _).Should().Be(NormalOutcome.Normal, targets[index]);
            use(new NetworkTarget(buffer.Written, in parts, NetworkNormaliser.DefaultPort(buffer.Written[..parts.SchemeLength])));
        });
    }

    [Fact]
    public void Next_CommandsOfAllKinds_SaysWhatEachSays()
    {
        string[] names = ["git", "git-push", "npm", "pip", "pip3", "python*", "docker", "rm", "*", "?m", "[pn]*", "/usr/bin/git", "./x", "/u*/bin/rm", "x/rm", "g*t"];
        string[] words = ["push", "install", "--force", "-rf", "-m", "container", "ls", "rm", "*", "a*", "/b/**", "./x", "https://h/a", "pip", "run", "ps", "-C"];
        var patterns = Random(503, 500, random =>
        {
            string text = Pick(random, names) + string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => " " + Pick(random, words)));
            PatternReader.Read(text, out var alternatives).Should().BeNull();
            return CommandPatternCompiler.Compile(alternatives[0], Anchors, random.Next(2) == 0, out var pattern, out _) is null ? pattern : null;
        });
        var random = new Random(504);
        string[] firsts = ["git", "git-push", "/usr/bin/git", "npm", "pip", "pip3", "uv", "python3", "docker", "rm", "/x/rm", "./x", "x/rm", "gt", "x"];
        string[] others = ["push", "install", "i", "--force", "-f", "-rf", "-m", "pip", "container", "ls", "ps", "rm", "/b/x", "x", "a", "https://h/a", "-Cx", "run", "-C", "\u0001"];
        string[] targets = [.. Enumerable.Range(0, 500).Select(_ => Pick(random, firsts) + string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => " " + Pick(random, others))))];
        Compare(505, patterns, targets.Length, of => new PatternSet<CommandTarget>(of, CommandAnchors.Of(of)), (index, use) => use(Command(targets[index], hasShapes: index % 10 == 0)));
    }

    /// <summary>So many rules speak of one command that their other words are looked up, by characters too: as text, as paths, as URLs.</summary>
    [Fact]
    public void Next_CommandsOfOneName_SaysWhatEachSays()
    {
        string[] words = ["*ab*", "*cd*", "a*b", "?ab*", "ab", "cd-*", "*-ab", "*", "/b/ab/**", "/b/*/cd", "/b/*ab*/x", "./ab*", "/r/*", "**/ab*c", "https://h/ab/**", "https://h/*/cd", "https://*/*ab*", "https://g/**", "-f", "--ab*"];
        var patterns = Random(511, 500, random =>
        {
            string text = Pick(random, ["t", "t", "t", "t", "t", "*", "*t*", "/b/t", "./ab"]) + string.Concat(Enumerable.Range(0, 1 + random.Next(3)).Select(_ => " " + Pick(random, words)));
            PatternReader.Read(text, out var alternatives).Should().BeNull();
            return CommandPatternCompiler.Compile(alternatives[0], Anchors, random.Next(2) == 0, out var pattern, out _) is null ? pattern : null;
        });
        var random = new Random(512);
        string[] others = ["ab", "cd", "xab", "abcd", "cd-1", "x-ab", "/b/ab/y", "/b/ab", "/b/x/cd", "/b/zabz/x", "./abc", "/o/y", "/r/q", "~q", "https://h/ab/y", "https://h/x/cd", "https://g/xaby", "https://h/%61b/y", "https://h//ab/z", "https://010.0.0.1/ab", "x:/y", "-f", "--abc", "\u0001", "\0"];
        string[] targets = [.. Enumerable.Range(0, 500).Select(_ => Pick(random, ["t", "t", "t", "/b/t", "./ab", "att"]) + string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => " " + Pick(random, others))))];
        Compare(513, patterns, targets.Length, of => new PatternSet<CommandTarget>(of, CommandAnchors.Of(of)), (index, use) => use(Command(targets[index], hasShapes: index % 10 == 0)), more: 100);
    }

    [Fact]
    public void Next_UrlsOfOneHost_SaysWhatEachSays()
    {
        string[] paths = ["/*/ab", "/*/ab/**", "/**/cd", "/*ab*/x", "/ab*", "/**/a*b/*", "/v*/x-*", "/[ab]*/cd/**", "/?/ab", "/ab/*", ""];
        var patterns = Random(514, 500, random =>
        {
            string text = Pick(random, ["http", "https", "*"]) + "://" + Pick(random, ["h.g", "h.g", "*.g", "*"]) + Pick(random, paths) + Pick(random, ["", "", "/**", "/q"]);
            return PatternReader.Read(text, out var alternatives) is null && NetworkPatternCompiler.Compile(alternatives[0], random.Next(2) == 0, out var pattern) is null ? pattern : null;
        });
        string[] targets =
        [
            "h.g", "h.g:80", "https://h.g",
            .. from host in (string[])["https://h.g", "http://h.g", "https://k.g", "https://8.8.8.8"]
               from rest in (string[])["", "/"]
               from path in (string[])["/x/ab", "/x/ab/y", "/cd", "/x/y/cd", "/zabz/x", "/abc", "/%61b", "/x//ab", "/x;y/ab", "/v1/x-2", "/a1/cd/e", "/x/%2561b", "/q", "/ab/q?z", "/x/acb/q"]
               select host + path + rest,
        ];
        Compare(
            515,
            patterns,
            targets.Length,
            of => new PatternSet<NetworkTarget>(of, NetworkAnchors.Of(of)),
            (index, use) =>
            {
                var buffer = new CharBuffer(stackalloc char[256]);
                NetworkNormaliser.Normalise(targets[index], null, ref buffer, out var parts, out _).Should().Be(NormalOutcome.Normal, targets[index]);
                use(new NetworkTarget(buffer.Written, in parts, NetworkNormaliser.DefaultPort(buffer.Written[..parts.SchemeLength])));
            },
            more: 100);
    }

    [Fact]
    public void Next_NamesOfModules_SaysWhatEachSays()
    {
        string[] parts = ["os", "path", "a", "b", "os*", "?s", "*", "[ab]", "p*th"];
        var patterns = Random(506, 300, random =>
        {
            string text = Pick(random, parts) + string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Pick(random, [".", "/"]) + Pick(random, parts)));
            PatternReader.Read(text, out var alternatives).Should().BeNull();
            return new ModulePattern(alternatives[0], random.Next(2) == 0);
        });
        string[] plain = ["os", "path", "a", "b", "osx", "as", "c", ""];
        string[] targets = [.. from one in plain from two in plain from three in plain from separator in (string[])[".", "/", "/."] select one + separator + two + (three.Length == 0 ? "" : "." + three)];
        Compare(507, patterns, targets.Length, of => new PatternSet<TextTarget>(of, TextAnchors.Of(of)), (index, use) => use(new TextTarget(targets[index])));
    }

    [Fact]
    public void Next_TextsOfAnyCaseAndShape_SaysWhatEachSays()
    {
        string[] pieces = ["A", "b", "AB_", "*", "?", "[AB]", "xyz_"];
        var patterns = Random(508, 300, random =>
        {
            string text = string.Concat(Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Pick(random, pieces)));
            PatternReader.Read(text, out var upper).Should().BeNull();
            PatternReader.Read(text.ToLowerInvariant(), out var lower).Should().BeNull();
            return new TextPattern(new Wildcard(upper[0]), random.Next(4) == 0 ? new Wildcard(lower[0]) : null);
        });
        var random = new Random(509);
        string[] targets = [.. Enumerable.Range(0, 500).Select(_ => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pick(random, ["A", "a", "B", "b", "AB_", "ab_", "xyz_", "\0"]))))];
        Compare(510, patterns, targets.Length, of => new PatternSet<TextTarget>(of, TextAnchors.Of(of)), (index, use) => use(new TextTarget(targets[index]) { IsShape = TargetShape.IsOne(targets[index]) }));
    }

    private delegate void Use<TTarget>(scoped in TTarget target)
        where TTarget : allows ref struct;

    private delegate void Offer<TTarget>(int index, Use<TTarget> use)
        where TTarget : allows ref struct;

    private static void Compare<TTarget>(int seed, Pattern<TTarget>[] patterns, int targets, Func<Pattern<TTarget>[], PatternSet<TTarget>> setOf, Offer<TTarget> offer, int more = 14)
        where TTarget : allows ref struct
    {
        var expected = Array.ConvertAll(patterns, _ => new MatchStrength[targets]);
        for (int t = 0; t < targets; t++)
        {
            offer(t, (scoped in TTarget target) =>
            {
                for (int p = 0; p < patterns.Length; p++)
                    expected[p][t] = patterns[p].Match(in target);
            });
        }
        var run = new SetRun(expected);
        run.Compare(
            new Random(seed),
            150,
            drawn =>
            {
                var set = setOf([.. drawn.Select(i => patterns[i])]);
                return (t, found) => offer(t, (scoped in TTarget target) => SetRun.Collect(set, in target, found));
            },
            more);
        run.Answers.Should().HaveCount(3);
        run.Answers.Values.Should().OnlyContain(n => n > run.Pairs / 20);
    }

    internal static CommandTarget Command(string text, bool hasShapes)
    {
        string[] words = text.Split(' ');
        var ranges = new Range[words.Length];
        var paths = new CommandPath[words.Length];
        var urls = new CommandUrl[words.Length];
        string normal = "";
        for (int i = 0, at = 0; i < words.Length; at += words[i++].Length + 1)
        {
            ranges[i] = at..(at + words[i].Length);
            int start = normal.Length;
            // As the engine does: these have no path that is known.
            if (words[i].Length > 0 && words[i][0] is '~' or '-')
                continue;
            normal += words[i].StartsWith('/') ? words[i] : "/b/" + words[i].Replace("./", "", StringComparison.Ordinal);
            paths[i].Written = start..normal.Length;
            if (!words[i].StartsWith("https", StringComparison.Ordinal))
                continue;
            string url = Url(words[i], out var parts);
            urls[i] = new CommandUrl { Text = normal.Length..(normal.Length + url.Length), Parts = parts, DefaultPort = 443 };
            normal += url;
        }
        WordShape[] shapes = hasShapes || TargetShape.IsOne(text) ? [.. words.Select(w => TargetShape.IsOne(w) ? WordShape.HasHoles : WordShape.None)] : [];
        return new CommandTarget
        {
            Text = text,
            Words = ranges,
            Shapes = shapes,
            BaseName = words[0].AsSpan(words[0].LastIndexOf('/') + 1),
            Naming = words[0].StartsWith("/usr", StringComparison.Ordinal) ? CommandNaming.TrustedPath : words[0].Contains('/', StringComparison.Ordinal) ? CommandNaming.OtherPath : CommandNaming.Bare,
            Paths = normal,
            PathRanges = paths,
            Urls = urls,
            BaseDirectory = "/b",
        };
    }

    private static string Url(string text, out NetworkParts parts)
    {
        var buffer = new CharBuffer(stackalloc char[256]);
        NetworkNormaliser.Normalise(text, null, ref buffer, out parts, out _).Should().Be(NormalOutcome.Normal);
        return buffer.Written.ToString();
    }

    private static Pattern<TTarget>[] Random<TTarget>(int seed, int count, Func<Random, Pattern<TTarget>?> next)
        where TTarget : allows ref struct
    {
        var random = new Random(seed);
        var patterns = new List<Pattern<TTarget>>();
        while (patterns.Count < count)
        {
            if (next(random) is { } pattern)
                patterns.Add(pattern);
        }
        return [.. patterns];
    }

    private static string Pick(Random random, string[] pieces) => pieces[random.Next(pieces.Length)];
}
