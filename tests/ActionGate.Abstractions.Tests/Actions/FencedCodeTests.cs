namespace ActionGate.Abstractions.Tests.Actions;

public sealed class FencedCodeTests
{
    [Theory]
    [InlineData("```python\nx\n```", "python|x\n")]
    [InlineData("  \n```sh\na\nb\n```  \n\n```python\nc\n\n```\n", "sh|a\nb\n", "python|c\n\n")]
    [InlineData("```\nx```", "|x")]
    [InlineData("``` c++ \nx\n```", "c++|x\n")]
    [InlineData("```sh\n\n```", "sh|\n")]
    [InlineData("```sh\n`a` ``\n```", "sh|`a` ``\n")]
    // As AutoGen takes blocks from a message, the next fence ends one, wherever it stands.
    [InlineData("```sh\necho ```\n\n```python\nx\n```", "sh|echo ", "python|x\n")]
    public void TryParse_Blocks_AreTakenApart(string text, params string[] expected)
    {
        FencedCode.TryParse(text, out var blocks, out string problem).Should().BeTrue(problem);

        blocks.Select(b => $"{b.Language}|{b.Code}").Should().Equal(expected);
        problem.Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("print(1)")]
    [InlineData("```python")]
    [InlineData("```python\nx")]
    [InlineData("```python\nx\n``")]
    [InlineData("```python title\nx\n```")]
    [InlineData("```python\r\nx\n```")]
    [InlineData("Run this:\n```sh\nx\n```")]
    [InlineData("```sh\nx\n```\nand then")]
    [InlineData("```sh\nx\n```` y\n```sh\nz\n```")]
    [InlineData("~~~sh\nx\n~~~")]
    public void TryParse_AnythingElse_IsNotUnderstood(string? text)
    {
        FencedCode.TryParse(text, out var blocks, out string problem).Should().BeFalse();

        blocks.Should().BeEmpty();
        problem.Should().NotBeEmpty();
    }

    [Fact]
    public void Format_ThenParse_GivesTheSameBlocks()
    {
        CodeBlock[] blocks = [new("import os\nos.getcwd()", "python"), new("", "sh"), new("a\n", "")];

        FencedCode.TryParse(FencedCode.Format(blocks), out var parsed, out _).Should().BeTrue();

        // A line feed stands before the fence that ends a block.
        parsed.Select(b => (b.Language, b.Code)).Should().Equal(blocks.Select(b => (b.Language, b.Code + "\n")));
    }

    [Theory]
    [InlineData("a\n```\n```sh\nrm x", "sh")]
    [InlineData("a", "sh\nrm x\n```\n```sh")]
    public void Format_BlockThatWouldBeReadAsAnother_Throws(string code, string language)
    {
        var format = () => FencedCode.Format([new CodeBlock(code, language)]);

        format.Should().Throw<ArgumentException>();
    }
}
