namespace ActionGate.Scanning.Tests;

/// <summary>Python compares names in NFKC. Where the runtime can't tell that, nobody can tell whose name it is.</summary>
public sealed class NonAsciiNamesTests
{
    internal static bool IsInvariant => Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is "1" or "true";

    [Theory]
    [InlineData("ﬁle = 'a'\nopen(file)")]
    [InlineData("ñame = 'a'\nopen(n\u0303ame)")]
    [InlineData("name = 'a'\n𝒐𝒑𝒆𝒏(name)")]
    public void Scan_NameBeyondAscii_IsReadInNfkcOrNotAtAll(string code)
    {
        var result = CodeScanners.Scan(code, "python");

        if (IsInvariant)
            result.Should().BeEquivalentTo(new { Parsed = false, IsOpaque = true });
        else
            CodeInCodeCorpus.Describe(result).Should().Be("2 file_read a");
    }

    [Fact]
    public void Scan_TextBeyondAscii_IsNoName() =>
        CodeInCodeCorpus.Describe(CodeScanners.Scan("# é\nopen('é')", "python")).Should().Be("2 file_read é");
}
