using System.Security.Cryptography;

namespace ActionGate.Audit.Tree;

/// <summary>The inner nodes of a Merkle tree as RFC 6962, 2.1, has them; its leaves are the hashes of records.</summary>
internal static class TreeHasher
{
    /// <summary>The bytes of a hash.</summary>
    internal const int HashSize = SHA256.HashSizeInBytes;

    private const byte NodePrefix = 0x01;

    [ThreadStatic]
    private static IncrementalHash? _spare;

    /// <summary>The hash of the tree without leaves: of nothing.</summary>
    internal static ReadOnlySpan<byte> EmptyRoot =>
    [
        0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24,
        0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
    ];

    /// <summary>Hashes two neighbours into their parent, which may take the place of one of them.</summary>
    internal static void Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        if (left.Length != HashSize || right.Length != HashSize)
            throw new ArgumentException("expected hashes of 32 bytes");
        Span<byte> node = stackalloc byte[1 + 2 * HashSize];
        node[0] = NodePrefix;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + HashSize)..]);
        // One hash object a thread, given back only when it has done its work: one that failed half-way would carry its bytes on.
        var hash = _spare ?? IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _spare = null;
        hash.AppendData(node);
        hash.GetHashAndReset(parent);
        _spare = hash;
    }
}
