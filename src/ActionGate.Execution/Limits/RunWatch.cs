using ActionGate.Cgroups;
using ActionGate.Processes;

namespace ActionGate.Limits;

/// <summary>
/// Sees that a limit was passed, every few milliseconds and at each block's end, and asks for the run's end: from what the kernel counts in the
/// run's control groups where there are some, else from the processes themselves.
/// </summary>
internal sealed class RunWatch : IDisposable
{
    private const int ExitCodeOfTooLargeFile = 128 + 25; // SIGXFSZ, of the block itself or as a shell hands it on

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(15);

    private readonly LimitPlan _plan;
    private readonly RunCgroups? _groups;
    private readonly RunStop _stop;
    private readonly ManualResetEventSlim _ended = new();
    private readonly Lock _lock = new();
    private readonly Task _watching = Task.CompletedTask;
    private RunningBlock? _block;
    private TimeSpan _spent;

    internal RunWatch(LimitPlan plan, RunCgroups? groups, RunStop stop)
    {
        _plan = plan;
        _groups = groups;
        _stop = stop;
        if (plan.NeedsWatching)
            _watching = RunningBlock.OnThreadOfItsOwn(Watch);
    }

    /// <summary>A block was started.</summary>
    internal bool HasBegun { get; private set; }

    internal void Begin(RunningBlock block)
    {
        HasBegun = true;
        lock (_lock)
            _block = block;
    }

    /// <summary>Looks once more, at what the block as a whole has used. To be called when it has ended and been collected.</summary>
    internal void End(RunningBlock block)
    {
        lock (_lock)
        {
            _block = null;
            var limits = _plan.Limits;
            if (limits.FileBytes is not null && block.ExitCode == ExitCodeOfTooLargeFile)
                _stop.Request(StopReason.FileSize);
            CheckGroups();
            if (_plan.IsWatchedByCensus(LimitNames.Memory) && block.Usage.PeakBytes > limits.MemoryBytes && !IsTheHosts(block))
                _stop.Request(StopReason.Memory);
            if (!_plan.IsWatchedByCensus(LimitNames.Cpu))
                return;
            _spent += block.Census is { } census && census.CpuTime > block.Usage.CpuTime ? census.CpuTime : block.Usage.CpuTime;
            if (_spent > limits.CpuTime)
                _stop.Request(StopReason.CpuTime);
        }
    }

    public void Dispose()
    {
        _ended.Set();
        _watching.GetAwaiter().GetResult();
        _ended.Dispose();
    }

    private void Watch()
    {
        while (!_ended.Wait(Interval) && _stop.Reason == StopReason.None)
        {
            lock (_lock)
            {
                CheckGroups();
                if (_block?.Census is { } census)
                    CheckCensus(census);
            }
        }
    }

    /// <summary>
    /// A process that was spawned shares the host's memory until it executes something, and the kernel keeps the peak of that as its own: what is
    /// no more than the host ever had says nothing.
    /// </summary>
    private static bool IsTheHosts(RunningBlock block) =>
        block.Census is not { } census || block.Usage.PeakBytes <= census.PeakOf(Environment.ProcessId);

    private void CheckGroups()
    {
        if (_groups is null)
            return;
        if (_plan.Limits.MemoryBytes is not null && _groups.IsOverMemory)
            _stop.Request(StopReason.Memory);
        if (_plan.Limits.Processes is not null && _groups.IsOverProcesses)
            _stop.Request(StopReason.Processes);
        if (_plan.Limits.CpuTime is { } time && _groups.CpuTime > time)
            _stop.Request(StopReason.CpuTime);
    }

    private void CheckCensus(RunCensus census)
    {
        bool memory = _plan.IsWatchedByCensus(LimitNames.Memory);
        bool processes = _plan.IsWatchedByCensus(LimitNames.Processes);
        bool cpu = _plan.IsWatchedByCensus(LimitNames.Cpu);
        if (!memory && !processes && !cpu)
            return;
        var members = census.Take();
        if (processes && members.Count > _plan.Limits.Processes)
            _stop.Request(StopReason.Processes);
        if (cpu && _spent + census.CpuTime > _plan.Limits.CpuTime)
            _stop.Request(StopReason.CpuTime);
        if (memory && IsOverMemory(census, members, _plan.Limits.MemoryBytes!.Value))
            _stop.Request(StopReason.Memory);
    }

    private static bool IsOverMemory(RunCensus census, List<RunCensus.Entry> members, long limit)
    {
        long sum = 0;
        foreach (var member in members)
        {
            sum += member.ResidentBytes;
            if (census.PeakOf(member.Pid) > limit)
                return true;
        }
        if (sum <= limit)
            return false;
        // What they share was counted for each: only now is it worth the longer look.
        long shares = 0;
        foreach (var member in members)
            shares += census.ShareOf(member.Pid) is > 0 and var share ? share : member.ResidentBytes;
        return shares > limit;
    }
}
