using System.Text;
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

    private static readonly string[] WindowsPieces =
    [
        "\\", "\\", "\\", "\\", "/", "/", "\\\\", ".", "..", "\\..\\", "\\.\\", "a", "bc", "B c", ".x", "...", " ", ". ", "C:", "c", ":", "::$DATA",
        "nul", "COM1", "\u00B9", "$", "srv", "S", "\\\\?\\", "\\\\.\\", "UNC", "?", "*", "\"", "~", "~1", "PROGRA~1", ".txt", "file:", "%5C",
        "localhost", "\u0000", "\uD83D", "\uDCA9", "\u00DC", "\u0007",
    ];

    private static readonly string[] NamePieces =
    [
        "a", "A", "K", "\u212A", "\u017F", "\u0130", "\u0131", "\u00DF", "\u1E9E", "e", "\u0301", "\u0307", "\u0323", "\u0345", "\u00C9", "\uFB03",
        "\u03A3", "\u03C2", "\u1F88", "\u1FB3", "\u1112", "\u1161", "\u11AB", "\uD55C", "\uD801\uDC00", "\u01C5", "\u00B5", "\u0587",
    ];

    private static readonly string[] NetworkPieces =
    [
        "http", "https", "://", "://", ":", "/", "/", "//", "..", ".", "/../", "/./", "@", "?", "#", ";", "\\", " ", "a", "Host",
        "example.com",
        "127", "0x7f", "0177", "1", "[", "]", "::", "::1", "[::1]", "ffff", "%25eth0", "%2e", "%2F", "%25", "%61", "%00", "%", "%C0%AE",
        "xn--", "-", "_", ":80", ":443", ":0", "\u00FC", "\u00DF", "\u3002", "\uFF11", "\uFF0E", "\uFF0F", "\u00AD", "\u200D", "\u0000",
        "\uD83D", "\uDCA9", "\t", "\u0085", "\uFEFF", "\u3000", "{", "~", "*", "ssh", "user",
    ];

    /// <summary>Every character that may fold: those of the first two planes without ideographs and private ones.</summary>
    public static IEnumerable<string> Characters => Enumerable.Range(1, 0x1FFFF)
        .Where(c => Rune.IsValid(c) && c is not ((>= 0x3400 and <= 0x9FFF) or (>= 0xE000 and <= 0xF8FF)))
        .Select(c => new Rune(c).ToString());

    public static Arbitrary<string> Paths => Texts(PathPieces);

    public static Arbitrary<string> WindowsPaths => Texts(WindowsPieces);

    public static Arbitrary<string> Names => Arb.From(
        Gen.Sized(size => Gen.Choose(0, 2 + (size / 6)).SelectMany(count => Gen.Elements(NamePieces).ArrayOf(count))).Select(string.Concat), Shorter);

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
