using System.Text;
using ActionGate.Scanning.Python.Syntax;

namespace ActionGate.Scanning.Tests.Python.Syntax;

/// <summary>Damaged texts of the corpus, and tokens at random: never an exception, every offset inside the text.</summary>
public sealed class PythonParserFuzzTests
{
    [Fact]
    public void Parse_DamagedText_KeepsItsPromises()
    {
        var damage = new Damage(20260101);
        for (int i = 0; i < 20_000; i++)
            Check(damage.Next());
    }

    [Fact]
    public void Parse_RandomCharacters_KeepsItsPromises()
    {
        var random = new Random(7);
        for (int i = 0; i < 5_000; i++)
        {
            var text = new StringBuilder();
            for (int length = random.Next(40); length > 0; length--)
                text.Append((char)(random.Next(4) == 0 ? random.Next(0x10000) : random.Next(0x80)));
            Check(text.ToString());
        }
    }

    private static void Check(string text)
    {
        var parsed = PythonParser.Parse(text, maxDepth: 100);
        if (parsed.Body is null)
        {
            if (string.IsNullOrEmpty(parsed.Problem) || parsed.ProblemAt < 0 || parsed.ProblemAt > text.Length)
                Xunit.Assert.Fail($"a problem without its place: {text}");
            return;
        }
        foreach (var node in Nodes.Of(parsed.Body))
        {
            bool isInside = node.Start >= 0 && node.Start <= node.End && node.End <= text.Length;
            bool isHigher = Nodes.ChildrenOf(node).All(c => c.Height < node.Height);
            if (!isInside || !isHigher || node.Height > 101)
                Xunit.Assert.Fail($"{node.Kind} at {node.Start}-{node.End}, {node.Height} high: {text}");
        }
    }
}
