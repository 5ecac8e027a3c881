using System.Collections.Frozen;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>
/// The library, changed by the code: attributes of its modules and classes that get another meaning, and parts of its objects that are set
/// after they were made. What goes through them may lead elsewhere, before the change too, where that runs again. So all of that kind gets
/// an unknown target beside those that were found, said to stand where the change is.
/// </summary>
internal sealed partial class Interpreter
{
    private enum Extent : byte
    {
        None,
        Files,
        Hosts,
        Commands,
        All,
    }

    private static readonly FrozenDictionary<string, Extent> Reaches = ReachTable();

    /// <summary>Parts of names of attributes that say where something leads.</summary>
    private static readonly string[] Leading =
    [
        "host", "url", "uri", "addr", "prox", "port", "netloc", "endpoint", "server", "tunnel", "selector", "domain", "peer", "transport", "mount",
        "adapter", "pool", "opener", "socket_", "scheme", "api_base", "_base", "resolve", "connect", "__dict__", "__class__", "__init__",
    ];

    private static readonly string[] Naming = ["name", "file", "path", "dir", "fspath", "root", "__dict__", "__class__", "__init__"];

    /// <summary>Attributes that objects of the library have themselves, so that objects of classes that extend its own have them too.</summary>
    private static readonly HashSet<string> OfLibraries = new(StringComparer.Ordinal)
    {
        "proxies", "host", "port", "full_url", "_host", "_port", "adapters", "_tunnel_host", "_tunnel_port", "_create_connection", "selector", "_raw_paths", "_str",
        "_drv", "_root", "_tail_cached", "baseFilename", "filename", "fp", "directory", "source",
    };

    /// <summary>Attributes that callables may be put into without leading elsewhere.</summary>
    private static readonly HashSet<string> Beside = new(StringComparer.Ordinal)
    {
        "get_method", "headers", "cookies", "cookiejar", "hooks", "timeout", "context", "ssl_context", "verify", "cert", "retries", "retry", "params", "data", "json",
        "logger", "log", "encoding", "auth", "row_factory", "text_factory", "api_key", "user_agent", "sock", "file", "files", "_create_default_https_context",
        "callback", "on_message", "on_connect", "on_disconnect", "on_open", "on_error", "on_close", "on_publish", "on_subscribe", "disable_warnings", "allowed_gai_family", "error", "errors",
    };

    /// <summary>Functions of <c>os</c> that give names, or take them for others.</summary>
    private static readonly HashSet<string> NamesOfPlaces = new(StringComparer.Ordinal)
    {
        "path", "getcwd", "getcwdb", "fspath", "fsencode", "fsdecode", "readlink", "listdir", "scandir", "walk", "fwalk", "open", "sep", "altsep", "curdir", "pardir",
        "extsep", "environ", "getenv",
    };

    /// <summary>Functions of <c>os.path</c> that give none.</summary>
    private static readonly HashSet<string> Probes = new(StringComparer.Ordinal)
    {
        "exists", "lexists", "isfile", "isdir", "islink", "ismount", "isabs", "getsize", "getmtime", "getatime", "getctime", "samefile", "sameopenfile", "samestat",
    };

    /// <summary>Functions that act and tell nothing of others: whoever takes their place is read where that stands.</summary>
    private static readonly HashSet<string> Acting = new(StringComparer.Ordinal)
    {
        "open", "print", "input", "exec", "eval", "compile", "__import__", "help", "breakpoint", "exit", "quit",
    };

    private readonly List<(string Api, Extent Reach, int At)> _altered = [];

    private bool _readsArguments;

