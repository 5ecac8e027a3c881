using System.Globalization;
using System.Text;

namespace ActionGate.Cli.Rendering;

/// <summary>Text that an agent had a hand in, made fit to be shown: no control sequences for the terminal, no line of its own.</summary>
internal static class PrintableText
{
    private const int LongestQuote = 200;

    /// <summary>The text with its control characters escaped, line feeds aside.</summary>
    internal static string Of(string text) => Of(text, isOutput: false);

    /// <summary>The same for what a program prints, which has tabs, and returns to the beginning of a line.</summary>
    internal static string OfOutput(string text) => Of(text, isOutput: true);

    private static string Of(string text, bool isOutput)
    {
        int at = FirstUnprintable(text, isOutput);
        if (at < 0)
            return text;
        var result = new StringBuilder(text, 0, at, text.Length + 16);
        foreach (char c in text.AsSpan(at))
        {
            if (IsPrintable(c, isOutput))
                result.Append(c);
            else
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }
        return result.ToString();
    }

    /// <summary>The text in quotes, shortened, in one line.</summary>
    internal static string Quote(string text)
    {
        bool isShort = text.Length <= LongestQuote;
        int length = isShort ? text.Length : LongestQuote - (char.IsHighSurrogate(text[LongestQuote - 1]) ? 1 : 0);
        string shown = Of(text[..length]).Replace("\n", "\\n", StringComparison.Ordinal);
        return isShort ? $"'{shown}'" : $"'{shown}…'";
    }

    private static int FirstUnprintable(string text, bool isOutput)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsPrintable(text[i], isOutput))
                return i;
        }
        return -1;
    }

    private static bool IsPrintable(char c, bool isOutput) => c == '\n' || isOutput && c is ('\t' or '\r') || !char.IsControl(c) && c is not ('\u2028' or '\u2029') && !IsDirection(c);

    /// <summary>Marks that turn the direction of text show a line as something else than it is (Unicode TR 36, 2.5.1).</summary>
    private static bool IsDirection(char c) => c is '\u061C' or '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
