using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Analysis;

/// <summary>Rules that allow a command's name with a star inside the name, and so other commands that begin like it: <c>ls*</c> is also <c>lsof</c>.</summary>
internal static class CommandNames
{
    private static readonly string[] Known =
    [
        "base32", "base64", "chattr", "cpio", "cpp", "crontab", "ddrescue", "diff3", "dirname", "envsubst", "fdisk", "findfs", "findmnt", "git-shell",
        "gitk", "gofmt", "hostnamectl", "idle", "ifconfig", "ipcrm", "ipcs", "iptables", "killall", "kubectl", "lsattr", "lsblk", "lscpu", "lsmod",
        "lsns", "lsof", "lspci", "lsusb", "mountpoint", "mvn", "netcat", "netplan", "netstat", "passwd", "pipx", "pkill", "prlimit", "pstree", "pwdx",
        "rename", "rmdir", "rmmod", "scp", "setcap", "setfacl", "setpriv", "shred", "shutdown", "ssh-agent", "ssh-keygen", "sshd", "sshpass",
        "sudoedit", "systemctl", "systemd-run", "taskset", "telnet", "timedatectl", "truncate", "umount", "unshare", "useradd", "userdel", "visudo",
        "watchman", "wget", "whoami", "xargs",
    ];

    internal static void Report(PolicyModel policy, PolicyChains chains, DiagnosticBag diagnostics)
    {
        foreach (var unit in chains.Units)
        {
            if (unit.Rule.Decision != Verdict.Allow || unit.Use != UnitUse.Decides || unit.Rule.Targets.Count == 0 || unit.Rows[0].Kind != ActionKind.ShellExec.Name || NameOf(unit.Text) is not { } name)
                continue;
            foreach (string other in Known)
            {
                if (!other.StartsWith(name, StringComparison.Ordinal) || other.Length == name.Length)
                    continue;
                if (WorldThatAllows(policy, unit, other) is not { } world)
                    continue;
                diagnostics.Warning(
                    DiagnosticIds.StarInName, unit.Span, $"{DecisionText.Quote(unit.Text)} also allows {DecisionText.Quote(other)}{world.Describe()}, which is another command", $"write '{name} *' for the command with any arguments");
                break;
            }
        }
    }

    /// <summary>Where a target lets a command run; <see langword="null"/>: nowhere.</summary>
    private static World? WorldThatAllows(PolicyModel policy, RuleUnit unit, string command)
    {
        foreach (var (search, kind, row) in unit.Rows)
        {
            if (kind != ActionKind.ShellExec.Name || search.Rows[row].Holds != MatchStrength.Definite)
                continue;
            var finding = policy.Ask(kind, command, search.World);
            if (finding.Verdict == Verdict.Allow && DecidingRule.Is(search.Rows[row], kind, in finding))
                return search.World;
        }
        return null;
    }

    /// <summary>The beginning of a command's name that a star goes on; <see langword="null"/> where that is not what the pattern says.</summary>
    private static string? NameOf(string pattern)
    {
        string word = pattern.Split(' ')[0];
        return word.Length > 1 && word[^1] == '*' && word[..^1].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? word[..^1] : null;
    }
}
