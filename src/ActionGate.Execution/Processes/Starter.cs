namespace ActionGate.Processes;

/// <summary>
/// The words that start a program: first <c>/bin/sh</c> enters the run's control groups and becomes the next, then <c>prlimit</c> (util-linux) sets
/// limits and becomes the program. All of it is one process, and it is in its groups before there is a second one.
/// </summary>
internal static class Starter
{
    private const string Shell = "/bin/sh";
    private const string LimitSetter = "/usr/bin/prlimit";
    private const string EnvironmentSetter = "/usr/bin/env";

    private static readonly string[] ShellsOwn = ["PWD", "OLDPWD", "SHLVL", "_"];

    /// <summary>Limits of single processes (setrlimit(2)) can be set.</summary>
    internal static bool CanSetLimits { get; } = File.Exists(LimitSetter);

    /// <param name="members">The files of control groups to enter.</param>
    /// <param name="limits">Options for prlimit; none where it is not there.</param>
    /// <param name="environment">What the program is to see.</param>
    /// <param name="program">The program's absolute path, and what comes behind it.</param>
    internal static List<string> Words(
        IEnumerable<string> members, IEnumerable<string> limits, IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> program)
    {
        var words = new List<string>();
        string enter = string.Join(" && ", members.Select(m => $"echo 0 > '{m.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        if (enter.Length > 0)
        {
            // Shells export a few variables of their own, and drop those whose names are not theirs to read.
            string unset = string.Join(' ', ShellsOwn.Where(n => !environment.ContainsKey(n)));
            // Where memory runs out on the whole machine, the code goes first, and not its host.
            words.AddRange([Shell, "-c", $"{{ {enter}; }} || exit 126; echo 1000 2> /dev/null > /proc/self/oom_score_adj; unset {unset}; exec \"$@\"", Shell]);
            string[] dropped = [.. environment.Where(e => !IsShellName(e.Key)).Select(e => $"{e.Key}={e.Value}")];
            if (dropped.Length > 0)
                words.AddRange([EnvironmentSetter, .. dropped]);
        }
        string[] options = [.. limits];
        if (options.Length > 0)
            words.AddRange([LimitSetter, .. options, "--"]);
        words.AddRange(program);
        return words;
    }

    private static bool IsShellName(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }
        return !char.IsAsciiDigit(name[0]);
    }
}
