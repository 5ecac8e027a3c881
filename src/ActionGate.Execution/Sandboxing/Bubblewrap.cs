using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace ActionGate.Sandboxing;

/// <summary>
/// bubblewrap (bwrap(1)): a program in namespaces of its own, with a file system that holds what is named and nothing else, without capabilities, and with
/// no network unless it is handed the host's.
/// </summary>
/// <param name="program">The absolute path of bwrap.</param>
/// <param name="systemFolders">What every program needs: read-only, and at the same paths.</param>
internal sealed class Bubblewrap(string program, IReadOnlyList<string> systemFolders)
{
    /// <summary>The descriptor that the system calls' filter comes on: the first behind the standard ones.</summary>
    internal const int FilterDescriptor = 3;

    private const long ScratchBytes = 256 << 20;
    private const long SharedMemoryBytes = 64 << 20;

    /// <summary>keyrings(7)</summary>
    private static readonly string[] Keyrings = ["/proc/keys", "/proc/key-users"];

    private static readonly TimeSpan LongestTrial = TimeSpan.FromSeconds(10);

    private readonly Lazy<string?> _problem = new(() => Try(program, systemFolders));

    /// <summary>What every program needs, and sees.</summary>
    internal IReadOnlyList<string> SystemFolders => systemFolders;

    /// <summary>Why it can't be used on this machine; <see langword="null"/> where it can. Tried once.</summary>
    internal string? Problem => _problem.Value;

    /// <summary>The words before those of the program that runs confined.</summary>
    /// <param name="confinement">What it may reach; <see langword="null"/>: its work directory alone.</param>
    /// <param name="workDirectory">Where it runs.</param>
    /// <param name="file">The block's own file, which it can read and nobody inside can change.</param>
    internal List<string> Words(Confinement? confinement, string workDirectory, string file)
    {
        List<string> words = [.. Beginning(program, systemFolders, confinement?.AllowsNetwork == true)];
        words.AddRange(["--seccomp", FilterDescriptor.ToString(CultureInfo.InvariantCulture)]);
        words.AddRange([.. Scratch("/tmp", ScratchBytes), "--dir", workDirectory]);
        var hidden = new List<string>();
        if (confinement is null)
            words.AddRange(["--bind", workDirectory, workDirectory]);
        var mounted = new Dictionary<string, PathAccess>(StringComparer.Ordinal);
        foreach (var place in confinement?.GetPaths() ?? [])
        {
            var around = place.Access == PathAccess.ReadWrite ? [] : FoldersThatMove(place.Path, mounted);
            if (!Path.Exists(place.Path) || IsLink(place.Path) || around.Any(IsLink))
                continue; // gone since, or in another's place: it would be made, or lead elsewhere
            foreach (string folder in around)
            {
                words.AddRange(["--bind", folder, folder]);
                mounted[folder] = PathAccess.ReadWrite;
            }
            mounted[place.Path] = place.Access;
            switch (place.Access)
            {
                case PathAccess.ReadWrite:
                    words.AddRange(["--bind", place.Path, place.Path]);
                    break;
                case PathAccess.ReadOnly:
                    words.AddRange(["--ro-bind", place.Path, place.Path]);
                    break;
                case PathAccess.Hidden when place.IsFolder:
                    words.AddRange(["--tmpfs", place.Path]);
                    hidden.Add(place.Path);
                    break;
                default:
                    words.AddRange(["--ro-bind", "/dev/null", place.Path]);
                    break;
            }
        }
        words.AddRange(["--ro-bind", file, file]);
        // What stands for a folder that is hidden, and for the top, must not take what would be lost.
        foreach (string folder in (IEnumerable<string>)[.. hidden, "/"])
            words.AddRange(["--remount-ro", folder]);
        words.AddRange(["--chdir", workDirectory, "--"]);
        return words;
    }

    /// <summary>A program is there inside: at its own path, and where that leads.</summary>
    internal bool Shows(string path, Confinement? confinement, string workDirectory)
    {
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        var places = confinement?.GetPaths() ?? [new ConfinedPath(workDirectory, IsFolder: true, PathAccess.ReadWrite)];
        return IsShown(path) && IsShown(target);

        // The innermost place tells, and comes last.
        bool IsShown(string name) => systemFolders.Any(f => IsWithin(name, f)) || places.LastOrDefault(p => IsWithin(name, p.Path)) is { Access: not PathAccess.Hidden };
    }

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal) && (path.Length == folder.Length || folder is "/" || path[folder.Length] == '/');

    /// <summary>
    /// The folders between a place and the one around it that may be changed, the outermost first. What is a mount itself can't be renamed, which would take the place along
    /// and leave its name free.
    /// </summary>
    private static Stack<string> FoldersThatMove(string place, Dictionary<string, PathAccess> mounted)
    {
        var folders = new Stack<string>();
        for (string? folder = Path.GetDirectoryName(place); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (mounted.TryGetValue(folder, out var access))
                return access == PathAccess.ReadWrite ? folders : [];
            folders.Push(folder);
        }
        return [];
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static IEnumerable<string> Beginning(string program, IReadOnlyList<string> systemFolders, bool network)
    {
        yield return program;
        yield return "--unshare-all";
        yield return "--die-with-parent"; // who holds the limits is the parent
        if (network)
            yield return "--share-net";
        yield return "--cap-drop";
        yield return "ALL";
        foreach (string folder in systemFolders)
        {
            // /bin is a link to usr/bin on most systems, and stays one; a file that is a link may lead to what is not there.
            if (Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is { } target)
            {
                yield return "--symlink";
                yield return target;
                yield return folder;
            }
            else if (Path.Exists(folder))
            {
                yield return "--ro-bind";
                yield return folder;
                yield return folder;
            }
        }
        // The kernel's settings below /proc/sys are root's to write, whatever the namespace and without capabilities; keyrings are the user's. What is in memory is bounded.
        foreach (string word in (string[])["--proc", "/proc", .. Keyrings.Where(File.Exists).SelectMany(Masked), "--remount-ro", "/proc", "--dev", "/dev", .. Scratch("/dev/shm", SharedMemoryBytes), "--remount-ro", "/dev"])
            yield return word;
    }

    private static string[] Masked(string file) => ["--ro-bind", "/dev/null", file];

    private static string[] Scratch(string folder, long bytes) => ["--size", bytes.ToString(CultureInfo.InvariantCulture), "--tmpfs", folder];

    private static string? Try(string program, IReadOnlyList<string> systemFolders)
    {
        if (!OperatingSystem.IsLinux())
            return "there is no sandbox for this operating system";
        if (!File.Exists(program))
            return $"'{program}' is not there (package bubblewrap)";
        if (SystemCallFilter.Bytes.IsEmpty)
            return "the system calls of this architecture are not known";
        try
        {
            var start = new ProcessStartInfo(program, [.. Beginning(program, systemFolders, network: false).Skip(1), "--", "/bin/sh", "-c", ":"])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            };
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            if (!process.WaitForExit(LongestTrial))
            {
                process.Kill(entireProcessTree: true);
                return $"'{program}' does not end";
            }
            return process.ExitCode == 0 ? null : $"'{program}' does not work here: {process.StandardError.ReadToEnd().Trim()}";
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return $"'{program}' does not start: {e.Message}";
        }
    }
}
