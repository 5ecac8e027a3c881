using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What only Python's own library does.</summary>
internal sealed partial class Interpreter
{
    /// <summary>What the code sets of the environment, where that is certain.</summary>
    private readonly Dictionary<string, Value> _environment = new(StringComparer.Ordinal);

    /// <returns>The verb is one of these.</returns>
    private bool ApplyLibrary(ApiEffect effect, string api, Value? receiver, CallArguments arguments, ref bool isFollowed, out Value? value)
    {
        var slots = effect.Arguments;
        var first = slots.Length > 0 ? Given(slots[0], receiver, arguments) : null;
        var second = slots.Length > 1 ? Given(slots[1], receiver, arguments) : null;
        value = null;
        switch (effect.Verb)
        {
            case "fold":
                isFollowed = true;
                value = LibraryFolding.Fold(api, arguments, this);
                if (value is null)
                {
                    // It leaves what it gets as it is.
                    EscapeAll(arguments);
                    if (arguments.HoldCapability)
                        _findings.AddUnknownCode(api, _at);
                    value = UnknownValue.Instance;
                }
                return true;
            case "rename":
                AddPath(ActionKind.FileDelete, first, api);
                AddPath(ActionKind.FileWrite, second, api);
                value = receiver is null ? null : PathValue(second);
                return true;
            case "into":
                var inside = PathFolding.Join(PathOf(first), PathFolding.Last(PathOf(second)));
                AddPath(ActionKind.FileWrite, inside, api);
                value = new TypedValue("pathlib.Path", inside);
                return true;
            case "inplace":
                AddEach(first, second, arguments, api);
                return true;
            case "opener":
                if (second is not (null or NoneValue))
                    Invoke(second, new CallArguments([first is SequenceValue files ? files.AnyItem : first ?? UnknownValue.Instance, TextValue.Of("r")]));
                return true;
            case "copier":
                if (Given(slots[2], receiver, arguments) is { } copier and not NoneValue)
                    Invoke(copier, new CallArguments([PathFolding.Join(PathOf(first), TextValue.Unknown), PathFolding.Join(PathOf(second), TextValue.Unknown)]));
                isFollowed = true;
                return true;
            case "serve":
                AddServed(first, api);
                return true;
            case "reads" or "writes":
                AddPath(effect.Verb == "reads" ? ActionKind.FileRead : ActionKind.FileWrite, first is null or NoneValue ? receiver : first, api);
                return true;
            case "dbopen":
                AddDatabaseFile(first, second, api);
                return true;
            case "resource":
                AddPath(ActionKind.FileRead, TextValue.Concat(TextValue.Of("\0/"), first is TextValue name ? name : TextValue.Unknown), api);
                return true;
            case "moveto":
                value = new TypedValue(api, PathsOf(first) ?? TextValue.Unknown);
                return true;
            case "venv":
                AddPath(ActionKind.FileWrite, first, api);
                if (arguments.Keyword("with_pip") is { } pip && pip.Truth != false)
                    AddCommand(TextValue.Concat(first is null ? TextValue.Unknown : PathOf(first), TextValue.Of("/bin/python\0")), api);
                return true;
            case "actions":
                AddFileActions(first, api);
                return true;
            case "listen":
                AddNetwork(first is null or NoneValue or TextValue { Text: "" } ? TextValue.Of("0.0.0.0") : first, second, api);
                return true;
            case "connection!":
                AddNetwork(first, second, api);
                value = new TypedValue("http.client.HTTPConnection", AuthorityOf(api, first, second));
                return true;
            case "request":
                AddRequest(receiver, first, api);
                return true;
            case "fetchself":
                if (receiver is TypedValue { Content: { } url })
                    _findings.Add(ActionKind.Network, url, api, _at);
                return true;
            case "sql":
                AddSql(first, arguments.At(1), api);
                value = receiver;
                return true;
            case "popen":
                if (second is not null && ProgramOf(first) is { } fed && !IsReading(second))
                    value = new TypedValue(IsShell(fed) ? "os.popen" : "subprocess.InterpreterInput", TextValue.Of(fed));
                else
                    value = new TypedValue("io.IOBase");
                return true;
            case "fed":
                value = Fed(Program(first, slots[1], arguments), arguments, api);
                return true;
            case "descriptor":
                NoteDescriptor(first, api);
                return true;
            case "hints":
                if (first is ClassValue type && type.Find("__annotations__") is { } hints)
                    RunHints(hints);
                return true;
            case "parentimport":
                ImportAround(first, api, isWhole: false);
                return true;
            case "importtext":
                if (first is TextValue { IsExact: true } word && FindBuiltin(TopOf(word.Text)) is not null)
                    return true;
                ImportAround(first, api, isWhole: true);
                return true;
            case "xmlfeature":
                AddXmlFeature(first, second, api);
                return true;
            case "shellinput":
                Feed(first, true, "sh", api);
                return true;
            case "interpreterinput":
                if (first is not (null or NoneValue))
                    Feed(first, false, receiver is TypedValue { Content: { } program } ? program.Text : "", api);
                return true;
            case "programenv":
                AddCommand(Line(Program(first, slots[1], WithoutLast(arguments))), api);
                AddEnvironment(arguments.Positional.Count > 0 ? arguments.Positional[^1] : null, api);
                return true;
            case "browser":
                if (first is TextValue command && (!command.IsExact || command.Text.Contains("%s", StringComparison.Ordinal)))
                    AddCommand(TextValue.Of(command.Text.Replace("%s", "\0", StringComparison.Ordinal)), api);
                return true;
            case "envmap":
                AddEnvironment(first, api);
                return true;
            case "getenv":
                value = EnvironmentValue(first, second);
                return true;
            case "expand":
                value = ExpandVariables(first, api);
                return true;
            case "patchdict":
                PatchMapping(arguments, api);
                isFollowed = true;
                return true;
            case "logconfig":
                Configure(first ?? UnknownValue.Instance, api, 0);
                return true;
            case "resolve":
                isFollowed = true;
                value = ResolveName(first, api);
                return true;
            case "doctest":
                if (slots.Length > 0)
                    Document(first ?? UnknownValue.Instance, api, 0);
                RunDocumentation(api);
                return true;
            case "lost":
                isFollowed = true;
                value = LostValue.Instance;
                return true;
            case "give":
                isFollowed = true;
                value = first ?? UnknownValue.Instance;
                return true;
            case "item":
                isFollowed = true;
                value = GetItem(first ?? UnknownValue.Instance, second ?? UnknownValue.Instance);
                return true;
            case "iter":
                isFollowed = true;
                value = arguments.At(1) is not null && first is not null
                    ? Repeated(first)
                    : ToList(api, arguments);
                return true;
            case "maketrans":
                isFollowed = true;
                value = TextMethods.Call(TextValue.Of(""), "maketrans", arguments, _condition);
                return true;
            case "flatten":
                isFollowed = true;
                var all = new List<Value>();
                bool isExact = true;
                foreach (var one in ElementsOf(first ?? UnknownValue.Instance, out bool isKnown))
                {
                    all.AddRange(ElementsOf(one, out bool isWhole));
                    isExact &= isKnown && isWhole;
                }
                value = new SequenceValue(SequenceKind.List, all, isExact, _condition);
                return true;
            case "fromkeys":
                isFollowed = true;
                var keyed = new MappingValue(_condition);
                foreach (var key in ElementsOf(arguments.At(0) ?? UnknownValue.Instance, out bool isEach))
                    keyed.Set(key, arguments.At(1) ?? NoneValue.Instance, isEach);
                value = keyed;
                return true;
            default:
                return false;
        }
    }

