using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    /// <summary>Attributes that lead from any object to the innards of the interpreter.</summary>
    private static readonly HashSet<string> Escapes = new(StringComparer.Ordinal)
    {
        "__subclasses__", "__globals__", "__builtins__", "__code__", "__closure__", "__bases__", "__base__", "__mro__", "mro", "f_globals",
        "f_locals", "f_builtins", "f_back", "f_code", "tb_frame", "gi_frame", "cr_frame", "ag_frame", "gi_code", "cr_code", "__getattribute__",
        "__reduce__", "__reduce_ex__", "__import__", "__loader__", "__spec__", "func_globals", "func_code", "__self__", "__func__", "__wrapped__",
    };

    /// <summary>Attributes that say something of a module or function, and give no way to call it.</summary>
    private static readonly HashSet<string> Descriptive = new(StringComparer.Ordinal)
    {
        "__name__", "__qualname__", "__doc__", "__version__", "__file__", "__path__", "__module__", "__all__", "__author__", "__package__",
        "__annotations__", "__defaults__", "__text_signature__", "__signature__", "__license__", "__hash__", "__len__", "__str__", "__repr__",
    };

    /// <summary>Modules that others import, so that they can be reached through them: <c>random._os</c>.</summary>
    private static readonly HashSet<string> Reexported = new(StringComparer.Ordinal)
    {
        "os", "sys", "subprocess", "shutil", "socket", "builtins", "importlib", "pathlib", "tempfile", "ctypes", "posix", "nt", "runpy", "pickle",
        "multiprocessing", "threading", "code", "inspect", "gc", "types", "functools", "operator", "itertools", "glob", "urllib", "http",
        "asyncio", "atexit", "signal", "zipfile", "tarfile", "sqlite3", "marshal", "pty", "webbrowser", "posixpath", "imp", "pkgutil",
        "codecs", "linecache", "tokenize", "fileinput", "gzip", "bz2", "lzma", "ntpath", "shelve", "dbm", "ssl", "selectors", "concurrent",
    };

    /// <summary>The same, where a line speaks for all members: names that packages give to other things too.</summary>
    private static readonly HashSet<string> ReexportedByLibrary = new(StringComparer.Ordinal) { "io", "warnings", "platform", "readline", "tkinter", "genericpath", "dataclasses", "symtable" };

    private Value GetAttribute(Value whole, string name)
    {
        if (--_steps <= 0)
            return LostValue.Instance;
        switch (whole)
        {
            // Frames are named for what can be got out of them: the names of the code that runs.
            case TypedValue { Type: "types.FrameType" } when name is "f_back":
                return whole;
            case TypedValue { Type: "types.FrameType" } when name is "f_code" or "f_lineno" or "f_lasti":
                return UnknownValue.Instance;
            case Alternatives several:
                Value? any = null;
                foreach (var one in several.Values)
                {
                    var part = GetAttribute(one, name);
                    any = any is null ? part : Alternatives.Join(any, part);
                }
                return any!;
            case ApiValue api:
                return GetMember(api, name);
            case SuperValue super:
                return GetInherited(super, name);
            case InstanceValue instance:
                return GetInstanceMember(instance, name);
            case ClassValue type:
                return GetClassMember(type, name);
        }
        if (name == "__call__")
            return whole;
        // Fields and dictionaries give the function back that makes their values.
        if (name == "default_factory")
            return LostValue.Instance;
        if (OfModule(whole, name) is { } ofModule)
            return ofModule;
        if (whole is BufferValue)
            return name == "__class__" ? new ApiValue("builtins.bytearray", false) : new MethodValue(whole, name, false);
        if (Escapes.Contains(name))
        {
            if (name == "__self__" && whole is BoundValue bound)
                return bound.Self;
            if (name == "__func__" && whole is BoundValue method)
                return method.Function;
            _findings.AddUnknownCode(name, _at);
            return LostValue.Instance;
        }
        switch (whole)
        {
            case TypedValue typed:
                return PathFolding.Property(typed, name) ?? GetOfPipe(typed, name) ?? GetTyped(typed, typed.Type, name);
            case FunctionValue function:
                return GetFunctionMember(function, name);
            case SequenceValue parts when (WordFolding.PartOf(parts, name) ?? PartOfModule(parts, name)) is { } part:
                return part;
            case LostValue:
                return name is "__name__" or "__qualname__" or "__module__" ? UnknownValue.Instance : LostValue.Instance;
            // A member of an enumeration stands for its value.
            case SequenceValue or MappingValue or PartialValue or BoundValue when name == "value":
                return whole;
            case TextValue text when name is "value":
                return text;
            case TextValue when name is "name":
                return TextValue.Unknown;
            case TextValue or SequenceValue or MappingValue or NamesValue:
                return new MethodValue(whole, name, whole.IsCapability);
            case MethodValue method when method.Name.Contains('.', StringComparison.Ordinal):
                return OfMethod(method, name);
            case WrapperValue wrapper:
                return name is "fget" or "func" or "__func__" ? wrapper.Function : new MethodValue(wrapper, name, false);
            case PartialValue applied when name == "func":
                return applied.Function;
            case PartialValue applied when name is "keywords":
                return applied.TakeKeywords(_condition);
            case PartialValue applied when name is "args":
                return applied.Arguments.HoldCapability ? LostValue.Instance : UnknownValue.Foreign;
            case BoundValue or PartialValue when !Descriptive.Contains(name):
                return UnknownOf(whole);
            case MissingValue missing when IsKnownModule(missing.Name) && _catalog.IsActing(missing.Name):
                // It was imported in code that is not here.
                return GetMember(new ApiValue(missing.Name, true), name);
            default:
                return GetUnknownMember(whole, name);
        }
    }

    private Value OfMethod(MethodValue method, string name)
    {
        if (_catalog.TryFind(method.Name, out var entry) && entry.Result is { } result)
            return GetAttribute(ResultOf(result), name);
        return GetUnknownMember(method, name);
    }

    /// <summary>A member of something of an unknown type: its name may still tell what it is.</summary>
    private MethodValue GetUnknownMember(Value whole, string name) => _catalog.TryFindDistinct(name, out string? full)
        ? new MethodValue(whole is MissingValue ? UnknownValue.Foreign : whole, full, true)
        : new MethodValue(whole is MissingValue ? UnknownValue.Foreign : whole, name, false);

    private Value GetMember(ApiValue api, string name)
    {
        string full = _catalog.ResolveMember(api.Name, name);
        var meaning = GetMemberAsImported(api, name, full);
        return _patched.TryGetValue(api.Name, out var patches) && patches.TryGetValue(name, out var patched)
            ? Alternatives.Join(meaning, patched)
            : meaning;
    }

    private Value GetMemberAsImported(ApiValue api, string name, string full)
    {
        if (name is "__class__" or "__init__" && ClassOfStream(api.Name) is { } stream)
            return stream;
        _readsArguments |= full is "sys.argv" or "sys.orig_argv";
        if (name == "__call__" || (name == "value" && !_catalog.HasMembers(api.Name)))
            return api;
        if (api.Name == "__main__" && _module.Names.TryGetValue(name, out var own))
            return own;
        if (api.Name == "os.environ")
            return new MethodValue(api, name, false);
        if (ConstantOf(full) is { } constant)
            return constant;
        if (_catalog.Knows(full))
            return Symbol(full);
        if (IsBuiltinType(api.Name) && UnboundOf(api.Name, name) is { } unbound)
            return unbound;
        if (full == "builtins.dict.fromkeys")
            return new ApiValue(full, false);
        if (Reexported.Contains(name.TrimStart('_')) || (ReexportedByLibrary.Contains(name.TrimStart('_')) && _catalog.WildcardOf(full) is { IsByName: false }))
            return Symbol(name.TrimStart('_'));
        if (name is "__dict__")
            return new NamesValue(api, null);
        // The folders of a package: whoever adds one imports from it.
        if (name is "__path__")
            return new MethodValue(api, full, false);
        if (Escapes.Contains(name))
        {
            _findings.AddUnknownCode(api.Name + "." + name, _at);
            return LostValue.Instance;
        }
        if (name.StartsWith("__", StringComparison.Ordinal))
            return !_catalog.IsActing(api.Name) || Descriptive.Contains(name) ? UnknownValue.Instance : LostValue.Instance;
        // An attribute that is an object (SparkSession.builder); a function without a call is nothing that one can act with.
        if (_catalog.TryFindExact(api.Name, out var line) && !_catalog.HasMembers(api.Name))
        {
            return line switch
            {
                { Effects.Length: 0, Result: { } result } => GetAttribute(ResultOf(result), name),
                { Effects.Length: 0 } => UnknownValue.Instance,
                _ => _catalog.IsActing(api.Name) ? LostValue.Instance : GetUnknownMember(UnknownValue.Foreign, name),
            };
        }
        bool isActing = !_catalog.TryFind(full, out var entry) || IsUnlisted(entry) || _catalog.IsActing(entry.Name);
        // Capitals name a constant: a value that nobody acts with, unless it is called.
        return new ApiValue(full, isActing && (entry is not null || name.AsSpan().ContainsAnyInRange('a', 'z')));
    }

    private Value GetTyped(Value receiver, string type, string name)
    {
        if (receiver is TypedValue of && GetOwnMember(of, name) is { } own)
            return own;
        string full = _catalog.ResolveMember(type, name);
        if (_catalog.TryFindExact(full, out var line))
            return line is { Effects.Length: 0, Result: Lost } ? LostValue.Instance : new MethodValue(receiver, full, _catalog.IsActing(full));
        // The name tells more than a line for all members of the type.
        if (_catalog.TryFindDistinct(name, out string? distinct) && !type.StartsWith("io.", StringComparison.Ordinal))
            return new MethodValue(receiver is TypedValue { Content: not null } ? receiver : UnknownValue.Foreign, distinct, true);
        if (!_catalog.TryFind(full, out var entry))
            return new MethodValue(UnknownValue.Foreign, name, false);
        return entry is { Effects.Length: 0, Result: Lost } ? LostValue.Instance : new MethodValue(receiver, full, _catalog.IsActing(entry.Name));
    }

    private void Patch(ApiValue api, string name, Value value)
    {
        if (api.Name is "builtins" or "sys" && (value.IsCapability || name is "meta_path" or "path_hooks"))
            _findings.AddUnknownCode(api.Name + "." + name, _at);
        AlterLibrary(api.Name, name, value);
        EscapeFunctions(value, 0);
        if (!_patched.TryGetValue(api.Name, out var members))
            _patched[api.Name] = members = new Dictionary<string, Value>(StringComparer.Ordinal);
        members[name] = members.TryGetValue(name, out var old) ? Alternatives.Join(old, value) : value;
    }

    private Value EvaluateSubscript(Subscript subscript)
    {
        var whole = Evaluate(subscript.Value);
        if (subscript.Slice is Slice slice && whole is not InstanceValue)
        {
            if (whole is BufferValue buffer)
                return Buffered(TextFolding.Slice(BytesIn(buffer), EvaluateIfAny(slice.Lower), EvaluateIfAny(slice.Upper), EvaluateIfAny(slice.Step), _condition));
            var part = TextFolding.Slice(whole, EvaluateIfAny(slice.Lower), EvaluateIfAny(slice.Upper), EvaluateIfAny(slice.Step), _condition);
            return part is UnknownValue ? UnknownOf(whole) : part;
        }
        var key = Evaluate(subscript.Slice);
        _at = subscript.Start;
        return GetItem(whole, key);
    }

    /// <summary>What stands at any of several keys.</summary>
    private static Value GetAny(MappingValue mapping, Alternatives keys) =>
        Alternatives.Of([.. Array.ConvertAll(keys.Values, k => mapping.Get(k) ?? UnknownValue.Foreign)]);

    private Value GetItem(Value whole, Value key)
    {
        if (--_steps <= 0)
            return LostValue.Instance;
        switch (whole)
        {
            case Alternatives several:
                Value? any = null;
                foreach (var one in several.Values)
                {
                    var part = GetItem(one, key);
                    any = any is null ? part : Alternatives.Join(any, part);
                }
                return any!;
            case SequenceValue { IsExact: true } sequence when key is IntegerValue index:
                long at = index.Value < 0 ? sequence.Items.Count + index.Value : index.Value;
                return at >= 0 && at < sequence.Items.Count ? sequence.Items[(int)at] : UnknownValue.Foreign;
            case SequenceValue sequence:
                return sequence.AnyItem;
            case BufferValue buffer:
                return GetItem(BytesIn(buffer), key) is IntegerValue number ? number : UnknownValue.Instance;
            case MappingValue mapping when key is Alternatives keys:
                return GetAny(mapping, keys);
            case MappingValue mapping:
                ReachKeys(mapping, key);
                return mapping.Get(key) ?? UnknownValue.Foreign;
            case TextValue { IsExact: true, IsBytes: false, IsWide: false } text when key is IntegerValue index:
                long place = index.Value < 0 ? text.Text.Length + index.Value : index.Value;
                return place >= 0 && place < text.Text.Length ? TextValue.Of(text.Text[(int)place].ToString()) : TextValue.Unknown;
            case TextValue { IsExact: true, IsBytes: true } bytes when key is IntegerValue { Value: >= 0 } index && index.Value < bytes.Text.Length:
                return new IntegerValue((byte)bytes.Text[(int)index.Value]);
            case TextValue:
                return TextValue.Unknown;
            case ApiValue { Name: "os.environ" }:
                return EnvironmentValue(key, null);
            case ApiValue { Name: "builtins" } when key is TextValue { IsExact: true } builtin:
                return GetAttribute(whole, builtin.Text);
            case ApiValue { Name: "builtins" }:
                return LostValue.Instance;
            case ApiValue { Name: "plumbum.local" }:
                return new PartialValue(whole, new CallArguments([key]));
            case NamesValue names:
                return GetName(names, key);
            // An attribute that holds several of a type.
            case MethodValue { Name: var part } when part.Contains('.', StringComparison.Ordinal) && _catalog.TryFindExact(part, out var line) && line is { Effects.Length: 0, Result: { } result }:
                return GetItem(ResultOf(result), key);
            case InstanceValue instance:
                return InvokeMember(instance, "__getitem__", new CallArguments([key])) ?? InvokeMember(instance, "__missing__", new CallArguments([key])) ?? UnknownOf(whole);
            case TypedValue typed:
                // What a table, a request or a configuration holds: a part of its kind, or a text out of it.
                return typed.Content is not null ? UnknownValue.Instance : typed.Type == "flask.Files" ? typed : Alternatives.Join(typed, TextValue.Unknown);
            case ClassValue type:
                return GetClassItem(type, key);
            case ApiValue type:
                // list[int], Path[str]: the type itself, with hints that whoever asks for them evaluates.
                if (type.Name is not ("typing.Literal" or "typing_extensions.Literal"))
                    RunHintsOf(key);
                return whole;
            default:
                return UnknownOf(whole);
        }
    }

    private Value GetName(NamesValue names, Value key)
    {
        if (key.AsText() is not { IsExact: true } name || key is not TextValue)
        {
            if (names.Owner is InstanceValue or ClassValue)
                return AnyMemberOf(names.Owner, key);
            _findings.AddUnknownCode("globals", _at);
            return LostValue.Instance;
        }
        if (names.Frame is { } frame)
        {
            return frame.Names.TryGetValue(name.Text, out var value) ? value : FindBuiltin(name.Text) ?? GlobalOf(name.Text) ?? UnknownValue.Instance;
        }
        if (names.Owner is { } owner)
            return GetAttribute(owner, name.Text);
        return name.Text == "__main__" ? new ApiValue("__main__", true) : IsKnownModule(name.Text) ? Symbol(name.Text) : UnknownValue.Instance;
    }

    private void SetItem(Value whole, Value key, Value value, bool isSlice = false)
    {
        if (value.IsCapability && whole is MappingValue)
            _changes++;
        if (key is TextValue { Text: Annotations })
            RunHints(value);
        if (key is TextValue known && IsModuleName(known.Text))
            NoteModuleName(known.Text, value);
        NoteChange(value);
        Touch(whole);
        switch (whole)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    SetItem(one, key, value, isSlice);
                break;
            case SequenceValue { IsExact: true } sequence when key is IntegerValue index && sequence.Condition == _condition:
                long at = index.Value < 0 ? sequence.Items.Count + index.Value : index.Value;
                if (at >= 0 && at < sequence.Items.Count)
                    sequence.Items[(int)at] = sequence.Items[(int)at] is { IsCapability: true } old ? Alternatives.Join(old, value) : value;
                break;
            case SequenceValue sequence:
                sequence.Blur();
                foreach (var item in isSlice ? ElementsOf(value, out _) : [value])
                    Put(sequence, item, false);
                break;
            case BufferValue buffer when isSlice:
                Change(buffer, null);
                break;
            case BufferValue buffer:
                SetByte(buffer, key, value);
                break;
            case MappingValue mapping:
                ReachKeys(mapping, key);
                mapping.Set(key, value, mapping.Condition == _condition);
                break;
            case ApiValue { Name: "os.environ" }:
                SetEnvironment(key, value);
                break;
            case MethodValue { Name: var part } when part.Contains('.', StringComparison.Ordinal):
                AlterPart(part, key, value);
                Escape(value, "__setitem__");
                break;
            case NamesValue names when key is TextValue { IsExact: true } name:
                if (names.Frame is { } frame)
                {
                    var held = frame.Names.TryGetValue(name.Text, out var old) ? old : frame.Function is null || !ReferenceEquals(frame, _frame) ? null : FindOutside(name.Text);
                    frame.Set(name.Text, held is null ? value : Alternatives.Join(held, value));
                }
                else if (names.Owner is { } owner)
                    SetAttribute(owner, name.Text, value);
                else if (IsKnownModule(name.Text) && value is not ApiValue)
                    _findings.AddUnknownCode("sys.modules", _at);
                else
                    Escape(value, "sys.modules");
                break;
            case NamesValue:
                _findings.AddUnknownCode("globals", _at);
                break;
            // A table of the library that says what is imported or read.
            case ApiValue { Name: var table } when _catalog.TryFindExact(table, out var entry) && entry.Result == Lost:
                _findings.AddUnknownCode(table, _at);
                break;
            case InstanceValue instance:
                if (InvokeMember(instance, "__setitem__", new CallArguments([key, value])) is null)
                    Escape(value, "__setitem__");
                break;
            case ClassValue type when InvokeSpecial(type, "__setitem__", new CallArguments([key, value])) is not null:
                break;
            default:
                Escape(value, "__setitem__");
                break;
        }
    }

    /// <summary>Adds to a list; a loop around is run again where that can act.</summary>
    private void Put(SequenceValue sequence, Value item, bool isCertain)
    {
        Touch(sequence);
        int before = sequence.Items.Count;
        sequence.Add(item, isCertain);
        if (item.CanAct && sequence.Items.Count != before)
            _changes++;
    }

    private static bool IsEnvironment(Value value) => value is ApiValue { Name: "os.environ" };

    private void ReadEnvironment(Value? key) => _findings.Add(
        ActionKind.EnvRead, key is null ? TextValue.Of("*") : key is TextValue ? key.AsText() : TextValue.Unknown, "os.environ", _at);
}
