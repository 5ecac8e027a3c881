using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands;

/// <summary>Puts what was found about a command's arguments among its effects, in the one form that others expect.</summary>
internal sealed class EffectSink(CommandEffects effects, string command)
{
    /// <summary>A folder whose name is longer is not known: thousands of options that each go deeper must not cost their square.</summary>
    private const int LongestFolder = 1024;

    private const int MostModules = 8;

    private int _modules;

    private static readonly char[] Quoting = ['\'', '"', '\\', '$', '`', '|', '&', ';', '<', '>', '(', ')', '\n', ShellWord.Hole];

    internal CommandEffects Effects { get; } = effects;

    private string _command = command;
    private string? _subcommand;

    /// <summary>From where relative paths lead, if the command itself moves.</summary>
    internal ShellWord? Folder { get; private set; }

    /// <summary>One more module of a module (<c>python -m pdb -m pdb …</c>), as long as there are few.</summary>
    internal bool MayDescend() => ++_modules <= MostModules;

    internal void Gap(string reason) => Effects.Gap ??= $"'{_command}{(_subcommand is null ? "" : " ")}{_subcommand}' {reason}";

    /// <summary>What follows is said of a command of this name, as it was written.</summary>
    internal void Name(string command) => (_command, _subcommand) = (command, null);

    /// <summary>What follows is said of a subcommand.</summary>
    internal void Descend(string subcommand) => _subcommand = _subcommand is null ? subcommand : $"{_subcommand} {subcommand}";

    internal void Read(ShellWord path, bool isByOption = false, bool isRecursive = false) => Path(ActionKind.FileRead, path, isByOption, isRecursive);

    internal void Write(ShellWord path, bool isByOption = false, bool isRecursive = false) => Path(ActionKind.FileWrite, path, isByOption, isRecursive);

    /// <summary>Writes a file, or into a folder of that name, whose files are told beside it.</summary>
    internal void WriteTarget(ShellWord path, bool isByOption, bool isRecursive) => Add(new InnerOperation(ActionKind.FileWrite, Resolve(path), isByOption, isRecursive, IsTarget: true));

    /// <summary>Writes names into a folder that somebody else chose.</summary>
    internal void Unpack(ShellWord folder, bool isByOption, Unpacking what) => Path(ActionKind.FileWrite, folder, isByOption, isRecursive: true, what);

    internal void Delete(ShellWord path, bool isByOption = false, bool isRecursive = false) => Path(ActionKind.FileDelete, path, isByOption, isRecursive);

    internal void Path(ActionKind kind, ShellWord path, bool isByOption, bool isRecursive, Unpacking unpacks = Unpacking.None)
    {
        // What writes to a descriptor by such a name opens the file behind it anew, even where that was there for reading.
        bool isReopened = kind != ActionKind.FileRead && (path.Text is "/dev/stdin" || path.Text is ['/', 'd', 'e', 'v', '/', 'f', 'd', '/', .. var descriptor] && descriptor is not ("1" or "2"));
        if (path.Text is "" or "-" || IsStream(path.Text) && !isReopened)
            return;
        if (path.Below is not { } folders)
        {
            Add(new InnerOperation(kind, Resolve(path), isByOption, isRecursive, Unpacks: unpacks));
            return;
        }
        // Which of the names it is nobody knows, and so it is all of them.
        foreach (string folder in folders)
            Add(new InnerOperation(kind, Resolve(new ShellWord(folder, path.At)), isByOption, IsRecursive: true, Unpacks: unpacks));
    }

    internal void Network(ShellWord target, bool isByOption = false)
    {
        if (target.Text.Length > 0)
            Add(new InnerOperation(ActionKind.Network, target, isByOption));
    }

