using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.Audit.Files;

/// <summary>Tells files from pipes, sockets and terminals, which stand in a folder like files and may keep whoever opens them for ever.</summary>
internal static class PlainFile
{
    private const int FromHere = 1;
    private const int NoSuchDevice = 6;

    /// <summary>The call gives offsets of 64 bits.</summary>
    private static readonly bool CallsPlatform = !OperatingSystem.IsWindows() && Environment.Is64BitProcess;

    /// <summary>Whether a file stands there, as far as can be told; what can't be opened says so to who opens it.</summary>
    internal static bool Is(string path)
    {
        if (!CallsPlatform)
            return true;
        // Without waiting, and not for child processes.
        int flags = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x800 | 0x80000 : 0x4 | (OperatingSystem.IsFreeBSD() ? 0x100000 : 0x1000000);
        using var handle = new SafeFileHandle(OpenPath(Encoding.UTF8.GetBytes(path + "\0"), flags), ownsHandle: true);
        return handle.IsInvalid ? Marshal.GetLastPInvokeError() != NoSuchDevice : Seek(handle, 0, FromHere) >= 0;
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenPath(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static extern long Seek(SafeFileHandle file, long offset, int whence);
}
