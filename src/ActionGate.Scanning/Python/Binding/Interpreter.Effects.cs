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
        if (receiver is TypedValue { Type: "pathlib.Path", Content: { } path } && PathFolding.Method(name[(name.LastIndexOf('.') + 1)..], path, arguments) is { } made)
            return made;
        if (name is "pathlib.Path.home" or "pathlib.Path.cwd")
            return new TypedValue("pathlib.Path", TextValue.Of(name.EndsWith("home", StringComparison.Ordinal) ? "~" : "."));
        if (_catalog.TryFind(name, out var entry))
        {
            if (entry.Name.EndsWith(".*", StringComparison.Ordinal) && entry.Effects.Length == 0)
                Escape(arguments, name);
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
        Value? value = null;
        bool isFollowed = false;
        foreach (var effect in entry.Effects)
        {
            var part = Apply(effect, name, receiver, arguments, ref isFollowed);
            value = value is null ? part : part is null ? value : Alternatives.Join(value, part);
        }
        if (!isFollowed)
            EscapeAll(arguments);
        if (value is not null)
            return value;
        if (entry.Result is { } result)
            return ResultOf(result);
        return _catalog.HasMembers(name) ? new TypedValue(name) : UnknownValue.Instance;
    }

    private static Value ResultOf(string type) => type switch
    {
        "str" => TextValue.Unknown,
        "bytes" => TextValue.UnknownBytes,
        "pathlib.Path" => new TypedValue(type, TextValue.Unknown),
        "multiprocessing" => new ApiValue(type, true),
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
                AddPath(ActionKind.FileRead, first, api);
                AddPath(ActionKind.FileWrite, first, api);
                AddPath(ActionKind.FileWrite, Given(slots[1], receiver, arguments), api);
                return null;
            case "open":
                return Open(api, first, Given(slots[1], receiver, arguments), arguments);
            case "fsopen":
                if (!AddIfUrl(first, api))
                    Open(api, first, Given(slots[1], receiver, arguments), arguments);
                return null;
            case "osopen":
                AddPath(ActionKind.FileRead, first, api);
                AddPath(ActionKind.FileWrite, first, api);
                return null;
            case "npload":
                AddPath(ActionKind.FileRead, first, api);
                if (arguments.Keyword("allow_pickle") is { Truth: not false })
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
            case "temp":
                AddPath(ActionKind.FileWrite, TextValue.Concat(first is null or NoneValue ? TextValue.Of("/tmp") : PathOf(first), TextValue.Of("/\0")), api);
                return api.EndsWith("TemporaryDirectory", StringComparison.Ordinal) ? new TypedValue(api, TextValue.Of("/tmp/\0")) : null;
            case "list" when slots.Length > 0:
            case "scan":
            case "walk":
            case "glob":
                return List(effect.Verb, first, api, receiver, arguments);
            case "chdir":
                var folder = PathOf(first);
                _folder = _condition == 0 ? PathFolding.Join(_folder ?? TextValue.Of(""), folder) : TextValue.Unknown;
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
                AddNetwork(Given(slots[1], receiver, arguments) ?? first, Given(slots[1], receiver, arguments) is null ? null : Given(slots[2], receiver, arguments), api);
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
                RunShell(first, api);
                return null;
            case "notebookshell":
                return RunNotebookShell(first, api);
            case "magic":
                return RunMagic(first, Given(slots[1], receiver, arguments), slots.Length > 2 ? Given(slots[2], receiver, arguments) : null, api);
            case "run":
                isFollowed = arguments.Keyword("preexec_fn") is null;
                _startFolder = arguments.Keyword("cwd") is { } cwd and not NoneValue ? PathFolding.Join(_folder ?? TextValue.Of(""), PathOf(cwd)) : null;
                RunProcess(first, arguments, api);
                _startFolder = null;
                return null;
            case "argv":
                var vector = slots.Length > 1 ? Given(slots[1], receiver, arguments) as SequenceValue : null;
                AddCommand(vector is null ? Line(first) : Line(vector, first), api, WordsOf(vector, first));
                return null;
            case "program":
                var program = Program(first, slots[1], arguments);
                AddCommand(Line(program), api, WordsOf(program));
                return null;
            case "tool":
                AddCommand(Line(new SequenceValue(SequenceKind.List, [TextValue.Of(api[(api.LastIndexOf('.') + 1)..]), .. arguments.Positional], arguments.MorePositional is null, _condition)), api);
                return null;
            case "env":
                ReadEnvironment(first);
                return TextValue.Unknown;
            case "envset":
                _findings.Add(ActionKind.EnvWrite, first is TextValue ? first.AsText() : TextValue.Unknown, api, _at);
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
                return first is null ? null : RunCode(first, api, api.EndsWith(".eval", StringComparison.Ordinal));
            case "compile":
                return new TypedValue("code", first is TextValue source ? source : TextValue.Unknown);
            case "import":
                return ImportByName(first, api);
            default:
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

    /// <summary>A path that is given as a value; <see langword="null"/> where it names no file.</summary>
    private TextValue? PathsOf(Value? value) => value switch
    {
        null or NoneValue or IntegerValue or BoolValue => null,
        TypedValue { Content: null } or SequenceValue or MappingValue => null,
        _ => PathOf(value),
    };

    private TextValue PathOf(Value? value) => value switch
    {
        TextValue text => text,
        TypedValue { Content: { } content } => content,
        InstanceValue instance when InvokeMember(instance, "__fspath__", CallArguments.None) is { } path => path.AsText(),
        Alternatives several => several.AsText(),
        _ => TextValue.Unknown,
    };

    private void AddPath(ActionKind kind, Value? value, string api, int depth = 0)
    {
        switch (value)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    AddPath(kind, one, api, depth + 1);
                return;
            case SequenceValue sequence when depth < 4:
                foreach (var one in sequence.Items)
                    AddPath(kind, one, api, depth + 1);
                return;
            case SequenceValue:
                // A list may hold itself.
                value = UnknownValue.Instance;
                break;
        }
        if (PathsOf(value) is not { } path)
            return;
        _findings.Add(kind, _folder is null ? path : PathFolding.Join(_folder, path), api, _at);
    }

    private Value Open(string api, Value? file, Value? mode, CallArguments arguments)
    {
        if (arguments.Keyword("opener") is not (null or NoneValue))
            _findings.AddUnknownCode(api, _at);
        var shape = mode as TextValue;
        bool isKnown = shape is { IsExact: true };
        string letters = shape?.Text ?? "";
        bool isWritten = !isKnown || letters.AsSpan().ContainsAny("wax+");
        bool isRead = !isKnown || letters.StartsWith('r') || letters.Contains(":r", StringComparison.Ordinal) || !letters.AsSpan().ContainsAny("wax");
        if (isRead)
            AddPath(ActionKind.FileRead, file, api);
        if (isWritten)
            AddPath(ActionKind.FileWrite, file, api);
        return _catalog.TryFind(api, out var entry) && entry.Result is { } result ? new TypedValue(result) : UnknownValue.Instance;
    }

    private static TextValue Archive(Value? name, Value? format)
    {
        string ending = format is TextValue { IsExact: true } known
            ? known.Text switch { "gztar" => ".tar.gz", "bztar" => ".tar.bz2", "xztar" => ".tar.xz", var other => "." + other }
            : ".\0";
        return TextValue.Concat(name is TextValue text ? text : TextValue.Unknown, TextValue.Of(ending));
    }

    private Value List(string verb, Value? place, string api, Value? receiver, CallArguments arguments)
    {
        var folder = PathOf(place);
        if (verb == "glob")
        {
            int star = folder.Text.AsSpan().IndexOfAny("*?[");
            if (folder.IsExact && star >= 0)
            {
                int slash = folder.Text.LastIndexOf('/', star);
                AddPath(ActionKind.FileRead, TextValue.Of(slash < 0 ? "." : slash == 0 ? "/" : folder.Text[..slash]), api);
                int last = folder.Text.LastIndexOfAny(['*', '?', ']']);
                var found = TextValue.Of(string.Concat(folder.Text.AsSpan(0, star), "\0", folder.Text.AsSpan(last + 1)));
                return new SequenceValue(SequenceKind.List, [found], false, _condition);
            }
            AddPath(ActionKind.FileRead, folder, api);
            return new SequenceValue(SequenceKind.List, [folder.IsExact ? folder : TextValue.Unknown], false, _condition);
        }
        AddPath(ActionKind.FileRead, place, api);
        var below = PathFolding.Join(folder, TextValue.Unknown);
        bool isPath = receiver is not null;
        Value entry = verb switch
        {
            "walk" => new SequenceValue(SequenceKind.Tuple,
            [
                Below(isPath, TextValue.Concat(folder, TextValue.Unknown)),
                new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, _condition),
                new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, _condition),
            ], true, _condition),
            "scan" => Below(true, below),
            _ when isPath && arguments.At(0) is TextValue pattern => Below(true, PathFolding.Join(folder, TextFolding.OfGlob(pattern))),
            _ => isPath ? Below(true, below) : TextValue.Unknown,
        };
        return new SequenceValue(SequenceKind.List, [entry], false, _condition);
    }

    private static Value Below(bool isPath, TextValue path) => isPath ? new TypedValue("pathlib.Path", path) : path;

    private static bool IsUrl(Value value) => value.AsText().Text is var text && text.Contains("://", StringComparison.Ordinal);

    /// <returns>It is nothing but a URL.</returns>
    private bool AddIfUrl(Value? value, string api)
    {
        if (value is Alternatives several)
        {
            bool isUrl = true;
            foreach (var one in several.Values)
                isUrl &= AddIfUrl(one, api);
            return isUrl;
        }
        if (value is not TextValue && value is not TypedValue { Content: not null } && value is not (UnknownValue or MissingValue))
            return false;
        var text = value.AsText();
        if (text.Text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            AddPath(ActionKind.FileRead, text, api);
            return true;
        }
        int scheme = text.Text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && text.Text.IndexOf(TextValue.Hole, StringComparison.Ordinal) is var hole && (hole < 0 || hole > scheme))
        {
            _findings.Add(ActionKind.Network, text, api, _at);
            return true;
        }
        return false;
    }

    private void AddNetwork(Value? host, Value? port, string api)
    {
        if (host is Alternatives several)
        {
            foreach (var one in several.Values)
                AddNetwork(one, port, api);
            return;
        }
        if (host is null or NoneValue)
            return;
        if (AddIfFile(host, api))
            return;
        var target = host is SequenceValue { Items.Count: > 0 } sequence ? sequence.AnyItem.AsText() : host.AsText();
        if (port is not (null or NoneValue))
            target = TextValue.Concat(TextValue.Concat(target, TextValue.Of(":")), PortOf(port));
        _findings.Add(ActionKind.Network, target, api, _at);
    }

    private bool AddIfFile(Value host, string api)
    {
        if (!host.AsText().Text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return false;
        AddPath(ActionKind.FileRead, host.AsText(), api);
        return true;
    }

    private static TextValue PortOf(Value port) => port is TextValue or IntegerValue ? port.AsText() : TextValue.Unknown;

    private void AddAddress(Value? address, string api)
    {
        switch (address)
        {
            case null or NoneValue:
                return;
            case Alternatives several:
                foreach (var one in several.Values)
                    AddAddress(one, api);
                return;
            case SequenceValue { IsExact: true, Items.Count: >= 2 } pair:
                AddNetwork(pair.Items[0] is TextValue { Text: "" } ? TextValue.Of("0.0.0.0") : pair.Items[0], pair.Items[1], api);
                return;
            default:
                _findings.Add(ActionKind.Network, address is TextValue ? address.AsText() : TextValue.Unknown, api, _at);
                return;
        }
    }

    private void AddDatabase(Value? file, string api)
    {
        var path = PathsOf(file);
        if (path is null || path.Text is "" || path.Text.StartsWith(":memory:", StringComparison.Ordinal))
            return;
        if (path.Text.StartsWith("file:", StringComparison.Ordinal))
            path = TextValue.Of(path.Text[5..].Split('?')[0]);
        AddPath(ActionKind.FileRead, path, api);
        AddPath(ActionKind.FileWrite, path, api);
    }

    private void AddEngine(TextValue address, string api)
    {
        if (address.Text.StartsWith("sqlite", StringComparison.Ordinal))
        {
            int at = address.Text.IndexOf(":///", StringComparison.Ordinal);
            if (at >= 0)
                AddDatabase(TextValue.Of(address.Text[(at + 4)..]), api);
            return;
        }
        _findings.Add(ActionKind.Network, address, api, _at);
    }
}
