namespace ActionGate.Processes;

/// <summary>
/// The words that start a program: first <c>/bin/sh</c> enters the run's control groups and becomes the next, then <c>prlimit</c> (util-linux) sets
/// limits and becomes the program. All of it is one process, and it is in its groups before there is a second one.
/// </summary>
internal static class Starter
{
    private const string Shell = "/bin/sh";
    private const string LimitSetter = "/usr/bin/prlimit";

    /// <summary>Limits of single processes (setrlimit(2)) can be set.</summary>
    internal static bool CanSetLimits { get; } = File.Exists(LimitSetter);

    /// <param name="members">The files of control groups to enter.</param>
    /// <param name="limits">Options for prlimit; none where it is not there.</param>
    /// <param name="program">The program's absolute path.</param>
    internal static IEnumerable<string> Words(IEnumerable<string> members, IEnumerable<string> limits, string program)
    {
        // The first to go where memory runs out on the whole machine: the code, and not its host.
        string enter = string.Join(" && ", members.Select(m => $"echo 0 > '{m.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        if (enter.Length > 0)
        {
            foreach (string word in (string[])[Shell, "-c", $"{{ {enter}; }} || exit 126; echo 1000 > /proc/self/oom_score_adj; exec \"$@\"", Shell])
                yield return word;
        }
        string[] options = [.. limits];
        if (options.Length > 0)
        {
            yield return LimitSetter;
            foreach (string option in options)
                yield return option;
            yield return "--";
        }
        yield return program;
    }
}
