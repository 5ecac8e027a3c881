using System.Globalization;
using System.Numerics;

namespace ActionGate.Audit.Tree;

/// <summary>Checks that a tree began as a smaller one (RFC 9162, 2.1.4.2).</summary>
internal static class ConsistencyProof
{
    /// <summary>Folds the hashes of a proof, 32 bytes each, to both roots.</summary>
    /// <returns>What is wrong; <see langword="null"/>: the new tree holds the old one as its first leaves.</returns>
    internal static string? FindFault(long oldSize, long newSize, ReadOnlySpan<byte> oldRoot, ReadOnlySpan<byte> newRoot, ReadOnlySpan<byte> proof)
    {
        if (oldSize <= 0 || newSize < oldSize)
            return string.Create(CultureInfo.InvariantCulture, $"expected a tree that grew, found {oldSize} leaves and then {newSize}");
        if (oldRoot.Length != TreeHasher.HashSize || newRoot.Length != TreeHasher.HashSize)
            return "expected roots of 32 bytes";
        if (oldSize == newSize)
        {
            return !proof.IsEmpty ? "expected no hashes for trees of one size"
                : oldRoot.SequenceEqual(newRoot) ? null : "two trees of one size have different roots";
        }
        if (proof.IsEmpty || proof.Length % TreeHasher.HashSize != 0)
            return string.Create(CultureInfo.InvariantCulture, $"expected hashes of 32 bytes, found {proof.Length} bytes");

        // Both trees have the old one's last peak. Where it is all of that tree, the proof leaves it out.
        long at = oldSize - 1, last = newSize - 1;
        int level = BitOperations.TrailingZeroCount(oldSize);
        (at, last) = (at >> level, last >> level);
        var first = oldRoot;
        if (!BitOperations.IsPow2(oldSize))
        {
            first = proof[..TreeHasher.HashSize];
            proof = proof[TreeHasher.HashSize..];
        }
        Span<byte> oldFolded = stackalloc byte[TreeHasher.HashSize];
        Span<byte> newFolded = stackalloc byte[TreeHasher.HashSize];
        first.CopyTo(oldFolded);
        first.CopyTo(newFolded);
        for (; !proof.IsEmpty; proof = proof[TreeHasher.HashSize..], at >>= 1, last >>= 1)
        {
            if (last == 0)
                return "the proof has more hashes than the tree has levels";
            var other = proof[..TreeHasher.HashSize];
            if ((at & 1) == 1 || at == last)
            {
                TreeHasher.Node(other, oldFolded, oldFolded);
                TreeHasher.Node(other, newFolded, newFolded);
                while ((at & 1) == 0 && at != 0)
                    (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                TreeHasher.Node(newFolded, other, newFolded);
            }
        }
        if (last != 0)
            return "the proof has fewer hashes than the tree has levels";
        return !oldFolded.SequenceEqual(oldRoot) ? "the proof does not fold to the root of the old tree"
            : newFolded.SequenceEqual(newRoot) ? null : "the proof does not fold to the root of the new tree";
    }
}
