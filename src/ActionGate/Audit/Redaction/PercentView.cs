using System.Globalization;

namespace ActionGate.Audit.Redaction;

/// <summary>What a server reads where letters and digits of a URL are written as <c>%65</c>, though they need not be (RFC 3986, section 2.3).</summary>
internal static class PercentView
{
    private const int OnStack = 2048;

    internal static void AddTo(ref List<TextRange>? found, ReadOnlySpan<char> text, bool isCut)
    {
        int first = text.IndexOf('%');
        if (first < 0 || !HasNeedless(text[first..]))
            return;
        Span<char> view = text.Length <= OnStack ? stackalloc char[text.Length] : new char[text.Length];
        Span<TextRange> places = text.Length <= OnStack ? stackalloc TextRange[text.Length] : new TextRange[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; length++)
        {
            char plain = Needless(text[i..]);
            int width = plain == '\0' ? 1 : 3;
            view[length] = plain == '\0' ? text[i] : plain;
            places[length] = new TextRange(i, i + width);
            i += width;
        }
        SecretRanges.AddView(ref found, view[..length], places[..length], isCut);
    }

    private static bool HasNeedless(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && Needless(text[i..]) != '\0')
                return true;
        }
        return false;
    }

    /// <summary>The letter or digit that is written here as an escape; a null character where none is.</summary>
    private static char Needless(ReadOnlySpan<char> text)
    {
        if (text.Length < 3 || text[0] != '%' || !byte.TryParse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
            return '\0';
        char c = (char)value;
        return char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '~' ? c : '\0';
    }
}
