using System.Buffers;

namespace ActionGate.Normalisation;

/// <summary>Text that can name nothing: C programs end it at its NUL, and a lone surrogate has no UTF-8.</summary>
internal static class MalformedText
{
    internal const string Problem = "expected well-formed text, found a NUL or a lone surrogate";

    /// <summary>
    /// The most characters of a target that are looked at. Escaping multiplies a length by nine at most, so that every
    /// result still fits into an array, with much room.
    /// </summary>
    internal const int MostCharacters = 16 * 1024 * 1024;

    internal const string TooLong = "expected at most 16777216 characters, found more";

    private static readonly SearchValues<char> Harmless = SearchValues.Create(CharacterRange.Of('\u0001', '\uD7FF'));

    internal static bool IsIn(scoped ReadOnlySpan<char> text)
    {
        // One vectorised pass settles all text but NUL, surrogates and the few blocks above them.
        int first = text.IndexOfAnyExcept(Harmless);
        return first >= 0 && IsInRest(text[first..]);
    }

    private static bool IsInRest(scoped ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\0' || char.IsLowSurrogate(c))
                return true;
            if (!char.IsHighSurrogate(c))
                continue;
            if (++i == text.Length || !char.IsLowSurrogate(text[i]))
                return true;
        }

        return false;
    }
}
