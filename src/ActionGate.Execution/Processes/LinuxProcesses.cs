using System.Globalization;

namespace ActionGate.Processes;

/// <summary>Reads /proc for the processes of one run (the fields are those of proc(5)).</summary>
internal static class LinuxProcesses
{
    private const int LargestRead = 64 * 1024;

    /// <summary>
    /// All living processes that belong to the run: in the session or group of its first process, descended from one that does, or marked.
    /// </summary>
    /// <param name="root">The first process; it leads the session, and it has not been reaped, so that its number is still its own.</param>
    /// <param name="mark">The run's marks.</param>
    internal static List<int> Find(int root, RunMark mark)
    {
        byte[] buffer = new byte[LargestRead];
        var found = new HashSet<int>();
        var others = new List<Entry>();
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                || pid == Environment.ProcessId
                || !TryReadStat(pid, buffer, out var entry))
            {
                continue;
            }
            if (pid == root || entry.Group == root || entry.Session == root
                || FileHolds($"/proc/{pid}/limits", mark.LimitText, buffer)
                || FileHolds($"/proc/{pid}/environ", mark.EnvironmentText, buffer))
            {
                found.Add(pid);
            }
            else
            {
                others.Add(entry);
            }
        }
        for (int before = -1; before != found.Count;)
        {
            before = found.Count;
            foreach (var entry in others)
            {
                if (entry.Parent == root || found.Contains(entry.Parent))
                    found.Add(entry.Pid);
            }
        }
        return [.. found];
    }

    /// <summary>Reads what matters of a process; <see langword="false"/> where it is gone, or dead and merely not collected by its parent.</summary>
    private static bool TryReadStat(int pid, byte[] buffer, out Entry entry)
    {
        entry = default;
        var text = Read($"/proc/{pid}/stat", buffer);
        // The name, in parentheses, is the program's own choice and may hold anything, parentheses too.
        int end = text.LastIndexOf((byte)')');
        if (end < 0)
            return false;
        Span<Range> fields = stackalloc Range[20];
        var rest = text[(end + 1)..].TrimStart((byte)' ');
        int count = Split(rest, fields);
        if (count < 18
            || !int.TryParse(rest[fields[1]], CultureInfo.InvariantCulture, out int parent)
            || !int.TryParse(rest[fields[2]], CultureInfo.InvariantCulture, out int group)
            || !int.TryParse(rest[fields[3]], CultureInfo.InvariantCulture, out int session)
            || !int.TryParse(rest[fields[17]], CultureInfo.InvariantCulture, out int threads))
        {
            return false;
        }
        // A zombie with more than one thread is a living process whose first thread has ended.
        if (rest[0] is (byte)'Z' or (byte)'X' && threads <= 1)
            return false;
        entry = new Entry(pid, parent, group, session);
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

    private static bool FileHolds(string file, ReadOnlyMemory<byte> text, byte[] buffer) => Read(file, buffer).IndexOf(text.Span) >= 0;

    /// <summary>The first 64 KiB of a file under /proc; nothing where the process is gone or somebody else's.</summary>
    private static ReadOnlySpan<byte> Read(string file, byte[] buffer)
    {
        try
        {
            using var handle = File.OpenHandle(file);
            int length = 0;
            for (int read; length < buffer.Length && (read = RandomAccess.Read(handle, buffer.AsSpan(length), length)) > 0;)
                length += read;
            return buffer.AsSpan(0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private readonly record struct Entry(int Pid, int Parent, int Group, int Session);
}
