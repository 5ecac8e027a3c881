using ActionGate.Scanning.Python;

namespace ActionGate.Scanning.Tests;

public sealed class ScanCatalogTests
{
    [Fact]
    public void Parse_OwnLines_AreKnownToTheScanner()
    {
        var catalog = ScanCatalog.Parse(
            "# ours\nacme.* none?\nacme.store none -> acme.Store\nacme.Store.* none\nacme.Store.put write 0:path\nacme.old = acme.store\nacme.Store.wipe~ delete 0\r\n");

        Found("import acme\nacme.store().put('a')\nacme.old().put(path='b')\nacme.mean(1)", catalog).Should().Equal("file_write a", "file_write b");
        Found("def f(x):\n    x.wipe('c')", catalog).Should().Equal("file_delete c");
        Found("import acme\nacme.load_all('d.bin')", catalog).Should().Equal("dynamic_code ", "file_read d.bin");
        PythonScanner.Read("import acme", catalog: catalog.Python).UnknownImports.Should().BeEmpty();
        PythonScanner.Read("import acme").UnknownImports.Should().Equal("acme");
    }

    [Fact]
    public void Parse_LineWithSign_TakesTheShippedOnesPlace()
    {
        var catalog = ScanCatalog.Parse("requests.get! none\npandas.Series.frobnicate write 0\nnumpy.mystery_load none\n");

        Found("import requests, pandas, numpy\nrequests.get('https://a.org')\npandas.DataFrame().frobnicate('a')\nnumpy.mystery_load('b')", catalog)
            .Should().Equal("file_write a");
    }

    [Theory]
    [InlineData("requests.get none", "own:1:1: 'requests.get' is known already; write 'requests.get!' to put this line in its place")]
    [InlineData("numpy.* none", "own:1:1: 'numpy.*' is known already; write 'numpy.*!' to put this line in its place")]
    [InlineData("numpy.lib.* none", "own:1:1: 'numpy.*' is known already; write 'numpy.lib.*!' to put this line in its place")]
    [InlineData("cffi.harmless none", "own:1:1: 'cffi.*' is known already; write 'cffi.harmless!' to put this line in its place")]
    [InlineData("requests = acme", "own:1:1: 'requests' is known already; write 'requests!' to put this line in its place")]
    [InlineData("pandas.Series none", "own:1:1: 'pandas.Series' is known already; write 'pandas.Series!' to put this line in its place")]
    [InlineData("os.* none", "own:1:1: 'os' is known already; write 'os.*!' to put this line in its place")]
    [InlineData("os.acme.* none?", "own:1:1: 'os' is known already; write 'os.acme.*!' to put this line in its place")]
    [InlineData("discord.Webhook none -> acme.Other", "own:1:1: 'discord.Webhook' is known already; write 'discord.Webhook!' to put this line in its place")]
    [InlineData("acme.Client.to_csv~ delete 0", "own:1:19: '~' is for methods that their name tells, and 'pandas.DataFrame.to_csv' has the same")]
    [InlineData("a.B.wipe~ delete 0\nc.D.wipe~ write 0", "own:2:9: '~' is for methods that their name tells, and 'a.B.wipe' has the same")]
    [InlineData("a.f none\n\na.f write 0", "own:3:1: 'a.f' has a line already: line 1")]
    [InlineData(" a.f none", "own:1:1: expected a name at the beginning of the line, found a blank")]
    [InlineData("a.f", "own:1:4: expected what 'a.f' does, found the end of the line")]
    [InlineData("a..f none", "own:1:1: expected a dotted name such as 'package.function' or 'package.*', found 'a..f'")]
    [InlineData("a.f write", "own:1:10: expected 1 arguments behind 'write', found 0")]
    [InlineData("a.f network 0 1 2", "own:1:18: expected 1 to 2 arguments behind 'network', found 3")]
    [InlineData("a.f read 0:x; write x", "own:1:21: expected an argument such as 0:path, 0, :path, 1.., self or 'text', found 'x'")]
    [InlineData("a.f none?", "own:1:5: 'none?' is for '.*' alone")]
    [InlineData("a.f none ->", "own:1:12: expected a type behind '->'")]
    [InlineData("a.f none -> b c", "own:1:15: expected the end of the line behind the type, found 'c'")]
    [InlineData("a.f none;", "own:1:10: expected a verb")]
    [InlineData("a = b.*", "own:1:5: expected the name that it stands for, found 'b.*'")]
    [InlineData("a.f~ none", "own:1:4: '~' is for methods that do something")]
    public void Parse_BadLine_SaysWhereAndWhatWasExpected(string text, string message)
    {
        var parse = () => ScanCatalog.Parse(text, "own");

        parse.Should().Throw<FormatException>().WithMessage(message);
    }

