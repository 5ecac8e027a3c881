using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace ActionGate.Policies;

/// <summary>Reads a policy file as strict UTF-8, without trusting anything that the file system says about it.</summary>
internal static class PolicyFile
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>The largest limit that a host can set: the text must still fit into one string.</summary>
    private const long LargestLimit = 512L * 1024 * 1024;

    internal static PolicySource? Open(string path, long maxBytes, out Diagnostic? failure)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        byte[]? bytes = ReadBytes(path, Math.Min(maxBytes, LargestLimit), out failure);
        return bytes is null ? null : Decode(path, bytes, out failure);
    }

    private static byte[]? ReadBytes(string path, long maxBytes, out Diagnostic? failure)
    {
        failure = null;
        try
        {
            if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
                failure = Fail(path, DiagnosticIds.PolicyUnreadable, "this is not the name of a file", null);
            else if (Directory.Exists(path))
                failure = Fail(path, DiagnosticIds.PolicyNotAFile, "expected a file, found a folder", "name the policy file inside it");
            else if (!File.Exists(path))
                failure = Fail(path, DiagnosticIds.PolicyUnreadable, "there is no such file", null);
            else if (IsEmptyOrSpecial(path))
                failure = NotRegular(path);
            else
                return ReadBounded(path, maxBytes, out failure);
        }
        catch (UnauthorizedAccessException)
        {
            failure = Fail(path, DiagnosticIds.PolicyUnreadable, "the file can't be read: access is denied", null);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            failure = Fail(path, DiagnosticIds.PolicyUnreadable, "the file can't be read", null);
        }
        return null;
    }

    /// <summary>
    /// Opening a pipe for reading waits for a writer, perhaps for ever, so the question comes before the opening. Pipes and devices
    /// have length 0, and an empty file is no policy either. A length above 0 proves nothing and is not used.
    /// </summary>
    private static bool IsEmptyOrSpecial(string path)
    {
        FileSystemInfo? target = File.ResolveLinkTarget(path, returnFinalTarget: true);
        return (target as FileInfo ?? new FileInfo(path)).Length == 0;
    }

    private static byte[]? ReadBounded(string path, long maxBytes, out Diagnostic? failure)
    {
        failure = null;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!stream.CanSeek)
        {
            failure = NotRegular(path);
            return null;
        }
        var bytes = new ArrayBufferWriter<byte>(ChunkBytes);
        while (true)
        {
            int read = stream.Read(bytes.GetSpan(ChunkBytes));
            if (read == 0)
                return bytes.WrittenSpan.ToArray();
            bytes.Advance(read);
            if (bytes.WrittenCount > maxBytes)
            {
                failure = Fail(path, DiagnosticIds.PolicyTooLarge, TooLarge(maxBytes), null);
                return null;
            }
        }
    }

    internal static string TooLarge(long maxBytes) =>
        string.Create(CultureInfo.InvariantCulture, $"the policy is larger than {maxBytes} bytes");

    private static PolicySource? Decode(string path, byte[] bytes, out Diagnostic? failure)
    {
        failure = null;
        if (OtherEncoding(bytes) is { } encoding)
        {
            failure = Fail(path, DiagnosticIds.PolicyNotUtf8, $"expected UTF-8, found {encoding}", "save the file as UTF-8");
            return null;
        }
        ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
        char[] chars = new char[text.Length];
        OperationStatus status = Utf8.ToUtf16(text, chars, out int read, out int written, replaceInvalidSequences: false);
        var source = new PolicySource(path, new string(chars, 0, written));
        if (status == OperationStatus.Done)
            return source;

        int line = source.LineCount;
        string before = source.LineAt(line);
        int lineEnd = text[read..].IndexOfAny((byte)'\n', (byte)'\r');
        ReadOnlySpan<byte> rest = lineEnd < 0 ? text[read..] : text.Slice(read, lineEnd);
        string shown = before + Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, 200)]);
        failure = new Diagnostic(
            DiagnosticIds.PolicyNotUtf8,
            DiagnosticSeverity.Error,
            string.Create(CultureInfo.InvariantCulture, $"expected UTF-8, found the byte 0x{text[read]:X2}"),
            "save the file as UTF-8",
            path,
            line,
            before.Length + 1,
            1,
            shown.Length <= 1000 ? shown : null);
        return null;
    }

    private static string? OtherEncoding(ReadOnlySpan<byte> bytes)
    {
        // UTF-32 first: its little-endian mark begins with that of UTF-16.
        if (bytes.StartsWith<byte>([0xFF, 0xFE, 0, 0]) || bytes.StartsWith<byte>([0, 0, 0xFE, 0xFF]))
            return "UTF-32";
        return bytes.StartsWith<byte>([0xFF, 0xFE]) || bytes.StartsWith<byte>([0xFE, 0xFF]) ? "UTF-16" : null;
    }

    private static Diagnostic NotRegular(string path) =>
        Fail(path, DiagnosticIds.PolicyNotAFile, "expected a file with text, found an empty one, a pipe or a device", null);

    private static Diagnostic Fail(string path, string id, string message, string? help) =>
        new(id, DiagnosticSeverity.Error, message, help, path, 0, 0, 1, null);
}
