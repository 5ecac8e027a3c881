namespace ActionGate.Cli.Tests.Commands;

public sealed class ScanCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scan_JsonLines_AnswersWithTheMembersOfTheContractInTheirOrder()
    {
        var run = CommandRun.Of(
            """
            {"id":"7","language":"python","code":"import os"}
            {"id":8,"language":"bash","code":"rm -rf /"}
            {"id":9,"language":"sh","code":"rm $X"}
            {"id":10,"language":"cobol","code":"MOVE"}
            {"id":11,"language":"bash","code":"x=1; LANG=C sort < a.txt | tee out-$y.txt\ncurl https://example.com/x; bash -c 'env pwd'"}
            {"id":12,"language":"bash","code":"git log \""}
            """,
            "scan", "--jsonl");

        run.Code.Should().Be(0);
        run.Lines.Should().Equal(
            """{"id":"7","language":"python","parse":"ok","opaque":false,"imports":["os"],"unknownImports":[],"operations":[]}""",
            """{"id":8,"language":"bash","parse":"ok","opaque":false,"imports":[],"unknownImports":[],"operations":[{"kind":"shell_exec","target":"rm -rf /","certainty":"exact","line":1,"column":1,"api":"rm","via":[]},{"kind":"file_delete","target":"/","certainty":"exact","line":1,"column":1,"api":"rm","via":[]}],"commands":[["rm","-rf","/"]],"writes":["/"],"reads":[],"hosts":[],"assignments":[]}""",
            """{"id":9,"language":"sh","parse":"ok","opaque":true,"imports":[],"unknownImports":[],"operations":[{"kind":"shell_exec","target":null,"certainty":"partial","pattern":"rm *","line":1,"column":1,"api":"rm","via":[]},{"kind":"file_delete","target":null,"certainty":"unknown","line":1,"column":1,"api":"rm","via":[]}],"commands":[["rm",null]],"writes":["*"],"reads":[],"hosts":[],"assignments":[]}""",
            """{"id":10,"language":"cobol","parse":"error","opaque":true,"imports":[],"unknownImports":[],"operations":[]}""",
            """{"id":11,"language":"bash","parse":"ok","opaque":false,"imports":[],"unknownImports":[],"operations":[{"kind":"shell_exec","target":"sort","certainty":"exact","line":1,"column":6,"api":"sort","via":[]},{"kind":"shell_exec","target":null,"certainty":"partial","pattern":"tee out-*.txt","line":1,"column":28,"api":"tee","via":[]},{"kind":"shell_exec","target":"curl https://example.com/x","certainty":"exact","line":2,"column":1,"api":"curl","via":[]},"""
                + """{"kind":"shell_exec","target":"bash -c 'env pwd'","certainty":"exact","line":2,"column":29,"api":"bash","via":[]},{"kind":"shell_exec","target":"env pwd","certainty":"exact","line":2,"column":37,"api":"env","via":["bash"]},{"kind":"shell_exec","target":"pwd","certainty":"exact","line":2,"column":37,"api":"pwd","via":["bash"]},"""
                + """{"kind":"file_read","target":"a.txt","certainty":"exact","line":1,"column":20,"api":"","via":[]},{"kind":"file_write","target":null,"certainty":"partial","pattern":"out-*.txt","line":1,"column":28,"api":"tee","via":[]},{"kind":"network","target":"https://example.com/x","certainty":"exact","line":2,"column":1,"api":"curl","via":[]}]"""
                + ""","commands":[["sort"],["tee",null],["curl","https://example.com/x"],["bash","-c","env pwd"],["env","pwd"],["pwd"]],"writes":["out-*.txt"],"reads":["a.txt"],"hosts":["example.com"],"assignments":["x=1","LANG=C"]}""",
            """{"id":12,"language":"bash","parse":"error","opaque":true,"imports":[],"unknownImports":[],"operations":[{"kind":"dynamic_code","target":null,"certainty":"unknown","line":1,"column":9,"api":"","via":[]}],"commands":[],"writes":[],"reads":[],"hosts":[],"assignments":[]}""");
    }

    [Theory]
    [InlineData("x", "null", "null", "expected one JSON object a line, found what is not valid JSON at byte 1")]
    [InlineData("", "null", "null", "expected one JSON object a line, found a blank line")]
    [InlineData("""{"id":1,"language":"sh"}""", "1", "\"sh\"", "expected 'code', found none")]
    [InlineData("""{"id":1,"code":"ls"}""", "1", "null", "expected 'language', or --language, found neither")]
    [InlineData("""{"id":1,"code":"ls","code":"rm","language":"sh"}""", "1", "\"sh\"", "'code' stands there twice")]
    public void Scan_MalformedLine_IsAnsweredAsOpaqueAndTheRestGoesOn(string line, string id, string language, string error)
    {
        var run = CommandRun.Of($"{line}\n{{\"id\":2,\"language\":\"sh\",\"code\":\"ls\",\"actionType\":5}}\n", "scan", "--jsonl");

        run.Code.Should().Be(0);
        run.Lines[0].Should().Be($$"""{"id":{{id}},"language":{{language}},"parse":"error","opaque":true,"imports":[],"unknownImports":[],"operations":[],"error":"{{error}}"}""");
        run.Lines[1].Should().Contain("\"opaque\":false");
    }

    [Fact]
    public void Scan_LanguageOption_IsThatOfLinesThatDoNotSay()
    {
        var run = CommandRun.Of("{\"code\":\"ls\"}\n{\"code\":\"ls\",\"language\":\"python\"}\n", "scan", "--jsonl", "--language", "bash");

        run.Lines[0].Should().Contain("\"language\":\"bash\",\"parse\":\"ok\"");
        run.Lines[1].Should().Contain("\"language\":\"python\",\"parse\":\"ok\"");
    }

    [Theory]
    [InlineData("a.sh", "sh")]
    [InlineData("a.bash", "bash")]
    [InlineData("a.py", "python")]
    [InlineData("a.js", "javascript")]
    [InlineData("a.ts", "typescript")]
    [InlineData("a.ps1", "powershell")]
    [InlineData("a.cs", "csharp")]
    public void Scan_File_HasTheLanguageOfItsName(string name, string language)
    {
        string file = _folder.File(name, "ls");

        CommandRun.Of("", "scan", "--json", file).Output.Should().StartWith($$"""{"id":"{{file}}","language":"{{language}}",""");
        CommandRun.Of("", "scan", "--json", "--language", "bash", file).Output.Should().StartWith($$"""{"id":"{{file}}","language":"bash","parse":"ok",""");
    }

    [Theory]
    [InlineData("clean.py")]
    [InlineData("example.py")]
    [InlineData("fetch.sh")]
    [InlineData("harmless.py")]
    [InlineData("notebook.py")]
    [InlineData("strange.py")]
    public void Scan_Text_ShowsTheCodeWithItsOperations(string name)
    {
        string file = Path.Combine(Repository.Root, "tests", "ActionGate.Cli.Tests", "Corpus", "Scan", name);

        string output = CommandRun.Of("", "scan", file).Output.Replace(file, name, StringComparison.Ordinal);

        if (Environment.GetEnvironmentVariable("ACTIONGATE_ACCEPT") == "1")
            File.WriteAllText(file + ".expected", output);
        output.Should().Be(File.ReadAllText(file + ".expected"));
    }

    [Fact]
    public void Scan_ExampleOfThePage_IsWhatIsShown() =>
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "scanning.md")).Should()
            .Contain(File.ReadAllText(Path.Combine(Repository.Root, "tests", "ActionGate.Cli.Tests", "Corpus", "Scan", "example.py.expected")));

    [Fact]
    public void Scan_OnATerminal_HasTheSameTextInColour()
    {
        string file = _folder.File("a.py", "import os\nos.remove('a'); open('b', 'w'); open('c')");

        string coloured = CommandRun.On(Stream.Null, hasColour: true, "scan", file).Output;

        coloured.Should().Contain("\u001b[1;91m^^^^^^^^^^^^^^ \u001b[0m").And.Contain("\u001b[93m^^^^^^^^^^^^^^ \u001b[0m").And.Contain("\u001b[32m^^^^^^^^^ \u001b[0m");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "").Should().Be(CommandRun.Of("", "scan", file).Output);
    }

    [Fact]
    public void Scan_LanguageWithoutScanner_SaysWhyItIsOpaque()
    {
        string file = _folder.File("a.js", "f()");

        CommandRun.Of("", "scan", file).Output.Should().Be($"{file}: javascript, opaque: there is no scanner for javascript in this version\n1 | f()\n");
    }

    [Fact]
    public void Scan_PythonInJson_HasUnknownImportsAndVia() =>
        CommandRun.Of("import os, helper\nos.system('rm a')", "scan", "--language", "python", "--json", "-").Lines.Should().Equal(
            """{"id":"-","language":"python","parse":"ok","opaque":false,"imports":["os","helper"],"unknownImports":["helper"],"operations":[{"kind":"shell_exec","target":"rm a","certainty":"exact","line":2,"column":1,"api":"os.system","via":[]},{"kind":"file_delete","target":"a","certainty":"exact","line":2,"column":1,"api":"rm","via":["python","bash"]}]}""");

    [Fact]
    public void Scan_SeveralFiles_ScansWhatItCanAndTellsOfTheRest()
    {
        string shell = _folder.File("a.sh", "ls");
        string noText = Path.Combine(_folder.Path, "b.sh");
        File.WriteAllBytes(noText, [0xFF]);

        var run = CommandRun.Of("", "scan", "--json", Path.Combine(_folder.Path, "no.sh"), _folder.Path + "/", _folder.File("name", "x"), noText, shell);

        run.Code.Should().Be(2);
        run.Lines.Should().ContainSingle();
        run.Error.Split('\n').Should().HaveCount(5);
    }

    [Fact]
    public void Scan_StandardInput_IsRead() =>
        CommandRun.Of("pwd", "scan", "--language", "bash", "-").Should().Be(new CommandRun(0, "standard input: bash, every operation is listed\n1 | pwd\n  | ^^^ shell_exec 'pwd' (pwd)\n", ""));
}
