using ActionGate.Audit.Tree;

namespace ActionGate.Audit.Writing;

/// <summary>A tree at one moment: what a checkpoint says of it, and what goes on from there needs.</summary>
/// <param name="Size">How many leaves it has.</param>
/// <param name="Root">Its root.</param>
/// <param name="Last">Its last leaf.</param>
/// <param name="Peaks">The peaks of the tree without that leaf, the largest first.</param>
internal sealed record TreeHead(long Size, byte[] Root, byte[] Last, byte[] Peaks)
{
    internal static TreeHead Of(GrowingTree tree)
    {
        byte[] root = new byte[TreeHasher.HashSize];
        tree.Root(root);
        return new TreeHead(tree.Size, root, tree.Last.ToArray(), tree.Before.Peaks.ToArray());
    }

    /// <summary>All of the tree, to grow on.</summary>
    internal CompactRange ToRange()
    {
        var range = CompactRange.Restore(Size - 1, Peaks)!;
        range.Append(Last);
        return range;
    }
}
