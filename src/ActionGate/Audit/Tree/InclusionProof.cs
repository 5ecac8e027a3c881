using System.Globalization;
using System.Numerics;

namespace ActionGate.Audit.Tree;

/// <summary>Checks that a leaf stands in a tree (RFC 9162, 2.1.3.2).</summary>
internal static class InclusionProof
{
    /// <summary>Folds a leaf with the hashes of a proof, 32 bytes each, and compares.</summary>
    /// <returns>What is wrong; <see langword="null"/>: the tree with this size and root has the leaf at this index.</returns>
    internal static string? FindFault(long index, long size, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> proof, ReadOnlySpan<byte> root)
    {
        if (size <= 0 || index < 0 || index >= size)
            return string.Create(CultureInfo.InvariantCulture, $"expected an index below the size of the tree, found {index} of {size}");
        if (leaf.Length != TreeHasher.HashSize || root.Length != TreeHasher.HashSize)
            return "expected a leaf and a root of 32 bytes";
        int expected = Length(index, size);
        if (proof.Length != expected * TreeHasher.HashSize)
            return string.Create(CultureInfo.InvariantCulture, $"expected a proof of {expected} hashes, found {proof.Length} bytes");

        Span<byte> folded = stackalloc byte[TreeHasher.HashSize];
        leaf.CopyTo(folded);
        long at = index, last = size - 1;
        for (; !proof.IsEmpty; proof = proof[TreeHasher.HashSize..], at >>= 1, last >>= 1)
        {
            var other = proof[..TreeHasher.HashSize];
            // A node at the right edge without a neighbour stands on the next levels too, until it has one at its left.
            while (at == last && (at & 1) == 0)
                (at, last) = (at >> 1, last >> 1);
            if ((at & 1) == 1)
                TreeHasher.Node(other, folded, folded);
            else
                TreeHasher.Node(folded, other, folded);
        }
        return folded.SequenceEqual(root) ? null : "the proof does not fold to the root of the tree";
    }

    /// <summary>
    /// How many hashes a proof has: one a level up to the node at which the ways to this leaf and to the last one part, beyond it one for
    /// each time that the way comes from the right.
    /// </summary>
    private static int Length(long index, long size)
    {
        int inner = 64 - BitOperations.LeadingZeroCount((ulong)(index ^ (size - 1)));
        return inner + BitOperations.PopCount((ulong)index >> inner);
    }
}
