using System.Buffers;
using System.Text;

namespace ActionGate.Normalisation;

/// <summary>
/// Brings names that a file system takes for one into one form: lower case, and NFC.
/// </summary>
/// <remarks>
/// The case is folded more coarsely than any one file system does it. NTFS compares by the table that the volume was formatted with,
/// Samba by its own, ext4 and APFS by the full folding of the Unicode version they were built with; which of them holds a file is not
/// known here, nor is it on Windows, where a share lies on any of them. So all letters count as one that share a capital or a small letter,
/// that fold to the same several, or that some tables bring to an ASCII letter, and so do composed and decomposed forms: a refusal can't be
/// dodged by another spelling, and the price is that an allow takes a neighbour whose name differs only in such a letter.
/// </remarks>
internal static class NameFolding
{
    /// <summary>string.Normalize throws for it, as it does for lone surrogates, which no target holds by now.</summary>
    private const char Unnormalisable = '\uFFFE';

    /// <summary>
    /// What HFS+ leaves out when it compares names without case (Apple TN1150, FastUnicodeCompare; the trick of CVE-2014-9390).
    /// </summary>
    private static readonly SearchValues<char> IgnoredByHfs = SearchValues.Create(
    [
        .. CharacterRange.Of('\u200C', '\u200F'), .. CharacterRange.Of('\u202A', '\u202E'), .. CharacterRange.Of('\u206A', '\u206F'), '\uFEFF',
    ]);

    /// <summary>
    /// Default_Ignorable_Code_Point (Unicode 16, DerivedCoreProperties), which ext4 left out when it compared names without case until
    /// Linux 6.13; the surrogates begin U+E0000 to U+E0FFF.
    /// </summary>
    private static readonly SearchValues<char> IgnoredByExt4 = SearchValues.Create(
    [
        '\u00AD', '\u034F', '\u061C', '\u115F', '\u1160', '\u17B4', '\u17B5', .. CharacterRange.Of('\u180B', '\u180F'),
        .. CharacterRange.Of('\u200B', '\u200F'), .. CharacterRange.Of('\u202A', '\u202E'), .. CharacterRange.Of('\u2060', '\u206F'), '\u3164',
        .. CharacterRange.Of('\uFE00', '\uFE0F'), '\uFEFF', '\uFFA0', .. CharacterRange.Of('\uFFF0', '\uFFF8'), .. CharacterRange.Of('\uDB40', '\uDB43'),
    ]);

    /// <summary>Longer than any path that these systems take (PATH_MAX), and short enough for the quadratic cost of ordering combining marks.</summary>
    private const int LongestComparable = 4096;

    internal static string? WhyIncomparable(scoped ReadOnlySpan<char> path, PathPlatform platform, bool isCaseSensitive)
    {
        if (path.Length > LongestComparable)
            return "expected a path of at most 4096 characters where not all are ASCII, found a longer one";
        if (!InternationalName.CanMap)
            return "expected ASCII where the runtime knows no Unicode normal forms, found other characters";
        if (path.Contains(Unnormalisable))
            return "expected characters of Unicode, found U+FFFE";
        return !isCaseSensitive && platform != PathPlatform.Windows && path.ContainsAny(platform == PathPlatform.MacOS ? IgnoredByHfs : IgnoredByExt4)
            ? "expected characters that file systems compare, found one that some leave out"
            : null;
    }

    /// <summary>Folds ASCII letters; <see langword="false"/> where there are other characters, the text then folded in part.</summary>
    internal static bool TryFoldAscii(Span<char> text) => Ascii.ToLowerInPlace(text, out _) == OperationStatus.Done;

    /// <summary>Folds each character for itself; the length stays.</summary>
    internal static void FoldUnits(Span<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && Rune.TryCreate(text[i], text[i + 1], out var rune))
            {
                // All pairs of letters beyond U+FFFF stay there.
                Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune)).EncodeToUtf16(text[i..]);
                i++;
            }
            else
            {
                text[i] = Fold(text[i]);
            }
        }
    }

    /// <summary>
    /// Unicode's canonical caseless form (D145), composed: decompose, fold, compose. Case-sensitive: only composes.
    /// </summary>
    internal static string FoldCanonically(scoped ReadOnlySpan<char> text, bool isCaseSensitive)
    {
        string plain = text.ToString();
        if (isCaseSensitive)
            return Normalise(plain, NormalizationForm.FormC);
        string decomposed = Normalise(plain, NormalizationForm.FormD);
        var folded = new CharBuffer(stackalloc char[256]);
        foreach (char c in decomposed)
        {
            if (Expansion(c) is { } several)
                folded.Append(several);
            else
                folded.Append(c);
        }

        FoldUnits(folded.Writable);
        string result = Normalise(folded.Written.ToString(), NormalizationForm.FormC);
        folded.Dispose();
        return result;
    }

    /// <summary>Targets that can't be brought into a normal form are unresolved, so that it does not matter what patterns become.</summary>
    private static string Normalise(string text, NormalizationForm form) =>
        InternationalName.CanMap && !text.Contains(Unnormalisable, StringComparison.Ordinal) ? text.Normalize(form) : text;

    private static char Fold(char c) => c switch
    {
        // Some tables bring these to ASCII; .NET's invariant ones, with and without ICU, do not agree about them.
        '\u0130' or '\u0131' => 'i',
        '\u017F' => 's',
        '\u212A' => 'k',
        _ => char.ToLowerInvariant(char.ToUpperInvariant(c)),
    };

    /// <summary>
    /// The letters that fold to several (CaseFolding.txt, status F) and are not decomposed before. APFS and ext4 fold them so.
    /// </summary>
    private static string? Expansion(char c) => c switch
    {
        < '\u00DF' => null,
        '\u00DF' or '\u1E9E' => "ss",
        '\u0149' => "\u02BCn",
        '\u0587' => "\u0565\u0582",
        '\u1E9A' => "a\u02BE",
        '\uFB00' => "ff",
        '\uFB01' => "fi",
        '\uFB02' => "fl",
        '\uFB03' => "ffi",
        '\uFB04' => "ffl",
        '\uFB05' or '\uFB06' => "st",
        '\uFB13' => "\u0574\u0576",
        '\uFB14' => "\u0574\u0565",
        '\uFB15' => "\u0574\u056B",
        '\uFB16' => "\u057E\u0576",
        '\uFB17' => "\u0574\u056D",
        _ => null,
    };
}
