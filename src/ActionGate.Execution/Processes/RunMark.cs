using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ActionGate.Processes;

/// <summary>
/// What tells a process of one run from all others on the machine, wherever it went: both marks pass to children, through
/// double forks, new sessions and closed descriptors.
/// </summary>
/// <remarks>
/// The environment mark is always there, but <c>env -i</c> drops it. The second is a value of RLIMIT_RTTIME that nothing else has, far
/// too high to limit anything: a hard limit cannot be raised again, programs do not touch this one, and /proc shows it. It is set by
/// prlimit(1) of util-linux, which then becomes the interpreter: set from here, after the start, it came too late for one in five of the
/// shells that begin with a daemon on a busy machine (measured).
/// </remarks>
internal sealed class RunMark
{
    internal const string Variable = "ACTIONGATE_RUN";

    private static readonly bool CanLimit = Starter.CanSetLimits && IsLimitFree();

    private readonly string _limit;

    internal RunMark()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        EnvironmentEntry = $"{Variable}={Convert.ToHexStringLower(random)}";
        EnvironmentText = Encoding.ASCII.GetBytes(EnvironmentEntry);
        // Microseconds between 2^62 and 2^63: at least 146,000 years of real-time scheduling.
        ulong limit = (1UL << 62) | (BinaryPrimitives.ReadUInt64LittleEndian(random) >> 2);
        _limit = limit.ToString(CultureInfo.InvariantCulture);
        LimitText = Encoding.ASCII.GetBytes(_limit);
    }

    internal string EnvironmentEntry { get; }

    internal ReadOnlyMemory<byte> EnvironmentText { get; }

    internal ReadOnlyMemory<byte> LimitText { get; }

    /// <summary>What sets the second mark, where the machine can: an option of prlimit(1).</summary>
    internal IEnumerable<string> LimitOptions => CanLimit ? [$"--rttime={_limit}:{_limit}"] : [];

    /// <summary>
    /// The limit can be set: setting the host's own to what it is works. Not where it is set already: that may be the mark of a run
    /// that the host itself is part of.
    /// </summary>
    private static bool IsLimitFree() =>
        LinuxCalls.GetResourceLimit(Environment.ProcessId, LinuxCalls.RealTimeLimit, 0, out var own) == 0
        && own.Hard == LinuxCalls.Unlimited
        && LinuxCalls.SetResourceLimit(Environment.ProcessId, LinuxCalls.RealTimeLimit, in own, 0) == 0;
}
