namespace ActionGate.Scanning.Tests;

public sealed class CodeScannersTests
{
    public static TheoryData<string> Names => [.. CodeInCodeCorpus.Cases.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scan_CodeInCode_FindsTheOperationsOfBoth(string name)
    {
        var one = CodeInCodeCorpus.Cases.Single(c => c.Name == name);

        CodeInCodeCorpus.Describe(CodeScanners.Scan(one.Code, one.Language)).Should().Be(one.Expected);
    }

    [Fact]
    public void Scan_ImportsOfCodeInCode_AreAmongTheImports()
    {
        var result = CodeScanners.Scan("import os, helper\nos.system('''python3 -c \"import json, other, os\"''')", "py");

        result.Language.Should().Be("python");
        result.Imports.Should().Equal("os", "helper", "json", "other");
        result.UnknownImports.Should().Equal("helper", "other");
        result.Shell.Should().BeNull();
    }

    [Fact]
    public void Scan_LanguageWithoutScanner_IsOpaque()
    {
        var result = CodeScanners.Scan("puts 1", "javascript");

        result.Should().BeEquivalentTo(new { Parsed = false, IsOpaque = true, Note = "there is no scanner for javascript in this version" });
    }
}
