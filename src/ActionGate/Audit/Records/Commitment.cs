using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace ActionGate.Audit.Records;

/// <summary>The hash by which somebody who knows a value and its salt can prove that it was recorded.</summary>
internal static class Commitment
{
    internal const int SaltLength = 16;

    private const int ChunkBytes = 1024;

    private static ReadOnlySpan<byte> Prefix => "actiongate/field/v1\0"u8;

    /// <param name="name">The member that the value belongs to.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="value">The whole value. A lone surrogate counts as the three bytes that UTF-8 would give it, so that different texts stay different.</param>
    /// <param name="hash">Takes 32 bytes.</param>
    internal static void Compute(ReadOnlySpan<byte> name, ReadOnlySpan<byte> salt, ReadOnlySpan<char> value, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[ChunkBytes];
        sha.AppendData(Prefix);
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)name.Length));
        sha.AppendData(bytes[..2]);
        sha.AppendData(name);
        sha.AppendData(salt);
        while (!value.IsEmpty)
        {
            var status = Utf8.FromUtf16(value, bytes, out int read, out int written, replaceInvalidSequences: false);
            sha.AppendData(bytes[..written]);
            value = value[read..];
            if (status == OperationStatus.InvalidData)
            {
                int unit = value[0];
                sha.AppendData([(byte)(0xE0 | unit >> 12), (byte)(0x80 | unit >> 6 & 0x3F), (byte)(0x80 | unit & 0x3F)]);
                value = value[1..];
            }
        }
        sha.GetHashAndReset(hash);
    }

    internal static void Compute(string name, ReadOnlySpan<byte> salt, ReadOnlySpan<char> value, Span<byte> hash) =>
        Compute(Encoding.UTF8.GetBytes(name), salt, value, hash);
}
