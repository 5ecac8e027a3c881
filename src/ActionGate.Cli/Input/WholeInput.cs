using System.Buffers;
using System.Text;
using System.Text.Unicode;
using ActionGate.Policies;

namespace ActionGate.Cli.Input;

/// <summary>Reads a stream or a file to its end as UTF-8, up to a limit.</summary>
internal static class WholeInput
{
    /// <summary>16 MiB.</summary>
    internal const int LongestInput = 16 * 1024 * 1024;

    private const int ChunkBytes = 64 * 1024;

    /// <summary>Stands for standard input where a file, a target or code is named.</summary>
    internal const string StandardInput = "-";

    internal static bool IsStandardInput(string name) => string.Equals(name, StandardInput, StringComparison.Ordinal);

    /// <exception cref="CommandException">It is too long, or no UTF-8.</exception>
    internal static string Read(Stream stream, string name) => Encoding.UTF8.GetString(ReadBytes(stream, name).WrittenSpan);

    private static ArrayBufferWriter<byte> ReadBytes(Stream stream, string name)
    {
        var bytes = new ArrayBufferWriter<byte>(ChunkBytes);
        int read;
        while ((read = stream.Read(bytes.GetSpan(ChunkBytes))) > 0)
        {
            bytes.Advance(read);
            if (bytes.WrittenCount > LongestInput)
                throw new CommandException($"{name}: expected at most {LongestInput} bytes, found more");
        }
        if (!Utf8.IsValid(bytes.WrittenSpan))
            throw new CommandException($"{name}: expected UTF-8, found other bytes");
        return bytes;
    }

    /// <summary>Reads what may be shown to the caller: whoever may run this command may not therefore see a key.</summary>
    /// <exception cref="CommandException">The file can't be read, is too long, no UTF-8, or holds a private key.</exception>
    internal static string ReadFile(string path)
    {
        try
        {
            using var stream = Open(path);
            var bytes = ReadBytes(stream, path);
            return PrivateKeyText.IsOne(bytes.WrittenSpan)
                ? throw new CommandException($"{path}: the file holds a private key, of which nothing is shown")
                : Encoding.UTF8.GetString(bytes.WrittenSpan);
        }
        catch (IOException)
        {
            throw new CommandException($"{path}: the file can't be read");
        }
    }

    /// <exception cref="CommandException">The file can't be opened.</exception>
    internal static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path}: there is no such file");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: {(Directory.Exists(path) ? "expected a file, found a folder" : "access is denied")}");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new CommandException($"{path}: the file can't be read");
        }
    }
}
