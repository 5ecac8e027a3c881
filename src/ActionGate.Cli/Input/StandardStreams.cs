using System.Runtime.InteropServices;

namespace ActionGate.Cli.Input;

/// <summary>Which of the three standard streams this process was given.</summary>
internal static class StandardStreams
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    // <fcntl.h>; the same on Linux and macOS.
    private const int GetFlags = 1;
    private const int CloseOnExec = 1;

    /// <summary>
    /// Asked once at the start. Where one was closed the runtime has taken its number for something of its own, a pipe to itself for one:
    /// reading it would wait for ever, and what is written there would reach the runtime.
    /// </summary>
    internal static bool IsInputClosed { get; } = IsClosed(Input);

    internal static bool IsOutputClosed { get; } = IsClosed(Output);

    internal static bool IsErrorClosed { get; } = IsClosed(Error);

    /// <summary>What a process was given survived the exec, so that its own descriptors are those that would not.</summary>
    private static bool IsClosed(int descriptor) =>
        !OperatingSystem.IsWindows() && FlagsOf(descriptor, GetFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static extern int FlagsOf(int descriptor, int command);
}