    /// <summary>A member of a module or class of the library means something else from now on.</summary>
    private void AlterLibrary(string owner, string name, Value value)
    {
        var reach = ReachOf(owner);
        bool isCode = IsCode(value);
        // The text of which timeit makes the function that it runs.
        if (owner == "timeit" && name == "template")
            _findings.AddUnknownCode("timeit.template", _at);
        if (ClassOfStream(owner) is LostValue)
            _findings.AddUnknownCode(owner + "." + name, _at);
        switch (reach)
        {
            case Extent.Files when owner is "os" && !NamesOfPlaces.Contains(name):
            case Extent.Files when owner is "os.path" && Probes.Contains(name):
            case Extent.Files when !isCode && owner is not ("os" or "os.path") && !owner.StartsWith("pathlib", StringComparison.Ordinal):
            case Extent.Files when name is "umask" or "tempdir" || (owner is not ("os" or "os.path") && IsFunctionOf(owner, name)):
            case Extent.Hosts when IsFunctionOf(owner, name) && name is "get" or "post" or "put" or "patch" or "delete" or "head" or "options" or "stream" or "urlopen" or "urlretrieve":
            case Extent.All when !isCode || owner is "json.JSONEncoder" or "json.encoder" || name is "__getattr__" or "loads" or "load" or "dumps" or "dump":
            case Extent.All when owner == "builtins" && (Acting.Contains(name) || !_catalog.Knows("builtins." + name)):
            case Extent.Commands when !isCode:
                return;
            case Extent.Hosts:
                AlterHost(owner, name, value);
                return;
        }
        Alter(owner, name, reach);
    }

    /// <summary>A function of a module that acts by itself: what takes its place is read where it stands, and others don't go through it.</summary>
    private bool IsFunctionOf(string module, string name) =>
        TopOf(module) == module && _catalog.TryFindExact(module + "." + name, out var entry) && _catalog.IsActing(entry.Name) && !_catalog.HasMembers(entry.Name);

    /// <summary>An attribute of an object of the library is set.</summary>
    private void AlterObject(string type, string name, Value value)
    {
        // Programs that show pages are run by these.
        if (type == "webbrowser.BaseBrowser" && value is not NoneValue)
            _findings.AddUnknownCode(type + "." + name, _at);
        if (name == "keylog_filename" && value is not NoneValue)
            AddPath(ActionKind.FileWrite, value, type);
        // The folder that a server gives out; the word behind which a text names a file that is read on with.
        if (name == "directory" && type.StartsWith("http.server.", StringComparison.Ordinal))
            AddPath(ActionKind.FileRead, value, type);
        if (name == "source" && type == "shlex.shlex" && value is not (NoneValue or TextValue { IsExact: true, Text: "" }))
            _findings.AddUnknownCode(type + "." + name, _at);
        switch (ReachOf(type))
        {
            case Extent.Hosts:
                AlterHost(type, name, value);
                break;
            case Extent.Files when type == "pathlib.Path":
                Alter(type, name, Extent.Files);
                break;
            case Extent.Files when type.StartsWith("logging", StringComparison.Ordinal) && name is not ("baseFilename" or "namer" or "rotator"):
                break;
            case Extent.Files when type.StartsWith("io.", StringComparison.Ordinal) || type is "zipfile.ZipInfo" or "tarfile.TarInfo" or "os.stat_result":
                break;
            case Extent.Files when Has(Naming, name) || IsCode(value):
                Alter(type, name, Extent.Files);
                break;
        }
    }

    /// <summary><c>mock.patch("os.path.join", …)</c></summary>
    private void AlterByName(CallArguments arguments)
    {
        var value = arguments.At(1, "new") ?? arguments.Keyword("return_value") ?? arguments.Keyword("side_effect");
        if (value is null || arguments.At(0, "target") is not TextValue { IsExact: true } target || target.Text.LastIndexOf('.') is not (> 0 and var dot))
            return;
        string owner = _catalog.Resolve(target.Text[..dot]);
        if (ReachOf(owner) != Extent.Hosts)
            AlterLibrary(owner, target.Text[(dot + 1)..], LostValue.Instance);
    }