    /// <summary><c>fileinput</c>: the files that it is given, or those that the arguments of the program name.</summary>
    private void AddEach(Value? files, Value? inplace, CallArguments arguments, string api)
    {
        if (files is null or NoneValue && (_readsArguments || (_patched.TryGetValue("sys", out var patches) && patches.ContainsKey("argv"))))
            files = TextValue.Unknown;
        AddPath(ActionKind.FileRead, files, api);
        if (inplace is null || inplace.Truth == false || files is null)
            return;
        AddPath(ActionKind.FileWrite, files, api);
        var ending = arguments.At(2, "backup");
        // Without an ending the copy is gone when the file is closed.
        if (ending is null or TextValue { Text: "" })
            return;
        foreach (var file in files is SequenceValue all ? all.Items : [files])
        {
            if (PathsOf(file) is not { } path)
                continue;
            AddPath(ActionKind.FileWrite, TextValue.Concat(path, ending as TextValue ?? TextValue.Unknown), api);
        }
    }

    private TypedValue PathValue(Value? given) => new("pathlib.Path", PathsOf(given) ?? TextValue.Unknown);

    private static bool UsesSelf(ApiEntry entry)
    {
        foreach (var effect in entry.Effects)
        {
            foreach (var slot in effect.Arguments)
            {
                if (slot.IsSelf)
                    return true;
            }
        }
        return false;
    }

