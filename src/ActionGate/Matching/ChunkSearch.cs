using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActionGate.Matching;

/// <summary>
/// Finds what stands between two runs of a pattern, in steps whose number hardly depends on its length. A short way is tried first: few texts are made to
/// be slow, and the sure ways cost something before they begin.
/// </summary>
internal static class ChunkSearch
{
    /// <summary>The most places of a mixed chunk, a bit for each; the reader lets none be longer, but folding may write one character as several.</summary>
    private const int MostPlaces = 128;

    /// <summary>Steps that are cheaper than beginning anything.</summary>
    private const int FirstSteps = 256;

    /// <summary>Comparing so many characters at each place is no more than a few vector instructions.</summary>
    private const int ShortLiteral = 128;

    private const int ShortText = 1024;

    private const int CachedMasks = 256;

    /// <summary>The first place of a literal text; -1 where it is not in it.</summary>
    internal static int IndexOfLiteral(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<char> literal) =>
        literal.Length == 1 ? text.IndexOf(literal[0])
        : literal.Length <= ShortLiteral || text.Length <= ShortText ? text.IndexOf(literal, StringComparison.Ordinal) : IndexOfLong(text, literal);

    /// <summary>The first place of a chunk with open places; -1 where it is not in the text.</summary>
    internal static int IndexOf(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<char> chunk, scoped ReadOnlySpan<CharacterClass> classes, bool isShape)
    {
        int places = text.Length - chunk.Length + 1;
        int first = chunk.Length > MostPlaces ? places : Math.Min(places, 1 + FirstSteps / chunk.Length);
        for (int at = 0; at < first; at++)
        {
            if (PatternText.IsAt(chunk, classes, text[at..], isShape))
                return at;
        }
        if (first >= places)
            return -1;
        int found = IndexOfMixed(text[first..], chunk, classes, isShape);
        return found < 0 ? -1 : first + found;
    }

    /// <summary>Follows all places at once (Shift-And; Baeza-Yates and Gonnet, 1992): bit j says that the chunk's first j + 1 places end here.</summary>
    private static int IndexOfMixed(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<char> chunk, scoped ReadOnlySpan<CharacterClass> classes, bool isShape)
    {
        // Which places take a character, for the character that was last seen in each entry.
        Span<char> known = stackalloc char[CachedMasks];
        Span<ulong> lows = stackalloc ulong[CachedMasks];
        Span<ulong> highs = stackalloc ulong[CachedMasks];
        known[0] = (char)1;
        Span<char> padded = stackalloc char[MostPlaces];
        padded.Clear();
        chunk.CopyTo(padded);
        var literals = ~(PlacesOf(PatternText.AnyCharacter, padded) | PlacesOf(PatternText.Class, padded)) & (UInt128.MaxValue >> (MostPlaces - chunk.Length));
        ulong lastLow = chunk.Length <= 64 ? 1UL << (chunk.Length - 1) : 0;
        ulong lastHigh = chunk.Length <= 64 ? 0 : 1UL << (chunk.Length - 65);
        ulong low = 0;
        ulong high = 0;
        for (int at = 0; at < text.Length; at++)
        {
            char c = text[at];
            int entry = (byte)c;
            if (known[entry] != c)
            {
                (lows[entry], highs[entry]) = MaskOf(c, padded, literals, chunk.Length, classes, isShape);
                known[entry] = c;
            }
            high = (high << 1 | low >> 63) & highs[entry];
            low = (low << 1 | 1) & lows[entry];
            if ((low & lastLow | high & lastHigh) != 0)
                return at - chunk.Length + 1;
        }
        return -1;
    }

    /// <summary>Which places of a chunk take a character. Texts of many different characters ask that often, so the literals are compared all at once.</summary>
    private static (ulong Low, ulong High) MaskOf(
        char c, scoped ReadOnlySpan<char> padded, UInt128 literals, int length, scoped ReadOnlySpan<CharacterClass> classes, bool isShape)
    {
        var places = PlacesOf(c, padded) & literals;
        if (!(isShape && TargetShape.IsHole(c)))
        {
            var open = ~literals & (UInt128.MaxValue >> (MostPlaces - length));
            for (int used = 0; open != 0; open &= open - 1)
            {
                int place = (int)UInt128.TrailingZeroCount(open);
                if (padded[place] == PatternText.AnyCharacter || classes[used++].Contains(c))
                    places |= UInt128.One << place;
            }
        }
        return ((ulong)places, (ulong)(places >> 64));
    }

    private static UInt128 PlacesOf(char c, scoped ReadOnlySpan<char> padded)
    {
        var text = MemoryMarshal.Cast<char, ushort>(padded);
        var sought = Vector256.Create((ushort)c);
        UInt128 places = 0;
        for (int at = 0; at < MostPlaces; at += Vector256<ushort>.Count)
            places |= (UInt128)Vector256.Equals(Vector256.Create(text[at..]), sought).ExtractMostSignificantBits() << at;
        return places;
    }

    /// <summary>Never looks at a character twice (Knuth, Morris and Pratt, 1977).</summary>
    private static int IndexOfLong(scoped ReadOnlySpan<char> text, scoped ReadOnlySpan<char> literal)
    {
        int[] pooled = ArrayPool<int>.Shared.Rent(literal.Length);
        // Entry i: how long a beginning of the literal its first i + 1 characters end in, themselves aside.
        var borders = pooled.AsSpan(0, literal.Length);
        borders[0] = 0;
        for (int i = 1, matched = 0; i < literal.Length; i++)
        {
            while (matched > 0 && literal[i] != literal[matched])
                matched = borders[matched - 1];
            if (literal[i] == literal[matched])
                matched++;
            borders[i] = matched;
        }
        int found = -1;
        for (int at = 0, matched = 0; at < text.Length; at++)
        {
            while (matched > 0 && text[at] != literal[matched])
                matched = borders[matched - 1];
            if (text[at] == literal[matched])
                matched++;
            if (matched == literal.Length)
            {
                found = at - matched + 1;
                break;
            }
        }
        ArrayPool<int>.Shared.Return(pooled);
        return found;
    }
}
