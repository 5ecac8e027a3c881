// A table: commands whose arguments name another command, or hold code. Without knowledge of their options nobody can say what they run.
using System.Collections.Frozen;

namespace ActionGate.Scanning.Shell;

/// <summary>Plain commands that can't be decided by their own words, because those words are run in turn.</summary>
internal static class CommandsThatRunOthers
{
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Wrappers = FrozenSet.ToFrozenSet(
        [
            // builtins
            ".", "source", "eval", "exec", "command", "builtin", "trap", "alias", "enable", "hash", "bind", "complete", "compgen", "mapfile",
            "readarray", "declare", "typeset", "local", "export", "readonly", "let", "history", "fc", "autoload", "zmodload", "emulate", "zcompile",
            "sched", "functions",
            // shells
            "sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "pdksh", "rbash", "zsh", "rzsh", "csh", "tcsh", "fish", "yash", "xonsh", "nu", "elvish",
            "busybox", "toybox", "pwsh", "powershell", "cmd",
            // run another command
            "env", "nice", "ionice", "chrt", "taskset", "nohup", "timeout", "gtimeout", "time", "stdbuf", "unbuffer", "setsid", "setarch", "linux32", "linux64",
            "setpriv", "capsh", "numactl", "prlimit", "cpulimit", "xargs", "parallel", "find", "fd", "fdfind", "entr", "watch", "flock", "sudo", "sudoedit",
            "doas", "su", "runuser", "pkexec", "chroot", "unshare", "nsenter", "bwrap", "firejail", "systemd-run", "start-stop-daemon", "daemonize",
            "script", "expect", "strace", "ltrace", "gdb", "lldb", "valgrind", "perf", "rlwrap", "screen", "tmux", "dtach", "ssh", "mosh", "rsh", "at", "batch",
            "crontab", "make", "gmake", "ninja", "just", "docker", "podman", "nerdctl", "kubectl", "proot", "fakeroot", "faketime", "dbus-run-session",
            "run-parts", "ld.so", "ld-linux.so.2", "ld-linux-x86-64.so.2", "coproc", "socat", "nc", "ncat", "netcat",
            // programs whose first argument is a program
            "awk", "gawk", "mawk", "nawk", "original-awk", "sed", "gsed", "ed", "ex", "vi", "vim", "nvim", "emacs", "dc", "bc", "m4", "jq", "tclsh", "wish",
        ],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Interpreters, by how their names begin, with the option letters and long options that introduce code.</summary>
    private static readonly (string Name, string Letters)[] Interpreters =
    [
        ("python", "c"), ("pypy", "c"), ("ipython", "c"), ("perl", "eEmMdi"), ("ruby", "erI"), ("irb", "er"), ("node", "eprc"), ("deno", "e"), ("bun", "ep"),
        ("php", "rBRFEd"), ("lua", "elr"), ("rscript", "e"), ("osascript", "e"), ("julia", "eEL"), ("ghc", "e"), ("groovy", "e"), ("elixir", "er"), ("erl", "e"),
        ("swipl", "gtc"), ("guile", "celL"), ("scala", "e"), ("jshell", "R"), ("raku", "eM"),
    ];

    internal static string? WhyUndecidable(ReadOnlySpan<char> text, ReadOnlySpan<Range> words)
    {
        var name = text[words[0]];
        name = name[(name.LastIndexOf('/') + 1)..];
        if (Wrappers.Contains(name))
            return "it runs what its arguments say";
        foreach (var (interpreter, letters) in Interpreters)
        {
            if (name.StartsWith(interpreter, StringComparison.OrdinalIgnoreCase))
                return HasInlineCode(text, words[1..], letters) ? "it may hold code in its arguments" : null;
        }
        return null;
    }

    /// <summary>
    /// Looks at the options before the script's name. A word behind an option may be that option's argument, so only a word behind no
    /// option is taken for the script, whose own arguments are not the interpreter's.
    /// </summary>
    private static bool HasInlineCode(ReadOnlySpan<char> text, ReadOnlySpan<Range> arguments, string letters)
    {
        bool afterOption = false;
        foreach (var range in arguments)
        {
            var word = text[range];
            if (word[0] != '-')
            {
                if (!afterOption)
                    return false;
                afterOption = false;
                continue;
            }
            bool isLong = word.StartsWith("--", StringComparison.Ordinal);
            if (isLong ? word.Length > 2 : word[1..].IndexOfAny(letters) >= 0)
                return true;
            afterOption = true;
        }
        return false;
    }
}
