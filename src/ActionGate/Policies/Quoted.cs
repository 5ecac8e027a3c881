using System.Text;

namespace ActionGate.Policies;

/// <summary>Text of a policy inside a message: one line, of bearable length.</summary>
internal static class Quoted
{
    private const int Longest = 60;

    internal static string Text(string text) => $"'{Crop(text)}'";

    internal static string Crop(string text)
    {
        if (text.Length <= Longest && IsPrintable(text))
            return text;
        var crop = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        foreach (char c in text)
        {
            if (crop.Length == Longest)
                return crop.Append('…').ToString();
            crop.Append(IsPrintable(c) ? c : '\uFFFD');
        }
        return crop.ToString();
    }

    internal static bool IsPrintable(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!IsPrintable(c))
                return false;
        }
        return true;
    }

    /// <summary>Whether a character stays on its line, in every reading of what ends one.</summary>
    internal static bool IsPrintable(char c) => !char.IsControl(c) && c is not ('\u2028' or '\u2029' or '\uFEFF');
}
