namespace ActionGate.Scanning.Tests;

public sealed class ScanSessionTests
{
    [Theory]
    [InlineData("import os", "os.system('rm a')", "1 shell_exec rm a\n1 file_delete a < python bash")]
    [InlineData("from os import remove as r", "r('a')", "1 file_delete a")]
    [InlineData("name = 'a'", "open(name, 'w')", "1 file_write a")]
    [InlineData("import os\nos.chdir('/x')", "open('a')", "1 file_read a\n1 file_read /x/a")]
    [InlineData("import os\nname = 'a'\nprint(name)", "open(name)\nos.remove(name)", "1 file_read a\n2 file_delete a")]
    [InlineData("import os as o, json\no.chdir('/x')\no.chdir('/y')", "open('/z')", "1 file_read /z")]
    [InlineData("x = []\nx.append('a')", "for n in x: open(n)", "1 file_read a")]
    [InlineData("def f(x):\n    import os\n\n    os.remove(x)", "y = 1\nf('a')", "2 file_delete a")]
    [InlineData("class A:\n    def f(self, x):\n        open(x)", "A().f('a')", "1 file_read a")]
    [InlineData("import pathlib\np = pathlib.Path('/x')", "(p / 'a').unlink()", "1 file_delete /x/a")]
    [InlineData("import subprocess as s", "def f():\n    s.run(['rm', 'a'])", "2 shell_exec rm a\n2 file_delete a < python bash")]
    [InlineData("%cd /x", "!rm a", "1 shell_exec rm a\n1 file_delete ~*/a < python bash")]
    [InlineData("d = '/x'", "!rm {d}/a", "1 shell_exec rm /x/a\n1 file_delete /x/a < python bash")]
    [InlineData("import math\nx = math.pi", "print(x, math.sin(x))", "")]
    [InlineData("x = 1", "client.run('rm')", "1 dynamic_code ?\nopaque")]
    [InlineData("open('a')", "x = 1", "")]
    [InlineData("def f():\n    open('a')", "x = 1", "")]
    [InlineData("import helper", "helper.f()", "")]
    public void Scan_NamesOfAnEarlierBlock_AreKnown(string earlier, string later, string expected)
    {
        var session = new ScanSession();
        CodeScanners.Scan(earlier, "python", new() { Session = session });

        CodeInCodeCorpus.Describe(CodeScanners.Scan(later, "python", new() { Session = session })).Should().Be(expected);
    }

    [Fact]
    public void Scan_BlockThatDoesNotParse_LeavesTheSessionAsItWas()
    {
        var session = new ScanSession();
        CodeScanners.Scan("name = 'a'", "python", new() { Session = session });
        CodeScanners.Scan("name = 'b'\nif", "python", new() { Session = session }).Parsed.Should().BeFalse();
        CodeScanners.Scan("name=c", "bash", new() { Session = session });

        CodeScanners.Scan("open(name)", "python", new() { Session = session }).Operations.Single().Target.Should().Be("a");
    }

    [Fact]
    public void Scan_BlockThatPythonTakesAndIsNotRead_MakesTheSessionUnknown()
    {
        var session = new ScanSession();
        CodeScanners.Scan("name = 'a'", "python", new() { Session = session });
        CodeScanners.Scan("name = 'b'" + string.Concat(Enumerable.Repeat(" + 'c'", 400)), "python", new() { Session = session }).Parsed.Should().BeFalse();

        CodeScanners.Scan("open(name)", "python", new() { Session = session }).IsOpaque.Should().BeTrue();
    }

    [Theory]
    [InlineData("name = 'a'", "int('x')\nname = 'b'", "open(name)", "1 file_read b\n1 file_read a")]
    [InlineData("name = 'a'", "name = 'b'\nint('x')", "open(name)", "1 file_read b")]
    [InlineData("name = 'a'", "name = input()\nname = 'b'", "open(name)", "1 file_read b\n1 file_read a\n1 file_read ?\nopaque")]
    [InlineData("x = ['a']", "int('x')\nx[0] = 'b'", "open(x[0])", "1 file_read a\n1 file_read b")]
    [InlineData("import os", "int('x')\nopen = print", "open('a')", "1 file_read a")]
    [InlineData("import os, math", "int('x')\nos.remove = print", "os.remove('a')", "1 file_delete a")]
    public void Scan_BlockThatMayHaveEndedEarly_LeavesBothBehind(string first, string second, string third, string expected)
    {
        var session = new ScanSession();
        CodeScanners.Scan(first, "python", new() { Session = session });
        CodeScanners.Scan(second, "python", new() { Session = session });

        CodeInCodeCorpus.Describe(CodeScanners.Scan(third, "python", new() { Session = session })).Should().Be(expected);
    }

    [Fact]
    public void Copy_OfASession_GoesItsOwnWay()
    {
        var session = new ScanSession();
        CodeScanners.Scan("name = 'a'", "python", new() { Session = session });
        CodeScanners.Scan("name = 'b'", "python", new() { Session = session.Copy() });

        CodeScanners.Scan("open(name)", "python", new() { Session = session }).Operations.Single().Target.Should().Be("a");
    }

    [Fact]
    public void Scan_ManyBlocks_EndsOpaque()
    {
        var session = new ScanSession();
        ScanResult? result = null;
        string block = $"for i in [{string.Concat(Enumerable.Repeat("1,", 200))}]:\n" + string.Concat(Enumerable.Repeat("    x = i\n", 100));
        for (int i = 0; i < 8; i++)
            result = CodeScanners.Scan(block, "python", new() { Session = session });

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
