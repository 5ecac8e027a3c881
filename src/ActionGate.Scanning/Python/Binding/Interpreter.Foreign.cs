using System.Collections.Frozen;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// Methods of objects that come from outside. The name alone does not tell what <c>p.open('w')</c> does; name, arguments and what the code calls
/// the object do: a mode makes a path of it, a mapping a table, headers a session.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>How many calls on objects from outside are read as calls of the code's own methods of that name.</summary>
    private const int MaxGuessedCalls = 64;

    /// <summary>Functions whose names no harmless method has, should a module be handed in.</summary>
    private static readonly FrozenDictionary<string, string> OfModules = Table(
        "system os", "popen os", "Popen subprocess", "check_output subprocess", "check_call subprocess", "getoutput subprocess",
        "getstatusoutput subprocess", "execv os", "execve os", "execvp os", "execl os", "execlp os", "spawnl os", "spawnv os", "spawnvp os",
        "urlopen urllib.request", "urlretrieve urllib.request", "rmtree shutil", "copyfile shutil", "copytree shutil", "copy2 shutil",
        "makedirs os", "removedirs os", "putenv os", "getenv os", "listdir os", "scandir os", "startfile os", "import_module importlib",
        "run_path runpy", "run_module runpy", "create_connection socket", "getaddrinfo socket", "gethostbyname socket", "create_subprocess_shell asyncio",
        "create_subprocess_exec asyncio", "NamedTemporaryFile tempfile", "mkstemp tempfile", "mkdtemp tempfile", "read_csv pandas",
        "read_excel pandas", "read_parquet pandas", "read_json pandas", "read_pickle pandas", "literal_eval ast", "CDLL ctypes");

    private static readonly HashSet<string> SessionWords = new(StringComparer.Ordinal)
    {
        "headers", "timeout", "params", "json", "auth", "verify", "stream", "allow_redirects", "follow_redirects", "proxies", "cookies", "files",
    };

    private static readonly HashSet<string> ProcessWords = new(StringComparer.Ordinal)
    {
        "shell", "capture_output", "check", "cwd", "stdout", "stderr", "stdin", "universal_newlines", "executable",
    };

    private static readonly HashSet<string> HostWords = new(StringComparer.Ordinal) { "host", "hostname", "port", "username", "password", "dsn" };

    private readonly Dictionary<string, List<(ClassValue Type, FunctionValue Method)>> _methods = new(StringComparer.Ordinal);
    private int _guessedCalls;
    private string _receiverName = "";
    private string _argumentName = "";

    /// <summary>The value may be an object from outside.</summary>
    private static bool IsForeign(Value value) => value switch
    {
        UnknownValue or MissingValue => value.CanAct || value is MissingValue,
        MethodValue { Receiver: not (TextValue or SequenceValue or MappingValue) } method => IsForeign(method.Receiver),
        Alternatives several => Array.Exists(several.Values, IsForeign),
        _ => false,
    };

    private Value InvokeForeign(string name, CallArguments arguments)
    {
        Value result = UnknownValue.Foreign;
        if (GuessOf(name, arguments) is { } api)
            result = InvokeApi(api, UnknownValue.Instance, arguments);
        if (_methods.TryGetValue(name, out var methods))
        {
            foreach (var (type, method) in methods)
            {
                // With arguments of which nothing is known it is read anyway.
                if (!IsTelling(arguments) || ++_guessedCalls > MaxGuessedCalls)
                    EscapeFunctions(method, 0);
                else
                    result = Alternatives.Join(result, Invoke(new BoundValue(SelfOf(type), method), arguments));
            }
        }
        return result;
    }

    private static bool IsTelling(CallArguments arguments)
    {
        foreach (var (_, value) in arguments.Named)
        {
            if (value is not UnknownValue)
                return true;
        }
        return arguments.Positional.Exists(static v => v is not UnknownValue);
    }

    /// <summary>The function of the catalogue that a call of a method is taken for; <see langword="null"/> for one that acts on nothing.</summary>
    private string? GuessOf(string name, CallArguments arguments)
    {
        var first = arguments.At(0);
        int count = arguments.Positional.Count;
        bool isSingle = count == 1 && arguments.Named.Count == 0;
        if (OfModules.TryGetValue(name, out string? known))
            return count > 0 || arguments.Named.Count > 0 ? known : null;
        switch (name)
        {
            case "open" when (IsMode(first) && (IsCalledPath || first is not TextValue { Text: "x" or "a" })) || arguments.Named.ContainsKey("mode") || (arguments.Named.ContainsKey("encoding") && count == 0):
                return "pathlib.Path.open";
            case "open" when count == 0:
                return IsCalledPath ? "pathlib.Path.open" : null;
            case "open":
                return IsMode(arguments.At(1)) || IsPathText(first) ? "builtins.open" : null;
            case "rename" when isSingle && IsText(first):
                return "pathlib.Path.rename";
            case "rename" or "replace" when count == 2 && IsPathText(first):
                return "os.rename";
            case "replace" when isSingle && (IsText(first) || first is TypedValue { Type: "pathlib.Path" } || IsCalledPath):
                return "pathlib.Path.replace";
            case "rename" when isSingle && (first is TypedValue { Type: "pathlib.Path" } || IsCalledPath || (IsForeign(first!) && IsPathName(_argumentName))):
                return "pathlib.Path.rename";
            case "remove" or "unlink" or "rmdir" when isSingle && (IsPathText(first) || IsPathName(_argumentName) || _receiverName is "os"):
                return name == "rmdir" ? "os.rmdir" : "os.remove";
            case "glob" when count == 1 && IsText(first):
                return "pathlib.Path.glob";
            case "walk" when count == 0 && IsCalledPath:
                return "pathlib.Path.walk";
            case "get" or "post" or "put" or "delete" or "patch" or "head" or "options" or "request":
                return IsRequest(name, arguments) ? "requests." + name : null;
            case "run" or "call":
                return IsProcess(first, arguments) ? "subprocess." + name : null;
            case "connect" or "bind" when first is SequenceValue { Kind: SequenceKind.Tuple }:
                return "socket.socket." + name;
            case "connect" when HasAny(arguments, HostWords):
                return "socket.create_connection";
            case "save" or "savez" when IsPathText(first):
                return "numpy.save";
            case "copy" or "move" when count == 2 && (IsPathText(first) || IsPathText(arguments.At(1))):
                return "shutil." + name;
            default:
                return null;
        }
    }

    private bool IsRequest(string verb, CallArguments arguments)
    {
        var url = verb == "request" ? arguments.At(1, "url") : arguments.At(0, "url");
        if (url is null)
            return false;
        if (url is TextValue or Alternatives && url.AsText().Text is var text && (text.Contains("://", StringComparison.Ordinal) || text.StartsWith('/')))
            return true;
        if (HasAny(arguments, SessionWords))
            return true;
        bool isNamed = _receiverName is "session" or "sess" or "http" or "requests" or "httpx" || _receiverName.EndsWith("session", StringComparison.OrdinalIgnoreCase);
        return isNamed || (_argumentName is "url" or "uri" or "endpoint" or "link" || _argumentName.EndsWith("url", StringComparison.OrdinalIgnoreCase)) && url is not TextValue { IsExact: true };
    }

    private bool IsProcess(Value? first, CallArguments arguments)
    {
        if (first is SequenceValue { Items.Count: > 0 } words)
            return words.Items.Exists(static w => w is TextValue) && (words.Items[0] is TextValue || _receiverName is "subprocess" or "sp");
        return first is not null && (HasAny(arguments, ProcessWords) || _receiverName is "subprocess" or "sp");
    }

    private static bool HasAny(CallArguments arguments, HashSet<string> words)
    {
        foreach (string name in arguments.Named.Keys)
        {
            if (words.Contains(name))
                return true;
        }
        return false;
    }

    private static bool IsText(Value? value) => value is TextValue { IsBytes: false } || (value is Alternatives several && Array.TrueForAll(several.Values, IsText));

    private static bool IsMode(Value? value) =>
        value is TextValue { IsExact: true, Text.Length: > 0 and <= 4 } text && text.Text.AsSpan().ContainsAny("rwax") && !text.Text.AsSpan().ContainsAnyExcept("rwxabt+U");

    /// <summary>It has a slash, or an ending as file names have.</summary>
    private static bool IsPathText(Value? value)
    {
        if (value is TypedValue { Type: "pathlib.Path" })
            return true;
        if (value is not TextValue { IsBytes: false, IsUnknown: false } text)
            return false;
        if (text.Text.Contains('/', StringComparison.Ordinal))
            return true;
        int dot = text.Text.LastIndexOf('.');
        return dot > 0 && text.Text.Length - dot is > 1 and <= 6 && !text.Text.AsSpan(dot + 1).ContainsAnyExceptInRange('0', 'z') && !text.Text.Contains(' ', StringComparison.Ordinal);
    }

    private bool IsCalledPath => IsPathName(_receiverName);

    private static bool IsPathName(string name) =>
        name is "p" or "f" or "file" or "src" or "dst" or "dest" or "target" or "folder" or "directory"
        || name.EndsWith("path", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_file", StringComparison.Ordinal)
        || name.EndsWith("filename", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_dir", StringComparison.Ordinal)
        || name is "dir" or "parent";

    private static FrozenDictionary<string, string> Table(params ReadOnlySpan<string> lines)
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            table[line[..blank]] = line[(blank + 1)..] + "." + line[..blank];
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
