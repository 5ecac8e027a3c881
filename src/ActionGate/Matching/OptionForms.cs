// A table: the long names of short options, where a refusing rule must not guess.
namespace ActionGate.Matching;

/// <summary>
/// Says which short and long options may be the same one. Of commands that the table knows it says so exactly; of all others that a pattern
/// names a letter may stand for any long option that begins with it, in either case: a refusing rule is broad. Where the pattern names no
/// command (<c>* --force*</c>) a letter counts only for what is known of the command at hand. Sources: the commands' manuals.
/// </summary>
internal readonly struct OptionForms
{
    /// <summary>A command, with its subcommand where it has some, and its letters with their long names.</summary>
    private static readonly (string Command, string Forms)[] KnownCommands =
    [
        ("git commit", "a=all p=patch C=reuse-message c=reedit-message F=file m=message t=template s=signoff n=no-verify e=edit i=include o=only u=untracked-files v=verbose q=quiet S=gpg-sign"),
        ("git push", "d=delete n=dry-run f=force q=quiet v=verbose u=set-upstream o=push-option 4=ipv4 6=ipv6"),
        ("git fetch", "a=append f=force k=keep p=prune P=prune-tags t=tags u=update-head-ok j=jobs q=quiet v=verbose n=no-tags"),
        ("git pull", "n=no-stat r=rebase v=verbose q=quiet s=strategy X=strategy-option a=append f=force k=keep p=prune t=tags j=jobs"),
        ("git reset", "q=quiet p=patch N=intent-to-add"),
        ("git add", "n=dry-run v=verbose f=force i=interactive p=patch e=edit u=update A=all N=intent-to-add"),
        ("git clean", "f=force i=interactive n=dry-run q=quiet e=exclude"),
        ("git branch", "d=delete D=delete D=force m=move M=move M=force c=copy C=copy f=force r=remotes a=all v=verbose q=quiet t=track u=set-upstream-to l=list i=ignore-case"),
        ("git checkout", "q=quiet f=force t=track d=detach m=merge p=patch"),
        ("git log", "p=patch n=max-count i=regexp-ignore-case E=extended-regexp F=fixed-strings G=basic-regexp z=null"),
        ("rm", "f=force i=interactive I=interactive r=recursive R=recursive d=dir v=verbose"),
        ("cp", "a=archive b=backup f=force i=interactive l=link L=dereference n=no-clobber P=no-dereference R=recursive r=recursive s=symbolic-link S=suffix t=target-directory T=no-target-directory u=update v=verbose x=one-file-system"),
        ("mv", "b=backup f=force i=interactive n=no-clobber S=suffix t=target-directory T=no-target-directory u=update v=verbose"),
        ("chmod", "c=changes f=silent f=quiet v=verbose R=recursive"),
        ("chown", "c=changes f=silent f=quiet v=verbose h=no-dereference R=recursive"),
        ("ls", "a=all A=almost-all B=ignore-backups d=directory F=classify h=human-readable i=inode I=ignore L=dereference n=numeric-uid-gid r=reverse R=recursive s=size w=width"),
        ("grep", "E=extended-regexp F=fixed-strings G=basic-regexp P=perl-regexp e=regexp f=file i=ignore-case v=invert-match w=word-regexp x=line-regexp z=null-data s=no-messages m=max-count n=line-number H=with-filename h=no-filename o=only-matching q=quiet a=text r=recursive R=dereference-recursive L=files-without-match l=files-with-matches c=count A=after-context B=before-context C=context U=binary Z=null"),
        ("tar", "A=catenate c=create d=diff r=append t=list u=update x=extract C=directory f=file F=info-script h=dereference j=bzip2 J=xz k=keep-old-files l=check-links m=touch M=multi-volume O=to-stdout p=preserve-permissions P=absolute-names T=files-from v=verbose X=exclude-from z=gzip"),
        ("curl", "A=user-agent b=cookie c=cookie-jar C=continue-at d=data D=dump-header e=referer E=cert f=fail F=form G=get H=header I=head k=insecure K=config L=location m=max-time n=netrc o=output O=remote-name p=proxytunnel P=ftp-port r=range R=remote-time s=silent S=show-error T=upload-file u=user U=proxy-user v=verbose w=write-out x=proxy X=request y=speed-time Y=speed-limit z=time-cond"),
        ("wget", "a=append-output b=background c=continue e=execute F=force-html i=input-file m=mirror o=output-file O=output-document P=directory-prefix q=quiet r=recursive S=server-response t=tries T=timeout U=user-agent v=verbose w=wait Q=quota l=level k=convert-links p=page-requisites"),
        ("pip install", "r=requirement c=constraint e=editable t=target U=upgrade i=index-url f=find-links v=verbose q=quiet"),
        ("npm install", "g=global g=location S=save P=save-prod D=save-dev O=save-optional E=save-exact f=force w=workspace"),
    ];

    /// <summary>Commands without options that do anything: a word that nobody knows is text to them, whatever it turns out to be.</summary>
    private static readonly string[] WithoutOptions = ["echo", "printf", "test", "[", "basename", "dirname", "seq", "sleep", "expr", "cd", "pwd", "true", "false", ":", "exit", "return", "shift"];

    private readonly string? _forms;

    /// <summary>Forms that count beside the broad reading, where the table does not know the command exactly.</summary>
    private readonly string? _more;

    /// <summary>
    /// What the catalogue says, which also lists the options that take a value, as <c>:--request</c>, the long options, as <c>!--force</c>,
    /// and a <c>?</c> where none is known.
    /// </summary>
    private readonly string? _listed;

    /// <summary>The pattern names the command: what is not known of its letters is guessed.</summary>
    private readonly bool _guesses;

    private OptionForms(ReadOnlySpan<char> command, string? forms, string? more, string? listed, bool guesses)
    {
        _listed = listed;
        _forms = forms;
        _more = more;
        _guesses = guesses;
        IsOldStyle = command is "tar" or "gtar" or "bsdtar" or "ar" or "ps";
        HasNone = !guesses && IsWithoutOptions(command);
    }

    /// <summary>The first argument may be a cluster without a dash (tar(1), ar(1), ps(1)).</summary>
    internal bool IsOldStyle { get; }

    /// <summary>No word of it is an option that does anything.</summary>
    internal bool HasNone { get; }

    /// <summary>The forms of the command that a pattern's first words name.</summary>
    /// <param name="command">The command's base name.</param>
    /// <param name="subcommand">The next plain word.</param>
    /// <param name="formsOf">What else is known of commands.</param>
    internal static OptionForms Of(string command, string subcommand, OptionTable formsOf)
    {
        string words = $"{command} {subcommand}";
        string? listed = formsOf(words, [new Range(0, command.Length), new Range(command.Length + 1, words.Length)], out _);
        return Known(command, subcommand) is { } forms ? new OptionForms(command, forms, null, listed, guesses: true) : new OptionForms(command, null, listed, listed, guesses: true);
    }

    /// <summary>The forms of the command that a target is.</summary>
    /// <param name="target">The command.</param>
    /// <param name="formsOf">What is known of commands beside the table.</param>
    /// <param name="guesses">What is not known of it counts as well.</param>
    internal static OptionForms Of(scoped in CommandTarget target, OptionTable formsOf, bool guesses)
    {
        string? listed = formsOf(target.Text, target.Words, out int subcommand);
        string? forms = Known(target.BaseName, subcommand > 0 ? target.Word(subcommand) : []);
        return new OptionForms(target.BaseName, forms, forms is null ? listed : null, listed, guesses);
    }

    private static string? Known(scoped ReadOnlySpan<char> command, scoped ReadOnlySpan<char> subcommand)
    {
        foreach (var (name, forms) in KnownCommands)
        {
            if (command.SequenceEqual(name) || name.Length == command.Length + 1 + subcommand.Length && name[command.Length] == ' '
                && name.AsSpan().StartsWith(command, StringComparison.Ordinal) && name.AsSpan().EndsWith(subcommand, StringComparison.Ordinal))
                return forms;
        }
        return null;
    }

    private static bool IsWithoutOptions(scoped ReadOnlySpan<char> command)
    {
        foreach (string name in WithoutOptions)
        {
            if (command.SequenceEqual(name))
                return true;
        }
        return false;
    }

    /// <summary>The next word is this option's value.</summary>
    internal bool TakesValue(scoped ReadOnlySpan<char> option)
    {
        foreach (var range in _listed.AsSpan().Split(' '))
        {
            if (_listed.AsSpan()[range] is [':', .. var name] && name.SequenceEqual(option))
                return true;
        }
        return false;
    }

    /// <summary>What is known of its options may narrow what a refusing rule takes: it is known of this very command, and not of all that share a block.</summary>
    internal bool Narrows => !_guesses || _forms is not null;

    /// <summary>A letter behind a dash takes the rest of its word, or the next, as its value.</summary>
    internal bool TakesValue(char letter) => TakesValue(['-', letter]);

    /// <summary>The command may have a long option that begins so: it has one, or nobody knows its options.</summary>
    internal bool MayHave(scoped ReadOnlySpan<char> name)
    {
        if (_guesses || _listed is null)
            return true;
        foreach (var range in _forms.AsSpan().Split(' '))
        {
            if (_forms.AsSpan()[range] is [_, '=', .. var option] && option.StartsWith(name, StringComparison.Ordinal))
                return true;
        }
        foreach (var range in _listed.AsSpan().Split(' '))
        {
            if (_listed.AsSpan()[range] is "?" || _listed.AsSpan()[range] is ['!', '-', '-', .. var option] && option.StartsWith(name, StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    /// <summary>A letter may stand for a long option.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="name">The long option or the start of it, without its dashes.</param>
    internal bool MayBe(char letter, ReadOnlySpan<char> name)
    {
        if (Lists(_forms, letter, name, out bool isKnown) || Lists(_more, letter, name, out _))
            return true;
        return _guesses && !isKnown && name.Length > 0 && char.ToLowerInvariant(name[0]) == char.ToLowerInvariant(letter);
    }

    /// <summary>The letter's long name begins so.</summary>
    private static bool Lists(string? forms, char letter, ReadOnlySpan<char> name, out bool isKnown)
    {
        isKnown = false;
        foreach (var range in forms.AsSpan().Split(' '))
        {
            var form = forms.AsSpan()[range];
            if (form.Length < 3 || form[0] != letter)
                continue;
            if (form[2..].StartsWith(name, StringComparison.Ordinal))
                return true;
            isKnown = true;
        }
        return false;
    }

    /// <summary>A letter that is refused is the same option as another one, or a part of what that one says.</summary>
    internal bool MayBe(char letter, char other) => letter == other || IsCovered(_forms, letter, other) || IsCovered(_more, letter, other);

    /// <summary>Git's -D is --delete --force: to whoever refuses -D, -d is another option, but not the other way round.</summary>
    private static bool IsCovered(string? forms, char letter, char other)
    {
        bool isKnown = false;
        foreach (var range in forms.AsSpan().Split(' '))
        {
            var form = forms.AsSpan()[range];
            if (form.Length < 3 || form[0] != letter)
                continue;
            isKnown = true;
            if (!Has(forms, other, form[2..]))
                return false;
        }
        return isKnown;
    }

    private static bool Has(ReadOnlySpan<char> forms, char letter, ReadOnlySpan<char> name)
    {
        foreach (var range in forms.Split(' '))
        {
            var form = forms[range];
            if (form.Length > 2 && form[0] == letter && form[2..].SequenceEqual(name))
                return true;
        }
        return false;
    }
}
