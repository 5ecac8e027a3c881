using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Standard input: of programs that run what they read there, and the one that all programs inherit.</summary>
internal sealed partial class Interpreter
{
    private const string ShellPipe = "os.popen";

    private const string InterpreterPipe = "subprocess.InterpreterInput";

    /// <summary>Programs that begin another one: <c>env bash</c> reads what <c>bash</c> reads.</summary>
    private static readonly HashSet<string> Wrappers = new(StringComparer.Ordinal)
    {
        "env", "sudo", "doas", "nice", "ionice", "nohup", "setsid", "stdbuf", "timeout", "time", "exec", "command", "builtin", "busybox", "toybox", "chroot", "unshare",
        "nsenter", "flock", "taskset", "chrt", "setpriv", "runuser", "su", "script", "unbuffer", "xvfb-run", "firejail", "bwrap", "fakeroot", "strace", "ltrace", "caffeinate",
    };

    private static readonly HashSet<string> Interpreters = new(StringComparer.Ordinal)
    {
        "pypy", "pypy3", "node", "nodejs", "perl", "ruby", "php", "lua", "tclsh", "osascript", "pwsh", "powershell", "powershell.exe", "Rscript", "R", "bc", "gdb", "psql", "mysql",
        "sqlite3", "ftp", "sftp", "ed", "ex", "at", "batch", "xargs", "ssh", "crontab", "make", "deno", "bun", "ipython", "ipython3", "julia", "lldb", "parallel",
    };

    /// <summary>What reads commands from there whatever its operands name.</summary>
    private static readonly HashSet<string> Prompting = new(StringComparer.Ordinal) { "sqlite3", "ed", "ex", "gdb", "lldb", "at", "psql", "mysql", "ftp", "sftp", "parallel" };

    /// <summary>What is asked of a pipe without its being handed on.</summary>
    private static readonly HashSet<string> OfPipes = new(StringComparer.Ordinal)
    {
        "write", "writelines", "close", "flush", "closed", "mode", "name", "encoding", "errors", "newlines", "line_buffering", "isatty", "readable", "writable", "seekable",
        "read", "readline", "readlines", "drain", "write_eof", "can_write_eof", "is_closing", "wait_closed", "aclose", "__enter__", "__exit__", "__aenter__", "__aexit__",
        "__class__", "__del__", "__iter__", "__next__",
    };

    private static readonly char[] BetweenCommands = [';', '&', '|', '(', ')', '{', '}', '\n', '`', '!'];

    /// <summary>
    /// This process's own standard input is no longer the empty one that it began with: whatever is run inherits what nobody knows.
    /// </summary>
    private bool _isInputReplaced;

    /// <summary>The pipe into a process that runs what it reads. It is a capability: whoever has it can have anything run.</summary>
    internal static bool IsPipeType(string type) => type is ShellPipe or InterpreterPipe;

    private static bool IsPipe(Value? value) => value switch
    {
        TypedValue typed => IsPipeType(typed.Type),
        Alternatives several => Array.Exists(several.Values, IsPipe),
        _ => false,
    };

    /// <summary>The pipe of a process, or what one gives: a descriptor or a buffer of it would write as well.</summary>
    private Value? GetOfPipe(TypedValue typed, string name)
    {
        if (name == "stdin" && (typed.Type is "subprocess.Shell" or "subprocess.Interpreter"))
            return new TypedValue(typed.Type == "subprocess.Shell" ? ShellPipe : InterpreterPipe);
        if (!IsPipeType(typed.Type) || OfPipes.Contains(name))
            return null;
        _findings.AddUnknownCode(typed.Type + "." + name, _at);
        return LostValue.Instance;
    }

    /// <summary>A function of a library may write into a pipe what it likes: <c>print(…, file=p.stdin)</c>, <c>shutil.copyfileobj</c>.</summary>
    private void NoteHandedOn(string api, CallArguments arguments)
    {
        bool isNamed = IsPipe(arguments.MoreNamed);
        foreach (var (_, value) in arguments.Named)
            isNamed |= IsPipe(value);
        if (isNamed || (!Telling.Contains(api) && (IsPipe(arguments.MorePositional) || arguments.Positional.Exists(IsPipe))))
            _findings.AddUnknownCode(api, _at);
    }

    /// <summary><c>os.dup2(f, 0)</c>, and what frees the number 0 for the next file that is opened. Closing a number that is not known frees another.</summary>
    private void NoteDescriptor(Value? descriptor, string api)
    {
        bool mayBeInput = api.StartsWith("os.close", StringComparison.Ordinal)
            ? descriptor is IntegerValue { Value: 0 }
            : descriptor is not (IntegerValue { Value: not 0 } or TypedValue { Type: "os.outfd" });
        _isInputReplaced |= mayBeInput;
    }

    /// <summary>The shell or interpreter that a command starts, if that runs what it reads from its standard input.</summary>
    private static string? ProgramOf(Value? command)
    {
        foreach (var words in CommandsOf(command, 0))
        {
            if (ReaderOf(words) is { } program)
                return program;
        }
        return null;
    }

