// A table: options and subcommands behind which another command stands.
using System.Collections.Frozen;

namespace ActionGate.Scanning.Shell;

/// <summary>Commands that run what an option or subcommand of theirs names, and are plain without it. Sources: the manuals; GTFOBins.</summary>
internal static class OptionsThatRunOthers
{
    /// <summary>Names with spaces between; option letters; long options, also written with one dash by some tools.</summary>
    private static readonly (string Names, string Letters, string Long)[] Options =
    [
        ("tar gtar", "IF", "checkpoint-action to-command use-compress-program info-script new-volume-script rsh-command"),
        ("bsdtar cpio", "", "use-compress-program rsh-command"),
        ("sort gsort", "", "compress-program"),
        ("split gsplit", "", "filter"),
        ("install ginstall", "", "strip-program"),
        ("sdiff diff3", "", "diff-program"),
        ("nm objdump ar ranlib size strings", "", "plugin"),
        ("rg", "", "pre hostname-bin"),
        ("fzf sk", "", "preview bind execute"),
        ("rsync borg", "e", "rsh rsync-path"),
        ("scp sftp", "SoFDb", ""),
        ("ssh-keygen ssh-add", "Ds", ""),
        ("wget", "e", "execute use-askpass"),
        ("aria2c", "", "on-download-complete on-bt-download-complete on-download-start on-download-stop on-download-error on-download-pause"),
        ("yt-dlp youtube-dl", "", "exec exec-before-download downloader external-downloader plugin-dirs netrc-cmd"),
        ("man", "PHC", "pager html config-file"),
        ("zip", "T", "unzip-command"),
        ("gcc g++ cc c++ c89 c99 clang clang++ gfortran", "B", "wrapper fplugin specs"),
        ("cmake", "EP", ""),
        ("ctest", "S", "script build-and-test"),
        ("openssl", "", "engine provider provider-path"),
        ("tcpdump dumpcap tshark", "zX", "postrotate-command"),
        ("nmap", "", "script"),
        ("psql smbclient", "c", "command"),
        ("mysql mariadb gnuplot lftp", "e", "execute init-command"),
        ("sqlite3", "", "cmd init"),
        ("mongosh mongo", "", "eval"),
        ("pidstat", "e", ""),
        ("pandoc", "FL", "filter lua-filter pdf-engine"),
        ("tex latex etex pdftex pdflatex xetex xelatex luatex lualatex", "", "shell-escape enable-write18"),
        ("rpm rpmbuild rpmquery rpmverify", "ED", "eval pipe define"),
        ("dpkg", "", "pre-invoke post-invoke status-logger"),
        ("apt apt-get apt-cache aptitude", "o", "option config-file"),
        ("npx pnpx bunx", "c", "call shell-mode"),
        ("certbot", "", "pre-hook post-hook deploy-hook renew-hook manual-auth-hook manual-cleanup-hook"),
        ("restic rclone", "o", "option password-command"),
        ("mutt neomutt", "e", ""),
        ("scrot", "e", "exec"),
        ("go", "", "exec toolexec vettool"),
        ("octave racket sbcl dart", "", "eval persist load"),
        ("nano pico", "s", "speller"),
        ("ts-node", "epr", "eval print require"),
        ("nix-shell", "", "run command"),
    ];

    /// <summary>Tools with subcommands; a subcommand behind which a command stands; options before the subcommand that run something.</summary>
    private static readonly (string Names, string Letters, string Long, string Subcommands)[] Tools =
    [
        ("git", "c", "config-env exec-path", "difftool mergetool filter-branch filter-repo instaweb daemon shell svn send-email remote-ext for-each-repo hook"),
        ("npm pnpm yarn", "", "", "exec x dlx"),
        ("poetry pipenv pdm hatch rye uv pixi conda mamba micromamba rustup volta", "", "", "run"),
        ("pipx", "", "", "run runpip"),
        ("bundle bundler rbenv pyenv nodenv goenv jenv asdf mise direnv fnm opam", "", "", "exec x config"),
        ("nix guix", "", "", "run shell develop eval repl environment"),
        ("docker-compose podman-compose lxc incus multipass machinectl", "", "", "exec run shell"),
        ("flatpak snap toolbox distrobox vagrant", "", "", "run enter ssh"),
        ("deno", "", "", "eval repl"),
        ("ip", "b", "batch", "netns vrf"),
    ];

