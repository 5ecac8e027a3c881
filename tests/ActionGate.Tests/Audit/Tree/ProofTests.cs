using System.Text.Json;
using ActionGate.Audit.Tree;

namespace ActionGate.Tests.Audit.Tree;

public sealed class ProofTests
{
    private const int Most = 64;

    private static readonly byte[][] Leaves = RfcTree.Leaves(Most);
    private static readonly byte[][] Roots = [.. Enumerable.Range(0, Most + 1).Select(n => RfcTree.Mth(Leaves.AsSpan(0, n)))];

    public static TheoryData<int> SomeSizes => [1, 2, 3, 6, 7, 8, 11, 16, 17];

    [Fact]
    public void Inclusion_EveryIndexOfEverySize_IsTheOraclesAndIsAccepted()
    {
        for (int index = 0; index < Most; index++)
        {
            var builder = ProofBuilder.ForInclusion(index, new CompactRange());
            for (int size = 1; size <= Most; size++)
            {
                builder.Append(Leaves[size - 1]);
                if (size <= index)
                    continue;
                builder.Build(out byte[] proof).Should().BeNull();
                proof.Should().Equal(RfcTree.Flat(RfcTree.Path(index, Leaves.AsSpan(0, size))));
                Fault(index, size, Leaves[index], proof).Should().BeNull();
            }
        }
    }

    [Fact]
    public void Consistency_EveryPairOfSizes_IsTheOraclesAndIsAccepted()
    {
        for (int old = 1; old <= Most; old++)
        {
            var builder = ProofBuilder.ForConsistency(old, new CompactRange());
            builder.AppendAll(RfcTree.Flat(Leaves.Take(old)));
            for (int size = old; size <= Most; size++)
            {
                builder.Build(out byte[] proof).Should().BeNull();
                proof.Should().Equal(RfcTree.Flat(RfcTree.Proof(old, Leaves.AsSpan(0, size))));
                ConsistencyProof.FindFault(old, size, Roots[old], Roots[size], proof).Should().BeNull();
                if (size < Most)
                    builder.Append(Leaves[size]);
            }
        }
    }

