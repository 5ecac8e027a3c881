using ActionGate.Policies.Validation;

namespace ActionGate.Tests.Policies.Validation;

public sealed class SpellingTests
{
    private static readonly string[] Known = ["allow", "deny", "require_approval", "id"];

    [Theory]
    [InlineData("alow", "allow")] // left out
    [InlineData("alloww", "allow")] // added
    [InlineData("allaw", "allow")] // replaced
    [InlineData("allwo", "allow")] // swapped
    [InlineData("dney", "deny")]
    [InlineData("DENY", "deny")]
    [InlineData("ids", "id")]
    [InlineData("require-aproval", "require_approval")]
    public void Nearest_NearWord_IsFound(string word, string expected) => Spelling.Nearest(word, Known).Should().Be(expected);

    [Theory]
    [InlineData("")]
    [InlineData("ask")]
    [InlineData("allowing")]
    [InlineData("permit")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq")]
    public void Nearest_FarWord_IsNone(string word) => Spelling.Nearest(word, Known).Should().BeNull();

    [Fact]
    public void Nearest_LongKnownWords_AreLeftOut() => Spelling.Nearest(new string('a', 40), [new string('a', 41), new string('a', 40)]).Should().HaveLength(40);

    [Fact]
    public void List_ManyWords_IsCutShort() =>
        Spelling.List([.. Enumerable.Range(0, 40).Select(i => $"w{i}")]).Should().EndWith("w28, w29, …");
}
