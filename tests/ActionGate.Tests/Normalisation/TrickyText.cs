using FsCheck;
using FsCheck.Fluent;

namespace ActionGate.Tests.Normalisation;

/// <summary>Texts made of the pieces that normalisers trip over, with any characters among them.</summary>
internal static class TrickyText
{
    private static readonly string[] PathPieces =
    [
        "/", "/", "/", "//", ".", "..", "/./", "/../", "~", "~/", "a", "b c", ".x", "...", "\\", "%2e", "%2f", "%00", "%C3%BC", "%",
        "file:", "file://", "localhost", "?", "#", "\u0000", "\uD83D", "\uDCA9", "\uFF0E", "\uFF0F", "\u00FC", "\t", "\n",
    ];

    private static readonly string[] NetworkPieces =
    [
        "http", "https", "://", "://", ":", "/", "/", "//", "..", ".", "/../", "/./", "@", "?", "#", ";", "\\", " ", "a", "Host",
        "example.com",
        "127", "0x7f", "0177", "1", "[", "]", "::", "::1", "[::1]", "ffff", "%25eth0", "%2e", "%2F", "%25", "%61", "%00", "%", "%C0%AE",
        "xn--", "-", "_", ":80", ":443", ":0", "\u00FC", "\u00DF", "\u3002", "\uFF11", "\uFF0E", "\uFF0F", "\u00AD", "\u200D", "\u0000",
        "\uD83D", "\uDCA9", "\t", "\u0085", "\uFEFF", "\u3000", "{", "~", "*", "ssh", "user",
    ];

    public static Arbitrary<string> Paths => Texts(PathPieces);

    public static Arbitrary<string> Targets => Texts(NetworkPieces);

    private static Arbitrary<string> Texts(string[] pieces)
    {
        Gen<string> piece = Gen.Frequency(
            (9, Gen.Elements(pieces)), (1, ArbMap.Default.GeneratorFor<char>().Select(c => c.ToString())));
        return Arb.From(
            Gen.Sized(size => Gen.Choose(0, 2 + (size / 6)).SelectMany(count => piece.ArrayOf(count))).Select(string.Concat),
            Shorter);
    }

    private static IEnumerable<string> Shorter(string text)
    {
        for (int i = 0; i < text.Length; i++)
            yield return text.Remove(i, 1);
    }
}
