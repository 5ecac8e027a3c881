using ActionGate.Matching;

namespace ActionGate.Tests.Matching;

public sealed class SeparatorPlacesTests
{
    [Fact]
    public void Next_TextsOfAllLengths_TellsEverySeparatorOnce()
    {
        var random = new Random(701);
        for (int length = 0; length < 300; length++)
        {
            // A character whose low half is the separator's is none.
            string text = new([.. Enumerable.Range(0, length).Select(_ => random.Next(length % 7 + 1) == 0 ? '/' : random.Next(9) == 0 ? '\u012f' : 'a')]);
            var places = new SeparatorPlaces(text);
            for (int at = text.IndexOf('/', StringComparison.Ordinal); at >= 0; at = text.IndexOf('/', at + 1))
                places.Next().Should().Be(at);
            places.Next().Should().Be(length);
            places.Next().Should().Be(length);
        }
    }
}
