namespace ActionGate.Extensions.AI.Tests.Mapping;

public sealed class ToolMappingTests
{
    [Theory]
    [InlineData("", "*empty*")]
    [InlineData("/", "expected a name between the slashes of '/', found nothing*")]
    [InlineData("/a//b", "expected a name between the slashes of '/a//b', found nothing*")]
    [InlineData("/a~2b", "expected '~0' or '~1' in '/a~2b', found another '~'*")]
    [InlineData("/a~", "expected '~0' or '~1'*")]
    [InlineData("/*/path", "expected the name of an argument first in '/*/path', found '*'*")]
    public void ReadFile_BadPath_Throws(string path, string message)
    {
        path.Invoking(ToolMapping.ReadFile).Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void Constructor_KindWithoutAName_Throws()
    {
        FluentActions.Invoking(() => new ToolMapping(default, "path")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ToolMapping.Network("url", method: "GET", methodArgument: "method")).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ToolMapping.Shell("a").And(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void ToString_SeveralTargets_NamesThem()
    {
        ToolMapping.ReadFile("source").And(ToolMapping.WriteFile("/options/to")).And(ToolMapping.DeleteFile("source")).And(ToolMapping.ToolName)
            .ToString().Should().Be("file_read(source), file_write(/options/to), file_delete(source), tool_call(the tool's name)");
    }
}
