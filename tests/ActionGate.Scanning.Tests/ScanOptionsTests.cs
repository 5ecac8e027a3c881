namespace ActionGate.Scanning.Tests;

/// <summary>A host's own facts hold wherever Python is read.</summary>
public sealed class ScanOptionsTests
{
    private static readonly ScanCatalog Acme = ScanCatalog.Parse("""
        acme.* none?
        acme.connect network 0:host 1:port=7000 -> acme.Client
        acme.Client.* none
        acme.Client.put write 0:path
        acme.shred~ delete 0
        acme.sh shell 0
        acme.code code 0
        """);

    [Theory]
    [InlineData("python", "import acme\nacme.connect('h').put('a')", "2 file_write a")]
    [InlineData("bash", "python3 -c \"import acme; acme.connect('h')\"", "1 network h:7000 < bash python")]
    [InlineData("sh", "python3 <<'E'\nimport acme\nacme.connect('h')\nE", "1 network h:7000 < sh python")]
    [InlineData("python", "import subprocess\nsubprocess.run(['python3', '-c', 'import acme; acme.connect(\"h\")'])", "2 network h:7000 < python bash python")]
    [InlineData("python", "exec(\"import acme\\nacme.connect('h')\")", "1 network h:7000 < python")]
    [InlineData("python", "!python3 -c \"import acme; acme.connect('h')\"", "1 network h:7000 < python bash python")]
    [InlineData("python", "%%bash\npython3 -c \"import acme; acme.connect('h')\"", "2 network h:7000 < python bash python")]
    [InlineData("python", "import acme\nx = acme.connect('h')\nx?\n!ls", "2 network h:7000")]
    [InlineData("python", "import acme\nacme.sh('rm a')", "2 file_delete a < python bash")]
    [InlineData("python", "import acme\nacme.code('import os; os.remove(\"a\")')", "2 file_delete a < python")]
    [InlineData("python", "def f(x): x.shred('a')", "1 file_delete a")]
    public void Scan_OwnFacts_CountInEveryLanguageAndDepth(string language, string code, string operation)
    {
        var found = CodeInCodeCorpus.Describe(CodeScanners.Scan(code, language, new ScanOptions { Catalog = Acme })).Split('\n');

        found.Should().Contain(operation).And.NotContain("imports acme").And.NotContain("opaque");
        CodeInCodeCorpus.Describe(CodeScanners.Scan(code, language)).Split('\n').Should().NotContain(operation);
    }

    [Fact]
    public void Scan_OwnFactsAndSession_CountForEarlierBlocksToo()
    {
        var options = new ScanOptions { Catalog = Acme, Session = new ScanSession() };
        CodeScanners.Scan("import acme\nclient = acme.connect('h')", "python", options);

        CodeInCodeCorpus.Describe(CodeScanners.Scan("client.put('a')", "python", options)).Should().Be("1 file_write a");
    }

    [Fact]
    public void Scan_OneCatalogAndThreads_AllFindTheSame()
    {
        var catalog = ScanCatalog.Parse("acme.* none?\nacme.put write 0\n");
        string[] found = new string[32];

        Parallel.For(0, found.Length, i => found[i] = CodeInCodeCorpus.Describe(CodeScanners.Scan("import acme\nacme.put('a')", "python", new ScanOptions { Catalog = catalog })));

        found.Should().AllBe("2 file_write a");
    }

    /// <summary>Reading the shipped facts takes megabytes: a scan that did it again would show.</summary>
    [Fact]
    public void Scan_OwnFacts_AreMergedOnce()
    {
        var options = new ScanOptions { Catalog = Acme };
        long without = Allocated(null);
        long with = Allocated(options);

        with.Should().BeLessThan(without + 1024);

        static long Allocated(ScanOptions? options)
        {
            const string Code = "import os\nos.remove('a')";
            for (int i = 0; i < 3; i++)
                CodeScanners.Scan(Code, "python", options);
            long before = GC.GetAllocatedBytesForCurrentThread();
            CodeScanners.Scan(Code, "python", options);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Scan_ManyImports_AreEachNamedOnceInTheirOrder()
    {
        var names = Enumerable.Range(0, 3000).Select(i => $"m{i}").ToArray();
        string code = string.Join('\n', names.Select(n => "import " + n)) + "\nexec('import m1, n1')\nimport os\nos.system('''python3 -c \"import m2, n2\"''')";

        var result = CodeScanners.Scan(code, "python");

        result.Imports.Should().Equal([.. names, "n1", "os", "n2"]);
        result.UnknownImports.Should().Equal([.. names, "n1", "n2"]);
    }
}