    /// <summary>A part of an object of the library is changed: <c>session.proxies[…] = …</c>.</summary>
    private void AlterPart(string part, Value key, Value value)
    {
        int dot = part.LastIndexOf('.');
        string name = part[(dot + 1)..];
        if (name == "__path__")
            _findings.AddUnknownCode(part, _at);
        if (name == "__dict__" && key is TextValue { IsExact: true } known)
            name = known.Text;
        else if (ReachOf(part) != Extent.Hosts && name != "__dict__" && !part.StartsWith("pathlib.", StringComparison.Ordinal))
            return;
        AlterObject(part[..dot], name, value);
    }

    private static bool IsChange(string method) => method is "update" or "append" or "insert" or "extend" or "setdefault" or "__setitem__" or "__ior__" or "__iadd__" or "add" or "set";

    /// <summary>A method changes a part of an object of the library: <c>session.proxies.update(…)</c>.</summary>
    private void AlterBy(string part, string method, CallArguments arguments)
    {
        if (method is "setdefault" or "__setitem__" or "insert" or "set" && arguments.Positional.Count > 1)
        {
            AlterPart(part, arguments.Positional[0], arguments.Positional[1]);
            return;
        }
        foreach (var value in arguments.Positional)
            AlterPart(part, UnknownValue.Instance, value);
        foreach (var (name, value) in arguments.Named)
            AlterPart(part, TextValue.Of(name), value);
        if (arguments.MorePositional is not null || arguments.MoreNamed is not null)
            AlterPart(part, UnknownValue.Instance, UnknownValue.Foreign);
    }

    /// <summary>What every object of the library has, and what leads from it to its class.</summary>
    private Value? GetOwnMember(TypedValue whole, string name)
    {
        switch (name)
        {
            case "__class__":
                return TypeOfValue(whole);
            case "__setattr__":
                return new MethodValue(whole, "\0__setattr__", false);
            case "__init__":
                AlterObject(whole.Type, name, LostValue.Instance);
                return TypeOfValue(whole);
            default:
                return null;
        }
    }

    /// <summary>The class of the files below the interpreter's own streams; what prints a licence is made of names of files.</summary>
    private static Value? ClassOfStream(string api)
    {
        if (api is "builtins.license" or "builtins.credits" or "builtins.copyright" or "builtins.exit" or "builtins.quit")
            return LostValue.Instance;
        return api.StartsWith("sys.std", StringComparison.Ordinal) || api.StartsWith("sys.__std", StringComparison.Ordinal) ? new ApiValue("io.FileIO", true) : null;
    }

    private void AlterHost(string owner, string name, Value value)
    {
        bool isPort = name.Contains("port", StringComparison.OrdinalIgnoreCase);
        if (value is NoneValue or BoolValue || (value is IntegerValue && !isPort))
            return;
        // It gets each request before it is sent, and may change it.
        if (name is "auth" or "event_hooks")
        {
            HandRequests(value, 0);
            return;
        }
        if (Beside.Contains(name) || (!IsCode(value) && !Has(Leading, name)))
            return;
        // A place that is known is told as such.
        if (isPort || Has(["selector", "scheme", "__", "connect"], name) || !AddHosts(value, owner + "." + name, 0))
            Alter(owner, name, Extent.Hosts);
    }

    private void HandRequests(Value value, int depth)
    {
        if (value is MappingValue or SequenceValue && depth < 4)
        {
            foreach (var one in value is MappingValue mapping ? [.. mapping.Entries.Values] : ((SequenceValue)value).Items.ToArray())
                HandRequests(one, depth + 1);
        }
        else if (value is Alternatives several)
        {
            foreach (var one in several.Values)
                HandRequests(one, depth + 1);
        }
        else if (IsCode(value))
        {
            Invoke(value, new CallArguments([new TypedValue("requests.Request", TextValue.Unknown)]));
        }
    }

