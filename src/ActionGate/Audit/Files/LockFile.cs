using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.Audit.Files;

/// <summary>The exclusive hold of one process on a log's folder. The system lets go of it when the process ends, however it ends.</summary>
/// <remarks>The file stays when the log is closed: to delete it would let a second process lock a new one beside one that waits for the old.</remarks>
internal sealed class LockFile : IDisposable
{
    private readonly FileStream _stream;

    private LockFile(FileStream stream) => _stream = stream;

    /// <summary>Locks, and writes this process's id into the file.</summary>
    /// <exception cref="AuditException">Another log holds it, here or in another process, or this file system does not lock.</exception>
    internal static LockFile Acquire(string path)
    {
        FileStream stream;
        try
        {
            stream = Open(path);
        }
        catch (IOException e) when (IsLocked(e))
        {
            string holder = ReadHolder(path) is { } pid ? "pid " + pid : "another process";
            throw new AuditException(DiagnosticIds.AuditLocked, $"{path}: locked by {holder}: share one AuditLog between gates", e);
        }
        try
        {
            EnsureExclusive(path);
            stream.SetLength(0);
            stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            return new LockFile(stream);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => _stream.Dispose();

    private static FileStream Open(string path)
    {
        // On Windows a reader may look for the holder's id; elsewhere only None excludes other writers, and the id is read without a lock.
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>Some file systems, and a switch of the runtime, take a lock and hold nothing: a second one then succeeds too.</summary>
    private static void EnsureExclusive(string path)
    {
        try
        {
            Open(path).Dispose();
        }
        catch (IOException e) when (IsLocked(e))
        {
            return;
        }
        throw new AuditException(DiagnosticIds.AuditLocked, $"{path}: files do not lock each other out here: choose a folder on a local disk");
    }

    private static bool IsLocked(IOException e)
    {
        const int SharingViolation = 32;
        const int TryAgainOnLinux = 11;
        const int TryAgainOnBsd = 35;
        return OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == SharingViolation
            : e.HResult == (OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? TryAgainOnLinux : TryAgainOnBsd);
    }

    private static string? ReadHolder(string path)
    {
        try
        {
            using var handle = OpenUnlocked(path);
            Span<byte> bytes = stackalloc byte[32];
            int length = RandomAccess.Read(handle, bytes, 0);
            return int.TryParse(bytes[..length].TrimEnd((byte)'\n'), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                ? pid.ToString(CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The runtime locks whatever it opens, so that on Unix it can't open a locked file even to read it.</summary>
    private static SafeFileHandle OpenUnlocked(string path) => OperatingSystem.IsWindows()
        ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
        : new SafeFileHandle(OpenForReading(Encoding.UTF8.GetBytes(path + "\0"), 0), ownsHandle: true);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenForReading(byte[] path, int flags);
}
