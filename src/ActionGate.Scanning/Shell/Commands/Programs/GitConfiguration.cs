using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>git's <c>-c key=value</c> and <c>git config key value</c>: some keys hold commands. Source: git's manual.</summary>
internal static class GitConfiguration
{
    internal static void ReadPair(ShellWord word, EffectSink sink)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? word.Text : word.Text[..equals];
        var value = equals < 0 ? new ShellWord("true", word.At) : ValueReaders.Part(word, equals + 1);
        Read(key, value, sink);
    }

    /// <summary>An operand of <c>git config</c>: a key that runs something may not be set. A key alone is read.</summary>
    internal static void ReadOperand(ShellWord word, Arguments arguments, EffectSink sink)
    {
        bool removes = arguments.Has("--unset") || arguments.Has("--unset-all");
        bool writes = removes || arguments.Operands.Count != 1 || word.IsMany || arguments.HasUncertainPlaces || arguments.MayHideOptions
            || arguments.Has("--remove-section") || arguments.Has("--add") || arguments.Has("--replace-all");
        if (writes && arguments.Has("--global"))
            sink.WriteOnce(new ShellWord("~/.gitconfig", word.At, hasTilde: true));
        if (writes && arguments.Has("--system"))
            sink.WriteOnce(new ShellWord("/etc/gitconfig", word.At));
        if (!removes && (word.IsMany || !word.HasNoHoles || !word.Text.Equals("core.excludesfile", StringComparison.OrdinalIgnoreCase) && Harm(word.Text) != Kind.None && word.Text.Contains('.', StringComparison.Ordinal)))
            sink.Gap("may change a setting by which git runs programs");
    }

    private enum Kind : byte
    {
        None,
        Shell,
        Path,

        /// <summary>The value is a file whose text comes to light.</summary>
        File,
        Other,
    }

    private static void Read(string key, ShellWord value, EffectSink sink)
    {
        if (key.Contains(ShellWord.Hole, StringComparison.Ordinal))
        {
            sink.Gap("gets a setting that is not known");
            return;
        }
        switch (Harm(key))
        {
            case Kind.Shell:
                ReadCommand(key, value, sink);
                break;
            case Kind.Path:
                sink.Gap($"runs what it finds where '{key}' points");
                break;
            case Kind.File:
                sink.Read(value, isByOption: true);
                break;
            case Kind.Other:
                sink.Gap($"may run something through '{key}'");
                break;
        }
    }

    private static void ReadCommand(string key, ShellWord value, EffectSink sink)
    {
        string text = value.Text;
        if (text is "" or "cat" or "false" or "true" or "never")
            return;
        if (key.StartsWith("alias.", StringComparison.OrdinalIgnoreCase) && !text.StartsWith('!'))
        {
            sink.Words(value, "git", []);
            return;
        }
        sink.Shell("sh", text.StartsWith('!') ? ValueReaders.Part(value, 1) : value, []);
    }

    private static Kind Harm(string key)
    {
        // Sections and names ignore case, what stands between them does not; a refusal can ignore it throughout.
        string lower = key.ToLowerInvariant();
        int dot = lower.IndexOf('.', StringComparison.Ordinal);
        string section = dot < 0 ? lower : lower[..dot];
        string name = lower[(lower.LastIndexOf('.') + 1)..];
        return section switch
        {
            "alias" or "pager" => Kind.Shell,
            "include" or "includeif" => Kind.Path,
            "core" => name switch
            {
                "pager" or "editor" or "sshcommand" or "askpass" or "fsmonitor" or "gitproxy" or "alternaterefscommand" => Kind.Shell,
                "excludesfile" => Kind.File,
                "hookspath" or "worktree" or "attributesfile" => Kind.Path,
                _ => Kind.None,
            },
            "hook" or "trace2" or "imap" => Kind.Other,
            "branch" => name is "remote" or "pushremote" ? Kind.Other : Kind.None,
            "fetch" => name is "bundleuri" ? Kind.Other : name is "skiplist" ? Kind.File : Kind.None,
            "gc" => name is "recentobjectshook" ? Kind.Shell : Kind.None,
            // A file of any name ends up in what is printed or sent, or is written.
            "format" => name is "signaturefile" or "outputdirectory" ? Kind.Other : Kind.None,
            "commit" => name is "template" ? Kind.File : Kind.None,
            "blame" => name is "ignorerevsfile" ? Kind.File : Kind.None,
            "mailmap" => name is "file" ? Kind.File : Kind.None,
            "diff" when name is "orderfile" => Kind.File,
            "gpg" when name is "allowedsignersfile" or "revocationfile" => Kind.File,
            "sendemail" when name is "aliasesfile" => Kind.File,
            "fsck" or "receive" when name is "skiplist" => Kind.File,
            "bundle" => name is "uri" ? Kind.Other : Kind.None,
            "protocol" => name is "allow" ? Kind.Other : Kind.None,
            "http" when name is "sslcert" or "sslkey" or "sslcainfo" or "sslcapath" or "pinnedpubkey" or "proxysslcert" or "proxysslkey" or "proxysslcainfo" => Kind.File,
            "url" or "http" or "remote" => name is "insteadof" or "pushinsteadof" or "proxy" or "vcs" or "uploadpack" or "receivepack" or "url" or "pushurl" or "pushdefault"
                or "cookiefile" or "savecookies" or "curloptresolve" ? Kind.Other : Kind.None,
            "init" => name is "templatedir" ? Kind.Path : Kind.None,
            "submodule" => name is "update" or "url" ? Kind.Other : Kind.None,
            _ => name switch
            {
                "cmd" or "command" or "textconv" or "clean" or "smudge" or "process" or "driver" or "editor" or "helper" or "program" or "external"
                    or "path" or "difffilter" or "packobjectshook" or "browser" or "guitool" or "tocmd" or "cccmd" or "smtpserver" or "sendmailcmd" or "headercmd"
                    or "defaultkeycommand" or "tunnel" => Kind.Shell,
                _ => Kind.None,
            },
        };
    }
}
