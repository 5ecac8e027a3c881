using System.Globalization;
using System.Numerics;

namespace ActionGate.Audit.Tree;

/// <summary>
/// Makes an inclusion or consistency proof in one pass over the leaves, in constant memory. How large the tree will be need not be known:
/// a proof can be had at any size on the way. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Both proofs are the way from one node to the root: from the leaf itself, or from the old tree's last peak. The neighbours at its
/// left are peaks of what came before; those at its right grow from the leaves that come behind.
/// </remarks>
internal sealed class ProofBuilder
{
    private const int MostHashes = 64;

    private readonly bool _isInclusion;
    private readonly long _from;
    private readonly CompactRange _before;
    private readonly CompactRange _behind = new();
    private readonly byte[] _proof = new byte[MostHashes * TreeHasher.HashSize];
    private int _hashes;

    // The node on the way: it has 2^level leaves, and so many stand before it.
    private int _level;
    private long _left;

    private ProofBuilder(bool isInclusion, long from, CompactRange start)
    {
        _isInclusion = isInclusion;
        _from = from;
        _before = start.Copy();
        Size = start.Size;
        if (!isInclusion && Size == from && from > 0)
            BeginAtPeak();
    }

    /// <summary>How many leaves the tree has so far; the next one to come has this index.</summary>
    internal long Size { get; private set; }

    /// <summary>A proof that the tree has the leaf of that index.</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="start">What comes before the first leaf that will be appended: nothing, or the peaks of what was pruned.</param>
    internal static ProofBuilder ForInclusion(long index, CompactRange start) => new(true, index, start);

    /// <summary>A proof that the tree began as the one with so many leaves.</summary>
    /// <param name="oldSize">The old tree's size, at least 1.</param>
    /// <param name="start">What comes before the first leaf that will be appended: nothing, what was pruned, or the old tree itself.</param>
    internal static ProofBuilder ForConsistency(long oldSize, CompactRange start) => new(false, oldSize, start);

    /// <summary>Adds leaves, 32 bytes each, in the order of the log.</summary>
    internal void AppendAll(ReadOnlySpan<byte> leaves)
    {
        if (leaves.Length % TreeHasher.HashSize != 0)
            throw new ArgumentException("expected hashes of 32 bytes", nameof(leaves));
        for (; !leaves.IsEmpty; leaves = leaves[TreeHasher.HashSize..])
            Append(leaves[..TreeHasher.HashSize]);
    }

    /// <summary>Adds the next leaf.</summary>
    internal void Append(ReadOnlySpan<byte> leaf)
    {
        if (Size < _from)
        {
            _before.Append(leaf);
            if (++Size == _from && !_isInclusion)
                BeginAtPeak();
        }
        else if (Size == _from && _isInclusion)
        {
            (_level, _left) = (0, _from);
            Size++;
            Climb();
        }
        else
        {
            Size++;
            _behind.Append(leaf);
            if (_behind.Size != 1L << _level)
                return;
            Add(_behind.Peak(0));
            _behind.Clear();
            _level++;
            Climb();
        }
    }

    /// <summary>The proof for the tree as it stands.</summary>
    /// <param name="proof">Hashes of 32 bytes, from the bottom to the top; none where there is a fault.</param>
    /// <returns>Why there is none; <see langword="null"/>: there is one.</returns>
    internal string? Build(out byte[] proof)
    {
        proof = [];
        if (FindFault() is { } fault)
            return fault;
        if (!_isInclusion && Size == _from)
            return null;
        int peaks = BitOperations.PopCount((ulong)_left);
        int count = _hashes + (_behind.Size > 0 ? 1 : 0) + peaks;
        proof = new byte[count * TreeHasher.HashSize];
        _proof.AsSpan(0, _hashes * TreeHasher.HashSize).CopyTo(proof);
        var rest = proof.AsSpan(_hashes * TreeHasher.HashSize);
        if (_behind.Size > 0)
        {
            // What stands at the right edge is no perfect tree, and a neighbour all the same.
            _behind.Root(rest[..TreeHasher.HashSize]);
            rest = rest[TreeHasher.HashSize..];
        }
        while (--peaks >= 0)
        {
            _before.Peak(peaks).CopyTo(rest);
            rest = rest[TreeHasher.HashSize..];
        }
        return null;
    }

    private string? FindFault()
    {
        long needed = _isInclusion ? _from + 1 : _from;
        if (_from < 0 || needed <= 0)
            return "expected a leaf, or a tree that has one";
        // Who starts behind it never sees it; a tree is seen when its last leaf is.
        if (_before.Size > _from)
        {
            string gone = string.Create(CultureInfo.InvariantCulture, $"{_from} of the tree was pruned, it now begins with {_before.Size}");
            return _isInclusion ? "record " + gone : "what came before record " + gone;
        }
        return Size < needed ? string.Create(CultureInfo.InvariantCulture, $"expected at least {needed} records in the tree, found {Size}") : null;
    }

    private void BeginAtPeak()
    {
        _level = BitOperations.TrailingZeroCount(_from);
        _left = _from - (1L << _level);
        // Where the peak is all of the old tree, its hash is the old root, which the verifier has.
        if (_left > 0)
            Add(_before.Peak(_before.PeakCount - 1));
        Climb();
    }

    /// <summary>Goes on to the parent as long as the neighbour stands at the left.</summary>
    private void Climb()
    {
        while (((_left >> _level) & 1) == 1)
        {
            Add(_before.Peak(BitOperations.PopCount((ulong)_left) - 1));
            _left -= 1L << _level;
            _level++;
        }
    }

    private void Add(ReadOnlySpan<byte> hash) => hash.CopyTo(_proof.AsSpan(_hashes++ * TreeHasher.HashSize));
}
