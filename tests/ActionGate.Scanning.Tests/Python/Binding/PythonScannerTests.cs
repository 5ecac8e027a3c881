using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Python;
using ActionGate.Scanning.Python.Binding;

namespace ActionGate.Scanning.Tests.Python.Binding;

public sealed class PythonScannerTests
{
    public static TheoryData<string> Names => [.. OperationCorpus.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_Case_FindsItsOperations(string name)
    {
        var one = OperationCorpus.Cases.Single(c => c.Name == name);
        Describe(one.Code).Should().Be(one.Expected);
    }

    [Fact]
    public void Names_OfTheCatalogue_AreRead()
    {
        var catalog = ApiCatalog.ReadResources("python.catalog", "python-packages.catalog");
        foreach (string name in catalog.Names)
            catalog.TryFindExact(name, out _).Should().BeTrue(name);
        catalog.Names.Should().HaveCountGreaterThan(1000);
    }

    [Theory]
    [InlineData("x = 'a' * 10**9\nopen(x)")]
    [InlineData("x = 'a'\nwhile True:\n    x = x + x\nopen(x)")]
    [InlineData("def f(n):\n    f(n + 1)\n    f(n + 2)\n    return g(n)\ndef g(n):\n    return f(n) + f(n)\nf(0)")]
    [InlineData("a = []\na.append(a)\nopen(a[0])\nprint(a)")]
    [InlineData("x = ()\nfor i in range(60):\n    for j in range(60):\n        for k in range(60):\n            x = (x,)\nprint(x)\nx = (x, x)")]
    [InlineData("class A(A):\n    pass\nA().x.y.z()")]
    [InlineData("d = {}\nd['d'] = d\nd['d']['d']['d']()")]
    public void Scan_CodeThatGrows_Ends(string code) => PythonScanner.Scan(code).Parsed.Should().BeTrue();

    private static readonly string[] Growing =
    [
        string.Concat("x = (1,)\ny = (1,)\n", Repeat("x = (x, x)\ny = (y, y)\n", 200), "z = x if input() else y\nprint(z)\n"),
        string.Concat("x = [1]\n", Repeat("x = [x, x]\n", 2000), "print(x)\nx == x\n{x: 1}\n"),
        string.Concat("x = 'a' * 60000\n", Repeat("x = x + x[:-1]\n", 1000), "open(x)\n"),
        string.Concat("f = lambda x: x\n", Repeat("f = (lambda g: lambda x: g(g(x)))(f)\n", 30), "f(open)('x')\n"),
        string.Concat("import os\n", Numbered("if input(): x = os.f{0}\n", 1000), "x()\n"),
        string.Concat(Numbered("def f{0}(x): return f{1}(x) + f{1}(x)\n", 60), "f0('a')\n"),
        string.Concat("class N:\n    def __init__(self, *a):\n        self.a = a\nn0 = n1 = N()\n", Numbered("n{1} = N(n{0}, n{1})\n", 1000), "lib(n1000)\n"),
        string.Concat("x = [", Repeat("('a', 1), ", 50_000), "]\nfor a, b in x: print(a)\n"),
        string.Concat("x = '", new string('a', 10_000_000), "'\nopen(x)\n"),
        string.Concat("import os\nx = os\n", Repeat("x = getattr(x, input(), x)\n", 1000)),
        "class N:\n    def ins(self, v):\n        self.l = N()\n        self.r = N()\n        self.l.ins(v)\n        self.r.ins(v)\nN().ins(1)\n",
    ];

    public static TheoryData<int> GrowingPlaces => [.. Enumerable.Range(0, Growing.Length)];

    [Theory]
    [MemberData(nameof(GrowingPlaces))]
    public void Read_TextMadeToGrow_EndsOnASmallStack(int place)
    {
        string code = Growing[place];
        PythonReading? reading = null;
        var thread = new Thread(() => reading = PythonScanner.Read(code), 256 * 1024);
        thread.Start();
        thread.Join();
        reading!.IsParsed.Should().BeTrue();
    }

    /// <summary>To look through all ways to a class that many others stand behind takes more than exponentially long.</summary>
    [Theory]
    [InlineData(40, 3)]
    [InlineData(300, 5)]
    [InlineData(1000, 40)]
    public void Read_ClassesOfManyBases_TakesNoLongerThanTheirNumber(int count, int bases)
    {
        var code = new System.Text.StringBuilder();
        for (int i = 0; i < count; i++)
        {
            var parents = Enumerable.Range(1, Math.Min(i, bases)).Select(j => $"C{i - j}");
            code.Append(System.Globalization.CultureInfo.InvariantCulture, $"class C{i}({string.Join(", ", parents)}): x = {i}\n");
        }
        code.Append(System.Globalization.CultureInfo.InvariantCulture, $"open(C{count - 1}.y)\n");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var reading = PythonScanner.Read(code.ToString());
        reading.IsParsed.Should().BeTrue();
        reading.IsOpaque.Should().BeTrue();
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("f(", ")")]
    [InlineData("[", "]")]
    [InlineData("lambda: ", "")]
    [InlineData("not ", "")]
    public void Scan_DeeplyNested_IsOpaqueOnASmallStack(string open, string close)
    {
        string code = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        ScanResult? result = null;
        var thread = new Thread(() => result = PythonScanner.Scan(code), 256 * 1024);
        thread.Start();
        thread.Join();
        result!.IsOpaque.Should().BeTrue();
    }

    [Fact]
    public void Scan_ManyCallsInCalls_EndsOnASmallStack()
    {
        var code = new System.Text.StringBuilder("def f0(x):\n    open(x)\n");
        for (int i = 1; i < 200; i++)
            code.Append(System.Globalization.CultureInfo.InvariantCulture, $"def f{i}(x):\n    return [f{i - 1}(x) for _ in (1,)]\n");
        code.Append("f199('a')\n");
        ScanResult? result = null;
        var thread = new Thread(() => result = PythonScanner.Scan(code.ToString()), 256 * 1024);
        thread.Start();
        thread.Join();
        result!.IsOpaque.Should().BeTrue();
    }

    [Fact]
    public void Scan_Operation_HasItsPlaceAndApi()
    {
        var operation = PythonScanner.Scan("import os\n\nx = 1; os.remove('a')").Operations.Single();
        operation.At.Should().Be(new TextPosition(3, 8));
        operation.Api.Should().Be("os.remove");
    }

    [Fact]
    public void Read_Shell_IsHandedOut()
    {
        var embedded = PythonScanner.Read("import os\nos.system('rm -rf /')").Embedded.Single();
        embedded.Language.Should().Be("bash");
        embedded.Text.Text.Should().Be("rm -rf /");
    }

    [Theory]
    [InlineData("import os\nos.system('ls')", null)]
    [InlineData("import os\nos.chdir('/srv')\nos.system('ls')", "/srv")]
    [InlineData("import subprocess\nsubprocess.run('ls', cwd='sub')", "sub")]
    [InlineData("import os, subprocess\nos.chdir('/srv')\nsubprocess.run('ls', cwd='sub')", "/srv/sub")]
    public void Read_Shell_KnowsItsFolder(string code, string? folder) =>
        (PythonScanner.Read(code).Embedded.Single().Folder?.Text).Should().Be(folder);

    [Theory]
    [InlineData("'x'.ljust(10**9)\n'%999999999d' % 1\nf'{1:>999999999}'")]
    [InlineData("'a,' * 4000 .split(',')\n'ab'[::-10**18]\n'ab'[::10**18]")]
    [InlineData("'a'.zfill(-5)\n'{'.format()\n'{:'.format(1)\n'%'% 1\n'%(a' % {}\n''[::0]")]
    [InlineData("import shlex\nshlex.split('\\\\')\nshlex.split(\"'\")\nshlex.join(None)")]
    [InlineData("from urllib.parse import *\nurlparse(':')\nurlparse('')\nurlsplit('a://@:')\nurlunparse([])\nquote(None)\nurlencode(1)")]
    [InlineData("import os\nos.path.expandvars('${')\nos.path.expandvars('$')\nos.open('a', -1)\nopen('a', '')\nopen('a', ':')")]
    [InlineData("from pathlib import Path\nPath('').parents\nPath('.').suffixes\nPath('/').parts\nPath('..').with_name('')")]
    [InlineData("import os\nfor i in range(99):\n    os.symlink('l' + str(i + 1), 'l' + str(i))\nos.symlink('a', 'a')\nopen('a/b')\nopen('l0/x')")]
    [InlineData("import textwrap\ntextwrap.dedent('')\ntextwrap.dedent(' \\n\\t')\nbytes([0, 256])\nint('', 16)\nint('zz', 16)\nhex(-2**63)")]
    public void Scan_LibraryCallsAtTheirEdges_End(string code) => PythonScanner.Scan(code).Parsed.Should().BeTrue();

    [Fact]
    public void Scan_Imports_AreListedAsWritten() =>
        PythonScanner.Scan("import os.path, helper\nfrom . import x\ndef f():\n    from a.b import c\n__import__('json')")
            .Imports.Should().Equal("os.path", "helper", ".", "json", "a.b");

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Numbered(string format, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, i, i + 1)));

    private static string Describe(string code)
    {
        var reading = PythonScanner.Read(code);
        var lines = reading.Operations.Select(o => $"{o.Kind.Name} {o.Target ?? (o.Pattern is { } pattern ? "~" + pattern : "?")}").Distinct().ToList();
        if (!reading.IsParsed)
            lines.Add("unparsed");
        if (reading.UnknownImports.Count > 0)
            lines.Add("imports " + string.Join(',', reading.UnknownImports));
        if (reading.IsOpaque)
            lines.Add("opaque");
        return OperationCorpus.Sorted(lines.SelectMany(l => l.Split('\n')));
    }
}
