using System.Globalization;

namespace ActionGate.Processes;

/// <summary>
/// Counts the processes of one block by what /proc says (the fields are those of proc(5)): who is in the session or group of its first process,
/// descends from one that was ever counted, or is marked. Safe for concurrent use.
/// </summary>
/// <param name="root">The first process; it leads the session, and it has not been reaped, so that its number is still its own.</param>
/// <param name="mark">The run's marks.</param>
internal sealed class RunCensus(int root, RunMark mark)
{
    private const int LargestRead = 64 * 1024;
    private const int TicksPerSecond = 100; // USER_HZ, which is part of the interface

    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[LargestRead];

    /// <summary>What was seen before, by number and start: marks are inherited, so a stranger stays one.</summary>
    private readonly Dictionary<int, ulong> _strangers = [];
    private readonly Dictionary<int, Entry> _members = [];
    private long _lostTicks;

    /// <summary>All living processes of the block.</summary>
    internal List<Entry> Take()
    {
        lock (_lock)
        {
            try
            {
                var found = new Dictionary<int, Entry>();
                var others = new List<Entry>();
                Sort(found, others);
                AddDescendants(found, others);
                Remember(found, others);
                return [.. found.Values];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The host has no descriptors left, say: nobody can be said to be gone.
                return [.. _members.Values.Where(m => m.Pid != root), new Entry(root, 0, 0, root, root)];
            }
        }
    }

    /// <summary>
    /// The processor time of all that was seen, with that of the children which they collected. What ended unseen and
    /// uncollected by one of them is not in it.
    /// </summary>
    internal TimeSpan CpuTime
    {
        get
        {
            lock (_lock)
                return TimeSpan.FromSeconds((double)(_lostTicks + _members.Values.Sum(m => m.Ticks + m.ChildrensTicks)) / TicksPerSecond);
        }
    }

    /// <summary>The most that a process ever had in memory, in bytes: what it had between two looks too.</summary>
    internal long PeakOf(int pid) => KibibytesIn($"/proc/{pid}/status", "VmHWM:"u8);

    /// <summary>A process's part of memory, in bytes: what it shares with n others counts a (n+1)th. 0 where the system does not tell.</summary>
    internal long ShareOf(int pid) => KibibytesIn($"/proc/{pid}/smaps_rollup", "Pss:"u8);

    private void Sort(Dictionary<int, Entry> found, List<Entry> others)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                || pid == Environment.ProcessId
                || !TryReadStat(pid, out var entry))
            {
                continue;
            }
            if (IsOurs(entry))
                found[pid] = entry;
            else
                others.Add(entry);
        }
    }

    private bool IsOurs(Entry entry)
    {
        if (entry.Pid == root || entry.Group == root || entry.Session == root
            || (_members.TryGetValue(entry.Pid, out var before) && before.Start == entry.Start))
        {
            return true;
        }
        return !(_strangers.TryGetValue(entry.Pid, out ulong start) && start == entry.Start)
            && (FileHolds($"/proc/{entry.Pid}/limits", mark.LimitText) || FileHolds($"/proc/{entry.Pid}/environ", mark.EnvironmentText));
    }

    private void AddDescendants(Dictionary<int, Entry> found, List<Entry> others)
    {
        for (int before = -1; before != found.Count;)
        {
            before = found.Count;
            for (int i = others.Count - 1; i >= 0; i--)
            {
                if (others[i].Parent != root && !found.ContainsKey(others[i].Parent))
                    continue;
                found[others[i].Pid] = others[i];
                others.RemoveAt(i);
            }
        }
    }

    private void Remember(Dictionary<int, Entry> found, List<Entry> others)
    {
        foreach (var (pid, member) in _members)
        {
            // A parent counts the time of the children that it collects; nobody of the run counts an orphan's.
            if (!(found.TryGetValue(pid, out var now) && now.Start == member.Start) && !found.ContainsKey(member.Parent))
                _lostTicks += member.Ticks + member.ChildrensTicks;
        }
        _members.Clear();
        foreach (var (pid, member) in found)
            _members.Add(pid, member);
        _strangers.Clear();
        foreach (var stranger in others)
            _strangers[stranger.Pid] = stranger.Start;
    }

    /// <summary>Reads what matters of a process; <see langword="false"/> where it is gone, or dead and merely not collected by its parent.</summary>
    private bool TryReadStat(int pid, out Entry entry)
    {
        entry = default;
        var text = Read($"/proc/{pid}/stat");
        // The name, in parentheses, is the program's own choice and may hold anything, parentheses too.
        int end = text.LastIndexOf((byte)')');
        if (end < 0)
            return false;
        Span<Range> fields = stackalloc Range[22];
        var rest = text[(end + 1)..].TrimStart((byte)' ');
        Span<long> values = stackalloc long[fields.Length];
        int count = Split(rest, fields);
        for (int i = 1; i < count; i++)
            _ = long.TryParse(rest[fields[i]], CultureInfo.InvariantCulture, out values[i]);
        if (count < fields.Length || values[19] <= 0)
            return false;
        // A zombie with more than one thread is a living process whose first thread has ended.
        if (rest[0] is (byte)'Z' or (byte)'X' && values[17] <= 1)
            return false;
        entry = new Entry(pid, (ulong)values[19], (int)values[1], (int)values[2], (int)values[3])
        {
            Ticks = values[11] + values[12],
            ChildrensTicks = values[13] + values[14],
            ResidentBytes = values[21] * Environment.SystemPageSize,
        };
        return true;
    }

    private static int Split(ReadOnlySpan<byte> text, Span<Range> fields)
    {
        int count = 0;
        foreach (var range in text.Split((byte)' '))
        {
            if (count == fields.Length)
                break;
            fields[count++] = range;
        }
        return count;
    }

    private bool FileHolds(string file, ReadOnlyMemory<byte> text) => Read(file).IndexOf(text.Span) >= 0;

    private long KibibytesIn(string file, ReadOnlySpan<byte> name)
    {
        lock (_lock)
        {
            var text = Read(file);
            int at = text.IndexOf(name);
            if (at < 0)
                return 0;
            text = text[(at + name.Length)..].TrimStart(" \t"u8);
            int end = text.IndexOf((byte)' ');
            return end > 0 && long.TryParse(text[..end], CultureInfo.InvariantCulture, out long value) ? value * 1024 : 0;
        }
    }

    /// <summary>The first 64 KiB of a file under /proc; nothing where the process is gone or somebody else's.</summary>
    private ReadOnlySpan<byte> Read(string file)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            int length = 0;
            for (int read; length < _buffer.Length && (read = RandomAccess.Read(handle, _buffer.AsSpan(length), length)) > 0;)
                length += read;
            return _buffer.AsSpan(0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>One process at one moment.</summary>
    internal readonly record struct Entry(int Pid, ulong Start, int Parent, int Group, int Session)
    {
        internal long Ticks { get; init; }

        internal long ChildrensTicks { get; init; }

        internal long ResidentBytes { get; init; }
    }
}
