namespace ActionGate.Planning;

/// <summary>
/// Finds a program as a shell would, with less trust: <c>Process.Start</c> alone would also look beside the host's own executable
/// and in the current directory.
/// </summary>
internal static class InterpreterLookup
{
    /// <summary>The program's absolute path; <see langword="null"/> where there is none that may be executed.</summary>
    /// <param name="name">A bare name, or an absolute path.</param>
    /// <param name="environment">The run's own, with its <c>PATH</c>.</param>
    /// <param name="workDirectory">Where nothing is looked for.</param>
    /// <param name="folders">Folders of which it is certain that they are there when it runs: what they hold comes before others; none: it is so of all.</param>
    internal static string? Find(string name, IReadOnlyDictionary<string, string> environment, string workDirectory, IReadOnlyList<string> folders)
    {
        if (Path.IsPathFullyQualified(name))
            return IsExecutable(name) ? name : null;
        if (!environment.TryGetValue("PATH", out string? path))
            return null;
        string? elsewhere = null;
        foreach (string entry in path.Split(Path.PathSeparator))
        {
            // An entry that is relative, or that lies in the work directory, holds whatever the agent put there.
            if (!Path.IsPathFullyQualified(entry) || IsWithin(entry, workDirectory))
                continue;
            string candidate = Path.Combine(entry, name);
            if (IsExecutable(candidate))
            {
                if (folders.Count == 0 || folders.Any(folder => IsWithin(entry, folder)))
                    return candidate;
                elsewhere ??= candidate;
            }
            if (OperatingSystem.IsWindows() && IsExecutable(candidate + ".exe"))
                return candidate + ".exe";
        }
        return elsewhere;
    }

    private static bool IsWithin(string entry, string directory)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(entry, directory));
        return full.StartsWith(directory, StringComparison.Ordinal)
            && (full.Length == directory.Length || full[directory.Length] == Path.DirectorySeparatorChar);
    }

    private static bool IsExecutable(string path)
    {
        const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & AnyExecute) != 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // gone or closed between the two looks: not a program that could be started
        }
    }
}
