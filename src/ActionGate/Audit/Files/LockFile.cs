using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.Audit.Files;

/// <summary>The hold of one process on a log's folder. The system lets go of it when the process ends, however it ends.</summary>
/// <remarks>
/// <para>
/// A lock file says whether there is one writer or several that take turns; on Unix the folder itself is locked as well, by the one for as
/// long as it writes, by each of several for its turn. So who deletes the lock file lets nobody in.
/// </para>
/// <para>The file stays when the log is closed: to delete it would let a second process lock a new one beside one that waits for the old.</para>
/// </remarks>
internal sealed class LockFile : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(2);

    private readonly FileStream _stream;
    private readonly FolderHandle? _folder;
    private readonly string _path;
    private bool _holdsFolder;

    private LockFile(FileStream stream, FolderHandle? folder, string path, bool isShared)
    {
        _stream = stream;
        _folder = folder;
        _path = path;
        IsShared = isShared;
    }

    /// <summary>Several processes may hold it, and take turns.</summary>
    internal bool IsShared { get; }

    /// <summary>Locks; who locks for itself alone writes this process's id into the file.</summary>
    /// <exception cref="AuditException">Another log holds it, here or in another process, or this file system does not lock.</exception>
    internal static LockFile Acquire(LogDirectory directory, bool isShared = false)
    {
        string path = directory.Lock;
        FileStream stream;
        try
        {
            stream = Open(path, isShared);
        }
        catch (IOException e) when (IsLocked(e))
        {
            throw Held(path, e);
        }
        LockFile? hold = null;
        try
        {
            EnsureExclusive(path);
            hold = new LockFile(stream, FolderHandle.Open(directory.FullPath), path, isShared);
            if (isShared)
                return hold;
            var folder = hold._folder?.TryLock() ?? FolderHandle.Hold.Unsupported;
            if (folder == FolderHandle.Hold.Busy)
                throw Held(path, null);
            hold._holdsFolder = folder == FolderHandle.Hold.Held;
            stream.SetLength(0);
            stream.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
            return hold;
        }
        catch
        {
            stream.Dispose();
            hold?.Dispose();
            throw;
        }
    }

    /// <summary>Waits for this process's turn, where several write; who holds the folder alone always has it.</summary>
    /// <returns>It has not come in time.</returns>
    internal bool TryEnter(TimeSpan timeout)
    {
        if (!IsShared)
            return true;
        long start = TimeProvider.System.GetTimestamp();
        for (int i = 0; !TryEnter(); i++)
        {
            if (TimeProvider.System.GetElapsedTime(start) >= timeout)
                return false;
            // Turns are short; who waits long lets others run.
            if (i < 10)
                Thread.Yield();
            else
                Thread.Sleep(LongestPause);
        }
        return true;
    }

    internal void Leave()
    {
        if (!IsShared)
            return;
        if (_folder is not null)
            _folder.Release();
        else
            Unlock();
    }

    /// <summary>What is wrong with the hold; <see langword="null"/>: nothing. A locked folder needs no lock file.</summary>
    internal string? FindDisplacement() => _holdsFolder || IsShared && _folder is not null || File.Exists(_path) ? null : "the lock file is gone";

    /// <summary>Until the names in the folder are on the disk itself. Elsewhere than on Unix there is no call for it.</summary>
    internal void FlushFolder() => _folder?.FlushToDisk();

    public void Dispose()
    {
        _stream.Dispose();
        _folder?.Dispose();
    }

    private bool TryEnter()
    {
        if (_folder is not null)
        {
            return _folder.TryLock() switch
            {
                FolderHandle.Hold.Held => true,
                FolderHandle.Hold.Busy => false,
                _ => throw new AuditException(DiagnosticIds.AuditLocked, $"{_path}: folders do not lock each other out here: choose a folder on a local disk"),
            };
        }
        try
        {
            Lock();
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Far behind the process id, which others read. Only where there is no folder to lock; macOS has one, and no such call.
    private void Lock()
    {
        if (!OperatingSystem.IsMacOS() && !OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS() && !OperatingSystem.IsFreeBSD())
            _stream.Lock(1 << 30, 1);
    }

    private void Unlock()
    {
        if (!OperatingSystem.IsMacOS() && !OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS() && !OperatingSystem.IsFreeBSD())
            _stream.Unlock(1 << 30, 1);
    }

    private static AuditException Held(string path, Exception? inner)
    {
        string holder = ReadHolder(path) is { } pid ? "pid " + pid : "another process";
        return new AuditException(DiagnosticIds.AuditLocked, $"{path}: locked by {holder}: share one AuditLog between gates", inner);
    }

    private static FileStream Open(string path, bool isShared)
    {
        // On Windows a reader may look for the holder's id; elsewhere only None excludes other writers, and the id is read without a lock.
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = isShared ? FileAccess.Read : FileAccess.ReadWrite,
            Share = isShared || OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None,
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
            Open(path, isShared: false).Dispose();
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
