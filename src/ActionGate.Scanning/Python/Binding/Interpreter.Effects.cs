using ActionGate.Scanning.Catalogs;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    /// <summary>Calls something of the catalogue.</summary>
    private Value InvokeApi(string name, Value? receiver, CallArguments arguments)
    {
        if (receiver is InstanceValue)
            receiver = UnknownValue.Instance;
        arguments = WithoutEnvironment(name, arguments);
        if (receiver is TypedValue { Type: "pathlib.Path", Content: { } inHome } && IsHomeMoved && name == "pathlib.Path.expanduser")
            return new TypedValue("pathlib.Path", inHome.Text.Length > 0 && inHome.Text[0] is '~' or TextValue.Hole ? TextValue.Unknown : inHome);
        if (receiver is TypedValue { Type: "pathlib.Path", Content: { } path } && PathFolding.Method(name[(name.LastIndexOf('.') + 1)..], path, arguments) is { } made)
            return made;
        if (receiver is TypedValue { Type: "string.Template", Content: { } template } && (name is "string.Template.substitute" or "string.Template.safe_substitute") && arguments.MoreNamed is null)
            return TemplateFolding.Substitute(template, arguments);
        if (SocketsOf(name) is { } sockets)
            return sockets;
        if (name is "pathlib.Path.home" or "pathlib.Path.cwd")
            return new TypedValue("pathlib.Path", !name.EndsWith("home", StringComparison.Ordinal) ? TextValue.Of(".") : IsHomeMoved ? TextValue.Unknown : TextValue.Of("~"));
        if (_catalog.TryFind(name, out var entry))
        {
            if (entry.Name.EndsWith(".*", StringComparison.Ordinal) && entry.Effects.Length == 0)
                Escape(arguments, name);
            if (IsPrivate(name, entry))
                _findings.AddUnknownCode(name, _at);
        }
        else if (_catalog.HasMembers(name))
        {
            EscapeAll(arguments);
            return new TypedValue(name);
        }
        else
        {
            EscapeAll(arguments);
            _findings.AddUnknownCode(name, _at);
            return LostValue.Instance;
        }
        if (receiver is null && UsesSelf(entry) && arguments.Positional.Count > 0)
            (receiver, arguments) = (arguments.Positional[0], arguments.From(1));
        Value? value = null;
        bool isFollowed = false;
        _beside = BesideOf(arguments);
        foreach (var effect in entry.Effects)
        {
            var part = Apply(effect, name, receiver, arguments, ref isFollowed);
            value = value is null ? part : part is null ? value : Alternatives.Join(value, part);
        }
        _beside = null;
        if (entry.Effects.Length > 0 && (name.StartsWith("requests.", StringComparison.Ordinal) || name.StartsWith("httpx.", StringComparison.Ordinal) || name.StartsWith("aiohttp.", StringComparison.Ordinal)))
            AddProxies(arguments, name);
        AddConnectors(name, arguments);
        if (!isFollowed)
            EscapeAll(arguments);
        if (!isFollowed && entry.Effects.Length > 0 && HandsOn(entry, arguments))
            _findings.AddUnknownCode(name, _at);
        if (value is not null)
            return value;
        if (entry.Result is { } result)
            return ResultOf(result);
        return _catalog.HasMembers(name) || IsUnlistedType(name, entry) ? new TypedValue(name) : UnknownValue.Instance;
    }

    /// <summary>A line for all members speaks of those that are documented.</summary>
    private static bool IsPrivate(string name, ApiEntry entry)
    {
        int last = name.LastIndexOf('.') + 1;
        return entry.Effects.Length == 0 && entry.Name.EndsWith(".*", StringComparison.Ordinal) && last > 0 && last < name.Length - 1
            && name[last] == '_' && !name.EndsWith("__", StringComparison.Ordinal) && !Named.Contains(name[last..]);
    }

    /// <summary>Documented in spite of their names (named tuples, contexts of <c>ctypes</c>, enumerations), or in everybody's use.</summary>
    private static readonly HashSet<string> Named = new(StringComparer.Ordinal) { "_replace", "_asdict", "_make", "_fields", "_", "_append", "_asarray" };

    /// <summary>A class without a line, of a package whose members are judged by their names: so are its methods.</summary>
    private bool IsUnlistedType(string name, ApiEntry entry) =>
        entry.Name.EndsWith(".*", StringComparison.Ordinal) && char.IsAsciiLetterUpper(name[name.LastIndexOf('.') + 1]) && _catalog.WildcardOf(name) is { IsByName: true };

    /// <summary>As the type of a line: something that acts, and that nobody follows further.</summary>
    private const string Lost = "lost";

    private static Value ResultOf(string type) => type switch
    {
        "str" => TextValue.Unknown,
        "bytes" => TextValue.UnknownBytes,
        "pathlib.Path" => new TypedValue(type, TextValue.Unknown),
        "multiprocessing" => new ApiValue(type, true),
        Lost => LostValue.Instance,
        "builtins.open" => new ApiValue(type, true),
        _ => new TypedValue(type),
    };

    private Value? Apply(ApiEffect effect, string api, Value? receiver, CallArguments arguments, ref bool isFollowed)
    {
        var slots = effect.Arguments;
        var first = slots.Length > 0 ? Given(slots[0], receiver, arguments) : null;
        switch (effect.Verb)
        {
            case "read":
                AddPath(ActionKind.FileRead, first, api);
                return null;
            case "write":
                AddPath(ActionKind.FileWrite, first, api);
                return null;
            case "delete":
                AddPath(ActionKind.FileDelete, first, api);
                return null;
            case "link":
                AddLink(first, Given(slots[1], receiver, arguments), api);
                return null;
            case "open":
                isFollowed = arguments.Keyword("opener") is not null;
                return Open(api, first, Given(slots[1], receiver, arguments), arguments);
            case "fsopen":
                if (!AddIfUrl(first, api))
                    Open(api, first, Given(slots[1], receiver, arguments), arguments);
                return null;
            case "osopen":
                return OpenDescriptor(first, Given(slots[1], receiver, arguments), api);
            case "npload":
                AddPath(ActionKind.FileRead, first, api);
                if (Given(slots[1], receiver, arguments) is { Truth: not false })
                    _findings.AddUnknownCode(api, _at);
                return null;
            case "suffix":
                if (PathsOf(first) is { } named)
                {
                    string suffix = slots[1].Default!;
                    AddPath(ActionKind.FileWrite, named.Text.EndsWith(suffix, StringComparison.Ordinal) ? named : TextValue.Concat(named, TextValue.Of(suffix)), api);
                }
                return null;
            case "archive":
                AddPath(ActionKind.FileWrite, Archive(first, Given(slots[1], receiver, arguments)), api);
                return null;
            case "temp" or "tempname":
                return Temporary(effect.Verb, first, arguments, api);
            case "list" when slots.Length > 0:
            case "scan":
            case "walk":
            case "glob":
                return List(effect.Verb, first, api, receiver, arguments);
            case "chdir":
                ChangeFolder(first);
                return null;
            case "fetch" or "fetch!":
                if (first is not (null or NoneValue) && !AddIfUrl(first, api) && effect.Verb == "fetch")
                    AddPath(ActionKind.FileRead, first, api);
                else if (effect.Verb == "fetch!" && first is not null && !IsUrl(first))
                    AddNetwork(first, null, api);
                return null;
            case "carry":
                return new TypedValue(api, first is null ? TextValue.Unknown : first.AsText());
            case "network":
                AddNetwork(first, slots.Length > 1 ? Given(slots[1], receiver, arguments) : null, api);
                return null;
            case "address":
                AddAddress(first, api);
                return null;
            case "aws":
                var endpoint = Given(slots[1], receiver, arguments);
                AddNetwork(endpoint is null or NoneValue ? TextValue.Concat(first is TextValue ? first.AsText() : TextValue.Unknown, TextValue.Of(".\0amazonaws.com")) : endpoint, null, api);
                return null;
            case "dsn":
                bool isByText = first is not (null or NoneValue) && arguments.Keyword(slots[1].Keyword!) is null;
                AddNetwork(isByText ? first : Given(slots[1], receiver, arguments), isByText ? null : Given(slots[2], receiver, arguments), api);
                return null;
            case "connection":
                if (first is TextValue address)
                    AddEngine(address, api);
                return null;
            case "engine":
                AddEngine(first is TextValue text ? text : TextValue.Unknown, api);
                return null;
            case "database":
                AddDatabase(first, api);
                return null;
            case "shell":
                _isProcessFed = api == "os.popen" && ProgramOf(first) is null && arguments.At(1, "mode") is { } mode && !IsReading(mode)
                    || api == "asyncio.create_subprocess_shell" && IsFed(first, NamedOf(arguments));
                RunShell(first, api);
                _isProcessFed = false;
                return null;
            case "notebookshell":
                return RunNotebookShell(first, api);
            case "magic":
                return RunMagic(first, Given(slots[1], receiver, arguments), slots.Length > 2 ? Given(slots[2], receiver, arguments) : null, api);
            case "run":
                isFollowed = arguments.Keyword("preexec_fn") is null;
                return RunProcess(first, arguments, api);
            case "argv":
                var vector = slots.Length > 1 ? Given(slots[1], receiver, arguments) as SequenceValue : null;
                _isProcessFed = arguments.Keyword("file_actions") is { } actions and not NoneValue && !(actions is SequenceValue { IsExact: true, Items.Count: 0 });
                AddCommand(vector is null ? Line(first) : Line(vector, first), api, WordsOf(vector, first));
                _isProcessFed = false;
                return null;
            case "program":
                var program = Program(first, slots[1], arguments);
                _isProcessFed = api.StartsWith("asyncio.", StringComparison.Ordinal) && IsFed(program, NamedOf(arguments));
                AddCommand(Line(program), api, WordsOf(program));
                _isProcessFed = false;
                return null;
            case "tool":
                AddCommand(Line(new SequenceValue(SequenceKind.List, [TextValue.Of(api[(api.LastIndexOf('.') + 1)..]), .. arguments.Positional], arguments.MorePositional is null, _condition)), api);
                return null;
            case "env":
                ReadEnvironment(first);
                return TextValue.Unknown;
            case "envset":
                _findings.Add(ActionKind.EnvWrite, slots.Length == 0 ? TextValue.Of("*") : first is TextValue ? first.AsText() : TextValue.Unknown, api, _at);
                return null;
            case "dynamic":
                _findings.Add(ActionKind.DynamicCode, first is TextValue library ? library : TextValue.Unknown, api, _at);
                if (first is TextValue { IsExact: true })
                    _findings.Hide("a native library does what it does");
                return null;
            case "unless":
                if (first is not { Truth: true })
                    _findings.AddUnknownCode(api, _at);
                return null;
            case "yamlload":
                if (Given(slots[1], receiver, arguments) is not ApiValue { Name: "yaml.SafeLoader" or "yaml.CSafeLoader" or "yaml.BaseLoader" })
                    _findings.AddUnknownCode(api, _at);
                return null;
            case "code":
                return first is null ? null : RunCodeWith(first, arguments, api);
            case "compile":
                return new TypedValue("code", first is TextValue source ? source : TextValue.Unknown);
            case "import":
                return ImportByName(first, api);
            case var _ when TryApplyPackage(effect, api, receiver, arguments, out var made):
                return made;
            default:
                if (ApplyMachinery(effect.Verb, first, arguments, api, ref isFollowed, out var found))
                    return found;
                if (ApplyLibrary(effect, api, receiver, arguments, ref isFollowed, out var value))
                    return value;
                isFollowed = true;
                return ApplyFlow(effect, api, first, arguments);
        }
    }

    private Value? Given(ApiArgument slot, Value? receiver, CallArguments arguments)
    {
        if (slot.IsSelf)
            return receiver ?? UnknownValue.Instance;
        return arguments.Get(slot) ?? (slot.Default is { } known ? TextValue.Of(known.Replace('*', TextValue.Hole)) : null);
    }
}
