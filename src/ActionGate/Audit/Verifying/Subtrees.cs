using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Verifying;

/// <summary>Leaves in the middle of a tree, folded as far as they can be without their neighbours: into the roots of perfect subtrees.</summary>
internal sealed class Subtrees
{
    private const int Hash = TreeHasher.HashSize;

    private readonly List<(int Height, int At)> _right = [];
    private readonly List<(int Height, int At)> _roots = [];
    private byte[] _hashes = new byte[1024 * Hash];
    private int _count;

    internal void Clear()
    {
        _count = 0;
        _roots.Clear();
    }

    internal void Add(ReadOnlySpan<byte> leaf)
    {
        if ((_count + 1) * Hash > _hashes.Length)
            Array.Resize(ref _hashes, _hashes.Length * 2);
        leaf.CopyTo(_hashes.AsSpan(_count++ * Hash));
    }

    /// <summary>Folds what was added.</summary>
    /// <param name="index">The first leaf's place in the tree.</param>
    internal void Fold(long index)
    {
        _right.Clear();
        int at = 0;
        int count = _count;
        for (int height = 0; count > 0; height++, index >>= 1, count >>= 1)
        {
            // A node without its left or right sibling stays; the others become half as many, at the places of the left ones.
            if ((index & 1) != 0)
            {
                _roots.Add((height, at));
                (index, count) = (index + 1, count - 1);
                at += 1 << height;
            }
            if ((count & 1) != 0)
                _right.Add((height, at + ((count - 1) << height)));
            for (int pair = 0; pair < count >> 1; pair++)
            {
                var left = At(at + (pair << (height + 1)));
                TreeHasher.Node(left, At(at + (pair << (height + 1)) + (1 << height)), left);
            }
        }
        for (int i = _right.Count - 1; i >= 0; i--)
            _roots.Add(_right[i]);
    }

    /// <summary>Adds what was folded to a tree that ends there.</summary>
    internal void AppendTo(CompactRange tree)
    {
        foreach (var (height, at) in _roots)
            tree.AppendSubtree(At(at), height);
    }

    private Span<byte> At(int leaf) => _hashes.AsSpan(leaf * Hash, Hash);
}
