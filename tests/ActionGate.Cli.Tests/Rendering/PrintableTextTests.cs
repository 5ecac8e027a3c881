using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Tests.Rendering;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain é\n", "plain é\n")]
    [InlineData("a\u001b[31mb", "a\\u001b[31mb")]
    [InlineData("a\rb\tc\u0085d\u2028e\u202ef", "a\\u000db\\u0009c\\u0085d\\u2028e\\u202ef")]
    public void Of_Text_HasNoControlCharactersLeft(string text, string expected) => PrintableText.Of(text).Should().Be(expected);

    [Theory]
    [InlineData("a\nb", "'a\\nb'")]
    [InlineData("", "''")]
    public void Quote_Text_IsOneLine(string text, string expected) => PrintableText.Quote(text).Should().Be(expected);

    [Fact]
    public void Quote_LongText_IsShortenedBetweenCharacters()
    {
        PrintableText.Quote(new string('x', 200)).Should().Be($"'{new string('x', 200)}'");
        PrintableText.Quote(new string('x', 201)).Should().Be($"'{new string('x', 200)}…'");
        PrintableText.Quote(new string('x', 199) + "\uD83D\uDE00").Should().Be($"'{new string('x', 199)}…'");
    }
}