    /// <summary>A URL, with or without its scheme.</summary>
    internal void Url(ShellWord url, bool isByOption)
    {
        string text = url.Text;
        if (IsUrlWithOneSlash(text, out int colon))
            Network(new ShellWord(string.Concat(text.AsSpan(0, colon), "://", text.AsSpan(colon + 1).TrimStart('/')), url.At, url.IsMany), isByOption);
        else if (text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            Add(new InnerOperation(ActionKind.FileRead, url, isByOption));
        else if (text.Length == 0 || text[0] == ShellWord.Hole || text.Contains("://", StringComparison.Ordinal))
            Network(url, isByOption);
        else
            Network(new ShellWord("http://" + text, url.At, url.IsMany), isByOption);
    }

    /// <summary>curl takes <c>https:/host</c> and <c>https:///host</c> for URLs.</summary>
    private static bool IsUrlWithOneSlash(string text, out int colon)
    {
        colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 3 or > 5 || colon + 1 >= text.Length || text[colon + 1] != '/')
            return false;
        return text[..colon].ToLowerInvariant() is "http" or "https" or "ftp" or "ftps" or "ws" or "wss" or "sftp" or "scp" && text.AsSpan(colon + 1).IndexOfAnyExcept('/') != 2;
    }

    internal void Host(ShellWord host, ShellWord? port, bool isByOption)
    {
        string text = host.Text;
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        string bare = scheme < 0 ? text : text[(scheme + 3)..];
        bare = bare[(bare.IndexOf('@', StringComparison.Ordinal) + 1)..];
        int slash = bare.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
            bare = bare[..slash];
        int colon = bare.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && colon == bare.LastIndexOf(':') && bare.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9'))
            bare = bare[..colon];
        if (port is { IsStatic: true } known && known.Text.Length is > 0 and < 6 && !known.Text.AsSpan().ContainsAnyExceptInRange('0', '9'))
            bare += ":" + known.Text;
        Network(new ShellWord(bare, host.At, host.IsMany), isByOption);
    }

    /// <summary><c>host:path</c>: what stands before the colon, unless a slash comes first.</summary>
    internal static bool IsRemotePath(string text, out int colon)
    {
        colon = text.IndexOf(':', StringComparison.Ordinal);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return colon > 0 && (slash < 0 || colon < slash);
    }

    /// <summary>A repository as git's commands name it.</summary>
    /// <param name="word">The argument.</param>
    /// <param name="mayBeName">A word without a slash is the name of a remote.</param>
    internal void Repository(ShellWord word, bool mayBeName)
    {
        string text = word.Text;
        int helper = text.IndexOf("::", StringComparison.Ordinal);
        if (text.StartsWith(ShellWord.Hole))
            Gap("may reach a repository through any program");
        else if (helper > 0 && text.AsSpan(0, helper).IndexOfAny('/', '[') < 0)
        {
            if (text.StartsWith("ext::", StringComparison.Ordinal))
                Words(new ShellWord(text[5..], word.At), null, []);
            else
                Gap($"reaches a repository through the program 'git-remote-{text[..helper]}'");
        }
        else if (text.Contains("://", StringComparison.Ordinal))
            Url(word, isByOption: false);
        else if (IsRemotePath(text, out int colon))
            Host(new ShellWord(text[..colon], word.At), null, isByOption: false);
        else if (!mayBeName || text.Contains('/', StringComparison.Ordinal))
            Read(word, isRecursive: true);
    }

    /// <param name="word"><c>host:path</c>, a URL or a path.</param>
    /// <param name="isWritten">Written, not read.</param>
    /// <param name="isRecursive">With all that lies below.</param>
    /// <param name="isLocal">What stands before the colon is no host but a container of this machine.</param>
    internal void Copy(ShellWord word, bool isWritten, bool isRecursive, bool isLocal)
    {
        string text = word.Text;
        if (isLocal && IsRemotePath(text, out _))
            return;
        if (text.Contains("://", StringComparison.Ordinal))
            Url(word, isByOption: false);
        else if (IsRemotePath(text, out int colon))
            Host(new ShellWord(text[..colon], word.At), null, isByOption: false);
        else if (isWritten)
            Write(word, isRecursive: isRecursive);
        else
            Read(word, isRecursive: isRecursive);
    }

