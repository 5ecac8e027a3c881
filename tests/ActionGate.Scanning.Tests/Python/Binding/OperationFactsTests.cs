using ActionGate.Scanning.Python;

namespace ActionGate.Scanning.Tests.Python.Binding;

/// <summary>What an operation holds for whoever decides it, beside what is shown.</summary>
public sealed class OperationFactsTests
{
    [Theory]
    [InlineData("import shutil\nshutil.rmtree('a')", "file_delete", true)]
    [InlineData("import shutil as s\ns.copytree('a', 'b')", "file_read", true)]
    [InlineData("import shutil\nshutil.copytree('a', 'b')", "file_write", true)]
    [InlineData("import shutil\nshutil.make_archive('b', 'zip', 'a')", "file_read", true)]
    [InlineData("import shutil\nshutil.make_archive('b', 'zip', 'a')", "file_write", false)]
    [InlineData("import os\nlist(os.walk('a'))", "file_read", true)]
    [InlineData("import os\nos.listdir('a')", "file_read", false)]
    [InlineData("import os\nos.remove('a')", "file_delete", false)]
    [InlineData("import shutil\nshutil.copy('a', 'b')", "file_read", false)]
    public void IsRecursive_IsWhatTheCallTakesIn(string code, string kind, bool isRecursive) =>
        PythonScanner.Read(code).Operations.First(o => o.Kind.Name == kind).IsRecursive.Should().Be(isRecursive);

    [Theory]
    [InlineData("import subprocess\nsubprocess.run(['git', 'commit', '-m', input()])", "git|commit|-m|?")]
    [InlineData("import subprocess\nsubprocess.run(['git', 'x' + input() + ' y'])", "git|x? y")]
    [InlineData("import subprocess\nsubprocess.run(['ls', 'a b'])", "-")]
    [InlineData("import os\nos.system('ls ' + input())", "-")]
    [InlineData("import os\nos.execv('/bin/ls', ['ls', input()])", "/bin/ls|?")]
    public void Arguments_OfAProgramWithoutAShell_AreThereWhereNotAllAreKnown(string code, string expected)
    {
        var operation = PythonScanner.Read(code).Operations.First(o => o.Kind == ActionKind.ShellExec);

        string found = operation.Arguments is { } arguments ? string.Join('|', arguments.Select(a => a?.Replace('\0', '?') ?? "null")) : "-";
        found.Should().Be(expected);
    }

    [Theory]
    [InlineData("import subprocess\nsubprocess.run(['ls'], cwd='/a')", "/a")]
    [InlineData("import os\nos.chdir('a')\nos.system('ls')", "a")]
    [InlineData("import os, subprocess\nos.chdir('a')\nsubprocess.run('ls', shell=True, cwd='b')", "a/b")]
    [InlineData("import subprocess\nsubprocess.run(['ls'], cwd=input())", "?")]
    [InlineData("import subprocess\nsubprocess.run(['ls'])", "-")]
    public void Folder_OfACommand_IsWhereItRuns(string code, string expected) =>
        (PythonScanner.Read(code).Operations.First(o => o.Kind == ActionKind.ShellExec).Folder?.Replace('\0', '?') ?? "-").Should().Be(expected);

    [Fact]
    public void Folder_OfACommandThatRunsInSeveral_IsEachOfThem() =>
        PythonScanner.Read("import subprocess\nfor d in ['/a', '/b']:\n    subprocess.run(['ls'], cwd=d)").Operations.Select(o => o.Folder).Should().BeEquivalentTo("/a", "/b");

    [Theory]
    [InlineData("print(1)", false, false)]
    [InlineData("open(input())", true, false)]
    [InlineData("exec(input())", true, true)]
    [InlineData("print(", true, true)]
    public void HoldsMore_IsLessThanOpaque(string code, bool isOpaque, bool holdsMore)
    {
        var reading = PythonScanner.Read(code);

        (reading.IsOpaque, reading.HoldsMore).Should().Be((isOpaque, holdsMore));
    }

    [Fact]
    public void ImportPlaces_OfEachModule_AreThoseOfItsFirstImport() =>
        PythonScanner.Read("import os, json\nif json:\n    import helper\nimport os").ImportPlaces.Select(p => (p.Line, p.Column)).Should().Equal((1, 1), (1, 1), (3, 5));
}
