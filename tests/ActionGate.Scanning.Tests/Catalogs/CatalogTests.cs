using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Shell.Commands;

namespace ActionGate.Scanning.Tests.Catalogs;

public sealed class CatalogTests
{
    [Fact]
    public void Read_Blocks_AreFoundByEveryName()
    {
        var catalog = Catalog.Read("# a comment\n\na, b\n    key: x y\n        z\n\nc d\n    # another\n    other if -x unless -y -z: w\n", "test");

        catalog.TryFind("b", out var first).Should().BeTrue();
        first!.ReadLines().Should().ContainSingle().Which.Items.Should().Equal("x", "y", "z");
        catalog.TryFind("c d", out var second).Should().BeTrue();
        var line = second!.ReadLines().Should().ContainSingle().Which;
        (line.Key, line.Number).Should().Be(("other", 9));
        line.If.Should().Equal("-x");
        line.Unless.Should().Equal("-y", "-z");
        catalog.TryFind("d", out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("    key: x\n", 1, "before any name")]
    [InlineData("a\n\na\n", 3, "'a' stands in line 1 already")]
    [InlineData("a, ,b\n", 1, "a name is empty")]
    public void Read_BadText_NamesTheLine(string text, int line, string problem)
    {
        var read = () => Catalog.Read(text, "test");

        read.Should().Throw<CatalogException>().Where(e => e.Line == line && e.Message.Contains(problem, StringComparison.Ordinal) && e.Message.StartsWith("test:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a\n    no key\n", 2, "expected 'key: items'")]
    [InlineData("a\n\n        x\n", 3, "nothing stands before")]
    [InlineData("a\n    key x: y\n", 2, "expected 'if' or 'unless', found 'x'")]
    [InlineData("a\n    read if: y\n", 2, "nothing stands behind 'if'")]
    [InlineData("a\n    flag: -b\n    raed: -x\n", 3, "'raed' is nothing that commands do")]
    [InlineData("a\n    read: x\n", 2, "'x' is no option")]
    [InlineData("a\n    flag: -x\n    write: -x\n", 3, "another kind of argument")]
    [InlineData("a\n    flag: -x -y\n    flag: -x,-y\n", 3, "is two options")]
    [InlineData("a\n    operands if -q: read\n", 2, "'-q' is no option of 'a'")]
    [InlineData("a\n    operands: read* write*\n", 2, "only one item")]
    [InlineData("a\n    traits: fancy\n", 2, "'fancy' is no trait")]
    [InlineData("a\n    use: b\n", 2, "there is no block 'b'")]
    [InlineData("a\n    use: a\n", 2, "there is no block 'a'")]
    [InlineData("a\n    does: read\n", 2, "pairs")]
    [InlineData("a\n    operands: parse/none\n", 2, "no reader 'none'")]
    public void ReadEntry_BadBlock_NamesTheLine(string text, int line, string problem)
    {
        var catalog = Catalog.Read(text, "test");

        var read = () => CommandEntryReader.Read(catalog, catalog.Blocks[0]);

        read.Should().Throw<CatalogException>().Where(e => e.Line == line && e.Message.Contains(problem, StringComparison.Ordinal));
    }
}
