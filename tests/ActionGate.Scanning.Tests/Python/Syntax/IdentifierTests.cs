using System.Text;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Tests.Python.Syntax;

public sealed class IdentifierTests
{
    /// <summary>Holds in a process with the runtime's culture data and in one without.</summary>
    [Fact]
    public void Parse_NameBeyondAscii_IsReadOnlyWhereItCanBeNormalised()
    {
        bool canNormalise = "\uFB01".Normalize(NormalizationForm.FormKC) == "fi";

        var parsed = PythonParser.Parse("import ｏｓ");

        if (canNormalise)
            ((Import)parsed.Body!.Body[0]).Names[0].Name.Should().Be("os");
        else
            parsed.Problem.Should().Contain("normalise");
        PythonParser.Parse("os = 'ｏｓ'").Body.Should().NotBeNull();
    }

    [Theory]
    [InlineData("ª", true)]
    [InlineData("x·", true)]
    [InlineData("·x", false)]
    [InlineData("x٣", true)]
    [InlineData("٣", false)]
    [InlineData("℘", true)]
    [InlineData("ᢅ", true)]
    [InlineData("ⅷ", true)]
    [InlineData("变量", true)]
    [InlineData("𝐱", true)]
    [InlineData("x𝟏", true)]
    [InlineData("x\u0301", true)]
    [InlineData("\u0301x", false)]
    [InlineData("x\u200C", true)]
    [InlineData("x\u200B", false)]
    [InlineData("\u0E33", false)]
    [InlineData("x\u0E33", true)]
    [InlineData("x\u037A", false)]
    [InlineData("x²", false)]
    [InlineData("😀", false)]
    [InlineData("x ", false)]
    public void IsValid_Name_IsAsUnicodeSays(string name, bool isValid) => Identifier.IsValid(name).Should().Be(isValid);
}
