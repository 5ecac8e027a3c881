namespace ActionGate.Abstractions.Tests.Actions;

public sealed class CodeBlockTests
{
    [Theory]
    [InlineData("# filename: a.py\nx", "a.py")]
    [InlineData("// filename: a.js", "a.js")]
    [InlineData("<!-- filename: a.html -->\n", "a.html")]
    [InlineData("/* filename: a.css */", "a.css")]
    [InlineData(" # filename: ../x", "../x")]
    [InlineData("\t# filename: ../x", "../x")]
    [InlineData("#\tfilename:\t../x\t", "../x")]
    [InlineData("\n# filename: ../x\r\n", "../x")]
    [InlineData("\r\n \t\r\n# filename: ../x", "../x")]
    [InlineData("\uFEFF# filename: ../x", "../x")]
    [InlineData("\uFEFF\n\u00A0# filename: ../x", "../x")]
    [InlineData("#filename:../x", "../x")]
    [InlineData("# Filename : ../x", "../x")]
    [InlineData("# filename:", null)]
    [InlineData("# filename:\n../x", null)]
    [InlineData("# filenames: x", null)]
    [InlineData("x\n# filename: ../x", null)]
    [InlineData("# a\n# filename: ../x", null)]
    [InlineData("; filename: x", null)]
    [InlineData("", null)]
    [InlineData("\n\n", null)]
    public void FileName_IsWhatAnyExecutorMayReadInTheFirstLine(string code, string? name) =>
        new CodeBlock(code, "python").FileName.Should().Be(name);
}
