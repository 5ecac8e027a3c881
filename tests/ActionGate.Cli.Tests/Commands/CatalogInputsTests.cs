namespace ActionGate.Cli.Tests.Commands;

/// <summary><c>--catalog</c>, with every command that scans code.</summary>
public sealed class CatalogInputsTests : IDisposable
{
    private const string Code = "import acme\nacme.put('/etc/a')";
    private const string Rules = "  - { id: python, action: code_execution, target: python, decision: allow }\n  - { id: shell, action: shell_exec, target: 'python3 *', decision: allow }\n  - { id: srv, action: file_write, target: '/srv/**', decision: allow }\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scan_Catalog_IsKnownToFilesAndLines()
    {
        string catalog = _folder.File("acme.catalog", "acme.* none?\nacme.put write 0:path\n");
        string more = _folder.File("more.catalog", "acme.load_model none\n");
        string file = _folder.File("x.py", Code);

        CommandRun.Of("", "scan", "--json", file).Output.Should().Contain("\"unknownImports\":[\"acme\"],\"operations\":[]");
        CommandRun.Of("", "scan", "--catalog", catalog, "--catalog", more, "--json", file).Output.Should()
            .Contain("\"opaque\":false,\"imports\":[\"acme\"],\"unknownImports\":[],\"operations\":[{\"kind\":\"file_write\",\"target\":\"/etc/a\"");
        CommandRun.Of("", "scan", "--catalog", catalog, file).Output.Should().Contain("file_write '/etc/a' (acme.put)");
        CommandRun.Of("""{"language":"bash","code":"python3 -c 'import acme; acme.put(\"a\"); acme.load_model(2)'"}""", "scan", "--jsonl", "--catalog", catalog, "--catalog", more)
            .Output.Should().Contain("\"unknownImports\":[]").And.Contain("\"api\":\"acme.put\"").And.NotContain("load_model\",\"via");
    }

    [Theory]
    [InlineData("acme.put('/srv/a')", 0)]
    [InlineData("acme.put('/etc/a')", 1)]
    [InlineData("acme.load_model('/etc/a')", 0)]
    [InlineData("acme.load_other('/etc/a')", 1)]
    public void Eval_Catalogs_DecideCode(string call, int code)
    {
        string policy = _folder.Policy(Rules);
        string[] catalogs = ["--catalog", _folder.File("acme.catalog", "acme.* none?\nacme.put write 0:path\n"), "--catalog", _folder.File("more.catalog", "\uFEFFacme.load_model none\n")];

        CommandRun.Of("", ["eval", "--policy", policy, .. catalogs, "--language", "python", "import acme\n" + call]).Code.Should().Be(code);
        CommandRun.Of("", ["eval", "--policy", policy, .. catalogs, "shell_exec", $"python3 -c \"import acme; {call}\""]).Code.Should().Be(code);
        CommandRun.Of("", ["eval", "--policy", policy, "--language", "python", "import acme\n" + call]).Code.Should().Be(1);
    }

    [Fact]
    public void Eval_JsonLines_UseTheCatalogBesideAPolicyOnTheLineToo()
    {
        string catalog = _folder.File("acme.catalog", "acme.put write 0:path\n");
        const string Line = """{"language":"python","code":"import acme\nacme.put('/srv/a')"PLUS}""";
        string inline = ",\"policy\":\"version: 1\\nrules:\\n" + Rules.Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
        string lines = Line.Replace("PLUS", "", StringComparison.Ordinal) + "\n" + Line.Replace("PLUS", inline, StringComparison.Ordinal);

        var run = CommandRun.Of(lines, "eval", "--policy", _folder.Policy(Rules), "--catalog", catalog, "--jsonl");

        run.Lines.Should().HaveCount(2).And.AllSatisfy(l => l.Should().Contain("\"decision\":\"ALLOW\""));
    }

    [Fact]
    public void Test_Catalog_DecidesCodeOfTests()
    {
        _folder.File("p.yaml", "version: 1\nrules:\n" + Rules);
        string tests = _folder.File("p.tests.yaml", "version: 1\npolicy: p.yaml\ntests:\n  - { name: put, language: python, code: \"import acme\\nacme.put('/srv/a')\", decision: allow }\n");
        string catalog = _folder.File("acme.catalog", "acme.put write 0:path\n");

        CommandRun.Of("", "test", tests).Code.Should().Be(1);
        CommandRun.Of("", "test", tests, "--catalog", catalog).Code.Should().Be(0);
        CommandRun.Of("", "test", tests, "--json", "--catalog", catalog).Code.Should().Be(0);
    }

    [Theory]
    [InlineData("scan", "FILE")]
    [InlineData("scan", "--jsonl")]
    [InlineData("eval", "--policy", "POLICY", "--language", "python", "x")]
    [InlineData("eval", "--policy", "POLICY", "--jsonl")]
    [InlineData("test", "TESTS")]
    public void AnyCommand_BrokenCatalogs_NamesEverythingThatIsWrongAndGivesNoResult(params string[] arguments)
    {
        string one = _folder.File("one.catalog", "acme.f write\n\nrequests.get none\n");
        string two = _folder.File("two.catalog", "acme.g nothing\n");
        string none = Path.Combine(_folder.Path, "none.catalog");
        string policy = _folder.File("p.yaml", "version: 1\nrules:\n" + Rules);
        string tests = _folder.File("p.tests.yaml", "version: 1\npolicy: p.yaml\ntests:\n  - { name: a, action: shell_exec, target: ls, decision: deny }\n");
        string[] words = [.. arguments.Select(a => a switch { "POLICY" => policy, "TESTS" => tests, "FILE" => _folder.File("x.py", Code), _ => a })];

        var run = CommandRun.Of("{}", [words[0], "--catalog", one, "--catalog", none, "--catalog", two, .. words[1..]]);

        (run.Code, run.Output).Should().Be((2, ""));
        run.Error.Split('\n').Should().SatisfyRespectively(
            l => l.Should().Be("actiongate: the catalog can't be used"),
            l => l.Should().Be($"{one}:1:13: expected 1 arguments behind 'write', found 0"),
            l => l.Should().Be($"{one}:3:1: 'requests.get' is known already; write 'requests.get!' to put this line in its place"),
            l => l.Should().Be($"{none}: there is no such file"),
            l => l.Should().StartWith($"{two}:1:8: expected a verb (none, ").And.EndWith(", found 'nothing'"),
            l => l.Should().BeEmpty());
    }

    [Fact]
    public void Scan_CatalogsThatContradictEachOther_SaysSo()
    {
        string one = _folder.File("one.catalog", "acme.f write 0\n");
        string two = _folder.File("two.catalog", "acme.f none\n");

        CommandRun.Of("", "scan", "--catalog", one, "--catalog", two, "--jsonl").Should().Be(new CommandRun(
            2, "", $"actiongate: the catalog can't be used\n{two}:1:1: 'acme.f' is known already; write 'acme.f!' to put this line in its place\n"));
        CommandRun.Of("", "scan", "--catalog", "-", "--jsonl").Error.Should().Be("actiongate: --catalog: expected a file, found standard input\n");
    }
}
