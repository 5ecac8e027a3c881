using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActionGate.Scanning.Python.Syntax;

/// <summary>Names with characters beyond ASCII: XID_Start and XID_Continue of Unicode 16, as CPython 3.14 has them, and NFKC.</summary>
internal static class Identifier
{
    // Letters whose NFKC form doesn't begin with one; the second list doesn't continue a name either.
    private static readonly SearchValues<char> NeverFirst = SearchValues.Create("\u0E33\u0EB3\uFF9E\uFF9F");

    private static readonly SearchValues<char> Never = SearchValues.Create(
        "\u037A\u2E2F\uFC5E\uFC5F\uFC60\uFC61\uFC62\uFC63\uFDFA\uFDFB\uFE70\uFE72\uFE74\uFE76\uFE78\uFE7A\uFE7C\uFE7E");

    // Other_ID_Start and Other_ID_Continue.
    private static readonly SearchValues<char> AlsoFirst = SearchValues.Create("_\u1885\u1886\u2118\u212E");

    private static readonly SearchValues<char> AlsoLater = SearchValues.Create(
        "\u00B7\u0387\u1369\u136A\u136B\u136C\u136D\u136E\u136F\u1370\u1371\u19DA\u200C\u200D\u30FB\uFF65");

    /// <summary>Without its data (InvariantGlobalization) the runtime hands back what it was given: one name would seem two.</summary>
    private static readonly bool CanNormalise = "\uFB01".Normalize(NormalizationForm.FormKC) == "fi";

    /// <param name="name">Of which only ASCII letters, digits and underscores are known to be good.</param>
    internal static bool IsValid(ReadOnlySpan<char> name)
    {
        bool isFirst = true;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out var rune, out int length) != OperationStatus.Done || !IsPart(rune, isFirst))
                return false;
            isFirst = false;
            name = name[length..];
        }
        return true;
    }

    /// <summary>The name in NFKC, by which Python compares; <see langword="null"/> where the runtime can't tell.</summary>
    internal static string? Normalise(ReadOnlySpan<char> name) => CanNormalise ? name.ToString().Normalize(NormalizationForm.FormKC) : null;

    private static bool IsPart(Rune rune, bool isFirst)
    {
        if (rune.IsBmp)
        {
            char c = (char)rune.Value;
            if (AlsoFirst.Contains(c))
                return true;
            if (Never.Contains(c) || (isFirst && NeverFirst.Contains(c)))
                return false;
            if (!isFirst && AlsoLater.Contains(c))
                return true;
        }
        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.ConnectorPunctuation => !isFirst,
            _ => false,
        };
    }
}
