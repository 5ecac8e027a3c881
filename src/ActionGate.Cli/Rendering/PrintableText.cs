using System.Buffers;
using System.Globalization;
using System.Text;
using ActionGate.Policies;

namespace ActionGate.Cli.Rendering;

/// <summary>Text that an agent had a hand in, made fit to be shown: no control sequences for the terminal, no line of its own.</summary>
internal static class PrintableText
{
    private const int LongestQuote = 200;

    /// <summary>The text with all that nobody sees escaped, line feeds aside.</summary>
    internal static string Of(string text) => Of(text, isOutput: false);

    /// <summary>The same for what a program prints, which has tabs, and returns to the beginning of a line.</summary>
    internal static string OfOutput(string text) => Of(text, isOutput: true);

    private static string Of(string text, bool isOutput)
    {
        StringBuilder? result = null;
        for (int at = 0, length; at < text.Length; at += length)
        {
            bool isRune = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length) == OperationStatus.Done;
            if (!isRune || IsPrintable(rune, isOutput))
            {
                result?.Append(text, at, length);
                continue;
            }
            result ??= new StringBuilder(text, 0, at, text.Length + 16);
            foreach (char c in text.AsSpan(at, length))
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return result?.ToString() ?? text;
    }

    /// <summary>The text in quotes, shortened, in one line.</summary>
    internal static string Quote(string text)
    {
        bool isShort = text.Length <= LongestQuote;
        int length = isShort ? text.Length : LongestQuote - (char.IsHighSurrogate(text[LongestQuote - 1]) ? 1 : 0);
        string shown = Of(text[..length]).Replace("\n", "\\n", StringComparison.Ordinal);
        return isShort ? $"'{shown}'" : $"'{shown}…'";
    }

    private static bool IsPrintable(Rune rune, bool isOutput) => rune.Value == '\n'
        || (isOutput ? rune.Value is '\t' or '\r' || !Rune.IsControl(rune) && rune.Value is not (0x2028 or 0x2029) && !IsDirection(rune.Value) : !InvisibleText.IsInvisible(rune));

    /// <summary>Marks that turn the direction of text show a line as something else than it is (Unicode TR 36, 2.5.1).</summary>
    private static bool IsDirection(int c) => c is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