    private static CallArguments WithoutLast(CallArguments arguments) => arguments.Positional.Count == 0 || arguments.MorePositional is not null
        ? arguments
        : new CallArguments(arguments.Positional.GetRange(0, arguments.Positional.Count - 1)) { Named = arguments.Named };

    private TypedValue OpenDescriptor(Value? path, Value? flags, string api)
    {
        // O_ACCMODE: the two lowest bits; the numbers are those of Linux, as the constants are.
        long? given = (flags as IntegerValue)?.Value;
        bool isCreated = given is { } known && (known & (0x40 | 0x200)) != 0;
        if (given is null || (given & 3) != 1)
            AddPath(ActionKind.FileRead, path, api);
        if (given is null || (given & 3) != 0 || isCreated)
            AddPath(ActionKind.FileWrite, path, api);
        return new TypedValue("os.fd", PathsOf(path) ?? TextValue.Unknown);
    }

    private Value? Temporary(string verb, Value? folder, CallArguments arguments, string api)
    {
        bool isMoved = _isAnySet || _environment.ContainsKey("TMPDIR") || _environment.ContainsKey("TEMP") || _environment.ContainsKey("TMP") || (_patched.TryGetValue("tempfile", out var patches) && patches.ContainsKey("tempdir"));
        var place = folder is not (null or NoneValue) ? PathOf(folder) : isMoved ? TextValue.Unknown : TextValue.Of("/tmp");
        if (api.EndsWith("tempdir", StringComparison.Ordinal))
            return place;
        var path = TextValue.Concat(place, TextValue.Of("/\0"));
        var prefix = arguments.At(1, "prefix");
        var suffix = arguments.At(0, "suffix");
        if (!api.EndsWith("File", StringComparison.Ordinal) || (arguments.Named.Count > 0 && arguments.Positional.Count == 0))
        {
            if (prefix is TextValue { IsExact: true } beginning && api.EndsWith("mktemp", StringComparison.Ordinal) == false)
                path = TextValue.Concat(TextValue.Concat(place, TextValue.Of("/")), TextValue.Concat(beginning, TextValue.Unknown));
            if (suffix is TextValue { IsExact: true } ending)
                path = TextValue.Concat(path, ending);
        }
        if (verb == "tempname")
            return path;
        AddPath(ActionKind.FileWrite, path, api);
        return api[(api.LastIndexOf('.') + 1)..] switch
        {
            "TemporaryDirectory" => new TypedValue(api, path),
            "mkdtemp" => path,
            "mkstemp" => new SequenceValue(SequenceKind.Tuple, [new TypedValue("os.fd"), path], true, _condition),
            _ => new TypedValue("io.IOBase", path),
        };
    }

