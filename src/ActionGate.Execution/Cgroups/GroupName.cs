using System.Globalization;

namespace ActionGate.Cgroups;

/// <summary>
/// The names of our groups: <c>actiongate-PID-START-NAMESPACE-N</c>. Process number and start time tell whether the host that made a group still
/// lives; the process namespace, whether we could know.
/// </summary>
internal static class GroupName
{
    internal const string Prefix = "actiongate-";

    private static readonly string Own = Prefix + string.Join(
        '-',
        Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
        StartOf(Environment.ProcessId) ?? "0",
        ProcessNamespace());

    private static long _count;

    /// <summary>A name that no other run of this machine has.</summary>
    internal static string Next() => $"{Own}-{Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The group was made by a host that is gone. Whatever can't be told is not.</summary>
    internal static bool IsLeftOver(string name)
    {
        string[] parts = name.Split('-');
        return parts.Length == 5
            && name.StartsWith(Prefix, StringComparison.Ordinal)
            && parts[3] == ProcessNamespace()
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong start)
            && start != 0
            && StartOf(pid) != parts[2]
            && Directory.Exists("/proc/self");
    }

    /// <summary>When a process started, in clock ticks since the machine did; <see langword="null"/> where there is none of that number.</summary>
    private static string? StartOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            string[] fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 19 ? fields[19] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number in <c>pid:[4026531836]</c>.</summary>
    private static string ProcessNamespace()
    {
        try
        {
            string? link = new FileInfo("/proc/self/ns/pid").LinkTarget;
            int open = link?.IndexOf('[', StringComparison.Ordinal) ?? -1;
            return open >= 0 && link![^1] == ']' ? link[(open + 1)..^1] : "0";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "0";
        }
    }
}
