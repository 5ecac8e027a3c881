using ActionGate.Policies;
using ActionGate.Policies.Yaml;

namespace ActionGate.Tests.Policies;

public class PolicySourceTests
{
    [Fact]
    public void TextFromAFile_OfAnyLength_IsTheSameInPiecesAsInOne()
    {
        var random = new Random(4);
        for (int round = 0; round < 200; round++)
        {
            string text = TextOf(random);
            var whole = new PolicySource("p.yaml", text);
            var cut = new PolicySource("p.yaml", text.AsSpan());

            cut.Length.Should().Be(text.Length);
            string.Concat(cut.Pieces).Should().Be(text);
            new PiecesReader(cut.Pieces).ReadToEnd().Should().Be(text);
            cut.Hash.Should().Be(whole.Hash);
            cut.LineCount.Should().Be(whole.LineCount).And.Be(text.Count(c => c == '\n') + 1);
            for (int line = 0; line <= whole.LineCount + 1; line += 1 + random.Next(100))
                cut.LineAt(line).Should().Be(whole.LineAt(line));
            cut.LineAt(cut.LineCount).Should().Be(whole.LineAt(whole.LineCount));
        }
    }

    [Fact]
    public void TextFromAFile_OfAThousandRules_IsNoLargeObject()
    {
        var source = new PolicySource(null, string.Concat(Enumerable.Repeat("  - { id: r, action: file_read, target: \"/srv/project/module/**\", decision: allow }\n", 1000)).AsSpan());

        source.Pieces.Should().HaveCountGreaterThan(1).And.OnlyContain(piece => 2 * piece.Length < 84_000);
    }

    [Fact]
    public void Read_CharByChar_GoesOnInTheNextPiece()
    {
        var reader = new PiecesReader(["a\n", "", "b"]);

        reader.Peek().Should().Be('a');
        string.Concat(Enumerable.Range(0, 3).Select(_ => (char)reader.Read())).Should().Be("a\nb");
        reader.Peek().Should().Be(-1);
        reader.Read().Should().Be(-1);
        reader.Read(new char[2], 0, 2).Should().Be(0);
    }

    [Fact]
    public void IsLongerThan_CountsBytes_OfAllPieces()
    {
        var source = new PolicySource(null, string.Concat(Enumerable.Repeat(new string('é', 999) + "\n", 100)).AsSpan());

        source.IsLongerThan(199_900).Should().BeFalse();
        source.IsLongerThan(199_899).Should().BeTrue();
    }

    private static string TextOf(Random random)
    {
        var lines = Enumerable.Range(0, random.Next(1, 60)).Select(_ => new string((char)('a' + random.Next(26)), random.Next(4) == 0 ? random.Next(40_000) : random.Next(3000)) + (random.Next(2) == 0 ? "\r\n" : "\n"));
        return string.Concat(lines) + (random.Next(2) == 0 ? "end" : "");
    }
}
