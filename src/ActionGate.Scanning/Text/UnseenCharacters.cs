using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActionGate.Scanning.Text;

/// <summary>Characters that a person does not see, or takes for others: what they stand in does not read as it runs.</summary>
internal static class UnseenCharacters
{
    private static readonly SearchValues<char> Bidirectional =
        SearchValues.Create("\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069");

    /// <summary>
    /// Controls, formats, unusual spaces, private and unassigned characters; letters and marks that show nothing (Unicode's
    /// Default_Ignorable_Code_Point, and the blank Braille pattern); the full-width forms of ASCII.
    /// </summary>
    internal static bool IsUnseen(Rune rune) => rune.IsAscii
        ? rune.Value < ' ' || rune.Value == 0x7f
        : IsListed(rune.Value) || Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.Control or
            UnicodeCategory.Format or
            UnicodeCategory.LineSeparator or
            UnicodeCategory.ParagraphSeparator or
            UnicodeCategory.SpaceSeparator or
            UnicodeCategory.PrivateUse or
            UnicodeCategory.OtherNotAssigned;

    /// <summary>Whether the text holds an unseen character other than a tab or a line feed, or is not valid Unicode.</summary>
    internal static bool AreIn(ReadOnlySpan<char> text)
    {
        int at = text.IndexOfAnyExceptInRange(' ', '~');
        if (at < 0)
            return false;
        for (var rest = text[at..]; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out int length) != OperationStatus.Done || IsUnseen(rune) && rune.Value is not ('\t' or '\n'))
                return true;
            rest = rest[length..];
        }
        return false;
    }

    /// <summary>Where a character stands that changes the order in which text is shown; -1 for none.</summary>
    internal static int IndexOfBidirectional(ReadOnlySpan<char> text) => text.IndexOfAny(Bidirectional);

    private static bool IsListed(int c) => c is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2800 or 0x3164 or
        (>= 0xFE00 and <= 0xFE0F) or (>= 0xFF00 and <= 0xFFEF) or (>= 0xE0100 and <= 0xE01EF);
}
