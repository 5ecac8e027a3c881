namespace ActionGate.Scanning.Tests.Shell;

public sealed class ShellScannerTests
{
    [Fact]
    public void Scan_SeveralCommands_ListsCommandsFilesHostsAndAssignments()
    {
        var result = CodeScanners.Scan("x=1\ncurl -o out.json https://example.com/a && rm -rf 'a b' \"$y\" < in.txt", "bash");

        result.Parsed.Should().BeTrue();
        result.Shell!.Commands.Should().BeEquivalentTo(
            new[] { new string?[] { "curl", "-o", "out.json", "https://example.com/a" }, ["rm", "-rf", "a b", null] }, o => o.WithStrictOrdering());
        result.Shell.Writes.Should().Contain("out.json").And.Contain("a b");
        result.Shell.Reads.Should().Contain("in.txt");
        result.Shell.Hosts.Should().Contain("example.com");
        result.Shell.Assignments.Should().Equal("x=1");
    }

    [Fact]
    public void Scan_Commands_AreOperationsQuotedAsShlexDoes()
    {
        var result = CodeScanners.Scan("ls\n  echo \"it's\" '' a=b \"$x\"; bash -c 'id -u'", "bash");

        var shell = result.Operations.Where(o => o.Kind == ActionKind.ShellExec).ToList();
        shell.Select(o => o.Target ?? o.Pattern).Should().Equal("ls", "echo 'it'\"'\"'s' '' a=b *", "bash -c 'id -u'", "id -u");
        shell.Select(o => o.Certainty).Should().Equal(Certainty.Exact, Certainty.Partial, Certainty.Exact, Certainty.Exact);
        shell[1].At.Should().Be(new TextPosition(2, 3));
        shell[3].Via.Should().Equal("bash");
        shell[3].Api.Should().Be("id");
    }

    [Theory]
    [InlineData("ls; if", false)]
    [InlineData("eval \"$x\"", true)]
    [InlineData("$x y", true)]
    public void Scan_WhatNobodyCanTell_IsOpaqueAndSaysWhy(string text, bool parsed)
    {
        var result = CodeScanners.Scan(text, "sh");

        result.IsOpaque.Should().BeTrue();
        result.Parsed.Should().Be(parsed);
        result.Note.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public void Scan_PlainText_IsNotOpaque()
    {
        var result = CodeScanners.Scan("git status && git log --oneline | head -20", "bash");

        result.IsOpaque.Should().BeFalse();
        result.Note.Should().BeNull();
        result.Shell!.Commands.Should().HaveCount(3);
    }
}
