namespace ActionGate.Simulation.Suggestions;

/// <summary>
/// The commands for which rules may be suggested: those that run nothing they are given, and whose files are all known from their
/// arguments. All else is left to a person.
/// </summary>
/// <param name="paths">Which of the files that they name are open to suggestions.</param>
internal sealed class EverydayCommands(EverydayPaths paths)
{
    private const string RunsOrChanges = "it is none of the everyday commands, that run nothing they are given";

    private static readonly string[] Programs =
    [
        "ls", "cat", "head", "tail", "wc", "pwd", "echo", "basename", "dirname", "realpath", "readlink", "stat", "file", "du", "tree", "diff", "cmp",
        "comm", "cut", "sort", "uniq", "tr", "nl", "grep", "egrep", "fgrep", "whoami", "uname", "sha1sum", "sha256sum", "sha512sum", "md5sum", "cksum",
        "cp", "mkdir", "touch", "cd", "test", "[", "true", "false", ":",
    ];

    private static readonly string[] GitShows = ["status", "log", "diff", "show", "blame", "shortlog", "ls-files", "ls-tree", "rev-parse", "describe"];

    private static readonly string[] GitChanges = ["add", "commit", "push", "fetch"];

    /// <summary>The options of <see cref="GitChanges"/> that open no editor, sign nothing, and overwrite nothing.</summary>
    private static readonly string[] GitOptions = ["-m", "-a", "-am", "-A", "--all", "--message", "-u", "--set-upstream", "--tags", "--"];

    private static readonly string[] Compares =
    [
        "--no-index ~/.ssh/id_rsa /dev/null", "--no-index /etc/shadow /dev/null", "--no-index -- /dev/null /etc/shadow", "--no-index ./.env /dev/null",
        "-O/etc/shadow", "-O /etc/shadow", "--output=/etc/cron.d/x", "--output /etc/cron.d/x", "--ext-diff", "/etc/shadow /dev/null",
    ];

    private static readonly string[] TrustedFolders = ["/bin", "/usr/bin", "/usr/local/bin"];

    /// <summary>
    /// Of git's subcommands that a rule may take with any arguments what it must not take: options that read, write or run what lies outside
    /// the repository. For each effect that the catalogue knows of them one stands here.
    /// </summary>
    private static readonly Dictionary<string, string[]> KeptOut = new(StringComparer.Ordinal)
    {
        ["status"] = [],
        ["log"] = Compares,
        ["diff"] = Compares,
        ["show"] = [.. Compares, "HEAD:.env"],
        ["blame"] = ["--contents /etc/shadow x", "--contents=/etc/shadow x", "-S /etc/shadow x", "--ignore-revs-file /etc/shadow x", "/etc/shadow"],
    };

    /// <summary>A rule may take the first two words with any arguments behind them, if it keeps out <see cref="ToKeepOut"/>.</summary>
    internal static bool HasStep(string[] words) => words is ["git", var subcommand, ..] && KeptOut.ContainsKey(subcommand);

    /// <summary>Commands that a rule for any arguments must not take.</summary>
    /// <param name="command">The command and its subcommand.</param>
    internal static IReadOnlyList<string> ToKeepOut(string command) =>
        KeptOut.TryGetValue(command[(command.IndexOf(' ', StringComparison.Ordinal) + 1)..], out string[]? arguments) ? Array.ConvertAll(arguments, a => $"{command} {a}") : [];

    /// <summary>Why no rule should be suggested for a command; <see langword="null"/> where nothing speaks against one.</summary>
    internal string? ProblemOf(string[] words)
    {
        if (words.Length == 0 || NameOf(words[0]) is not { } name)
            return "it runs a file that may be replaced";
        if (!(name == "git" ? IsEverydayGit(words) : Array.IndexOf(Programs, name) >= 0))
            return RunsOrChanges;
        for (int i = 1; i < words.Length; i++)
        {
            if (ProblemOfArgument(words[i]) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>The name of a program that lies where the system has them; <see langword="null"/> for any other file.</summary>
    private static string? NameOf(string word)
    {
        int slash = word.LastIndexOf('/');
        return slash < 0 ? word : Array.IndexOf(TrustedFolders, word[..slash]) >= 0 ? word[(slash + 1)..] : null;
    }

    private static bool IsEverydayGit(string[] words)
    {
        if (words.Length < 2 || Array.IndexOf(GitChanges, words[1]) < 0)
            return words.Length >= 2 && Array.IndexOf(GitShows, words[1]) >= 0;
        bool hasMessage = words[1] != "commit";
        for (int i = 2; i < words.Length; i++)
        {
            string word = words[i];
            if (word.StartsWith('-'))
            {
                if (Array.IndexOf(GitOptions, word) < 0)
                    return false;
                if (word is "-m" or "-am" or "--message")
                {
                    hasMessage = true;
                    i++;
                }
            }
            else if (words[1] is "push" or "fetch" && word.AsSpan().ContainsAny('+', ':'))
            {
                // It overwrites or deletes a branch, or the place is no named remote.
                return false;
            }
        }
        // Without a message an editor is run.
        return hasMessage;
    }

    /// <summary>An argument may be a file whatever the catalogue takes it for: behind an option, behind '=', in a revision.</summary>
    private string? ProblemOfArgument(string argument)
    {
        if (argument.Contains('~', StringComparison.Ordinal) && argument.IndexOf('~', StringComparison.Ordinal) is var home && (home == 0 || argument[home - 1] is '=' or ':'))
            return "it may hold secrets";
        foreach (string part in argument.Split('=', ':'))
        {
            int slash = part.IndexOf('/', StringComparison.Ordinal);
            if ((slash == 0 || slash > 0 && part[0] == '-') && paths.ProblemOf(ActionKind.FileRead.Name, part[slash..].TrimEnd('/')) is { } problem)
                return problem;
            // A sentence, such as the message of a commit, is no name.
            if (part.StartsWith('-') || part.Contains(' ', StringComparison.Ordinal))
                continue;
            foreach (string name in part.Split('/'))
            {
                if (name is not ("." or "..") && EverydayNames.ProblemOf(name, isWritten: false) is { } secret)
                    return secret;
            }
        }
        return null;
    }
}
