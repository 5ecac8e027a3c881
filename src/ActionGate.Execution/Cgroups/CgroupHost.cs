namespace ActionGate.Cgroups;

/// <summary>
/// What the control groups of this machine offer to this process: it may make groups below its own, and nowhere else. Found once, by making a group
/// and looking; groups that a crashed host left there are ended and removed then.
/// </summary>
internal sealed class CgroupHost
{
    private const int MostRemovals = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly Lazy<CgroupHost> OwnHost = new(static () => new CgroupHost(CgroupHierarchy.OfThisProcess()));

    internal CgroupHost(IEnumerable<CgroupHierarchy> hierarchies)
    {
        // Version 2 first: it ends a tree in one step.
        foreach (var hierarchy in hierarchies.OrderByDescending(h => h.IsUnified))
            Probe(hierarchy);
    }

    /// <summary>No control groups at all.</summary>
    internal static CgroupHost None { get; } = new([]);

    internal static CgroupHost OfThisProcess => OwnHost.Value;

    /// <summary>Where a run's processes are ended together; <see langword="null"/>: nowhere. So of the others.</summary>
    internal CgroupHierarchy? Tree { get; private set; }

    internal CgroupHierarchy? Memory { get; private set; }

    internal CgroupHierarchy? Processes { get; private set; }

    internal CgroupHierarchy? Cpu { get; private set; }

    private void Probe(CgroupHierarchy hierarchy)
    {
        Sweep(hierarchy);
        if (hierarchy.IsUnified)
            Delegate(hierarchy);
        var probe = new Cgroup(Path.Combine(hierarchy.Folder, GroupName.Next()), hierarchy.IsUnified);
        try
        {
            Directory.CreateDirectory(probe.Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return; // mounted read-only, or somebody else's
        }
        if (MayMoveTo(probe) && (!hierarchy.IsUnified || MayMoveTo(new Cgroup(hierarchy.Folder, IsUnified: true))))
        {
            Tree ??= hierarchy.IsUnified || probe.Has("freezer.state") ? hierarchy : null;
            Memory ??= probe.Has(hierarchy.IsUnified ? "memory.max" : "memory.limit_in_bytes") ? hierarchy : null;
            Processes ??= probe.Has("pids.max") ? hierarchy : null;
            Cpu ??= probe.Has(hierarchy.IsUnified ? "cpu.stat" : "cpuacct.usage") ? hierarchy : null;
        }
        probe.TryRemove();
    }

    /// <summary>
    /// A group of version 2 hands its controllers down only where it is told to, and never while processes are in it, the top excepted. So this is
    /// refused on most machines, and what is needed then is a group that the host is not in.
    /// </summary>
    private static void Delegate(CgroupHierarchy hierarchy)
    {
        var own = new Cgroup(hierarchy.Folder, IsUnified: true);
        foreach (string controller in (string[])["+memory", "+pids"])
        {
            try
            {
                own.Write("cgroup.subtree_control", controller);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue; // then it is not offered
            }
        }
    }

    /// <summary>Opening for writing asks the kernel without moving anybody.</summary>
    private static bool MayMoveTo(Cgroup group)
    {
        try
        {
            File.OpenHandle(group.Members, FileMode.Open, FileAccess.Write, FileShare.ReadWrite).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Sweep(CgroupHierarchy hierarchy)
    {
        string[] folders;
        try
        {
            folders = Directory.GetDirectories(hierarchy.Folder, GroupName.Prefix + "*");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }
        foreach (string folder in folders)
        {
            if (!GroupName.IsLeftOver(Path.GetFileName(folder)))
                continue;
            var group = new Cgroup(folder, hierarchy.IsUnified);
            for (int round = 0; round < MostRemovals && !group.TryRemove(); round++)
            {
                group.Kill();
                Thread.Sleep(Pause);
            }
        }
    }
}
