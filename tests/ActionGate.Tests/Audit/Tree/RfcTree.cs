using System.Security.Cryptography;

namespace ActionGate.Tests.Audit.Tree;

/// <summary>MTH, PATH and PROOF as RFC 6962, 2.1, defines them, word by word and slowly: the oracle.</summary>
internal static class RfcTree
{
    internal static byte[] Leaf(ReadOnlySpan<byte> entry) => SHA256.HashData([0x00, .. entry]);

    /// <summary>Leaves that all differ.</summary>
    internal static byte[][] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => Leaf([(byte)i, (byte)(i >> 8), 0xA5]))];

    internal static byte[] Mth(ReadOnlySpan<byte[]> d)
    {
        if (d.Length == 0)
            return SHA256.HashData([]);
        if (d.Length == 1)
            return d[0];
        int k = LargestPowerBelow(d.Length);
        return SHA256.HashData([0x01, .. Mth(d[..k]), .. Mth(d[k..])]);
    }

    internal static List<byte[]> Path(int m, ReadOnlySpan<byte[]> d)
    {
        if (d.Length == 1)
            return [];
        int k = LargestPowerBelow(d.Length);
        return m < k ? [.. Path(m, d[..k]), Mth(d[k..])] : [.. Path(m - k, d[k..]), Mth(d[..k])];
    }

    internal static List<byte[]> Proof(int m, ReadOnlySpan<byte[]> d) => SubProof(m, d, true);

    private static List<byte[]> SubProof(int m, ReadOnlySpan<byte[]> d, bool b)
    {
        if (m == d.Length)
            return b ? [] : [Mth(d)];
        int k = LargestPowerBelow(d.Length);
        return m <= k ? [.. SubProof(m, d[..k], b), Mth(d[k..])] : [.. SubProof(m - k, d[k..], false), Mth(d[..k])];
    }

    private static int LargestPowerBelow(int n)
    {
        int k = 1;
        while (k * 2 < n)
            k *= 2;
        return k;
    }

    internal static byte[] Flat(IEnumerable<byte[]> hashes) => [.. hashes.SelectMany(h => h)];
}
