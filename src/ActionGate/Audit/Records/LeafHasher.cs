using System.Security.Cryptography;

namespace ActionGate.Audit.Records;

/// <summary>SHA-256 into hexadecimal digits, with one hash object for all records. Not safe for concurrent use.</summary>
internal sealed class LeafHasher : IDisposable
{
    private IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _isDirty;

    /// <summary>Hashes the three one after another; any of them may be empty.</summary>
    internal void Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> hex)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Hash(first, second, third, hex, digest);
    }

    /// <summary>The same; the hash as it is as well.</summary>
    internal void Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> hex, Span<byte> digest)
    {
        // A hash that failed half-way would carry its bytes into the next record's.
        if (_isDirty)
        {
            _hash.Dispose();
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }
        _isDirty = true;
        if (!first.IsEmpty)
            _hash.AppendData(first);
        if (!second.IsEmpty)
            _hash.AppendData(second);
        if (!third.IsEmpty)
            _hash.AppendData(third);
        if (!_hash.TryGetHashAndReset(digest, out _) || !Convert.TryToHexStringLower(digest, hex, out _))
            throw new CryptographicException("no SHA-256 was computed");
        _isDirty = false;
    }

    public void Dispose() => _hash.Dispose();
}
