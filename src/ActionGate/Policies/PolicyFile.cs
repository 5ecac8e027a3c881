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
        // Borrowed, as arrays of this size are garbage of the costliest sort.
        byte[] bytes = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            int length = ReadBytes(path, Math.Min(maxBytes, LargestLimit), ref bytes, out failure);
            // What is wrong with a policy is told with its lines.
            if (failure is null && PrivateKeyText.IsOne(bytes.AsSpan(0, length)))
                failure = Fail(path, DiagnosticIds.PolicyUnreadable, "expected a policy, found a private key, of which nothing is shown", null);
            return failure is null ? Decode(path, bytes.AsSpan(0, length), out failure) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int ReadBytes(string path, long maxBytes, ref byte[] bytes, out Diagnostic? failure)
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
                return ReadBounded(path, maxBytes, ref bytes, out failure);
        }
        catch (UnauthorizedAccessException)
        {
            failure = Fail(path, DiagnosticIds.PolicyUnreadable, "the file can't be read: access is denied", null);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            failure = Fail(path, DiagnosticIds.PolicyUnreadable, "the file can't be read", null);
        }
        return 0;
    }

    /// <summary>
    /// Opening a pipe for reading waits for a writer, perhaps for ever, so the question comes before the opening. Pipes and devices
    /// have length 0, and an empty file is no policy either. A length above 0 proves nothing and is not used.
    /// </summary>
    private static bool IsEmptyOrSpecial(string path)
    {
        // Of a relative path the runtime takes a link's own relative target for one below the root.
        FileSystemInfo? target = new FileInfo(new FileInfo(path).FullName).ResolveLinkTarget(returnFinalTarget: true);
        return (target as FileInfo ?? new FileInfo(path)).Length == 0;
    }

    private static int ReadBounded(string path, long maxBytes, ref byte[] bytes, out Diagnostic? failure)
    {
        failure = null;
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!stream.CanSeek)
        {
            failure = NotRegular(path);
            return 0;
        }
        for (int length = 0; ;)
        {
            if (length == bytes.Length)
                Grow(ref bytes);
            int read = stream.Read(bytes, length, bytes.Length - length);
            if (read == 0)
                return length;
            length += read;
            if (length > maxBytes)
            {
                failure = Fail(path, DiagnosticIds.PolicyTooLarge, TooLarge(maxBytes), null);
                return 0;
            }
        }
    }

    private static void Grow(ref byte[] bytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * bytes.Length);
        bytes.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }

    internal static string TooLarge(long maxBytes) =>
        string.Create(CultureInfo.InvariantCulture, $"the policy is larger than {maxBytes} bytes");

    private static PolicySource? Decode(string path, ReadOnlySpan<byte> bytes, out Diagnostic? failure)
    {
        failure = null;
        if (OtherEncoding(bytes) is { } encoding)
        {
            failure = Fail(path, DiagnosticIds.PolicyNotUtf8, $"expected UTF-8, found {encoding}", "save the file as UTF-8");
            return null;
        }
        // The source takes one byte order mark away: a second is a character like any other.
        ReadOnlySpan<byte> text = bytes;
        char[] chars = ArrayPool<char>.Shared.Rent(text.Length);
        OperationStatus status = Utf8.ToUtf16(text, chars, out int read, out int written, replaceInvalidSequences: false);
        var source = new PolicySource(path, chars.AsSpan(0, written));
        ArrayPool<char>.Shared.Return(chars);
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
