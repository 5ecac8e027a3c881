using System.Buffers;
using ActionGate.Scanning.Shell.Facts;

namespace ActionGate.Scanning.Shell.Commands.Programs;

/// <summary>The small languages in which arguments are written, by the names that the catalogue has for them.</summary>
internal static class ValueReaders
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\n\r\f\v\0");

    internal static bool Has(string? name) => name is
        "at-file" or "named-file" or "awk" or "awk-operand" or "checkpoint" or "cloud" or "build-tool" or "compile" or "compile-feature" or "compile-option" or "curl-format" or "database" or "cmake-define" or "msbuild-operand" or "msbuild-property" or "msbuild-switch" or "compress" or "compress-keep" or "clone" or "cmake-source" or "cookie" or "dd" or "dns"
            or "existing" or "exec-path" or "form" or "gdb" or "git-config" or "git-config-operand" or "go-package" or "go-script" or "http-operand"
            or "hub-repository" or "image" or "image-target" or "jq" or "java-log" or "less" or "make" or "listed" or "listen" or "listing" or "image-name" or "media" or "mount" or "moved" or "mysql"
            or "awk-option" or "curl-name" or "curl-output"
            or "node-package" or "output-url" or "package" or "path" or "prefix" or "prefix-option" or "psql" or "python-object" or "python-tests" or "read-or-url" or "scripts" or "sed" or "service" or "shell-text"
            or "socat" or "sqlite" or "ssh-option" or "strace-output" or "switch" or "tar-archive" or "tar-member" or "tex" or "verbose-file" or "vim" or "vim-operand"
            or "volume"
        || ToolValues.Has(name) || HiddenNames.Has(name);

    internal static void Read(string name, ShellWord word, Arguments arguments, EffectSink sink)
    {
        switch (name)
        {
            case "at-file" or "named-file":
                ReadAtFile(word, name is "named-file", sink);
                break;
            case "awk":
                AwkProgram.Read(word, sink);
                break;
            case "awk-operand":
                ReadAwkOperand(word, sink);
                break;
            case "awk-option":
                ReadAwkOption(word, sink);
                break;
            case "curl-name" or "curl-output":
                DownloadNames.ReadCurl(word, isUrl: name is "curl-name", arguments, sink);
                break;
            case "checkpoint":
                ReadCheckpoint(word, sink);
                break;
            case "cloud":
                NamedThings.ReadCloud(word, sink);
                break;
            case "clone":
                sink.Repository(word, mayBeName: false);
                if (arguments.Operands.Count == 1)
                    FileNames.ReadCloneTarget(word, sink);
                break;
            case "cmake-source":
                sink.Read(word, isRecursive: true);
                sink.Script("cmake", new ShellWord(word.Text.TrimEnd('/') + "/CMakeLists.txt", word.At, word.IsMany, word.HasTilde), []);
                break;
            case "compile":
                FileNames.ReadUnless('@', word, sink);
                break;
            case "compile-option":
                BuildSettings.ReadCompileOption(word, sink);
                break;
            case "compile-feature":
                BuildSettings.ReadCompileFeature(word, sink);
                break;
            case "compress" or "compress-keep":
                FileNames.ReadCompressed(word, isKept: name is "compress-keep", arguments.ValueOf("-S"), sink);
                break;
            case "cookie":
                ReadCookie(word, sink);
                break;
            case "curl-format":
                ReadAtFile(word, isNamed: false, sink);
                OutputNames.ReadCurlFormat(word, sink);
                break;
            case "database":
                DatabaseCommands.ReadConnection(word, sink);
                break;
            case "dd":
                ReadDd(word, sink);
                break;
            case "dns":
                NamedThings.ReadDns(word, sink);
                break;
            case "exec-path":
                sink.Gap("runs the programs of another folder");
                break;
            case "existing":
                FileNames.ReadExisting(word, sink);
                break;
            case "form":
                ReadForm(word, sink);
                break;
            case "gdb":
                EditorCommands.ReadGdb(word, sink);
                break;
            case "git-config":
                GitConfiguration.ReadPair(word, sink);
                break;
            case "git-config-operand":
                GitConfiguration.ReadOperand(word, arguments, sink);
                break;
            case "go-package":
                FileNames.ReadGoPackage(word, isRun: false, sink);
                break;
            case "go-script":
                FileNames.ReadGoPackage(word, isRun: true, sink);
                break;
            case "http-operand":
                NamedThings.ReadHttp(word, sink);
                break;
            case "hub-repository":
                NamedThings.ReadHubRepository(word, sink);
                if (arguments.Operands.Count == 1)
                    FileNames.ReadCloneTarget(word, sink);
                break;
            case "image":
                NamedThings.ReadImage(word, isWritten: false, sink);
                break;
            case "image-target":
                NamedThings.ReadImage(word, isWritten: true, sink);
                break;
            case "jq":
                FileNames.ReadJq(word, sink);
                break;
            case "java-log":
                OutputNames.ReadJavaLog(word, sink);
                break;
            case "less":
                FileNames.ReadLess(word, sink);
                break;
            case "listed":
                sink.Read(ShellWord.Unknown(word.At), isRecursive: true);
                break;
            case "listing":
                OutputNames.ReadListing(word, sink);
                break;
            case "listen":
                sink.Network(word.Text.AsSpan().ContainsAnyExceptInRange('0', '9') ? word : new ShellWord("0.0.0.0:" + word.Text, word.At));
                break;
            case "image-name":
                NamedThings.ReadImageName(word, sink);
                break;
            case "make":
                BuildSettings.ReadMake(word, sink);
                break;
            case "build-tool":
                BuildSettings.ReadBuildTool(word, sink);
                break;
            case "cmake-define":
                BuildSettings.ReadCmake(word, sink);
                break;
            case "msbuild-property":
                BuildSettings.ReadMsBuildProperty(word, sink);
                break;
            case "msbuild-operand":
                BuildSettings.ReadMsBuildOperand(word, sink);
                break;
            case "msbuild-switch":
                BuildSettings.ReadMsBuildSwitch(word, sink);
                break;
            case "media":
                if (word.Text.Contains("://", StringComparison.Ordinal))
                    sink.Url(word, isByOption: false);
                else
                    sink.Write(word);
                break;
            case "mount":
                ReadMount(word, sink);
                break;
            case "moved":
                sink.Read(word, isRecursive: true);
                sink.Delete(word, isByOption: true, isRecursive: true);
                break;
            case "mysql":
                DatabaseCommands.ReadMysql(word, sink);
                break;
            case "node-package":
                NamedThings.ReadNodePackage(word, sink);
                break;
            case "output-url":
                sink.Url(word, isByOption: false);
                DownloadNames.ReadOutputName(word, sink);
                break;
            case "package":
                NamedThings.ReadPackage(word, sink);
                break;
            case "path":
                if (word.HasTilde || word.Text.AsSpan().ContainsAny('/', ShellWord.Hole))
                    sink.Read(word);
                break;
            case "prefix" or "prefix-option":
                OutputNames.ReadPrefix(word, arguments, isByOption: name is "prefix-option", sink);
                break;
            case "psql":
                DatabaseCommands.ReadPsql(word, sink);
                break;
            case "python-object":
                PythonObject.Read(word, sink);
                break;
            case "python-tests":
                PythonObject.ReadTests(word, sink);
                break;
            case "read-or-url":
                NamedThings.ReadFileOrUrl(word, sink);
                break;
            case "scripts":
                sink.Script(null, word, []);
                break;
            case "sed":
                SedProgram.Read(word, sink);
                break;
            case "service":
                NamedThings.ReadService(word, sink);
                break;
            case "shell-text":
                sink.Shell("sh", word, []);
                break;
            case "socat":
                SocatAddress.Read(word, sink);
                break;
            case "sqlite":
                DatabaseCommands.ReadSqlite(word, sink);
                break;
            case "ssh-option":
                ReadSshOption(word, sink);
                break;
            case "strace-output":
                FileNames.ReadTraceOutput(word, sink);
                break;
            case "switch":
                // Behind a blank perl reads further switches, in the same word.
                if (word.Text.AsSpan().ContainsAny(Blanks))
                    sink.Gap("may get code behind a blank within an option");
                break;
            case "tar-archive":
                ReadTarArchive(word, arguments, sink);
                break;
            case "tar-member":
                sink.Read(word, isRecursive: true);
                break;
            case "tex":
                FileNames.ReadUnless('\\', word, sink);
                break;
            case "verbose-file":
                OutputNames.ReadVerboseFile(word, sink);
                break;
            case "vim":
                EditorCommands.ReadVim(word, sink);
                break;
            case "vim-operand":
                EditorCommands.ReadVimOperand(word, sink);
                break;
            case "volume":
                ReadVolume(word, sink);
                break;
            default:
                if (HiddenNames.Has(name))
                    HiddenNames.Read(name, word, sink);
                else
                    ToolValues.Read(name, word, sink);
                break;
        }
    }

    /// <summary>The part of a word from a place to its end, or to another.</summary>
    internal static ShellWord Part(ShellWord word, int start, int? end = null) =>
        new(word.Text[start..(end ?? word.Text.Length)], word.At, word.IsMany && end is null);

    private static void ReadAwkOperand(ShellWord word, EffectSink sink)
    {
        int equals = word.Text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || word.Text.AsSpan(0, equals).ContainsAny('/', '.', ShellWord.Hole))
            sink.Read(word);
    }

    /// <summary>awk's <c>-W</c>: gawk takes any long option there, mawk also beginnings of its own, of which <c>exec</c> runs a file. Sources: gawk(1), mawk(1).</summary>
    private static void ReadAwkOption(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if ((equals < 0 ? text : text[..equals]) is not ("version" or "v" or "interactive" or "i" or "usage" or "u" or "help" or "h" or "copyright" or "copyleft" or "posix" or "posix_space"
            or "traditional" or "compat" or "lint" or "lint-old" or "re-interval" or "sprintf" or "s" or "random" or "r" or "repetitions" or "non-decimal-data" or "sandbox"
            or "characters-as-bytes" or "use-lc-numeric" or "bignum" or "optimize" or "csv" or "field-separator" or "assign"))
            sink.Gap("may run what its arguments don't show");
    }

    /// <summary>ssh's <c>-o Name=value</c>, where some names hold commands.</summary>
    private static void ReadSshOption(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int end = text.AsSpan().IndexOfAny('=', ' ', '\t');
        int hole = text.IndexOf(ShellWord.Hole, StringComparison.Ordinal);
        if (end < 0 || hole >= 0 && hole < end)
        {
            if (hole >= 0)
                sink.Gap("gets a setting that is not known");
            return;
        }
        string value = text[(end + 1)..].TrimStart('=', ' ', '\t');
        var argument = new ShellWord(value, word.At);
        string name = text[..end].Trim();
        if (Is(name, "ProxyCommand") || Is(name, "LocalCommand") || Is(name, "KnownHostsCommand") || Is(name, "RemoteCommand") || Is(name, "Match"))
        {
            if (!Is(value, "none"))
                sink.Shell("sh", argument, []);
        }
        else if (Is(name, "ProxyJump") || Is(name, "HostName"))
        {
            if (!Is(value, "none"))
                sink.Host(argument, null, isByOption: true);
        }
        else if (Is(name, "PKCS11Provider") || Is(name, "SecurityKeyProvider") || Is(name, "XAuthLocation"))
        {
            sink.Gap("loads a library or program that an option names");
        }
        else if (Is(name, "ControlPath") || Is(name, "UserKnownHostsFile") || Is(name, "Include"))
        {
            if (value is not ("none" or "/dev/null"))
                sink.Write(argument, isByOption: true);
        }
    }

    private static bool Is(string name, string other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>docker's <c>-v HOST:CONTAINER</c>; a name without a slash is a volume of docker's own.</summary>
    private static void ReadVolume(ShellWord word, EffectSink sink)
    {
        int colon = word.Text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && (word.HasTilde || word.Text.AsSpan(0, colon).ContainsAny('/', ShellWord.Hole, '.')))
            Share(new ShellWord(word.Text[..colon], word.At, hasTilde: word.HasTilde), word.Text.EndsWith(":ro", StringComparison.Ordinal), sink);
        else if (colon < 0 && word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            Share(word, isReadOnly: false, sink);
    }

    private static void Share(ShellWord folder, bool isReadOnly, EffectSink sink)
    {
        sink.Read(folder, isByOption: true, isRecursive: true);
        if (!isReadOnly)
            sink.Write(folder, isByOption: true, isRecursive: true);
    }

    /// <summary>docker's <c>--mount type=bind,source=HOST,target=X</c>.</summary>
    private static void ReadMount(ShellWord word, EffectSink sink)
    {
        bool isReadOnly = word.Text.Contains("readonly", StringComparison.Ordinal) || word.Text.Contains(",ro", StringComparison.Ordinal);
        bool isBind = word.Text.Contains("type=bind", StringComparison.Ordinal) || word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal);
        foreach (string part in word.Text.Split(','))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (isBind && equals > 0 && part[..equals] is "source" or "src")
                Share(new ShellWord(part[(equals + 1)..], word.At), isReadOnly, sink);
        }
    }

    private static void ReadDd(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        if (text.StartsWith("if=", StringComparison.Ordinal))
            sink.Read(Part(word, 3));
        else if (text.StartsWith("of=", StringComparison.Ordinal))
            sink.Write(Part(word, 3));
        else if (text.StartsWith(ShellWord.Hole) || word.IsMany)
            sink.Write(ShellWord.Unknown(word.At), isByOption: true);
    }

    private static void ReadCheckpoint(ShellWord word, EffectSink sink)
    {
        if (word.Text.StartsWith("exec=", StringComparison.Ordinal))
            sink.Shell("sh", Part(word, 5), []);
        else if (word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            sink.Gap("may run what is not known at checkpoints");
    }

    /// <summary>curl's <c>@FILE</c>, and where it may bear a name <c>name@FILE</c>.</summary>
    private static void ReadAtFile(ShellWord word, bool isNamed, EffectSink sink)
    {
        int at = word.Text.IndexOf('@', StringComparison.Ordinal);
        if (at == 0 || isNamed && at > 0 && word.Text.IndexOf('=', StringComparison.Ordinal) is var equals && (equals < 0 || equals > at))
            sink.Read(Part(word, at + 1), isByOption: true);
        else if (word.Text.StartsWith(ShellWord.Hole) || isNamed && at < 0 && !word.Text.Contains('=', StringComparison.Ordinal) && word.Text.Contains(ShellWord.Hole, StringComparison.Ordinal))
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
    }

    /// <summary>curl's <c>name=@FILE</c> and <c>name=&lt;FILE</c>.</summary>
    private static void ReadForm(ShellWord word, EffectSink sink)
    {
        string text = word.Text;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        bool isFile = equals >= 0 && equals + 1 < text.Length && text[equals + 1] is '@' or '<';
        int end = equals < 0 ? -1 : text.IndexOf(';', equals);
        // A part's headers can come out of a file too, and so can what is not known behind the name.
        if (end >= 0 && text.IndexOf("headers", end, StringComparison.OrdinalIgnoreCase) >= 0 || text.Contains(ShellWord.Hole, StringComparison.Ordinal) && !isFile)
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
        if (!isFile)
            return;
        // With quotes and commas there can be several names in one.
        if (text.AsSpan(equals + 2).IndexOfAny(',', '"', '\\') >= 0)
            sink.Read(ShellWord.Unknown(word.At), isByOption: true);
        else
            sink.Read(Part(word, equals + 2, end < 0 ? null : end), isByOption: true);
    }

    /// <summary>tar's archive: <c>host:file</c> is fetched through a remote shell.</summary>
    private static void ReadTarArchive(ShellWord word, Arguments arguments, EffectSink sink)
    {
        if (EffectSink.IsRemotePath(word.Text, out int colon))
        {
            sink.Host(Part(word, 0, colon), null, isByOption: true);
            return;
        }
        bool isRead = false;
        bool isWritten = false;
        foreach (var given in arguments.Options)
        {
            foreach (string name in given.Option.Names)
            {
                isRead |= name is "-x" or "-t" or "-d" or "-r" or "-u" or "-A" or "--delete";
                isWritten |= name is "-c" or "-r" or "-u" or "-A" or "--delete";
            }
        }
        if (isRead || !isWritten)
            sink.Read(word);
        if (isWritten || !isRead || arguments.MayHideOptions)
            sink.Write(word);
    }

    /// <summary>curl's cookies: data, or a file of them.</summary>
    private static void ReadCookie(ShellWord word, EffectSink sink)
    {
        if (!word.Text.Contains('=', StringComparison.Ordinal))
            sink.Read(word);
    }
}
