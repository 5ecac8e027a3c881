// A table: commands whose arguments name another command, or hold code. Without knowledge of their options nobody can say what they run.
using System.Collections.Frozen;

namespace ActionGate.Scanning.Shell;

/// <summary>Plain commands that can't be decided by their own words, because those words are run in turn. Sources: the manuals; GTFOBins.</summary>
internal static class CommandsThatRunOthers
{
    private const string Runs = "it runs what its arguments say";
    private const string HoldsCode = "it may hold code in its arguments";

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Wrappers = FrozenSet.ToFrozenSet(
        [
            // builtins
            ".", "source", "eval", "exec", "command", "builtin", "trap", "alias", "enable", "hash", "bind", "complete", "compgen", "mapfile",
            "readarray", "declare", "typeset", "local", "export", "readonly", "let", "history", "fc", "autoload", "zmodload", "emulate", "zcompile",
            "sched", "functions",
            // shells
            "sh", "bash", "dash", "ash", "ksh", "ksh93", "mksh", "pdksh", "lksh", "rbash", "zsh", "rzsh", "csh", "tcsh", "fish", "yash", "xonsh", "nu",
            "elvish", "rc", "es", "sash", "bosh", "osh", "oil", "ysh", "git-shell", "rksh", "busybox", "toybox", "coreutils", "pwsh", "powershell", "cmd",
            // run another command
            "env", "nice", "ionice", "chrt", "taskset", "nohup", "timeout", "gtimeout", "time", "gtime", "stdbuf", "unbuffer", "setsid", "setarch", "linux32",
            "linux64", "i386", "x86_64", "setpriv", "capsh", "numactl", "prlimit", "cpulimit", "xargs", "parallel", "sem", "find", "fd", "fdfind", "entr", "watch",
            "watchexec", "flock", "sudo", "sudoedit", "doas", "su", "sg", "runuser", "pkexec", "chroot", "unshare", "nsenter", "bwrap", "firejail", "gosu",
            "su-exec", "systemd-run", "systemd-inhibit", "systemd-cat", "systemd-nspawn", "start-stop-daemon", "daemonize", "daemon", "script", "expect",
            "strace", "ltrace", "gdb", "lldb", "valgrind", "perf", "rlwrap", "screen", "tmux", "tmate", "dtach", "abduco", "zellij", "openvt", "ssh", "mosh",
            "rsh", "rlogin", "dbclient", "autossh", "sshpass", "ssh-agent", "ssh-argv0", "at", "batch", "crontab", "make", "gmake", "bmake", "ninja", "just",
            "docker", "podman", "nerdctl", "buildah", "kubectl", "oc", "proot", "fakeroot", "fakechroot", "faketime", "dbus-run-session", "dbus-launch", "run-parts",
            "ld.so", "ld-linux.so.2", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "coproc", "socat", "nc", "ncat", "netcat", "nc.openbsd", "nc.traditional",
            "ccache", "distcc", "sccache", "icecc", "bear", "torsocks", "torify", "tsocks", "proxychains", "proxychains4", "xvfb-run", "xinit", "startx", "tini",
            "dumb-init", "chpst", "setuidgid", "softlimit", "envdir", "envuidgid", "setlock", "pgrphack", "catchsegv", "multitime", "hyperfine", "logsave", "pexec",
            "msgfilter", "msgexec", "run-mailcap", "ansible", "ansible-console", "dotenv", "dotenvx", "concurrently", "cross-env", "cross-env-shell", "env-cmd",
            "chronic", "ifne", "lckdo", "choom", "cset", "cgexec", "aa-exec", "runcon", "newrole",
            // programs whose first argument, or a file of which, is a program
            "awk", "gawk", "mawk", "nawk", "original-awk", "sed", "gsed", "ed", "red", "ex", "vi", "vim", "nvim", "view", "rview", "rvim", "gvim", "vimdiff",
            "emacs", "emacsclient", "dc", "bc", "m4", "jq", "gojq", "yq", "tclsh", "wish",
        ],
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Interpreters, with or without a version behind the name, and the option letters that introduce code.</summary>
    private static readonly (string Name, string Letters)[] Interpreters =
    [
        ("python", "c"), ("pythonw", "c"), ("pypy", "c"), ("ipython", "c"), ("micropython", "c"), ("bpython", "c"), ("ptpython", "c"), ("jython", "c"),
        ("perl", "eEmMdi"), ("ruby", "erI"), ("jruby", "erI"), ("irb", "er"), ("pry", "er"), ("node", "eprc"), ("nodejs", "eprc"), ("tsx", "ep"),
        ("deno", "e"), ("bun", "ep"), ("qjs", "eI"), ("gjs", "c"), ("php", "rBRFEdzc"), ("phpdbg", "rBRFEdze"), ("lua", "elr"), ("luajit", "eljb"), ("rscript", "e"), ("r", "e"),
        ("osascript", "e"), ("julia", "eEL"), ("ghc", "e"), ("ghci", "e"), ("runghc", "f"), ("groovy", "e"), ("kotlin", "e"), ("elixir", "er"), ("iex", "er"), ("erl", "es"),
        ("swipl", "gtc"), ("guile", "celL"), ("scala", "e"), ("jshell", "R"), ("jrunscript", "ef"), ("raku", "eM"), ("octave", "x"), ("sage", "c"), ("ocaml", "e"),
        ("racket", "ef"), ("clojure", "eir"), ("clj", "eir"), ("bb", "e"), ("nodemon", "xe"),
    ];

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> InterpreterLetters =
        Interpreters.ToFrozenDictionary(i => i.Name, i => i.Letters, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    internal static string? WhyUndecidable(ReadOnlySpan<char> text, ReadOnlySpan<Range> words)
    {
        var name = text[words[0]];
        name = name[(name.LastIndexOf('/') + 1)..];
        if (Wrappers.Contains(name))
            return Runs;
        if (InterpreterLetters.TryGetValue(name[..LengthWithoutVersion(name)], out string? letters) && HasInlineCode(text, words[1..], letters))
            return HoldsCode;
        return OptionsThatRunOthers.AreIn(text, words, name) ? Runs : null;
    }

    /// <summary>Of <c>python</c>, <c>python3.12</c>, <c>php-cgi</c>: what stands before the first sign that is no letter.</summary>
    private static int LengthWithoutVersion(ReadOnlySpan<char> name)
    {
        int length = 0;
        while (length < name.Length && char.IsAsciiLetter(name[length]))
            length++;
        return length;
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
            if (isLong ? word.Length > 2 && word is not ("--version" or "--help") : word[1..].IndexOfAny(letters) >= 0)
                return true;
            afterOption = true;
        }
        return false;
    }
}
