using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActionGate.Matching;

/// <summary>Where the separators of a path stand, found for many characters at once: segments are short, and a search for each end costs more than they do.</summary>
internal ref struct SeparatorPlaces(ReadOnlySpan<char> text)
{
    private const int Block = 64;

    private readonly ReadOnlySpan<ushort> _text = MemoryMarshal.Cast<char, ushort>(text);

    /// <summary>The separators not told yet of the block that begins here.</summary>
    private ulong _left;
    private int _block;
    private int _read;

    /// <summary>The next separator; the length of the text where there is none.</summary>
    internal int Next()
    {
        while (_left == 0)
        {
            if (_read == _text.Length)
                return _read;
            _block = _read;
            var block = _text.Slice(_read, Math.Min(Block, _text.Length - _read));
            _left = PlacesIn(block);
            _read += block.Length;
        }
        int at = _block + BitOperations.TrailingZeroCount(_left);
        _left &= _left - 1;
        return at;
    }

    private static ulong PlacesIn(ReadOnlySpan<ushort> block)
    {
        ulong places = 0;
        int at = 0;
        if (block.Length >= Vector256<ushort>.Count)
        {
            for (; at <= block.Length - Vector256<ushort>.Count; at += Vector256<ushort>.Count)
                places |= PlacesAt(block, at);
            // The last ones, some of them for the second time.
            return at == block.Length ? places : places | PlacesAt(block, block.Length - Vector256<ushort>.Count);
        }
        for (; at < block.Length; at++)
            places |= (block[at] == '/' ? 1UL : 0) << at;
        return places;
    }

    private static ulong PlacesAt(ReadOnlySpan<ushort> block, int at) =>
        (ulong)Vector256.Equals(Vector256.Create(block.Slice(at, Vector256<ushort>.Count)), Vector256.Create((ushort)'/')).ExtractMostSignificantBits() << at;
}
