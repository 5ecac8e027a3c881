using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Tests.Python.Syntax;

public sealed class SyntaxCorpusTests
{
    [Fact]
    public void Parse_TextOfTheCorpus_IsReadAsCPythonReadsIt()
    {
        SyntaxCorpus.Cases.Should().HaveCountGreaterThan(1000);

        var wrong = SyntaxCorpus.Cases.Select(Difference).OfType<string>();

        wrong.Should().BeEmpty();
    }

    private static string? Difference(SyntaxCorpus item)
    {
        var parsed = PythonParser.Parse(item.Text);
        string? tree = parsed.Body is null ? null : TreeDump.Of(parsed.Body, TreeDump.HasPlaces(item.Text));
        bool isEqual = tree is null || item.Tree is null ? tree == item.Tree : SyntaxCorpus.AreEqual(tree, item.Tree);
        return isEqual ? null : $"{item.Text}\n  is {tree ?? parsed.Problem}\n  not {item.Tree ?? "refused"}";
    }
}
