using System.Diagnostics;
using ActionGate.Compilation;
using ActionGate.Matching;
using ActionGate.Normalisation;

namespace ActionGate.Tests.Matching.Faults;

/// <summary>
/// No pattern may blow up: the cost of a match is bounded by the target's length times a constant. The deadlines are wide (a slow, busy
/// machine), and still far below what backtracking takes, which does not end.
/// </summary>
public sealed class BlowUpTests
{
    private const int Long = 1 << 20;

    private static readonly PathPatternCompiler.Anchors Anchors = new(null, null, PathRules.Linux);

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static TheoryData<string, string, string> Texts => new()
    {
        { "many stars", string.Concat(Enumerable.Repeat("a*", 200)) + "b", new string('a', Long) },
        { "many stars that fit", string.Concat(Enumerable.Repeat("a*", 200)), new string('a', Long) },
        { "stars and letters", "x" + string.Concat(Enumerable.Repeat("*a", 250)) + "*b*y", "x" + new string('a', Long) + "y" },
        { "stars and pairs", "*" + string.Concat(Enumerable.Repeat("ab*", 250)) + "c", string.Concat(Enumerable.Repeat("ab", Long / 2)) },
        { "a long chunk behind a star", "*" + new string('a', 4000) + "b*", new string('a', Long) },
        { "a long chunk with a sign in its middle", "*" + new string('a', 2000) + "b" + new string('a', 2000) + "*", new string('a', Long) },
        { "a long chunk with many open places", "*" + string.Concat(Enumerable.Repeat("?aaaaaaaaaaaaaa", 8)) + "b*", new string('a', Long) },
        { "a long chunk of wide classes", "*" + string.Concat(Enumerable.Repeat("[!cdefghijklm]", 127)) + "c*", new string('a', Long) },
        { "question marks", string.Concat(Enumerable.Repeat("?", 255)) + "*", new string('a', Long) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void IsMatch_TextOfOneMebibyte_EndsInTime(string name, string pattern, string text)
    {
        PatternReader.Read(pattern, out var alternatives).Should().BeNull(name);
        var wildcard = new Wildcard(alternatives[0]);

        InTime(() => wildcard.IsMatch(text));
    }

    public static TheoryData<string, string, string> Paths => new()
    {
        { "many **", "/" + string.Concat(Enumerable.Repeat("**/a/", 31)) + "b", Segments("a", Long) },
        { "many ** that fit", "/" + string.Concat(Enumerable.Repeat("**/a/", 31)) + "a", Segments("a", Long) },
        { "many ** of two segments", "/" + string.Concat(Enumerable.Repeat("**/a/b/", 21)) + "c", Segments("a/b", Long) },
        { "a long run of stars behind **", "/**/" + string.Concat(Enumerable.Repeat("*/", 62)) + "b", Segments("a", Long) },
        { "a long run that nearly fits", "/**/" + string.Concat(Enumerable.Repeat("a/", 61)) + "?b", Segments("a", Long) },
        { "stars in segments", "/**/" + string.Concat(Enumerable.Repeat("a*a/", 62)) + "b", Segments("aa", Long) },
        { "one segment with stars", "/" + string.Concat(Enumerable.Repeat("a*", 200)) + "b", "/" + new string('a', Long - 1) },
        { "the last segment", "*" + string.Concat(Enumerable.Repeat("a*", 200)) + "b", Segments("a", Long) },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Match_PathOfOneMebibyte_EndsInTime(string name, string pattern, string path)
    {
        PatternReader.Read(pattern, out var alternatives).Should().BeNull(name);
        PathPatternCompiler.Compile(alternatives[0], Anchors, takesDirectoryItself: false, isRefusal: true, out var compiled, out _).Should().BeNull(name);

        InTime(() => compiled!.Match(new PathTarget(path, "")));
    }

    public static TheoryData<string, string, string> Commands => new()
    {
        { "many runs", "t " + string.Concat(Enumerable.Repeat("* a ", 120)) + "b", Words("a", 4000) },
        { "many words behind a run", "t * " + string.Concat(Enumerable.Repeat("a ", 1900)) + "b", Words("a", 4000) },
        { "many options", "t " + string.Concat(Enumerable.Repeat("-abcd ", 600)), Words("-a", 4000) },
        { "many long options", "t " + string.Concat(Enumerable.Repeat("--abc ", 600)), Words("--ab", 4000) },
        { "options that may take arguments", "t " + string.Concat(Enumerable.Repeat("a ", 60)), Words("-a a", 4000) },
        { "one huge word", "t *a*a*a*a*a*a*a*b", "t " + new string('a', Long - 2) },
        { "one huge option", "t --force* -rf x", "t -" + new string('f', Long - 3) },
        { "many paths", "t " + string.Concat(Enumerable.Repeat("/a/** ", 120)) + "/b", Words("/a/b", 4000) },
    };

    [Theory]
    [MemberData(nameof(Commands))]
    public void Evaluate_CommandOfManyOrHugeWords_EndsInTime(string name, string pattern, string command)
    {
        var policy = Policy.Parse(
            $"version: 1\nrules:\n  - {{ id: d, action: shell_exec, target: \"{pattern}\", decision: deny }}\n  - {{ id: a, action: shell_exec, target: \"{pattern}\", decision: allow }}\n");

        InTime(() => policy.Evaluate(ActionRequest.Shell(command)).Rule?.Id.Should().NotBe("a", name));
    }

    [Fact]
    public void Read_LongestPatternOfManyAlternatives_EndsInTime()
    {
        string pattern = string.Concat(Enumerable.Repeat("{a*,b*}", 8)) + string.Concat(Enumerable.Repeat("a?*", 80)) + new string('x', PatternReader.MaxLength - 8 * 7 - 240);

        InTime(() =>
        {
            PatternReader.Read(pattern, out var alternatives).Should().BeNull();
            alternatives.Should().HaveCount(256);
        });
    }

    [Fact]
    public void Read_LongestPatternAndOneMore_IsReadAndRefused()
    {
        PatternReader.Read(new string('a', PatternReader.MaxLength), out _).Should().BeNull();
        PatternReader.Read(new string('a', PatternReader.MaxLength + 1), out _)!.Message.Should().Be("a pattern is at most 4096 characters long");
        InTime(() => PatternReader.Read(new string('*', 10_000_000), out _).Should().NotBeNull());
        InTime(() => PatternReader.Read(new string('[', PatternReader.MaxLength), out _).Should().NotBeNull());
        InTime(() => PatternReader.Read(new string('{', PatternReader.MaxLength), out _).Should().NotBeNull());
    }

    [Fact]
    public void Read_MostWildcardsAndOneMore_IsReadAndRefused()
    {
        PatternReader.Read(string.Concat(Enumerable.Repeat("a*", PatternReader.MaxWildcards)), out _).Should().BeNull();
        PatternReader.Read(string.Concat(Enumerable.Repeat("a?", PatternReader.MaxWildcards + 1)), out _)!.Message.Should().Be("a pattern has at most 256 wildcards");
        PatternReader.Read(string.Concat(Enumerable.Repeat("[ab]", PatternReader.MaxWildcards + 1)), out _).Should().NotBeNull();
    }

    [Fact]
    public void Read_LongestMixedPieceAndOneMore_IsReadAndRefused()
    {
        string most = "*?" + new string('a', PatternReader.MaxMixedLength - 1) + "*";
        PatternReader.Read(most, out _).Should().BeNull();
        PatternReader.Read("*" + most[1..^1] + "a*", out _)!.Message.Should().StartWith("between two stars stand at most 128 characters");
        PatternReader.Read(new string('a', 1000) + "?" + new string('a', 1000) + "*?*" + new string('a', 1000) + "?", out _).Should().BeNull();
    }

    [Fact]
    public void Compile_MostSegmentsAndOneMore_IsReadAndRefused()
    {
        string most = string.Concat(Enumerable.Repeat("/a", PathPatternCompiler.MaxSegments));
        PathPatternCompiler.Compile(Read(most), Anchors, takesDirectoryItself: false, isRefusal: false, out _, out _).Should().BeNull();
        PathPatternCompiler.Compile(Read(most + "/a"), Anchors, takesDirectoryItself: false, isRefusal: false, out _, out _)!.Message
            .Should().Be("a path pattern has at most 64 segments");

        static PatternElement[] Read(string pattern) => PatternReader.Read(pattern, out var alternatives) is null ? alternatives[0] : [];
    }

    [Theory]
    [InlineData("file_read")]
    [InlineData("network")]
    [InlineData("shell_exec")]
    [InlineData("dynamic_code")]
    public void Evaluate_TargetOfTenMebibytes_IsRefusedInTime(string kind)
    {
        var policy = Policy.Parse($"version: 1\ndefault: allow\nrules:\n  - {{ action: {kind}, target: '*', decision: allow }}\n");
        string target = new('a', 10 << 20);

        InTime(() =>
        {
            var decision = policy.Evaluate(new ActionRequest(kind, target));
            decision.Verdict.Should().Be(Verdict.Deny);
            decision.Rule!.Id.Should().Be("@fault");
            decision.ToString().Length.Should().BeLessThan(1_000);
        });
    }

    [Theory]
    [InlineData("file_read", "/")]
    [InlineData("file_read", "../")]
    [InlineData("file_read", "a/../")]
    [InlineData("network", "a.")]
    [InlineData("network", "h/%2e%2e/")]
    [InlineData("shell_exec", "a ")]
    [InlineData("shell_exec", " ")]
    [InlineData("env_read", "a")]
    public void Evaluate_LongestTargets_EndInTime(string kind, string piece)
    {
        var policy = Policy.Parse($"version: 1\nbase: /b\nrules:\n  - {{ action: {kind}, target: ['x.a*b', 'b?'], decision: deny }}\n  - {{ action: {kind}, target: '*', decision: allow }}\n");
        string target = string.Concat(Enumerable.Repeat(piece, Long / piece.Length));

        InTime(() => policy.Evaluate(new ActionRequest(kind, target)).Reason.Should().NotBeEmpty());
    }

    /// <summary>A set of many entries in many rules multiplies: memory is bounded.</summary>
    [Fact]
    public void Parse_SetsThatMultiply_IsRefusedInTime()
    {
        string set = string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"h{i}.example"));
        string rules = string.Concat(Enumerable.Range(0, 2_000).Select(_ => "  - { action: network, target: \"@s\", decision: deny }\n"));

        InTime(() =>
        {
            Policy.TryParse($"version: 1\nsets: {{ s: [{set}] }}\nrules:\n{rules}", null, out _, out var diagnostics).Should().BeFalse();
            diagnostics.Should().Contain(d => d.Message.Contains("patterns", StringComparison.Ordinal));
        });
    }

    private static void InTime(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        Stopwatch.GetElapsedTime(start).Should().BeLessThan(Deadline);
    }

    private static string Segments(string segment, int length) => string.Concat(Enumerable.Repeat("/" + segment, length / (segment.Length + 1)));

    private static string Words(string words, int count) => "t" + string.Concat(Enumerable.Repeat(" " + words, count / words.Split(' ').Length));
}
