using System.Runtime.InteropServices;

namespace ActionGate.Processes;

/// <summary>
/// The C library's calls behind <see cref="LinuxBlock"/>. Its opaque structures are passed as byte arrays that are larger than any
/// of them is in glibc and musl (336 bytes at most).
/// </summary>
internal static class LinuxCalls
{
    internal const int OpaqueSize = 1024;
    internal const int SigKill = 9;

    // spawn.h, the same in glibc and musl.
    internal const short SpawnSetSignalDefaults = 0x04;
    internal const short SpawnSetSignalMask = 0x08;
    internal const short SpawnSetSession = 0x80;

    internal const int WaitForPid = 1;             // P_PID
    internal const int WaitExited = 4;             // WEXITED
    internal const int WaitLeaveZombie = 0x0100_0000; // WNOWAIT

    /// <summary>RLIMIT_RTTIME: see <see cref="RunMark"/>.</summary>
    internal const int RealTimeLimit = 15;

    /// <summary>RLIM_INFINITY.</summary>
    internal const ulong Unlimited = ulong.MaxValue;

    private const string Library = "libc";

    /// <summary>All calls are there; glibc has the youngest of them since 2.29, musl since 1.1.24.</summary>
    internal static bool AreAvailable { get; } =
        OperatingSystem.IsLinux() && Environment.Is64BitProcess
        && NativeLibrary.TryLoad(Library, typeof(LinuxCalls).Assembly, null, out nint handle)
        && NativeLibrary.TryGetExport(handle, "posix_spawn_file_actions_addchdir_np", out _);

    /// <summary>The C library can close all descriptors from one on (glibc since 2.34).</summary>
    internal static bool CanCloseFrom { get; } =
        AreAvailable && NativeLibrary.TryGetExport(NativeLibrary.Load(Library, typeof(LinuxCalls).Assembly, null), "posix_spawn_file_actions_addclosefrom_np", out _);

    [StructLayout(LayoutKind.Sequential)]
    internal struct ResourceLimit
    {
        internal ulong Soft;
        internal ulong Hard;
    }

    [DllImport(Library, EntryPoint = "posix_spawn")]
    internal static extern int Spawn(out int pid, nint path, byte[] fileActions, byte[] attributes, nint[] arguments, nint[] environment);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_init")]
    internal static extern int InitFileActions(byte[] fileActions);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_destroy")]
    internal static extern int DestroyFileActions(byte[] fileActions);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addopen")]
    internal static extern int AddOpen(byte[] fileActions, int descriptor, nint path, int flags, uint mode);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_adddup2")]
    internal static extern int AddDuplicate(byte[] fileActions, int from, int to);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addclose")]
    internal static extern int AddClose(byte[] fileActions, int descriptor);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    internal static extern int AddCloseFrom(byte[] fileActions, int descriptor);

    [DllImport(Library, EntryPoint = "posix_spawn_file_actions_addchdir_np")]
    internal static extern int AddChangeDirectory(byte[] fileActions, nint path);

    [DllImport(Library, EntryPoint = "posix_spawnattr_init")]
    internal static extern int InitAttributes(byte[] attributes);

    [DllImport(Library, EntryPoint = "posix_spawnattr_destroy")]
    internal static extern int DestroyAttributes(byte[] attributes);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setflags")]
    internal static extern int SetFlags(byte[] attributes, short flags);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setsigdefault")]
    internal static extern int SetSignalDefaults(byte[] attributes, byte[] signals);

    [DllImport(Library, EntryPoint = "posix_spawnattr_setsigmask")]
    internal static extern int SetSignalMask(byte[] attributes, byte[] signals);

    [DllImport(Library, EntryPoint = "sigfillset")]
    internal static extern int FillSignals(byte[] signals);

    [DllImport(Library, EntryPoint = "sigemptyset")]
    internal static extern int EmptySignals(byte[] signals);

    [DllImport(Library, EntryPoint = "kill")]
    internal static extern int Kill(int pid, int signal);

    [DllImport(Library, EntryPoint = "waitid", SetLastError = true)]
    internal static extern int WaitId(int idType, int id, byte[] info, int options);

    /// <summary>Collects a child; <paramref name="usage"/> is a <c>struct rusage</c>, of it and of the children that it collected.</summary>
    [DllImport(Library, EntryPoint = "wait4", SetLastError = true)]
    internal static extern int Wait(int pid, out int status, int options, long[] usage);

    [DllImport(Library, EntryPoint = "prlimit")]
    internal static extern int GetResourceLimit(int pid, int resource, nint none, out ResourceLimit current);

    [DllImport(Library, EntryPoint = "prlimit")]
    internal static extern int SetResourceLimit(int pid, int resource, in ResourceLimit limit, nint old);
}
