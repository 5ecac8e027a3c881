using ActionGate.Audit.Tree;
using ActionGate.Audit.Verifying;
using ActionGate.Tests.Audit.Tree;

namespace ActionGate.Tests.Audit.Verifying;

public sealed class SubtreesTests
{
    [Fact]
    public void Fold_LeavesFromAnywhere_GiveTheTreeOfAll()
    {
        byte[][] leaves = RfcTree.Leaves(70);
        var subtrees = new Subtrees();
        byte[] root = new byte[32];
        for (int start = 0; start < 35; start++)
        {
            for (int count = 1; count <= 35; count++)
            {
                var tree = new CompactRange();
                tree.AppendAll(RfcTree.Flat(leaves.Take(start)));
                subtrees.Clear();
                foreach (byte[] leaf in leaves.Skip(start).Take(count))
                    subtrees.Add(leaf);

                subtrees.Fold(start);
                subtrees.AppendTo(tree);

                tree.Size.Should().Be(start + count);
                tree.Root(root);
                root.Should().Equal(RfcTree.Mth(leaves.AsSpan(0, start + count)), $"{count} leaves from {start} on");
            }
        }
    }

    [Fact]
    public void AppendSubtree_WhereItDoesNotFit_Throws()
    {
        var tree = new CompactRange();
        tree.AppendSubtree(new byte[32], 1);
        FluentActions.Invoking(() => tree.AppendSubtree(new byte[32], 2)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => tree.AppendSubtree(new byte[31], 0)).Should().Throw<ArgumentException>();
    }
}
