using ActionGate.Matching;

namespace ActionGate.Tests.Matching;

/// <summary>Noncharacters stand for what is no character in a compiled pattern; those of patterns and targets must not be mistaken for them.</summary>
public sealed class PatternTextTests
{
    private static readonly string[] Codes = ["\uFDD0", "\uFDD1", "\uFDD2", "\uFDD3", "\uFDD4"];

    [Fact]
    public void Wildcard_NoncharactersAsLiterals_MatchThemselvesAlone()
    {
        foreach (string code in Codes)
        {
            var wildcard = new Wildcard([Literal('a'), Literal(code[0]), Literal('b')]);

            wildcard.IsMatch($"a{code}b").Should().BeTrue();
            foreach (string other in Codes.Append("").Append("x").Append("ab").Where(o => o != code))
                wildcard.IsMatch($"a{other}b").Should().BeFalse();
        }
    }

    [Fact]
    public void Wildcard_NoncharactersInTheText_AreCharactersLikeOthers()
    {
        foreach (string code in Codes)
        {
            Read("a?b").IsMatch($"a{code}b").Should().BeTrue();
            Read("a*b").IsMatch($"a{code}b").Should().BeTrue();
            Read("a[!x]b").IsMatch($"a{code}b").Should().BeTrue();
            Read("a[xy]b").IsMatch($"a{code}b").Should().BeFalse();
            Read("*a[xy]b*").IsMatch($"a{code}b").Should().BeFalse();
            Read("axb").IsMatch($"a{code}b").Should().BeFalse();
        }
    }

    [Fact]
    public void Segments_NoncharactersInTheText_AreNamesLikeOthers()
    {
        foreach (string code in Codes)
        {
            new SegmentSequence([Read("a"), null, Read("b")]).Matcher.IsMatch($"/a/{code}/b").Should().BeTrue();
            new SegmentSequence([Read("a"), Read("[xy]"), Read("b")]).Matcher.IsMatch($"/a/{code}/b").Should().BeFalse();
            new SegmentSequence([Read("a"), Read("b")]).Matcher.IsMatch($"/a/{code}/b").Should().BeFalse();
            new SegmentSequence([new Wildcard([Literal(code[0])]), Read("b")]).Matcher.IsMatch($"/{code}/b").Should().BeTrue();
            new SegmentSequence([new Wildcard([Literal(code[0])]), Read("b")]).Matcher.IsMatch("/a/b").Should().BeFalse();
        }
    }

    [Fact]
    public void Segments_ClassesOfSeveral_EachBelongToTheirs()
    {
        var sequence = new SegmentSequence([Read("[ab]*[cd]"), null, Read("x[ef]"), Read("[gh]?")]);

        sequence.Matcher.IsMatch("/a1c/any/thing/xe/g0").Should().BeTrue();
        sequence.Matcher.IsMatch("/c1a/any/thing/xe/g0").Should().BeFalse();
        sequence.Matcher.IsMatch("/a1c/any/thing/xg/e0").Should().BeFalse();
        sequence.Matcher.IsMatch("/a1c/xe/g0/below", coversBeneath: true).Should().BeTrue();
        sequence.Matcher.MayMatchBelow("/a1c/xe").Should().BeTrue();
        sequence.Matcher.MayMatchBelow("/x1c/xe").Should().BeFalse();
    }

    private static Wildcard Read(string pattern) => PatternReader.Read(pattern, out var alternatives) is null ? new Wildcard(alternatives[0]) : throw new ArgumentException(pattern);

    private static PatternElement Literal(char c) => new(PatternElementKind.Literal, c);
}
