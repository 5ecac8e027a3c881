using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.Audit.Files;

/// <summary>An open folder on Unix: what is locked and synced through it is the folder that was opened, whatever its name leads to later.</summary>
/// <remarks>A lock on the folder itself outlives the deletion of every file in it, and the system lets go of it when the process ends.</remarks>
internal sealed class FolderHandle : IDisposable
{
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int Unlock = 8;

    private readonly SafeFileHandle _handle;

    private FolderHandle(SafeFileHandle handle) => _handle = handle;

    /// <summary>What a try to lock came to.</summary>
    internal enum Hold : byte
    {
        Busy = 0,
        Held,

        /// <summary>This file system does not lock folders.</summary>
        Unsupported,
    }

    /// <returns><see langword="null"/>: folders can't be opened on this system.</returns>
    /// <exception cref="IOException">The folder can't be opened.</exception>
    internal static FolderHandle? Open(string path)
    {
        if (OperatingSystem.IsWindows())
            return null;
        // A child process must not inherit the lock: it would hold it beyond the end of this one.
        int closeOnExec = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x80000 : OperatingSystem.IsFreeBSD() ? 0x100000 : 0x1000000;
        var handle = new SafeFileHandle(OpenPath(Encoding.UTF8.GetBytes(path + "\0"), closeOnExec), ownsHandle: true);
        if (!handle.IsInvalid)
            return new FolderHandle(handle);
        int error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw new IOException($"{path}: {new Win32Exception(error).Message}");
    }

    /// <summary>Until the entries of a folder are on the disk itself.</summary>
    /// <exception cref="IOException">They can't be brought there.</exception>
    internal static void Flush(string path)
    {
        FolderHandle? folder;
        try
        {
            folder = Open(path);
        }
        catch (IOException)
        {
            // A folder may let others in, and not be read by them: then its owner brings it to the disk, some time.
            return;
        }
        using (folder)
            folder?.FlushToDisk();
    }

    internal Hold TryLock()
    {
        while (Flock(_handle, LockExclusive | LockNonBlocking) != 0)
        {
            const int Interrupted = 4;
            const int TryAgainOnLinux = 11;
            const int TryAgainOnBsd = 35;
            int error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
                continue;
            bool isLinux = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid();
            return error == (isLinux ? TryAgainOnLinux : TryAgainOnBsd) ? Hold.Busy : Hold.Unsupported;
        }
        return Hold.Held;
    }

    internal void Release() => _ = Flock(_handle, Unlock);

    /// <summary>Until the folder's entries are on the disk itself.</summary>
    internal void FlushToDisk() => DiskSync.Flush(_handle, isFolder: true);

    public void Dispose()
    {
        // To close it would not do: a process that is being started has a copy of it until it runs its program.
        if (!_handle.IsInvalid && !_handle.IsClosed)
            Release();
        _handle.Dispose();
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenPath(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static extern int Flock(SafeFileHandle file, int operation);
}
