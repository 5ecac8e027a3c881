using System.Collections.ObjectModel;
using System.Globalization;
using ActionGate.Cgroups;
using ActionGate.Processes;

namespace ActionGate.Limits;

/// <summary>By which means the limits of one run are held on this machine: for each the best that it offers.</summary>
internal sealed class LimitPlan
{
    private readonly SortedDictionary<string, string> _heldBy = new(StringComparer.Ordinal);
    private readonly List<string> _unheld = [];
    private readonly List<string> _watched = [];

    private LimitPlan(ExecutionLimits limits, CgroupHost groups, bool portable)
    {
        Limits = limits;
        Hold(LimitNames.WallTime, limits.WallTime is not null, LimitNames.Timer);
        Hold(LimitNames.Output, limits.OutputBytes is not null, LimitNames.Reader);
        Hold(LimitNames.FileSize, limits.FileBytes is not null, Starter.CanSetLimits && !portable ? LimitNames.Rlimit : null);
        HoldTogether(LimitNames.Memory, limits.MemoryBytes is not null, groups.Memory, portable);
        HoldTogether(LimitNames.Processes, limits.Processes is not null, groups.Processes, portable);
        HoldTogether(LimitNames.Cpu, limits.CpuTime is not null, groups.Cpu, portable);
        if (limits.CpuTime is not null && Starter.CanSetLimits && !portable)
            _heldBy[LimitNames.Cpu] = $"{LimitNames.Rlimit}+{_heldBy[LimitNames.Cpu]}";
        LimitOptions = [.. Options(limits)];
    }

    /// <summary>The limits of the run, without the executor's own.</summary>
    internal ExecutionLimits Limits { get; }

    /// <summary>By what each is held, by name.</summary>
    internal IReadOnlyDictionary<string, string> HeldBy => new ReadOnlyDictionary<string, string>(_heldBy);

    /// <summary>What the kernel holds each process to, as prlimit(1) takes it.</summary>
    internal IReadOnlyList<string> LimitOptions { get; }

    /// <summary>Some limit is seen to be passed only by looking.</summary>
    internal bool NeedsWatching => Limits.MemoryBytes is not null || Limits.Processes is not null || Limits.CpuTime is not null;

    internal bool IsWatchedByCensus(string limit) => _watched.Contains(limit);

    /// <summary>The plan; <see langword="null"/> and the reason where a limit is not held as the run needs it.</summary>
    internal static LimitPlan? Make(ExecutionLimits limits, CgroupHost groups, bool portable, out string reason)
    {
        var plan = new LimitPlan(limits, groups, portable);
        reason = "";
        if (plan._unheld.Count > 0)
            reason = $"the run is to be limited in what this executor does not hold on this machine ({string.Join(", ", plan._unheld)}), so nothing was started";
        else if (limits.MustBeEnforced && plan._watched.Count > 0)
            reason = $"the run's limits must be enforced, and this machine lets them only be watched ({string.Join(", ", plan._watched)}), so nothing was started";
        return reason.Length == 0 ? plan : null;
    }

    private void Hold(string limit, bool isSet, string? means)
    {
        if (isSet && means is not null)
            _heldBy.Add(limit, means);
        else if (isSet)
            _unheld.Add(limit);
    }

    private void HoldTogether(string limit, bool isSet, CgroupHierarchy? group, bool portable)
    {
        if (group is not null && !portable)
        {
            Hold(limit, isSet, group.IsUnified ? LimitNames.Cgroup2 : LimitNames.Cgroup1);
            return;
        }
        Hold(limit, isSet, portable ? null : LimitNames.Watchdog);
        if (isSet)
            _watched.Add(limit);
    }

    private static IEnumerable<string> Options(ExecutionLimits limits)
    {
        if (!Starter.CanSetLimits)
            yield break;
        if (limits.FileBytes is { } bytes)
            yield return string.Create(CultureInfo.InvariantCulture, $"--fsize={Math.Max(0, bytes)}:{Math.Max(0, bytes)}");
        if (limits.CpuTime is { } time)
        {
            // Whole seconds, and never none: what is finer the watch holds.
            long seconds = Math.Max(1, (long)Math.Ceiling(time.TotalSeconds));
            yield return string.Create(CultureInfo.InvariantCulture, $"--cpu={seconds}:{seconds}");
        }
    }
}