    /// <summary>What a server's handler of the library gives out: the files of a folder, or what programs in it write.</summary>
    private void AddServed(Value? handler, string api)
    {
        Value? folder = null;
        if (handler is PartialValue { Arguments: var given } applied)
        {
            folder = given.Keyword("directory");
            handler = applied.Function;
        }
        string? name = (handler as ApiValue)?.Name ?? (handler as ClassValue)?.CatalogBase();
        if (name is "http.server.SimpleHTTPRequestHandler" or "http.server.CGIHTTPRequestHandler")
            AddPath(ActionKind.FileRead, folder ?? TextValue.Of("."), api);
        if (name is "http.server.CGIHTTPRequestHandler")
            AddCommand(TextValue.Of("cgi-bin/\0"), api);
    }

    private static bool IsReading(Value mode) => mode is TextValue { IsExact: true, Text: ['r', ..] };

    private void AddFileActions(Value? actions, string api)
    {
        // Its place is behind one that says what to do: (POSIX_SPAWN_OPEN, fd, path, …), (POSIX_SPAWN_DUP2, fd, new_fd).
        foreach (var action in actions is SequenceValue all ? all.Items : [])
        {
            if (action is SequenceValue { Items.Count: >= 2 } made)
            {
                NoteDescriptor(made.Items[1], api);
                if (made.Items.Count == 3)
                    NoteDescriptor(made.Items[2], api);
            }
            if (action is SequenceValue { Items.Count: >= 3 } one && one.Items[2] is TextValue path)
            {
                AddPath(ActionKind.FileRead, path, api);
                AddPath(ActionKind.FileWrite, path, api);
            }
        }
    }

    /// <summary>Looking for a module imports the packages around it; a name may be of something in a module.</summary>
    private void ImportAround(Value? name, string api, bool isWhole)
    {
        switch (name)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    ImportAround(one, api, isWhole);
                break;
            case TextValue { IsExact: true } known when isWhole || known.Text.Contains('.', StringComparison.Ordinal):
                if (known.Text.Length > 0 && known.Text[0] != '.')
                    ImportModule(TopOf(known.Text));
                break;
            case TextValue { IsExact: false } when isWhole:
                _findings.AddUnknownCode(api, _at);
                break;
        }
    }

    /// <summary>A document names what it takes in, if a parser is told to fetch that: files and URLs that nobody knows.</summary>
    private void AddXmlFeature(Value? feature, Value? state, string api)
    {
        if (state is { Truth: false })
            return;
        string? name = feature is TextValue { IsExact: true } text ? text.Text : (feature as ApiValue)?.Name;
        if (name is not null && !name.Contains("external", StringComparison.Ordinal) && !name.Contains("dtd", StringComparison.OrdinalIgnoreCase))
            return;
        AddPath(ActionKind.FileRead, TextValue.Unknown, api);
        AddNetwork(TextValue.Unknown, null, api);
    }

    /// <summary>A module or something in it, by its full name, as <c>pkgutil.resolve_name</c> takes it.</summary>
    private Value ResolveName(Value? name, string api)
    {
        if (name is not TextValue { IsExact: true } known || known.Text.Length == 0)
        {
            _findings.AddUnknownCode(api, _at);
            return LostValue.Instance;
        }
        if (known.Text.StartsWith("cfg://", StringComparison.Ordinal))
        {
            _findings.AddUnknownCode(api, _at);
            return LostValue.Instance;
        }
        string full = known.Text.StartsWith("ext://", StringComparison.Ordinal) ? known.Text["ext://".Length..] : known.Text;
        string[] parts = full.Replace(':', '.').Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0)
            return UnknownValue.Instance;
        var whole = FindBuiltin(parts[0]) is { } builtin && parts.Length == 1 ? builtin : ImportModule(parts[0]);
        for (int i = 1; i < parts.Length; i++)
            whole = GetAttribute(whole, parts[i]);
        return whole;
    }
}
