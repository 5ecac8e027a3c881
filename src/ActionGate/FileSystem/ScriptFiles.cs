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

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static ScriptFile Read(string path)
    {
        if (PlatformPath.ToDisk(path) is not { } onDisk)
            return new ScriptFile(null, null, "its path is not one of this system");
        try
        {
            using var file = Open(onDisk);
            if (RandomAccess.GetLength(file) > MostBytes)
                return new ScriptFile(null, null, $"it is longer than {MostBytes} bytes");
            byte[] bytes = new byte[MostBytes + 1];
            int length = 0;
            for (int read = -1; read != 0 && length < bytes.Length; length += read)
                read = RandomAccess.Read(file, bytes.AsSpan(length), length);
            return length > MostBytes ? new ScriptFile(null, null, $"it is longer than {MostBytes} bytes") : Of(bytes.AsSpan(0, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or System.Security.SecurityException)
        {
            return new ScriptFile(null, null, e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : "it can't be read");
        }
    }

    private static ScriptFile Of(ReadOnlySpan<byte> bytes)
    {
        string hash = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (bytes.Contains((byte)0))
            return new ScriptFile(null, hash, "it is no text");
        try
        {
            return new ScriptFile(Strict.GetString(bytes), hash, null);
        }
        catch (DecoderFallbackException)
        {
            return new ScriptFile(null, hash, "it is no text in utf-8");
        }
    }

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