    [Fact]
    public void Parse_SeveralBadLines_ListsThemAll()
    {
        var parse = () => ScanCatalog.Parse("a.f raed 0\nb none\nc\n");

        var lines = parse.Should().Throw<FormatException>().Which.Message.Split('\n');
        lines.Should().HaveCount(2);
        lines[0].Should().StartWith("catalog:1:5: expected a verb (none, ").And.EndWith(", found 'raed'");
        lines[1].Should().StartWith("catalog:3:2: ");
    }

    [Fact]
    public void Parse_LineWithoutSign_LeavesTheShippedOnesAsTheyAre()
    {
        const string Code = "import os, requests, discord, pandas\nos.remove('a')\nrequests.get('https://a.org')\npandas.read_csv('c').to_csv('b')";
        var catalog = ScanCatalog.Parse("os.acme none\nrequests.acme none\npandas.DataFrame.acme none\npandas.acme = acme.f\nacme.os = os\n");

        Found(Code, catalog).Should().Equal(Found(Code, ScanCatalog.Parse("acme.f none\n"))).And.HaveCount(4);
        Found("import acme\nacme.os.remove('a')", catalog).Should().Equal("file_delete a");
    }

    [Fact]
    public void Parse_ByteOrderMark_IsNoneOfTheText() =>
        Found("import acme\nacme.put('a')", ScanCatalog.Parse("\uFEFFacme.put write 0\n")).Should().Equal("file_write a");

    [Fact]
    public void Combine_SeveralCatalogs_HoldTogether()
    {
        var catalog = ScanCatalog.Combine(
            ScanCatalog.Parse("acme.* none?\nacme.open none -> acme.Store\n"),
            ScanCatalog.Parse("acme.Store.put write 0\nacme.mean none\n"),
            ScanCatalog.Parse("acme.Store.put! delete 0\n"));

        Found("import acme\nacme.open().put('a')", catalog).Should().Equal("file_delete a");
    }

    [Fact]
    public void Combine_LineThatTakesFromAnEarlierCatalog_NeedsTheSign()
    {
        var combine = () => ScanCatalog.Combine(
            ScanCatalog.Parse("acme.put write 0\n", "one"), ScanCatalog.Parse("acme.put none\nacme.* none?\n", "two"), ScanCatalog.Parse("acme.put delete 0\n", "three"));

        combine.Should().Throw<FormatException>().WithMessage(
            "two:1:1: 'acme.put' is known already; write 'acme.put!' to put this line in its place\n"
            + "two:2:1: 'acme' is known already; write 'acme.*!' to put this line in its place\n"
            + "three:1:1: 'acme.put' is known already; write 'acme.put!' to put this line in its place");
    }

    [Fact]
    public void Combine_NothingOrNull_Throws()
    {
        FluentActions.Invoking(() => ScanCatalog.Combine()).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => ScanCatalog.Combine(ScanCatalog.Parse("a.f none"), null!)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Parse_Null_Throws()
    {
        var parse = () => ScanCatalog.Parse(null!);

        parse.Should().Throw<ArgumentNullException>();
    }

    /// <summary>The example that the page on catalogues gives.</summary>
    [Fact]
    public void Parse_ExampleOfThePage_FindsWhatThePageSays()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "docs", "catalogs.md")))
            folder = Path.GetDirectoryName(folder)!;
        string page = File.ReadAllText(Path.Combine(folder, "docs", "catalogs.md")).ReplaceLineEndings("\n");
        string text = Block(page, "acme.catalog:");
        string code = Block(page, "so that in");
        var expected = Block(page, "finds").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

        Found(code, ScanCatalog.Parse(text, "acme.catalog")).Should().Equal(expected.Order(StringComparer.Ordinal));
    }

    private static string Block(string page, string before)
    {
        int start = page.IndexOf("\n\n    ", page.IndexOf(before, StringComparison.Ordinal), StringComparison.Ordinal) + 2;
        var lines = page[start..].Split('\n').TakeWhile(l => l.StartsWith("    ", StringComparison.Ordinal));
        return string.Join('\n', lines.Select(l => l[4..]));
    }

    private static IEnumerable<string> Found(string code, ScanCatalog catalog) =>
        PythonScanner.Read(code, catalog: catalog.Python).Operations.Select(o => $"{o.Kind.Name} {o.Target}").Order(StringComparer.Ordinal);
}
