namespace ActionGate.Audit.Tree;

/// <summary>
/// A tree whose last leaf is kept apart, so that its inclusion proof, the peaks before it, is at hand whenever the growth stops. Not safe for
/// concurrent use.
/// </summary>
internal sealed class GrowingTree
{
    private readonly byte[] _last = new byte[TreeHasher.HashSize];
    private bool _hasLast;

    /// <param name="before">The leaves so far; it is taken over.</param>
    internal GrowingTree(CompactRange before) => Before = before;

    /// <summary>The tree without its last leaf, where that is kept apart.</summary>
    internal CompactRange Before { get; }

    /// <summary>The last leaf; empty where none was appended yet.</summary>
    internal ReadOnlySpan<byte> Last => _hasLast ? _last : default;

    internal long Size => Before.Size + (_hasLast ? 1 : 0);

    internal void Clear()
    {
        Before.Clear();
        _hasLast = false;
    }

    /// <summary>Adds leaves, 32 bytes each.</summary>
    internal void AppendAll(ReadOnlySpan<byte> leaves)
    {
        if (leaves.IsEmpty)
            return;
        if (_hasLast)
            Before.Append(_last);
        Before.AppendAll(leaves[..^TreeHasher.HashSize]);
        leaves[^TreeHasher.HashSize..].CopyTo(_last);
        _hasLast = true;
    }

    internal void Root(Span<byte> root)
    {
        if (_hasLast)
            Before.RootWith(_last, root);
        else
            Before.Root(root);
    }
}
