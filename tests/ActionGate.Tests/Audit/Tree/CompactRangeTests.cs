using System.Security.Cryptography;
using ActionGate.Audit.Tree;

namespace ActionGate.Tests.Audit.Tree;

public sealed class CompactRangeTests
{
    /// <summary>The leaves with which implementations of transparency logs are tested, and the roots at each size.</summary>
    [Theory]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Root_ReferenceLeaves_IsTheReferenceRoot(int size, string root)
    {
        string[] entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        byte[][] leaves = [.. entries.Take(size).Select(e => RfcTree.Leaf(Convert.FromHexString(e)))];

        Convert.ToHexStringLower(RootOf(RangeOf(leaves))).Should().Be(root);
        Convert.ToHexStringLower(RfcTree.Mth(leaves)).Should().Be(root);
    }

    [Fact]
    public void Root_NoLeaves_IsTheHashOfNothing() => RootOf(new CompactRange()).Should().Equal(SHA256.HashData([]));

    [Fact]
    public void Root_EverySizeTo300_IsTheOracles()
    {
        byte[][] leaves = RfcTree.Leaves(300);
        var range = new CompactRange();
        for (int size = 0; size < leaves.Length; size++)
        {
            range.Size.Should().Be(size);
            byte[] with = new byte[32];
            range.RootWith(leaves[size], with);
            with.Should().Equal(RfcTree.Mth(leaves.AsSpan(0, size + 1)));
            range.Append(leaves[size]);
            RootOf(range).Should().Equal(with);
        }
    }

    [Fact]
    public void AppendAll_ManyLeaves_EqualsOneByOne()
    {
        byte[][] leaves = RfcTree.Leaves(77);
        var range = new CompactRange();
        range.AppendAll([]);
        range.AppendAll(RfcTree.Flat(leaves.Take(50)));
        range.AppendAll(RfcTree.Flat(leaves.Skip(50)));

        range.Peaks.SequenceEqual(RangeOf(leaves).Peaks).Should().BeTrue();
        range.Size.Should().Be(77);
    }

    [Fact]
    public void Peaks_EverySize_ArePerfectSubtreesTheLargestFirst()
    {
        byte[][] leaves = RfcTree.Leaves(70);
        for (int size = 0; size <= leaves.Length; size++)
        {
            var range = RangeOf(leaves[..size]);
            int start = 0, index = 0;
            for (int bit = 64; bit > 0; bit /= 2)
            {
                if ((size & bit) == 0)
                    continue;
                range.Peak(index++).SequenceEqual(RfcTree.Mth(leaves.AsSpan(start, bit))).Should().BeTrue();
                start += bit;
            }
            range.PeakCount.Should().Be(index);
        }
    }

    [Fact]
    public void Restore_ItsOwnPeaks_GrowsAsIfNeverInterrupted()
    {
        byte[][] leaves = RfcTree.Leaves(70);
        for (int size = 0; size <= 65; size++)
        {
            var restored = CompactRange.Restore(size, RangeOf(leaves[..size]).Peaks)!;
            restored.AppendAll(RfcTree.Flat(leaves[size..]));
            RootOf(restored).Should().Equal(RfcTree.Mth(leaves));
        }
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 0)]
    [InlineData(long.MinValue, 1)]
    public void Restore_OtherNumberOfPeaks_IsRefused(long size, int peaks) => CompactRange.Restore(size, new byte[peaks * 32]).Should().BeNull();

    [Fact]
    public void Restore_HalfAPeak_IsRefused() => CompactRange.Restore(1, new byte[31]).Should().BeNull();

    [Fact]
    public void Append_OverAndOver_AllocatesNothing()
    {
        byte[] leaves = RfcTree.Flat(RfcTree.Leaves(256));
        var range = new CompactRange();
        range.AppendAll(leaves);
        long before = GC.GetAllocatedBytesForCurrentThread();
        range.AppendAll(leaves);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Node_OtherLengths_IsRefused()
    {
        var act = () => TreeHasher.Node(new byte[31], new byte[33], new byte[32]);
        act.Should().Throw<ArgumentException>();
    }

    internal static CompactRange RangeOf(IReadOnlyList<byte[]> leaves)
    {
        var range = new CompactRange();
        foreach (byte[] leaf in leaves)
            range.Append(leaf);
        return range;
    }

    internal static byte[] RootOf(CompactRange range)
    {
        byte[] root = new byte[32];
        range.Root(root);
        return root;
    }
}