    internal void Variable(ShellWord assignment)
    {
        string text = assignment.Text;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && text.IndexOf(ShellWord.Hole, 0, equals) < 0)
            Effects.Variables.Add((text[..equals], new ShellWord(text[(equals + 1)..], assignment.At)));
        else
            Gap("sets a variable that is not known");
    }

    internal void Run(ShellWord[] words)
    {
        if (words.Length > 0)
            Effects.Commands.Add(new InnerCommand(words, Folder));
    }

    /// <summary>A command in one word: split at blanks where it is plain, and otherwise what a shell would make of it.</summary>
    /// <param name="word">The command.</param>
    /// <param name="before">A word that comes before it.</param>
    /// <param name="after">Words that come behind it.</param>
    internal void Words(ShellWord word, string? before, ShellWord[] after)
    {
        if (word.Text.AsSpan().IndexOfAny(Quoting) >= 0)
        {
            Shell("sh", before is null ? word : new ShellWord(before + " " + word.Text, word.At), []);
            if (after.Length > 0)
                Gap("runs a command that is not wholly known");
            return;
        }
        var words = new List<ShellWord>();
        if (before is not null)
            words.Add(new ShellWord(before, word.At));
        foreach (string part in word.Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            words.Add(new ShellWord(part, word.At));
        words.AddRange(after);
        Run([.. words]);
    }

    internal void Shell(string? language, ShellWord text, ShellWord[] arguments)
    {
        if (language is "sh" or "bash" or "zsh")
            Effects.ShellTexts.Add(new InnerText(language, text, arguments));
        else
            Gap("runs text in a shell whose grammar is not known");
        if (IsUncertain(text))
            Gap("runs text that is not known");
    }

    internal void Code(string? language, ShellWord text, ShellWord[] arguments)
    {
        Effects.Code.Add(new InnerText(CodeLanguage.Canonical(language), text, arguments));
        if (IsUncertain(text))
            Gap("runs code that is not known");
    }

    internal void Script(string? language, ShellWord path, ShellWord[] arguments)
    {
        if (path.Text is "-" or "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0")
        {
            Effects.RunsInput = language ?? "";
            return;
        }
        // sed and awk are no languages of code that a request can be, but what is in their files can be read.
        Effects.Scripts.Add(new InnerText(language is "sed" or "awk" ? language : CodeLanguage.Canonical(language), Resolve(path), arguments));
        if (IsUncertain(path))
            Gap("runs a script whose name is not known");
    }

    internal static bool IsUncertain(ShellWord word) => word.IsMany || word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal);

    /// <summary>Later relative paths lead from there.</summary>
    internal void Enter(ShellWord folder)
    {
        var inner = Resolve(folder);
        Folder = inner.Text.Length > LongestFolder ? ShellWord.Unknown(folder.At) : inner;
    }

    /// <summary>The path as it leads from where the command itself runs.</summary>
    internal ShellWord Resolve(ShellWord path)
    {
        string text = path.Text;
        if (Folder is not { } folder || path.HasTilde || text.Length > 0 && text[0] is '/' or ShellWord.Hole)
            return path;
        if (text.StartsWith("./", StringComparison.Ordinal))
            text = text[2..];
        return new ShellWord(folder.Text + (folder.Text.EndsWith('/') ? "" : "/") + text, path.At, path.IsMany, folder.HasTilde);
    }

    /// <summary>Writes what several operands stand for together.</summary>
    internal void WriteOnce(ShellWord path)
    {
        if (!Effects.Operations.Exists(o => o.Kind == ActionKind.FileWrite && o.Target.Text == path.Text))
            Write(path);
    }

    private void Add(InnerOperation operation) => Effects.Operations.Add(operation);

    /// <summary>What is open already, or swallows everything.</summary>
    internal static bool IsStream(string path) => path.StartsWith("/dev/", StringComparison.Ordinal)
        && (path is "/dev/null" or "/dev/stdin" or "/dev/stdout" or "/dev/stderr" or "/dev/zero" || path.StartsWith("/dev/fd/", StringComparison.Ordinal));
}