    /// <returns>All places in the value are known.</returns>
    private bool AddHosts(Value value, string api, int depth)
    {
        switch (value)
        {
            case TextValue { IsUnknown: false }:
                AddNetwork(value, null, api);
                return true;
            case NoneValue or BoolValue:
                return true;
            case MappingValue { Rest: null } mapping when depth < 4:
                bool isKnown = true;
                foreach (var (_, one) in mapping.Entries)
                    isKnown &= AddHosts(one, api, depth + 1);
                return isKnown;
            case SequenceValue { IsExact: true } sequence when depth < 4:
                return sequence.Items.TrueForAll(one => AddHosts(one, api, depth + 1));
            case Alternatives several:
                return Array.TrueForAll(several.Values, one => AddHosts(one, api, depth + 1));
            case TypedValue { Content: { IsUnknown: false } content }:
                AddNetwork(content, null, api);
                return true;
            case TypedValue typed:
                // What it leads to was said where it was made.
                return ReachOf(typed.Type) == Extent.Hosts;
            default:
                return false;
        }
    }

    private void Alter(string owner, string name, Extent reach)
    {
        if (reach == Extent.None)
            return;
        int at = _findings.FixedPlace ?? _at;
        if (_altered.Count < 256 && !_altered.Exists(a => a.At == at && a.Reach == reach))
            _altered.Add((owner + "." + name, reach, at));
    }

    /// <summary>Says of all that leads through what was changed that it may lead elsewhere.</summary>
    private void AddAltered()
    {
        if (_altered.Count == 0)
            return;
        var kinds = new List<ActionKind>();
        foreach (var operation in _findings.Operations)
        {
            if (!kinds.Contains(operation.Kind))
                kinds.Add(operation.Kind);
        }
        foreach (var (api, reach, at) in _altered)
        {
            foreach (var kind in kinds)
            {
                if (IsReached(kind, reach))
                    _findings.Add(kind, TextValue.Unknown, api, at);
            }
        }
    }

    private static bool IsReached(ActionKind kind, Extent reach) => reach switch
    {
        Extent.Files => kind == ActionKind.FileRead || kind == ActionKind.FileWrite || kind == ActionKind.FileDelete || kind == ActionKind.ShellExec || kind == ActionKind.ScriptExec,
        Extent.Hosts => kind == ActionKind.Network,
        Extent.Commands => kind == ActionKind.ShellExec,
        Extent.All => kind != ActionKind.EnvRead && kind != ActionKind.EnvWrite,
        _ => false,
    };

    private static Extent ReachOf(string owner)
    {
        if (owner is "urllib.parse")
            return Extent.All;
        // Whom a server serves comes to it.
        if (owner.StartsWith("http.server", StringComparison.Ordinal))
            return Extent.None;
        return Reaches.TryGetValue(TopOf(owner), out var reach) ? reach : Extent.None;
    }

    private static bool IsCode(Value value) =>
        value is FunctionValue or BoundValue or ClassValue or InstanceValue or ApiValue or PartialValue or MethodValue or WrapperValue or LostValue
        || (value is Alternatives several && Array.Exists(several.Values, IsCode));

    private static bool Has(ReadOnlySpan<string> parts, string name)
    {
        foreach (string part in parts)
        {
            if (name.Contains(part, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static FrozenDictionary<string, Extent> ReachTable()
    {
        var table = new Dictionary<string, Extent>(StringComparer.Ordinal);
        Add(Extent.Files, "pathlib os posixpath ntpath genericpath io _io tempfile shutil glob fnmatch zipfile tarfile logging mailbox gzip bz2 lzma dbm shelve");
        Add(Extent.Hosts, "socket _socket http urllib urllib2 urllib3 requests httpx httpcore aiohttp ftplib smtplib imaplib poplib nntplib telnetlib xmlrpc websocket websockets "
            + "paramiko fabric boto3 botocore openai anthropic redis pymongo psycopg2 psycopg pymysql MySQLdb mysql pika kafka elasticsearch ldap3 grpc tornado pycurl ssl "
            + "socketserver asyncio");
        Add(Extent.Commands, "subprocess _posixsubprocess asyncio.subprocess");
        Add(Extent.All, "builtins base64 binascii codecs json re string textwrap zlib struct operator functools itertools collections copy copyreg html shlex ast types encodings");
        return table.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(Extent reach, string names)
        {
            foreach (string name in names.Split(' '))
                table[name] = reach;
        }
    }
}
