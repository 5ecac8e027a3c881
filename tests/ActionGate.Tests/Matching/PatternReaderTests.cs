using ActionGate.Matching;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Matching;

public sealed class PatternReaderTests
{
    /// <summary>What patterns are made of, and what DotNet.Glob stumbles over.</summary>
    private static readonly string[] Pieces =
    [
        "a", "b", "z", "A", "0", "9", "*", "**", "***", "?", "[", "]", "[]", "[!", "[^", "[a", "a]", "[a-z]", "[z-a]", "[0-9]", "[!a-c]", "[abc]", "[a-", "-", "!", "^",
        "{", "}", ",", "{a,b}", "{}", "{a}", "/", "//", "\\", "**/", "/**", "/**/", ".", "..", ":", "::", "[::1]", "[::", "@", "$", "${", " ", "\t", "~", "é", "ß", "\uD83D\uDE00", "\uD800",
        "\uDC00", "\0", "\n", "\uFDD0", "\uFDDD", "\uFFFF", "[*]", "[?]", "[[]", "[]]", "[{]", "[,]", "[!]", "[-]", "[α-ω]", "[é]", "[/]", "[!/]",
    ];

    private static readonly Arbitrary<string> Texts = Gen.ArrayOf(Gen.Elements(Pieces)).Select(string.Concat).ToArbitrary();

    [Fact]
    public void Read_AnyPieces_IsAPatternOrAnErrorWithWords() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(14), Prop.ForAll(Texts, IsReadOrRefused));

    [Fact]
    public void Read_AnyText_IsAPatternOrAnErrorWithWords() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll<string?>(text => IsReadOrRefused(text ?? "")));

    [Fact]
    public void Read_WhateverItAccepts_MatchesAsTheOracleSays()
    {
        var random = new Random(42);
        string[] pieces = ["a", "b", "*", "**", "?", "[ab]", "[!a]", "[a-b]", "[", "]", "-", "!", "{", "}", ",", "/", "\\", "[*]", "[]]", "^"];
        int accepted = 0;
        for (int i = 0; i < 30_000; i++)
        {
            string pattern = string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
            // What the oracle does not read: braces that are literal.
            if (PatternReader.Read(pattern, out var alternatives) is not null || pattern.Contains('{', StringComparison.Ordinal))
                continue;
            accepted++;
            var wildcard = new Wildcard(alternatives[0]);
            for (int n = 0; n < 8; n++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(0, 5)).Select(_ => "ab*]/\\"[random.Next(6)]));
                // A bracket right behind the opening one is a literal in ours; the oracle reads up to the first.
                wildcard.IsMatch(text).Should().Be(Oracle.Text(pattern.Replace("[]]", "]", StringComparison.Ordinal), text), "'{0}' and '{1}'", pattern, text);
            }
        }
        accepted.Should().BeGreaterThan(10_000);
    }

    [Fact]
    public void Read_EveryTextOfThreeSigns_IsAPatternOrAnErrorWithWords()
    {
        const string signs = "a*?[]{},!-^/\\.:~\0\uFDD0";
        foreach (char a in signs)
        {
            foreach (char b in signs)
            {
                foreach (char c in signs)
                    IsReadOrRefused($"{a}{b}{c}").Should().BeTrue();
            }
        }
    }

    [Theory]
    [InlineData("[a")]
    [InlineData("[a-zA-Z]")]
    [InlineData("[^a]")]
    [InlineData("[]")]
    [InlineData("[z-a]")]
    [InlineData("[abc-e]")]
    [InlineData("a[!]b")]
    [InlineData("{a,{b,c}}")]
    [InlineData("{a")]
    [InlineData("a}")]
    [InlineData("")]
    public void Read_WhatDotNetGlobMisreads_IsRefused(string pattern) => PatternReader.Read(pattern, out _).Should().NotBeNull();

    [Theory]
    [InlineData("[a", "'[' is never closed", "write '[[]' for a literal '['")]
    [InlineData("[]", "'[]' is an empty class", "write '[[]' and '[]]' for literal brackets")]
    [InlineData("[!]", "'[!]' is an empty class", "write '!' for a literal '!'")]
    [InlineData("[^a]", "'[^a]' does not negate", "write '[!a]'")]
    [InlineData("[a-zA-Z]", "'[a-zA-Z]' mixes ranges and characters", "write one class each, such as '{[a-z],[A-Z]}'")]
    [InlineData("[a-z_]", "'[a-z_]' mixes ranges and characters", "write one class each, such as '{[a-z],[_]}'")]
    [InlineData("[!a-z_]", "'[!a-z_]' mixes ranges and characters", "a class holds one range or a list of characters")]
    [InlineData("[z-a]", "the range 'z-a' runs backwards", "did you mean 'a-z'?")]
    [InlineData("[a[b]", "'[a[b]' holds a '['", "a class holds characters or one range; write '[[]' for a literal '['")]
    [InlineData("a}", "'}' closes nothing", "write '[}]' for a literal '}'")]
    [InlineData("{a", "'{' is never closed", "write '[{]' for a literal '{'")]
    [InlineData("{a,{b}}", "braces can't be nested", "write the alternatives side by side, or '[{]' for a literal '{'")]
    public void Read_MalformedPattern_SaysWhatIsWrongAndWhatToWrite(string pattern, string message, string help) =>
        PatternReader.Read(pattern, out _).Should().Be(new PatternError(message, help));

    /// <summary>The class that the help names is one that can be read, and means what was meant.</summary>
    [Theory]
    [InlineData("[a-zA-Z]", "{[a-z],[A-Z]}", "q", "Q")]
    [InlineData("[a-z0-9_]", "{[a-z],[0-9],[_]}", "7", "_")]
    [InlineData("[a-]", "{[a],[-]}", "a", "-")]
    public void Read_TheFixOfAClass_IsAPattern(string pattern, string fix, string one, string other)
    {
        PatternReader.Read(pattern, out _)!.Help.Should().Contain(fix);
        PatternReader.Read(fix, out var alternatives).Should().BeNull();
        foreach (string text in new[] { one, other })
            alternatives.Any(a => new Wildcard(a).IsMatch(text)).Should().BeTrue();
    }

    private static bool IsReadOrRefused(string text)
    {
        var error = PatternReader.Read(text, out var alternatives);
        if (error is not null)
            return error.Message.Length > 0 && !error.Message.EndsWith('.') && alternatives.Count == 0;
        foreach (var elements in alternatives)
            new Wildcard(elements).IsMatch(text);
        return alternatives.Count > 0;
    }
}
