using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ActionGate.FileSystem;

/// <summary>
/// The C library's calls behind <see cref="UnixPaths"/> and <see cref="FileOpening"/>. Paths are UTF-8 and end at a NUL. No structure is
/// shared: what a call fills in is larger than any libc's version of it, and read by offset.
/// </summary>
internal static class UnixCalls
{
    // errno.h; these are the same on Linux and macOS.
    internal const int NotPermitted = 1;     // EPERM
    internal const int NoEntry = 2;          // ENOENT
    internal const int AccessDenied = 13;    // EACCES
    internal const int Exists = 17;          // EEXIST
    internal const int NotADirectory = 20;   // ENOTDIR
    internal const int InvalidArgument = 22; // EINVAL
    internal const int ReadOnlyFileSystem = 30; // EROFS

    /// <summary>PATH_MAX of Linux, with the NUL; macOS has 1024 and says so itself.</summary>
    internal const int LongestPath = 4096;

    /// <summary>Larger than struct statfs (120 bytes on 64-bit Linux).</summary>
    internal const int FileSystemSize = 512;

    /// <summary>The size of struct statx, the same on all of Linux (statx(2)).</summary>
    internal const int StatusSize = 256;

    /// <summary>Where stx_mode stands, two bytes.</summary>
    internal const int StatusModeOffset = 28;

    /// <summary>STATX_TYPE.</summary>
    internal const uint StatusType = 1;

    /// <summary>AT_EMPTY_PATH: the status of the handle itself.</summary>
    internal const int EmptyPath = 0x1000;

    /// <summary>W_OK.</summary>
    internal const int ForWriting = 2;

    private const string Library = "libc";

    [DllImport(Library, EntryPoint = "readlink", SetLastError = true)]
    internal static extern nint ReadLink(in byte path, ref byte target, nuint size);

    /// <summary>Linux: the file system's number stands in the first four bytes (every little-endian machine, and s390x, where it is an int).</summary>
    [DllImport(Library, EntryPoint = "statfs", SetLastError = true)]
    internal static extern int GetFileSystem(in byte path, ref byte about);

    [DllImport(Library, EntryPoint = "access", SetLastError = true)]
    internal static extern int Access(in byte path, int mode);

    [DllImport(Library, EntryPoint = "open", SetLastError = true)]
    internal static extern int Open(in byte path, int flags);

    [DllImport(Library, EntryPoint = "openat", SetLastError = true)]
    internal static extern int OpenAt(SafeFileHandle folder, in byte path, int flags, uint mode);

    [DllImport(Library, EntryPoint = "statx", SetLastError = true)]
    internal static extern int GetStatus(SafeFileHandle file, in byte path, int flags, uint wanted, ref byte status);
}
