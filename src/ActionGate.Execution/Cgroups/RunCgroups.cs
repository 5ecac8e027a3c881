namespace ActionGate.Cgroups;

/// <summary>The groups of one run: one in each hierarchy that ends, limits or measures it. Its processes enter them before they become anything.</summary>
internal sealed class RunCgroups
{
    private const int MostRemovals = 200;
    private const int MostProcesses = 4_194_304; // PID_MAX_LIMIT: the kernel takes no higher number
    private const long NanosecondsPerTick = 100;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly List<Cgroup> _groups = [];
    private readonly Cgroup? _memory;
    private readonly Cgroup? _processes;
    private readonly Cgroup? _cpu;

    private RunCgroups(CgroupHost host, ExecutionLimits limits)
    {
        string name = GroupName.Next();
        _ = GroupIn(host.Tree);
        _memory = limits.MemoryBytes is null ? null : GroupIn(host.Memory);
        _processes = limits.Processes is null ? null : GroupIn(host.Processes);
        _cpu = limits.CpuTime is null ? null : GroupIn(host.Cpu);

        Cgroup? GroupIn(CgroupHierarchy? hierarchy)
        {
            if (hierarchy is null)
                return null;
            var group = new Cgroup(Path.Combine(hierarchy.Folder, name), hierarchy.IsUnified);
            if (!_groups.Contains(group))
                _groups.Add(group);
            return group;
        }
    }

    /// <summary>The files to write one's number to before one is of the run.</summary>
    internal IEnumerable<string> Members => _groups.Select(g => g.Members);

    /// <summary>Makes the groups of a run, with the limits that they hold.</summary>
    /// <returns><see langword="null"/> and a reason where the kernel refuses them; <see langword="null"/> without one where there are none.</returns>
    internal static RunCgroups? Make(CgroupHost host, ExecutionLimits limits, out string? reason)
    {
        reason = null;
        var made = new RunCgroups(host, limits);
        if (made._groups.Count == 0)
            return null;
        try
        {
            foreach (var group in made._groups)
                Directory.CreateDirectory(group.Folder);
            made.Limit(limits);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = $"the run's control group cannot be made: {e.Message}";
            foreach (var group in made._groups)
                group.TryRemove();
            return null;
        }
    }

    /// <summary>The kernel ended a process for memory, or found none that it may end.</summary>
    internal bool IsOverMemory => _memory is { } group
        && (group.IsUnified
            ? group.Read("memory.events", "oom") + group.Read("memory.events", "oom_kill") > 0
            : group.Read("memory.oom_control", "oom_kill") + group.Read("memory.oom_control", "under_oom") > 0);

    /// <summary>The kernel refused a process or a thread.</summary>
    internal bool IsOverProcesses => _processes is { } group && group.Read("pids.events", "max") > 0;

    /// <summary>The processor time of all that was ever in the run.</summary>
    internal TimeSpan CpuTime => _cpu switch
    {
        null => TimeSpan.Zero,
        { IsUnified: true } group => TimeSpan.FromMicroseconds(group.Read("cpu.stat", "usage_usec")),
        var group => TimeSpan.FromTicks(group.Read("cpuacct.usage") / NanosecondsPerTick),
    };

    /// <summary>What is in one of the run's groups now: code with the rights to do so may have left the others.</summary>
    internal IEnumerable<int> Processes() => _groups.SelectMany(g => g.Processes());

    internal void Kill()
    {
        foreach (var group in _groups)
            group.Kill();
    }

    /// <summary>Takes the groups away. What can't be removed goes when the next host begins.</summary>
    internal async Task RemoveAsync()
    {
        foreach (var group in _groups)
        {
            // A process that has been ended leaves its group a moment later.
            for (int round = 0; !group.TryRemove() && round < MostRemovals; round++)
            {
                if (round > 0)
                    group.Kill();
                await Task.Delay(Pause).ConfigureAwait(false);
            }
        }
    }

    private void Limit(ExecutionLimits limits)
    {
        if (_memory is { } memory)
        {
            long bytes = Math.Max(0, limits.MemoryBytes!.Value);
            memory.Write(memory.IsUnified ? "memory.max" : "memory.limit_in_bytes", bytes);
            if (memory.IsUnified)
                WriteWhereThere(memory, "memory.swap.max", 0);
            else
                WriteWhereThere(memory, "memory.memsw.limit_in_bytes", bytes); // memory and swap together, so after the other
            if (memory.IsUnified)
                WriteWhereThere(memory, "memory.oom.group", 1);
        }
        if (_processes is { } processes)
            processes.Write("pids.max", Math.Clamp(limits.Processes!.Value, 0, MostProcesses));
    }

    /// <summary>Kernels without accounting for swap lack the file.</summary>
    private static void WriteWhereThere(Cgroup group, string file, long value)
    {
        if (group.Has(file))
            group.Write(file, value);
    }
}