    /// <summary>Subcommands of git with the options and words behind which a command stands.</summary>
    private static readonly (string Subcommand, string Letters, string Long, string Word)[] Git =
    [
        ("rebase", "x", "exec", ""),
        ("bisect", "", "", "run"),
        ("submodule", "", "", "foreach"),
        ("grep", "O", "open-files-in-pager", ""),
        ("clone", "uc", "upload-pack config template", ""),
        ("fetch", "", "upload-pack", ""),
        ("pull", "", "upload-pack", ""),
        ("ls-remote", "", "upload-pack exec", ""),
        ("push", "", "receive-pack exec", ""),
        ("archive", "", "exec", ""),
        ("init", "", "template", ""),
    ];

    private static readonly FrozenDictionary<string, (string Letters, string Long, string? Subcommands)>.AlternateLookup<ReadOnlySpan<char>> ByName = Index();

    internal static bool AreIn(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, ReadOnlySpan<char> name)
    {
        if (!ByName.TryGetValue(name, out var known))
            return false;
        return known.Subcommands is null
            ? HasOption(text, words[1..], known.Letters, known.Long) || HasOldCluster(text, words, known.Letters, name)
            : HasSubcommand(text, words[1..], known.Letters, known.Long, known.Subcommands, name is "git");
    }

    private static FrozenDictionary<string, (string Letters, string Long, string? Subcommands)>.AlternateLookup<ReadOnlySpan<char>> Index()
    {
        var byName = new Dictionary<string, (string, string, string?)>(StringComparer.Ordinal);
        foreach (var (names, letters, longs) in Options)
        {
            foreach (string name in names.Split(' '))
                byName.Add(name, (letters, longs, null));
        }
        foreach (var (names, letters, longs, subcommands) in Tools)
        {
            foreach (string name in names.Split(' '))
                byName.Add(name, (letters, longs, subcommands));
        }
        return byName.ToFrozenDictionary(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    private static bool HasOption(ReadOnlySpan<char> text, ReadOnlySpan<Range> arguments, string letters, string longs)
    {
        foreach (var range in arguments)
        {
            if (IsOption(text[range], letters, longs))
                return true;
        }
        return false;
    }

    /// <summary>The word is one of the options, also in a cluster of letters or, behind two dashes, abbreviated.</summary>
    private static bool IsOption(ReadOnlySpan<char> word, string letters, string longs)
    {
        if (word[0] != '-')
            return false;
        int value = word.IndexOf('=');
        if (word.StartsWith("--", StringComparison.Ordinal))
            return word.Length > 2 && ListsAbbreviated(longs, word[2..(value < 0 ? word.Length : value)]);
        return letters.Length > 0 && word[1..].IndexOfAny(letters) >= 0 || Lists(longs, word[1..(value < 0 ? word.Length : value)]);
    }

    /// <summary>tar's first argument may be its letters without a dash.</summary>
    private static bool HasOldCluster(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, string letters, ReadOnlySpan<char> name) =>
        name is "tar" or "gtar" && words.Length > 1 && text[words[1]].IndexOfAny(letters) >= 0;

    /// <summary>Looks at the words up to the subcommand; one behind an option may be that option's argument.</summary>
    private static bool HasSubcommand(
        ReadOnlySpan<char> text, ReadOnlySpan<Range> arguments, string letters, string longs, string subcommands, bool isGit)
    {
        bool afterOption = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            var word = text[arguments[i]];
            if (word[0] == '-')
            {
                if (IsOption(word, letters, longs))
                    return true;
                afterOption = true;
                continue;
            }
            if (Lists(subcommands, word) || isGit && HasGitOption(text, word, arguments[(i + 1)..]))
                return true;
            if (!afterOption)
                return false;
            afterOption = false;
        }
        return false;
    }

    private static bool HasGitOption(ReadOnlySpan<char> text, ReadOnlySpan<char> subcommand, ReadOnlySpan<Range> arguments)
    {
        foreach (var (name, letters, longs, word) in Git)
        {
            if (!subcommand.SequenceEqual(name))
                continue;
            if (HasOption(text, arguments, letters, longs))
                return true;
            foreach (var range in arguments)
            {
                if (word.Length > 0 && text[range].SequenceEqual(word))
                    return true;
            }
        }
        return false;
    }

    /// <summary>The list, with spaces between its entries, holds the entry.</summary>
    private static bool Lists(string list, ReadOnlySpan<char> entry)
    {
        foreach (var range in list.AsSpan().Split(' '))
        {
            if (!entry.IsEmpty && list.AsSpan()[range].SequenceEqual(entry))
                return true;
        }
        return false;
    }

    private static bool ListsAbbreviated(string list, ReadOnlySpan<char> start)
    {
        foreach (var range in list.AsSpan().Split(' '))
        {
            if (!start.IsEmpty && list.AsSpan()[range].StartsWith(start, StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
