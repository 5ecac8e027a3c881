using System.Runtime.InteropServices;

namespace ActionGate.FileSystem;

/// <summary>The flags of Linux's open(2). Two of them differ: asm/fcntl.h of ARM and POWER has numbers of its own.</summary>
internal static class OpenFlags
{
    internal const int Write = 0x1;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;
    internal const int Append = 0x400;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x8_0000;

    /// <summary>O_PATH: a handle on the place alone; neither reads, writes nor wakes what is there.</summary>
    internal const int PlaceOnly = 0x20_0000;

    private static readonly bool HasOwnNumbers =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    internal static readonly int Directory = HasOwnNumbers ? 0x4000 : 0x1_0000;

    internal static readonly int NoFollow = HasOwnNumbers ? 0x8000 : 0x2_0000;
}
