using System.Text;
using ActionGate.Cli.Input;
using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Cli.Tests.Input;

public sealed class LineSourceTests
{
    private const int Longest = 10;

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\n\nb", "a||b")]
    [InlineData("\n", "")]
    [InlineData("\uFEFFa\n\uFEFFb\n", "a|\uFEFFb")]
    [InlineData("a\r\n", "a\r")]
    [InlineData("0123456789\n0123456789x\nb\n", "0123456789|TOO LONG|b")]
    [InlineData("a\n0123456789x", "a|TOO LONG")]
    [InlineData("0123456789xxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n0123456789xxxxxxxxxxxxx", "TOO LONG|TOO LONG")]
    public void TryTake_AnyPieces_GivesTheSameLines(string text, string expected)
    {
        for (int piece = 1; piece < 30; piece++)
            string.Join('|', Lines(text, piece)).Should().Be(expected, "read in pieces of {0}", piece);
    }

    [Fact]
    public void TryTake_AnyTextInAnyPieces_GivesTheLinesOfTheText()
    {
        var text = Gen.Elements("a", "é", "\n", "\n", "0123456789").ListOf().Select(string.Concat);
        var cases = text.SelectMany(t => Gen.Choose(1, 12).Select(piece => (Text: t, Piece: piece)));

        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            string[] lines = c.Text.Split('\n');
            if (lines[^1].Length == 0)
                lines = lines[..^1];
            var expected = lines.Select(l => Encoding.UTF8.GetByteCount(l) > Longest ? "TOO LONG" : l);
            Lines(c.Text, c.Piece).Should().Equal(expected);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryTake_ManyLongLines_KeepsNoMoreThanOne()
    {
        const int Length = 1_000_000;
        byte[] line = new byte[Length];
        line[^1] = (byte)'\n';
        var source = new LineSource(new Repeating(line, 50), Length);
        int count = 0;
        do
        {
            while (source.TryTake(out var taken, out bool isTooLong))
            {
                count++;
                isTooLong.Should().BeFalse();
                taken.Length.Should().Be(Length - 1);
            }
        }
        while (source.Fill());

        count.Should().Be(50);
    }

    private static List<string> Lines(string text, int piece)
    {
        var lines = new List<string>();
        var source = new LineSource(new InPieces(Encoding.UTF8.GetBytes(text), piece), Longest);
        do
        {
            while (source.TryTake(out var line, out bool isTooLong))
                lines.Add(isTooLong ? "TOO LONG" : Encoding.UTF8.GetString(line.Span));
        }
        while (source.Fill());
        return lines;
    }

    private sealed class InPieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, piece));
    }

    private sealed class Repeating(byte[] line, int times) : MemoryStream
    {
        private long _at;

        public override int Read(byte[] buffer, int offset, int count)
        {
            int start = (int)(_at % line.Length);
            int length = _at >= (long)line.Length * times ? 0 : Math.Min(count, line.Length - start);
            line.AsSpan(start, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }
    }
}
