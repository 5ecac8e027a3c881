using ActionGate.Scanning.Shell.Syntax;

namespace ActionGate.Scanning.Tests.Shell.Syntax;

public class AnsiTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ab", "ab")]
    [InlineData(@"\a\b\e\E\f\n\r\t\v", "\a\b\e\e\f\n\r\t\v")]
    [InlineData(@"\\\'\""\?", "\\'\"?")]
    [InlineData(@"\101\1019\7", "AA9\a")]
    [InlineData(@"\x41\x414\x9", "AA4\t")]
    [InlineData(@"\xg\ug\q", @"\xg\ug\q")]
    [InlineData(@"\u41\u00e9\U0001F600", "Aé😀")]
    [InlineData(@"\xc3\xa9\303\251", "éé")]
    [InlineData(@"\cA\cz\c?", "\x01\x1a\x7f")]
    [InlineData(@"a\0b", "a")]
    [InlineData(@"a\x00b", "a")]
    [InlineData(@"a\u0000b", "a")]
    [InlineData(@"a\c@b", "a")]
    [InlineData(@"\400", "")]
    [InlineData("a\\", "a\\")]
    public void Decode_Text_IsAsBashReadsIt(string text, string expected) =>
        AnsiText.Decode(text, out _, out _).Should().Be(expected);

    [Theory]
    [InlineData(@"a\xff", 3)]
    [InlineData(@"a\xc3b", 1)]
    [InlineData(@"a\ud800", 1)]
    [InlineData(@"a\UFFFFFFFF", 1)]
    [InlineData(@"a\U00110000", 1)]
    [InlineData(@"a\x{41}", 1)]
    [InlineData(@"a\c1", 1)]
    [InlineData(@"a\c", 1)]
    public void Decode_WhatIsNoText_IsAProblem(string text, int near)
    {
        AnsiText.Decode(text, out string? problem, out int at).Should().BeNull();

        problem.Should().NotBeNull();
        at.Should().BeInRange(0, text.Length);
        at.Should().BeCloseTo(near, 4);
    }
}
