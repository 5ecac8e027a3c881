using System.Security.Cryptography;
using System.Text;
using ActionGate.Normalisation;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.FileSystem;

/// <summary>Reads the scripts that commands execute.</summary>
internal static class ScriptFiles
{
    /// <summary>The longest script that is read, in bytes.</summary>
    internal const int MostBytes = 1 << 20;

    /// <summary>More than the first line of a program may have (execve(2)).</summary>
    private const int HeadBytes = 512;

    /// <summary>Where the record of an archive's end may stand, counted from the end: its own length and that of the longest comment.</summary>
    private const int EndOfArchive = 65535 + 22;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static ScriptFile Read(string path)
    {
        if (PlatformPath.ToDisk(path) is not { } onDisk)
            return new ScriptFile(null, null, "its path is not one of this system");
        try
        {
            using var file = Open(onDisk);
            byte[] bytes = new byte[RandomAccess.GetLength(file) > MostBytes ? HeadBytes : MostBytes + 1];
            int length = 0;
            for (int read = -1; read != 0 && length < bytes.Length; length += read)
                read = RandomAccess.Read(file, bytes.AsSpan(length), length);
            return length == bytes.Length
                ? new ScriptFile(null, null, $"it is longer than {MostBytes} bytes") { Head = HeadOf(bytes) }
                : Of(bytes.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException)
        {
            bool isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            return new ScriptFile(null, null, isAbsent ? "there is no such file" : "it can't be read") { IsAbsent = isAbsent };
        }
    }

    private static ScriptFile Of(ReadOnlySpan<byte> bytes)
    {
        string hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (bytes.Contains((byte)0))
            return new ScriptFile(null, hash, "it is no text") { Head = HeadOf(bytes) };
        // Python runs an archive that stands behind anything, and reads none of what stands before it.
        if (bytes[Math.Max(0, bytes.Length - EndOfArchive)..].IndexOf("PK\u0005\u0006"u8) >= 0)
            return new ScriptFile(null, hash, "it holds an archive") { Head = HeadOf(bytes) };
        try
        {
            return new ScriptFile(Strict.GetString(bytes), hash, null);
        }
        catch (DecoderFallbackException)
        {
            return new ScriptFile(null, hash, "it is no text in utf-8") { Head = HeadOf(bytes) };
        }
    }

    private static string HeadOf(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, HeadBytes)]);

    /// <summary>Whoever opens a pipe waits for somebody at its other end, so a file that can be sought in is asked for.</summary>
    private static SafeFileHandle Open(string onDisk)
    {
        if (FileOpening.IsSupported)
            return FileOpening.OpenRegular(onDisk);
        if ((File.GetAttributes(onDisk) & (FileAttributes.Device | FileAttributes.Directory)) != 0)
            throw new IOException("expected a file");
        return File.OpenHandle(onDisk, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
    }
}
