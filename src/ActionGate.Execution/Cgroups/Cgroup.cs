using System.Globalization;
using System.Runtime.InteropServices;

namespace ActionGate.Cgroups;

/// <summary>One group of one hierarchy, as cgroups(7) and the kernel's cgroup-v1 and cgroup-v2 documents describe its files.</summary>
/// <param name="Folder">Its absolute path.</param>
/// <param name="IsUnified">Version 2.</param>
internal sealed record Cgroup(string Folder, bool IsUnified)
{
    private const int SigKill = 9;
    private const int MostRounds = 100;
    private const int MostNested = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    internal string Members => Path.Combine(Folder, "cgroup.procs");

    internal bool Has(string file) => File.Exists(Path.Combine(Folder, file));

    /// <exception cref="IOException">The kernel refuses the value.</exception>
    /// <exception cref="UnauthorizedAccessException">The group is not ours.</exception>
    internal void Write(string file, string value)
    {
        // One write call: the kernel reads each as a whole value.
        using var handle = File.OpenHandle(Path.Combine(Folder, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(value), 0);
    }

    internal void Write(string file, long value) => Write(file, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number in a file; of a file with several lines, the one behind <paramref name="key"/>. 0 where there is none.</summary>
    internal long Read(string file, string? key = null)
    {
        foreach (string line in TextOf(file).Split('\n'))
        {
            string value = line;
            if (key is not null)
            {
                if (!line.StartsWith(key, StringComparison.Ordinal) || line.Length == key.Length || line[key.Length] != ' ')
                    continue;
                value = line[(key.Length + 1)..];
            }
            return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
        }
        return 0;
    }

    /// <summary>The processes in it and in the groups that its processes made below it.</summary>
    internal List<int> Processes()
    {
        var processes = new List<int>();
        foreach (string folder in Nested())
        {
            foreach (string line in (this with { Folder = folder }).TextOf("cgroup.procs").Split('\n'))
            {
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
                    processes.Add(pid);
            }
        }
        return processes;
    }

    /// <summary>
    /// Ends all in it. <c>cgroup.kill</c> takes the whole tree in one step; older kernels freeze it, so that nothing forks away between two signals.
    /// </summary>
    internal void Kill()
    {
        if (TryWrite("cgroup.kill", "1"))
            return;
        string freezer = IsUnified ? "cgroup.freeze" : "freezer.state";
        bool isFreezing = TryWrite(freezer, IsUnified ? "1" : "FROZEN");
        for (int round = 0; isFreezing && round < MostRounds && !IsFrozen(); round++)
            Thread.Sleep(Pause);
        foreach (int pid in Processes())
            _ = SendSignal(pid, SigKill);
        if (isFreezing)
            TryWrite(freezer, IsUnified ? "0" : "THAWED"); // what is frozen in version 1 takes the signal only now
    }

    /// <summary>Removes it with all groups below; not possible while a process is in one.</summary>
    internal bool TryRemove()
    {
        foreach (string folder in Enumerable.Reverse(Nested()))
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (DirectoryNotFoundException)
            {
                continue;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
        return !Directory.Exists(Folder);
    }

    private bool IsFrozen() => IsUnified ? Read("cgroup.events", "frozen") == 1 : TextOf("freezer.state").StartsWith("FROZEN", StringComparison.Ordinal);

    /// <summary>This folder and those below, each before what it holds.</summary>
    private List<string> Nested()
    {
        List<string> folders = [Folder];
        for (int i = 0; i < folders.Count && folders.Count < MostNested; i++)
        {
            try
            {
                folders.AddRange(Directory.GetDirectories(folders[i]));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue; // gone meanwhile
            }
        }
        return folders;
    }

    private bool TryWrite(string file, string value)
    {
        try
        {
            if (!Has(file))
                return false;
            Write(file, value);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string TextOf(string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(Folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int pid, int signal);
}
