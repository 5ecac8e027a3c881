using System.Globalization;
using System.Text;

namespace ActionGate.Policies;

/// <summary>Characters that look like nothing, or like a plain space: a name with one is not the name that its reader sees.</summary>
internal static class InvisibleText
{
    /// <summary>The first of them in a text, as <c>U+200B</c>; <see langword="null"/> where there is none.</summary>
    internal static string? FirstIn(string text)
    {
        // Most text is plain ASCII.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return null;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsInvisible(rune))
                return string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}");
        }
        return null;
    }

    /// <summary>
    /// Controls, formats, unusual spaces; beside them the letters and marks of Unicode's Default_Ignorable_Code_Point, and the blank
    /// Braille pattern.
    /// </summary>
    internal static bool IsInvisible(Rune rune) => rune.IsAscii
        ? rune.Value is < ' ' or 0x7F
        : rune.Value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or (>= 0xFE00 and <= 0xFE0F)
            or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF)
        || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
