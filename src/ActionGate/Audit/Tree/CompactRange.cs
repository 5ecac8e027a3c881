using System.Numerics;

namespace ActionGate.Audit.Tree;

/// <summary>
/// A Merkle tree that grows at its right end, in constant memory: of all its nodes it keeps the peaks, the roots of the perfect subtrees
/// that its leaves make up, one for each bit of their number. Not safe for concurrent use.
/// </summary>
internal sealed class CompactRange
{
    private const int MostPeaks = 63;

    // The largest first, as they stand in the tree.
    private readonly byte[] _peaks = new byte[MostPeaks * TreeHasher.HashSize];

    /// <summary>How many leaves it has.</summary>
    internal long Size { get; private set; }

    internal int PeakCount => BitOperations.PopCount((ulong)Size);

    /// <summary>All peaks, 32 bytes each, the largest first; valid until the tree grows.</summary>
    internal ReadOnlySpan<byte> Peaks => _peaks.AsSpan(0, PeakCount * TreeHasher.HashSize);

    /// <summary>A peak, counted from the largest; valid until the tree grows.</summary>
    internal ReadOnlySpan<byte> Peak(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)PeakCount);
        return Slot(index);
    }

    /// <summary>The tree with these peaks, the largest first.</summary>
    /// <returns><see langword="null"/>: so many leaves have another number of peaks.</returns>
    internal static CompactRange? Restore(long size, ReadOnlySpan<byte> peaks)
    {
        if (size < 0 || peaks.Length != BitOperations.PopCount((ulong)size) * TreeHasher.HashSize)
            return null;
        var range = new CompactRange { Size = size };
        peaks.CopyTo(range._peaks);
        return range;
    }

    internal CompactRange Copy()
    {
        var copy = new CompactRange { Size = Size };
        Peaks.CopyTo(copy._peaks);
        return copy;
    }

    internal void Clear() => Size = 0;

    /// <summary>Adds a leaf, by its hash.</summary>
    internal void Append(ReadOnlySpan<byte> leaf) => AppendSubtree(leaf, 0);

    /// <summary>Adds the root of a perfect subtree with 2 to the power of <paramref name="height"/> leaves, by which the size must be divisible.</summary>
    internal void AppendSubtree(ReadOnlySpan<byte> root, int height)
    {
        if (root.Length != TreeHasher.HashSize)
            throw new ArgumentException("expected a hash of 32 bytes", nameof(root));
        if ((Size & ((1L << height) - 1)) != 0)
            throw new ArgumentOutOfRangeException(nameof(height));
        int top = PeakCount;
        root.CopyTo(Slot(top));
        // As in adding one to a binary number: every bit that is carried joins two peaks.
        for (int carries = BitOperations.TrailingZeroCount(~(Size >> height)); carries > 0; carries--, top--)
            TreeHasher.Node(Slot(top - 1), Slot(top), Slot(top - 1));
        Size = checked(Size + (1L << height));
    }

    /// <summary>Adds leaves, 32 bytes each.</summary>
    internal void AppendAll(ReadOnlySpan<byte> leaves)
    {
        if (leaves.Length % TreeHasher.HashSize != 0)
            throw new ArgumentException("expected hashes of 32 bytes", nameof(leaves));
        for (; !leaves.IsEmpty; leaves = leaves[TreeHasher.HashSize..])
            Append(leaves[..TreeHasher.HashSize]);
    }

    /// <summary>The root of the tree as it stands.</summary>
    internal void Root(Span<byte> root)
    {
        if (Size == 0)
        {
            TreeHasher.EmptyRoot.CopyTo(root);
            return;
        }
        Slot(PeakCount - 1).CopyTo(root);
        FoldBelow(PeakCount - 1, root);
    }

    /// <summary>The root that the tree would have with one leaf more. The peaks are that leaf's inclusion proof, the smallest first.</summary>
    internal void RootWith(ReadOnlySpan<byte> leaf, Span<byte> root)
    {
        leaf.CopyTo(root);
        FoldBelow(PeakCount, root);
    }

    private void FoldBelow(int index, Span<byte> root)
    {
        root = root[..TreeHasher.HashSize];
        while (--index >= 0)
            TreeHasher.Node(Slot(index), root, root);
    }

    private Span<byte> Slot(int index) => _peaks.AsSpan(index * TreeHasher.HashSize, TreeHasher.HashSize);
}