    [Fact]
    public void Inclusion_VectorsOfAnIndependentProgram_AreTheSame()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "ActionGate.Tests", "Corpus", "Audit", "vectors.json")));
        byte[][] leaves = [.. vectors.RootElement.GetProperty("leaf").EnumerateArray().Select(e => Convert.FromHexString(e.GetString()!))];
        byte[] expected = RfcTree.Flat(vectors.RootElement.GetProperty("inclusion_3").EnumerateArray().Select(e => e.GetBytesFromBase64()));
        byte[] root = vectors.RootElement.GetProperty("root").GetBytesFromBase64();

        var builder = ProofBuilder.ForInclusion(3, new CompactRange());
        builder.AppendAll(RfcTree.Flat(leaves));

        builder.Build(out byte[] proof).Should().BeNull();
        proof.Should().Equal(expected);
        CompactRangeTests.RootOf(CompactRangeTests.RangeOf(leaves)).Should().Equal(root);
        InclusionProof.FindFault(3, 7, leaves[3], proof, root).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    [Trait("Fault", "27")]
    public void Inclusion_AnyChange_IsRefused(int size)
    {
        for (int index = 0; index < size; index++)
        {
            byte[] proof = RfcTree.Flat(RfcTree.Path(index, Leaves.AsSpan(0, size)));
            foreach (byte[] changed in Changes(proof))
                Fault(index, size, Leaves[index], changed).Should().NotBeNull();
            foreach (byte[] changed in Flips(Leaves[index]))
                Fault(index, size, changed, proof).Should().NotBeNull();
            foreach (byte[] changed in Flips(Roots[size]))
                InclusionProof.FindFault(index, size, Leaves[index], proof, changed).Should().NotBeNull();
            for (int other = -1; other <= size + 1; other++)
            {
                if (other != index)
                    Fault(other, size, Leaves[index], proof).Should().NotBeNull();
            }
            for (int other = 0; other <= size + 1; other++)
            {
                if (other != size)
                    Fault(index, other, Leaves[index], proof).Should().NotBeNull("size {0} is not {1}", other, size);
            }
        }
    }

    [Theory]
    [MemberData(nameof(SomeSizes))]
    [Trait("Fault", "27")]
    public void Consistency_AnyChange_IsRefused(int size)
    {
        for (int old = 1; old <= size; old++)
        {
            byte[] proof = RfcTree.Flat(RfcTree.Proof(old, Leaves.AsSpan(0, size)));
            foreach (byte[] changed in Changes(proof))
                ConsistencyProof.FindFault(old, size, Roots[old], Roots[size], changed).Should().NotBeNull();
            foreach (byte[] changed in Flips(Roots[old]))
                ConsistencyProof.FindFault(old, size, changed, Roots[size], proof).Should().NotBeNull();
            foreach (byte[] changed in Flips(Roots[size]))
                ConsistencyProof.FindFault(old, size, Roots[old], changed, proof).Should().NotBeNull();
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void Inclusion_IndexOutsideTheTree_IsRefused(long index, long size) =>
        InclusionProof.FindFault(index, size, Leaves[0], [], Leaves[0]).Should().StartWith("expected an index below the size of the tree");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    public void Consistency_NoTreeThatGrew_IsRefused(long old, long size) =>
        ConsistencyProof.FindFault(old, size, Leaves[0], Leaves[0], []).Should().StartWith("expected a tree that grew");

    [Fact]
    public void Consistency_OtherOldSize_IsRefusedUnlessTheTreeHasThatRoot()
    {
        for (int size = 2; size <= 17; size++)
        {
            for (int old = 1; old < size; old++)
            {
                byte[] proof = RfcTree.Flat(RfcTree.Proof(old, Leaves.AsSpan(0, size)));
                foreach (int other in new[] { old - 1, old + 1 })
                    ConsistencyProof.FindFault(other, size, Roots[old], Roots[size], proof).Should().NotBeNull("{0} is not {1} of {2}", other, old, size);
            }
        }
    }

    [Fact]
    public void Inclusion_HugeTree_DemandsOneHashALevel()
    {
        byte[] proof = new byte[63 * 32];
        InclusionProof.FindFault(0, long.MaxValue, Leaves[0], proof, Leaves[0]).Should().Be("the proof does not fold to the root of the tree");
        InclusionProof.FindFault(0, long.MaxValue, Leaves[0], proof.AsSpan(32), Leaves[0]).Should().Be("expected a proof of 63 hashes, found 1984 bytes");
    }

    [Fact]
    public void Build_LogPrunedAnywhere_NeedsNothingThatIsGone()
    {
        for (int pruned = 1; pruned <= 40; pruned++)
        {
            var start = CompactRangeTests.RangeOf(Leaves[..pruned]);
            for (int at = pruned; at < 44; at++)
            {
                var inclusion = ProofBuilder.ForInclusion(at, start);
                var consistency = ProofBuilder.ForConsistency(at, start);
                inclusion.AppendAll(RfcTree.Flat(Leaves[pruned..44]));
                consistency.AppendAll(RfcTree.Flat(Leaves[pruned..44]));
                inclusion.Build(out byte[] path).Should().BeNull();
                consistency.Build(out byte[] proof).Should().BeNull();
                path.Should().Equal(RfcTree.Flat(RfcTree.Path(at, Leaves.AsSpan(0, 44))));
                proof.Should().Equal(RfcTree.Flat(RfcTree.Proof(at, Leaves.AsSpan(0, 44))));
            }
            start.Size.Should().Be(pruned);
        }
    }

    [Fact]
    public void Build_WhatWasPruned_SaysSo()
    {
        var start = CompactRangeTests.RangeOf(Leaves[..5]);
        var inclusion = ProofBuilder.ForInclusion(4, start);
        var consistency = ProofBuilder.ForConsistency(4, start);
        inclusion.AppendAll(RfcTree.Flat(Leaves[5..9]));
        consistency.AppendAll(RfcTree.Flat(Leaves[5..9]));

        inclusion.Build(out byte[] path).Should().Be("record 4 of the tree was pruned, it now begins with 5");
        path.Should().BeEmpty();
        consistency.Build(out _).Should().Be("what came before record 4 of the tree was pruned, it now begins with 5");
    }

    [Fact]
    public void Build_TooFewLeaves_SaysSo()
    {
        var inclusion = ProofBuilder.ForInclusion(2, new CompactRange());
        inclusion.AppendAll(RfcTree.Flat(Leaves[..2]));
        inclusion.Build(out _).Should().Be("expected at least 3 records in the tree, found 2");
        ProofBuilder.ForConsistency(1, new CompactRange()).Build(out _).Should().Be("expected at least 1 records in the tree, found 0");
        ProofBuilder.ForConsistency(0, new CompactRange()).Build(out _).Should().NotBeNull();
        ProofBuilder.ForInclusion(-1, new CompactRange()).Build(out _).Should().NotBeNull();
        ProofBuilder.ForInclusion(long.MinValue, new CompactRange()).Build(out _).Should().NotBeNull();
        ProofBuilder.ForInclusion(long.MaxValue, new CompactRange()).Build(out _).Should().NotBeNull();
    }

    private static string? Fault(long index, long size, byte[] leaf, byte[] proof) =>
        InclusionProof.FindFault(index, size, leaf, proof, size is >= 0 and <= Most ? Roots[size] : Roots[0]);

    /// <summary>One bit, a hash more or fewer, two hashes changed about.</summary>
    private static IEnumerable<byte[]> Changes(byte[] proof)
    {
        foreach (byte[] flipped in Flips(proof))
            yield return flipped;
        yield return [.. proof, 0];
        yield return [.. proof, .. new byte[32]];
        yield return [.. new byte[32], .. proof];
        if (proof.Length == 0)
            yield break;
        yield return proof[..^1];
        yield return proof[..^32];
        yield return proof[32..];
        yield return [.. proof, .. proof[^32..]];
        for (int i = 0; i + 64 <= proof.Length; i += 32)
            yield return [.. proof[..i], .. proof[(i + 32)..(i + 64)], .. proof[i..(i + 32)], .. proof[(i + 64)..]];
    }

    private static IEnumerable<byte[]> Flips(byte[] bytes)
    {
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = (byte[])bytes.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }
    }
}