    /// <summary>The commands of a list of words, or of a text; the text need not be understood, as only names are looked for.</summary>
    private static IEnumerable<List<TextValue>> CommandsOf(Value? command, int depth)
    {
        if (command is SequenceValue { IsExact: true, Items.Count: > 0 } vector)
        {
            var words = vector.Items.ConvertAll(static i => i.AsText());
            yield return words;
            int code = words.FindIndex(static w => w.IsExact && IsCommandOption(w.Text));
            if (depth > 2 || code < 0 || code + 1 >= words.Count || !words.Take(code).Any(static w => w.IsExact && IsShell(w.Text)))
                yield break;
            foreach (var inner in CommandsOf(words[code + 1], depth + 1))
                yield return inner;
        }
        else if (command is TextValue { IsExact: true } text)
        {
            foreach (string part in text.Text.Split(BetweenCommands, StringSplitOptions.RemoveEmptyEntries))
            {
                string[] words = part.Split([' ', '\t', '\'', '"', '$'], StringSplitOptions.RemoveEmptyEntries);
                if (words.Length > 0)
                    yield return new List<TextValue>(Array.ConvertAll(words, static w => TextValue.Of(w)));
            }
        }
    }

    private static string? ReaderOf(List<TextValue> words)
    {
        int at = 0;
        while (at < words.Count && words[at].IsExact && words[at].Text.IndexOf('=', StringComparison.Ordinal) > 0)
            at++;
        if (at < words.Count && words[at].IsExact && Wrappers.Contains(BaseName(words[at].Text)))
        {
            at++;
            while (at < words.Count && !(words[at].IsExact && IsInterpreter(BaseName(words[at].Text))))
                at++;
        }
        if (at >= words.Count || !words[at].IsExact)
            return null;
        string name = BaseName(words[at].Text);
        if (!IsInterpreter(name))
            return null;
        var arguments = words.GetRange(at + 1, words.Count - at - 1);
        bool reads = IsShell(name) ? ShellReads(arguments)
            : name.StartsWith("python", StringComparison.Ordinal) || name.StartsWith("pypy", StringComparison.Ordinal) || name.StartsWith("ipython", StringComparison.Ordinal) ? PythonReads(arguments)
            : Prompting.Contains(name) ? !arguments.Exists(static a => a.Text is "-c" or "-e" or "-f" or "--version" or "--help" or "-V")
            : OthersRead(arguments);
        return reads ? name : null;
    }

    private static bool ShellReads(List<TextValue> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i].Text;
            if (word is "-" or "--")
                return i + 1 >= arguments.Count || IsOwnInput(arguments[i + 1].Text);
            if (word.Length < 2 || word[0] is not ('-' or '+'))
                return IsOwnInput(word);
            if (IsCommandOption(word))
                return false;
            if (word[0] == '-' && word[1] != '-' && word.Contains('s', StringComparison.Ordinal))
                return true;
            if (word is "--rcfile" or "--init-file" || (word[1] != '-' && (word.Contains('o', StringComparison.Ordinal) || word.Contains('O', StringComparison.Ordinal))))
                i++;
        }
        return true;
    }

    private static bool PythonReads(List<TextValue> arguments)
    {
        bool isInteractive = false;
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i].Text;
            if (word == "-")
                return true;
            if (!word.StartsWith('-'))
                return isInteractive || IsOwnInput(word);
            if (word is "-W" or "-X" or "--check-hash-based-pycs")
                i++;
            if (word[1] is '-' or 'W' or 'X')
                continue;
            int ends = word.AsSpan().IndexOfAny('c', 'm');
            isInteractive |= (ends < 0 ? word : word[..ends]).Contains('i', StringComparison.Ordinal);
            if (ends >= 0)
                return isInteractive;
        }
        return true;
    }

    private static bool OthersRead(List<TextValue> arguments)
    {
        foreach (var word in arguments)
        {
            if (word.Text == "-" || IsOwnInput(word.Text))
                return true;
            if (!word.Text.StartsWith('-') || word.Text is "-c" or "-m" or "-e")
                return false;
        }
        return true;
    }

    /// <summary><c>-c</c>, also among other letters: <c>-lc</c>.</summary>
    private static bool IsCommandOption(string word) => word.Length > 1 && word[0] == '-' && word[1] != '-' && word.Contains('c', StringComparison.Ordinal);

    private static bool IsOwnInput(string word) =>
        word is "/dev/stdin" or "/dev/fd/0" or "/proc/self/fd/0" || (word.StartsWith("/proc/", StringComparison.Ordinal) && word.EndsWith("/fd/0", StringComparison.Ordinal));

    private static bool IsInterpreter(string name) =>
        IsShell(name) || name.StartsWith("python", StringComparison.Ordinal) || Interpreters.Contains(name);

    private static string BaseName(string word) => word[(word.LastIndexOf('/') + 1)..];
}
