using System.Globalization;
using System.Text;

namespace ActionGate.Policies;

/// <summary>Text of a policy inside a message: one line, of bearable length.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    internal static string Text(string text) => $"'{Crop(text)}'";

    internal static string Crop(string text)
    {
        if (text.Length <= Longest && IsShown(text))
            return text;
        var crop = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        foreach (char c in text)
        {
            if (crop.Length == Longest)
                return crop.Append('…').ToString();
            crop.Append(IsShown(c) ? c : '\uFFFD');
        }
        return crop.ToString();
    }

    private static bool IsShown(string text)
    {
        foreach (char c in text)
        {
            if (!IsShown(c))
                return false;
        }
        return true;
    }

    /// <summary>Formats would change how the rest of the message reads.</summary>
    private static bool IsShown(char c) => IsPrintable(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format;

    /// <summary>Whether a character stays on its line, in every reading of what ends one.</summary>
    internal static bool IsPrintable(char c) => !char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\uFEFF');
}
