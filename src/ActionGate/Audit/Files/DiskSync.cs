using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.Audit.Files;

/// <summary>Brings what an open file or folder holds to the disk itself, and says where it could not.</summary>
/// <remarks>
/// On Unix by the system's own call. The runtime's (RandomAccess.FlushToDisk and FileStream.Flush) takes no error for one: its SystemNative_FSync
/// assigns the comparison <c>fsync(fd) &lt; 0</c>, and so answers 1 where -1 is looked for. Seen in .NET 10.0.12.
/// </remarks>
internal static class DiskSync
{
    private const int FullSyncOnMacOs = 51;
    private const int Interrupted = 4;
    private const int Invalid = 22;

    /// <exception cref="IOException">What is on the disk is not known.</exception>
    internal static void Flush(SafeFileHandle handle, bool isFolder = false)
    {
        if (OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }
        if (OperatingSystem.IsMacOS() && TryFull(handle))
            return;
        while (Sync(handle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
                continue;
            // Some file systems bring names to the disk by themselves, and know no call for it.
            if (isFolder && error == Invalid)
                return;
            throw new IOException(new Win32Exception(error).Message);
        }
    }

    /// <summary>On macOS, fsync leaves it to the disk's own memory. The other call not every file system has.</summary>
    private static bool TryFull(SafeFileHandle handle)
    {
        while (Control(handle, FullSyncOnMacOs) != 0)
        {
            const int NoTerminal = 25;
            const int NotSupported = 45;
            int error = Marshal.GetLastPInvokeError();
            if (error is Invalid or NoTerminal or NotSupported)
                return false;
            if (error != Interrupted)
                throw new IOException(new Win32Exception(error).Message);
        }
        return true;
    }

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int Control(SafeFileHandle file, int command);
}
