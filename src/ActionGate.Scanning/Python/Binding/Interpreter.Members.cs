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
        "__reduce__", "__reduce_ex__", "__import__", "__loader__", "func_globals", "func_code", "__self__", "__func__", "__wrapped__",
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
    };

    private Value GetAttribute(Value whole, string name)
    {
        if (--_steps <= 0)
            return LostValue.Instance;
        switch (whole)
        {
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
            case ClassValue type when type.Find(name) is { } found:
                return found switch
                {
                    WrapperValue { Kind: WrapperKind.Class } wrapper => new BoundValue(type, wrapper.Function),
                    WrapperValue { Kind: WrapperKind.Static } wrapper => wrapper.Function,
                    _ => found,
                };
        }
        if (Escapes.Contains(name))
        {
            _findings.AddUnknownCode(name, _at);
            return LostValue.Instance;
        }
        if (name == "__call__")
            return whole;
        switch (whole)
        {
            case TypedValue typed:
                return PathFolding.Property(typed, name) ?? GetTyped(typed, typed.Type, name);
            case ClassValue type:
                return type.CatalogBase() is { } inherited ? GetMember(new ApiValue(inherited, _catalog.IsActing(inherited)), name) : UnknownValue.Instance;
            case FunctionValue function:
                return name == "__name__" ? TextValue.Of(function.Name) : UnknownValue.Instance;
            case TextValue text when name is "value" or "name":
                return text;
            case TextValue or SequenceValue or MappingValue or NamesValue:
                return new MethodValue(whole, name, whole.IsCapability);
            case MethodValue method when method.Name.Contains('.', StringComparison.Ordinal):
                return OfMethod(method, name);
            case WrapperValue wrapper:
                return new MethodValue(wrapper, name, false);
            case PartialValue applied when name == "func":
                return applied.Function;
            case LostValue:
                return LostValue.Instance;
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
    private Value GetUnknownMember(Value whole, string name) => _catalog.TryFindDistinct(name, out string? full)
        ? new MethodValue(whole is UnknownValue or MissingValue ? UnknownValue.Instance : whole, full, true)
        : new MethodValue(whole is MissingValue ? UnknownValue.Instance : whole, name, false);

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
        if (name == "__call__")
            return api;
        if (api.Name == "os.environ")
            return new MethodValue(api, name, false);
        if (ConstantOf(full) is { } constant)
            return constant;
        if (_catalog.Knows(full))
            return Symbol(full);
        if (Reexported.Contains(name.TrimStart('_')))
            return Symbol(name.TrimStart('_'));
        if (name is "__dict__")
            return new NamesValue(api, null);
        if (Escapes.Contains(name))
        {
            _findings.AddUnknownCode(api.Name + "." + name, _at);
            return LostValue.Instance;
        }
        if (name.StartsWith("__", StringComparison.Ordinal))
            return !_catalog.IsActing(api.Name) || Descriptive.Contains(name) ? UnknownValue.Instance : LostValue.Instance;
        // An attribute that is an object (SparkSession.builder); a function without a call is nothing that one can act with.
        if (_catalog.TryFindExact(api.Name, out var own) && !_catalog.HasMembers(api.Name))
        {
            return own switch
            {
                { Effects.Length: 0, Result: { } result } => GetAttribute(ResultOf(result), name),
                { Effects.Length: 0 } => UnknownValue.Instance,
                _ => GetUnknownMember(UnknownValue.Instance, name),
            };
        }
        bool isActing = !_catalog.TryFind(full, out var entry) || IsUnlisted(entry) || _catalog.IsActing(entry.Name);
        return new ApiValue(full, isActing);
    }

    private Value GetTyped(Value receiver, string type, string name)
    {
        string full = _catalog.ResolveMember(type, name);
        if (_catalog.TryFindExact(full, out _))
            return new MethodValue(receiver, full, _catalog.IsActing(full));
        // The name tells more than a line for all members of the type.
        if (_catalog.TryFindDistinct(name, out string? distinct) && !type.StartsWith("io.", StringComparison.Ordinal))
            return new MethodValue(receiver is TypedValue { Content: not null } ? receiver : UnknownValue.Instance, distinct, true);
        return _catalog.TryFind(full, out var entry)
            ? new MethodValue(receiver, full, _catalog.IsActing(entry.Name))
            : new MethodValue(UnknownValue.Instance, name, false);
    }

    private Value GetInherited(SuperValue super, string name)
    {
        foreach (var one in super.Owner.Bases)
        {
            if (one is ClassValue type && type.Find(name) is { } found)
                return found is WrapperValue wrapper ? wrapper.Function : new BoundValue(super.Self, found);
        }
        return super.Owner.CatalogBase() is { } inherited ? GetTyped(super.Self, inherited, name) : new MethodValue(UnknownValue.Instance, name, false);
    }

    private Value GetInstanceMember(InstanceValue instance, string name)
    {
        if (name == "__class__")
            return instance.Type;
        if (name == "__dict__")
            return new NamesValue(instance, null);
        instance.Members.TryGetValue(name, out var own);
        if (own is not null && instance.Condition == _condition)
            return own;
        Value? shared = instance.Type.Find(name) switch
        {
            null => null,
            FunctionValue function => new BoundValue(instance, function),
            WrapperValue { Kind: WrapperKind.Property } wrapper => Invoke(wrapper.Function, new CallArguments([instance])),
            WrapperValue { Kind: WrapperKind.Class } wrapper => new BoundValue(instance.Type, wrapper.Function),
            WrapperValue wrapper => wrapper.Function,
            var other => other,
        };
        if (own is not null)
            return shared is null ? own : Alternatives.Join(own, shared);
        if (shared is not null)
            return shared;
        if (Escapes.Contains(name))
        {
            _findings.AddUnknownCode(name, _at);
            return LostValue.Instance;
        }
        if (instance.Type.Find("__getattr__") is { } getter)
            return Invoke(new BoundValue(instance, getter), new CallArguments([TextValue.Of(name)]));
        return instance.Type.CatalogBase() is { } inherited ? GetTyped(instance, inherited, name) : GetUnknownMember(UnknownValue.Instance, name);
    }

    private void SetAttribute(Value whole, string name, Value value)
    {
        switch (whole)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    SetAttribute(one, name, value);
                break;
            case InstanceValue instance:
                if (instance.Type.Find(name) is WrapperValue)
                    EscapeFunctions(value, 0);
                SetMember(instance.Members, name, value, isCertain: instance.Condition == _condition);
                break;
            case ClassValue type:
                SetMember(type.Members, name, value, isCertain: false);
                break;
            case ApiValue api:
                Patch(api, name, value);
                break;
            default:
                Escape(value, "setattr");
                break;
        }
    }

    private void SetMember(Dictionary<string, Value> members, string name, Value value, bool isCertain)
    {
        if (members.TryGetValue(name, out var old))
        {
            if (!isCertain)
                value = Alternatives.Join(old, value);
            if (value.IsSame(old))
                return;
        }
        if (value.IsCapability)
            _changes++;
        members[name] = value;
    }

    private void Patch(ApiValue api, string name, Value value)
    {
        if (api.Name is "builtins" or "sys" && (value.IsCapability || name is "meta_path" or "path_hooks"))
            _findings.AddUnknownCode(api.Name + "." + name, _at);
        EscapeFunctions(value, 0);
        if (!_patched.TryGetValue(api.Name, out var members))
            _patched[api.Name] = members = new Dictionary<string, Value>(StringComparer.Ordinal);
        members[name] = members.TryGetValue(name, out var old) ? Alternatives.Join(old, value) : value;
    }

    private Value EvaluateSubscript(Subscript subscript)
    {
        var whole = Evaluate(subscript.Value);
        if (subscript.Slice is Slice slice)
            return TextFolding.Slice(whole, EvaluateIfAny(slice.Lower), EvaluateIfAny(slice.Upper), EvaluateIfAny(slice.Step), _condition);
        var key = Evaluate(subscript.Slice);
        _at = subscript.Start;
        return GetItem(whole, key);
    }

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
                return at >= 0 && at < sequence.Items.Count ? sequence.Items[(int)at] : UnknownValue.Instance;
            case SequenceValue sequence:
                return sequence.AnyItem;
            case MappingValue mapping:
                return mapping.Get(key) ?? UnknownValue.Instance;
            case TextValue { IsExact: true, IsBytes: false } text when key is IntegerValue index:
                long place = index.Value < 0 ? text.Text.Length + index.Value : index.Value;
                return place >= 0 && place < text.Text.Length ? TextValue.Of(text.Text[(int)place].ToString()) : TextValue.Unknown;
            case TextValue { IsExact: true, IsBytes: true } bytes when key is IntegerValue { Value: >= 0 } index && index.Value < bytes.Text.Length:
                return new IntegerValue(bytes.Text[(int)index.Value]);
            case TextValue:
                return TextValue.Unknown;
            case ApiValue { Name: "os.environ" }:
                ReadEnvironment(key);
                return TextValue.Unknown;
            case ApiValue { Name: "builtins" } when key is TextValue { IsExact: true } builtin:
                return GetAttribute(whole, builtin.Text);
            case ApiValue { Name: "builtins" }:
                return LostValue.Instance;
            case ApiValue { Name: "plumbum.local" }:
                return new PartialValue(whole, new CallArguments([key]));
            case NamesValue names:
                return GetName(names, key);
            case InstanceValue instance:
                return InvokeMember(instance, "__getitem__", new CallArguments([key])) ?? UnknownValue.Instance;
            case TypedValue typed:
                return typed.Content is null ? typed : UnknownValue.Instance;
            case ClassValue or ApiValue:
                // list[int], Path[str]: the type itself.
                return whole;
            case LostValue:
                return LostValue.Instance;
            default:
                return UnknownValue.Instance;
        }
    }

    private Value GetName(NamesValue names, Value key)
    {
        if (key.AsText() is not { IsExact: true } name || key is not TextValue)
        {
            _findings.AddUnknownCode("globals", _at);
            return LostValue.Instance;
        }
        if (names.Frame is { } frame)
        {
            if (name.Text == "__builtins__")
                return new ApiValue("builtins", true);
            return frame.Names.TryGetValue(name.Text, out var value) ? value : FindBuiltin(name.Text) ?? UnknownValue.Instance;
        }
        if (names.Owner is { } owner)
            return GetAttribute(owner, name.Text);
        return name.Text == "__main__" ? UnknownValue.Instance : IsKnownModule(name.Text) ? Symbol(name.Text) : UnknownValue.Instance;
    }

    private void SetItem(Value whole, Value key, Value value)
    {
        switch (whole)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    SetItem(one, key, value);
                break;
            case SequenceValue { IsExact: true } sequence when key is IntegerValue index && sequence.Condition == _condition:
                long at = index.Value < 0 ? sequence.Items.Count + index.Value : index.Value;
                if (at >= 0 && at < sequence.Items.Count)
                    sequence.Items[(int)at] = value;
                break;
            case SequenceValue sequence:
                sequence.Blur();
                foreach (var item in value is SequenceValue more ? more.Items : [value])
                    sequence.Add(item, false);
                break;
            case MappingValue mapping:
                mapping.Set(key, value, mapping.Condition == _condition);
                break;
            case ApiValue { Name: "os.environ" }:
                _findings.Add(ActionKind.EnvWrite, key.AsText(), "os.environ", _at);
                break;
            case NamesValue names when key is TextValue { IsExact: true } name:
                if (names.Frame is { } frame)
                    frame.Set(name.Text, frame.Names.TryGetValue(name.Text, out var old) ? Alternatives.Join(old, value) : value);
                else if (names.Owner is { } owner)
                    SetAttribute(owner, name.Text, value);
                else
                    Escape(value, "sys.modules");
                break;
            case NamesValue:
                _findings.AddUnknownCode("globals", _at);
                break;
            case InstanceValue instance:
                if (InvokeMember(instance, "__setitem__", new CallArguments([key, value])) is null)
                    Escape(value, "__setitem__");
                break;
            default:
                Escape(value, "__setitem__");
                break;
        }
    }

    private static bool IsEnvironment(Value value) => value is ApiValue { Name: "os.environ" };

    private void ReadEnvironment(Value? key) => _findings.Add(
        ActionKind.EnvRead, key is null ? TextValue.Of("*") : key is TextValue ? key.AsText() : TextValue.Unknown, "os.environ", _at);
}
