using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Reloading;

/// <summary>
/// Tells whether a file changed, by its bytes. Time stamps and lengths are not asked: two writes may fall into one tick of a file
/// system's clock, and tools that copy files restore the stamps.
/// </summary>
internal static class FileFingerprint
{
    private const int BufferBytes = 16 * 1024;

    /// <summary>The hash that the policy in the file would have; <see langword="null"/> where the file can't be read, is empty or too large.</summary>
    internal static string? Of(string path, long maxBytes)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            // Opening a pipe waits for a writer; pipes and devices have no length, and neither has an empty file.
            var target = File.ResolveLinkTarget(path, returnFinalTarget: true) as FileInfo ?? new FileInfo(path);
            if (!target.Exists || target.Length == 0)
                return null;
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return stream.CanSeek ? Hash(stream, buffer, maxBytes) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string? Hash(FileStream stream, byte[] buffer, long maxBytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var preamble = Encoding.UTF8.Preamble;
        // A mark at the beginning is no part of a policy's text, nor of its hash.
        int read = stream.ReadAtLeast(buffer.AsSpan(0, preamble.Length), preamble.Length, throwOnEndOfStream: false);
        if (read == 0)
            return null;
        var first = buffer.AsSpan(0, read);
        hash.AppendData(first.SequenceEqual(preamble) ? default : first);
        for (long total = read; read > 0; total += read)
        {
            if (total > maxBytes)
                return null;
            read = stream.Read(buffer);
            hash.AppendData(buffer, 0, read);
        }
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
