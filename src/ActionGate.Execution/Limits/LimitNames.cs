namespace ActionGate.Limits;

/// <summary>What limits are called in results, and by what they are held.</summary>
internal static class LimitNames
{
    internal const string WallTime = "wall_time";
    internal const string Cpu = "cpu";
    internal const string Memory = "memory";
    internal const string Processes = "processes";
    internal const string Output = "output";
    internal const string FileSize = "file_size";

    /// <summary>The executor's own clock, at which it ends the run.</summary>
    internal const string Timer = "timer";

    /// <summary>The executor takes no more output, and ends the run.</summary>
    internal const string Reader = "reader";

    /// <summary>A limit that the kernel holds each process to (setrlimit(2)).</summary>
    internal const string Rlimit = "rlimit";

    /// <summary>The kernel holds, or counts, all processes together: control groups of version 1 or 2.</summary>
    internal const string Cgroup1 = "cgroup1", Cgroup2 = "cgroup2";

    /// <summary>The executor looks at /proc every few milliseconds.</summary>
    internal const string Watchdog = "watchdog";
}
