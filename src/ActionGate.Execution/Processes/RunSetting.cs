using ActionGate.Cgroups;

namespace ActionGate.Processes;

/// <summary>What the blocks of one run share.</summary>
/// <param name="Output">Where their output goes.</param>
/// <param name="Stop">Where the run's end is asked for.</param>
/// <param name="Groups">The control groups that they run in; <see langword="null"/>: none.</param>
/// <param name="LimitOptions">Limits of each process, as prlimit(1) takes them.</param>
/// <param name="IsPortable">They run as <see cref="PortableBlock"/>s.</param>
internal sealed record RunSetting(OutputBuffer Output, RunStop Stop, RunCgroups? Groups, IReadOnlyList<string> LimitOptions, bool IsPortable)
{
    /// <summary>What stands before a program that is to run confined, for the block's file; <see langword="null"/>: nothing.</summary>
    internal Func<string, IReadOnlyList<string>>? Sandbox { get; init; }

    /// <summary>What the sandbox reads from the first descriptor behind the standard ones; empty: nothing.</summary>
    internal ReadOnlyMemory<byte> SandboxInput { get; init; }
}
