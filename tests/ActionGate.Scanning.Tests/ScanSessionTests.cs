namespace ActionGate.Scanning.Tests;

public sealed class ScanSessionTests
{
    [Theory]
    [InlineData("import os", "os.system('rm a')", "1 shell_exec rm a\n1 file_delete a < python bash")]
    [InlineData("from os import remove as r", "r('a')", "1 file_delete a")]
    [InlineData("name = 'a'", "open(name, 'w')", "1 file_write a")]
    [InlineData("import os\nos.chdir('/x')", "open('a')", "1 file_read /x/a")]
    [InlineData("def f(x):\n    import os\n\n    os.remove(x)", "y = 1\nf('a')", "2 file_delete a")]
    [InlineData("class A:\n    def f(self, x):\n        open(x)", "A().f('a')", "1 file_read a")]
    [InlineData("import pathlib\np = pathlib.Path('/x')", "(p / 'a').unlink()", "1 file_delete /x/a")]
    [InlineData("import subprocess as s", "def f():\n    s.run(['rm', 'a'])", "2 shell_exec rm a\n2 file_delete a < python bash")]
    [InlineData("%cd /x", "!rm a", "1 shell_exec rm a\n1 file_delete /x/a < python bash")]
    [InlineData("d = '/x'", "!rm {d}/a", "1 shell_exec rm /x/a\n1 file_delete /x/a < python bash")]
    [InlineData("import math\nx = math.pi", "print(x, math.sin(x))", "")]
    [InlineData("x = 1", "client.run('rm')", "1 dynamic_code ?\nopaque")]
    [InlineData("open('a')", "x = 1", "")]
    [InlineData("def f():\n    open('a')", "x = 1", "")]
    [InlineData("import helper", "helper.f()", "")]
    public void Scan_NamesOfAnEarlierBlock_AreKnown(string earlier, string later, string expected)
    {
        var session = new ScanSession();
        CodeScanners.Scan(earlier, "python", session);

        CodeInCodeCorpus.Describe(CodeScanners.Scan(later, "python", session)).Should().Be(expected);
    }

    [Fact]
    public void Scan_BlockThatDoesNotParse_LeavesTheSessionAsItWas()
    {
        var session = new ScanSession();
        CodeScanners.Scan("name = 'a'", "python", session);
        CodeScanners.Scan("name = 'b'\nif", "python", session).Parsed.Should().BeFalse();
        CodeScanners.Scan("name=c", "bash", session);

        CodeScanners.Scan("open(name)", "python", session).Operations.Single().Target.Should().Be("a");
    }

    [Fact]
    public void Copy_OfASession_GoesItsOwnWay()
    {
        var session = new ScanSession();
        CodeScanners.Scan("name = 'a'", "python", session);
        CodeScanners.Scan("name = 'b'", "python", session.Copy());

        CodeScanners.Scan("open(name)", "python", session).Operations.Single().Target.Should().Be("a");
    }

    [Fact]
    public void Scan_ManyBlocks_EndsOpaque()
    {
        var session = new ScanSession();
        ScanResult? result = null;
        string block = $"for i in [{string.Concat(Enumerable.Repeat("1,", 200))}]:\n" + string.Concat(Enumerable.Repeat("    x = i\n", 100));
        for (int i = 0; i < 8; i++)
            result = CodeScanners.Scan(block, "python", session);

        result!.Parsed.Should().BeTrue();
        result.IsOpaque.Should().BeTrue();
    }

    [Fact]
    public void Scan_WithoutSession_KnowsNothingOfEarlierBlocks()
    {
        CodeScanners.Scan("x = 'a'", "python");

        CodeInCodeCorpus.Describe(CodeScanners.Scan("open(x)", "python")).Should().Be("1 file_read ?\nopaque");
    }

    [Fact]
    public void Scan_ModuleThatIsNotImported_IsTakenForItself() =>
        CodeInCodeCorpus.Describe(CodeScanners.Scan("os.remove('a')", "python")).Should().Be("1 file_delete a");
}
