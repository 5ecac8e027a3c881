using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

public class ShellParserTests
{
    public static TheoryData<string> Files => [.. SyntaxCorpus.Files()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Parse_CorpusText_HasTheExpectedTree(string file)
    {
        if (Environment.GetEnvironmentVariable("ACTIONGATE_REWRITE_CORPUS") == "1")
            SyntaxCorpus.Rewrite(file);

        SyntaxCase[] cases = [.. SyntaxCorpus.Read(file)];

        cases.Should().NotBeEmpty();
        cases.Select(entry => $"{entry.Dialect} {entry.Text}\n=> {TreeText.Of(ShellParser.Parse(entry.Text, entry.Dialect))}")
            .Should().Equal(cases.Select(entry => $"{entry.Dialect} {entry.Text}\n=> {entry.Expected}"));
    }

    [Fact]
    public void Parse_TextThatNoShellCanBeGiven_IsAProblem()
    {
        // No theory: half a pair does not survive being an argument of one.
        foreach ((string text, int at) in new[] { ("a\0b", 1), ("a\ud83d", 1), ("\ude00a", 0), ("a \ud83d\ude00 \ud83d b", 5) })
        {
            ParsedShell parsed = ShellParser.Parse(text, ShellDialect.Bash);

            parsed.Body.Should().BeNull();
            parsed.Problem.Should().NotBeNull();
            parsed.ProblemAt.Should().Be(at);
        }
    }

    [Fact]
    public void Parse_CarriageReturn_BelongsToTheWord() =>
        TreeText.Of(ShellParser.Parse("a b\r\nif\r\n", ShellDialect.Bash)).Should().Be("(a b\\r) (if\\r)");

    [Theory]
    [InlineData("echo a", 1, false)]
    [InlineData("(a)", 1, true)]
    [InlineData("(a)", 2, false)]
    [InlineData("$(a)", 2, false)]
    [InlineData("$($(a))", 2, true)]
    [InlineData("${a:-${b}}", 2, true)]
    [InlineData("`a`", 2, true)]
    public void Parse_NestingBeyondTheLimit_IsAProblem(string text, int maxDepth, bool isProblem)
    {
        ParsedShell parsed = ShellParser.Parse(text, ShellDialect.Bash, maxDepth);

        parsed.Problem.Should().Be(isProblem ? "nested too deeply" : null);
    }

    [Fact]
    public void Parse_MoreNodesThanTheLimit_IsAProblem()
    {
        ShellParser.Parse("a b c d", ShellDialect.Bash, maxNodes: 20).Problem.Should().BeNull();
        ShellParser.Parse("a b c d", ShellDialect.Bash, maxNodes: 5).Problem.Should().Be("too much to read");
    }

    [Theory]
    [InlineData("echo 'x", 5)]
    [InlineData("echo \"x", 5)]
    [InlineData("echo `x", 5)]
    [InlineData("echo $(x", 5)]
    [InlineData("a\ncat <<E\nb", 6)]
    [InlineData("if a; then b", 0)]
    [InlineData("a; fi", 3)]
    [InlineData("a | | b", 4)]
    [InlineData("a `b; ;` c", 6)]
    [InlineData("a \"$(b; ;)\"", 8)]
    public void Parse_WrongText_NamesThePlace(string text, int at)
    {
        ParsedShell parsed = ShellParser.Parse(text, ShellDialect.Bash);

        parsed.Body.Should().BeNull();
        parsed.ProblemAt.Should().Be(at, "{0}", parsed.Problem);
    }
}
