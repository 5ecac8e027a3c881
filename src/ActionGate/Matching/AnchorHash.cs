using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ActionGate.Matching;

/// <summary>
/// Hashes of parts of patterns and targets. They only choose what is tried, and who writes the patterns is trusted: so they are fast, and not
/// safe against collisions, which cost a try each.
/// </summary>
internal static class AnchorHash
{
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    /// <summary>Characters read at once.</summary>
    private const int Stride = 4;

    /// <summary>Where hashes of a kind begin.</summary>
    internal static ulong Seed(AnchorKind kind) => ((ulong)kind + 1) * 0xD6E8_FEB8_6659_FD93;

    /// <summary>The hash of a text as an anchor of this kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of(AnchorKind kind, scoped ReadOnlySpan<char> text) => Of(Seed(kind), text);

    /// <summary>The hash of some pieces and one more behind them.</summary>
    internal static ulong Chain(ulong before, ulong piece) => Mix(before ^ BitOperations.RotateLeft(piece, 23));

    /// <summary>The hash of the same under another kind.</summary>
    internal static ulong As(AnchorKind kind, ulong hash) => Mix(hash ^ Seed(kind));

    internal static ulong Of(ulong seed, scoped ReadOnlySpan<char> text)
    {
        ulong hash = seed + (ulong)text.Length;
        if (text.Length < Stride)
        {
            ulong few = 0;
            foreach (char c in text)
                few = few << 16 | c;
            return Mix(hash ^ few * Multiplier);
        }
        var rest = text;
        for (; rest.Length > Stride; rest = rest[Stride..])
            hash = Mix(hash ^ Read(rest));
        // The last characters, some of them for the second time.
        return Mix(hash ^ Read(text[^Stride..]) * Multiplier);
    }

    private static ulong Read(scoped ReadOnlySpan<char> text) => MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text));

    private static ulong Mix(ulong value)
    {
        ulong high = Math.BigMul(value, Multiplier, out ulong low);
        return high ^ low;
    }
}
