using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

internal sealed partial class Interpreter
{
    /// <summary>Names that methods set which run unseen: a comparison, a conversion or a base class calls them.</summary>
    private readonly HashSet<string> _unsteady = new(StringComparer.Ordinal);

    private Value Lookup(string name, int at)
    {
        var found = Find(name);
        if (found is TextValue or Alternatives && _unsteady.Contains(name))
            return Alternatives.Join(found, UnknownValue.Instance);
        if (found is not null)
            return found is ApiValue { Name: "builtins.__loader__" or "builtins.__spec__" } ? LostValue.Instance : found;
        if (name is "__annotations__")
            return LostValue.Instance;
        // What is run early meets the value when it is run again.
        if (!_isLate && _calls.Count > 0 && _moduleNames.Contains(name))
            return UnknownValue.Foreign;
        if (GlobalOf(name) is { } global)
            return global;
        // Code of another module put it there, and the import of that module was reported.
        if (_hasForeignStar)
            return UnknownValue.Instance;
        // A module that is not imported here is imported elsewhere, or this is a NameError.
        if (_catalog.IsActing(name) && IsKnownModule(name))
            return Symbol(name);
        // What a session has that none of its blocks set, its host has put there.
        return _isContinued ? LostValue.Instance : new MissingValue(name, at);
    }

    private Value? Find(string name)
    {
        if (_frame.Elsewhere is { } elsewhere && elsewhere.TryGetValue(name, out var holder))
            return holder.Names.TryGetValue(name, out var there) ? there : FindBuiltin(name);
        if (_frame.Names.TryGetValue(name, out var value))
            return value;
        var outside = FindOutside(name);
        // A class body that sets the name itself does not look into the function around.
        return _frame.IsClass && _frame.Function is not null && outside is not null && _module.Names.TryGetValue(name, out var global) && !global.IsSame(outside)
            ? Alternatives.Join(outside, global)
            : outside;
    }

    /// <summary>What a name means that the innermost frame does not hold.</summary>
    private Value? FindOutside(string name)
    {
        for (var frame = _frame.Outer; frame is not null; frame = frame.Outer)
        {
            if (frame.IsClass)
                continue;
            Value? former = null;
            if (_isLate)
                frame.Former?.TryGetValue(name, out former);
            if (frame.Names.TryGetValue(name, out var value))
                return former is null ? value : Alternatives.Join(value, former);
            if (former is not null)
                return former;
        }
        return FindBuiltin(name);
    }

    /// <summary>The names that the module binds anywhere.</summary>
    private void CollectNames(PythonStatement[] body)
    {
        foreach (var statement in body)
        {
            switch (statement)
            {
                case FunctionDef function:
                    _moduleNames.Add(function.Name);
                    break;
                case AsyncFunctionDef function:
                    _moduleNames.Add(function.Name);
                    break;
                case ClassDef type:
                    _moduleNames.Add(type.Name);
                    break;
                case Assign assign:
                    foreach (var target in assign.Targets)
                    {
                        if (target is Name name)
                            _moduleNames.Add(name.Id);
                    }
                    break;
                case If choice:
                    if (!Descend())
                        return;
                    CollectNames(choice.Body);
                    CollectNames(choice.OrElse);
                    _height--;
                    break;
                case With with:
                    if (!Descend())
                        return;
                    CollectNames(with.Body);
                    _height--;
                    break;
                case Try attempt:
                    if (!Descend())
                        return;
                    CollectNames(attempt.Body);
                    CollectNames(attempt.OrElse);
                    _height--;
                    break;
            }
        }
    }

    private Value? FindBuiltin(string name)
    {
        if (_stars is not null)
        {
            foreach (string star in _stars)
            {
                string member = star + "." + name;
                if (_catalog.Knows(member) || _catalog.Resolve(member) != member)
                    return Symbol(member);
            }
        }
        string resolved = _catalog.ResolveMember("builtins", name);
        return _catalog.Knows(resolved) ? new ApiValue(resolved, _catalog.IsActing(resolved)) : null;
    }

    private Value Symbol(string name)
    {
        name = _catalog.Resolve(name);
        if (_patched.TryGetValue(name, out _))
            return new ApiValue(name, true);
        return ConstantOf(name) ?? new ApiValue(name, name == "os.environ" || _catalog.IsActing(name));
    }

    private Value? ConstantOf(string name) => LibraryConstants.Of(name, _condition);

    private Frame HolderOf(string name)
    {
        for (var frame = _frame.Outer; frame is not null; frame = frame.Outer)
        {
            if (!frame.IsClass && frame.Names.ContainsKey(name))
                return frame;
        }
        return _module;
    }

    private void Bind(PythonExpression target, Value value)
    {
        if (!Descend())
            return;
        switch (target)
        {
            case Name name:
                BindName(name.Id, value);
                break;
            case Syntax.Tuple tuple:
                Unpack(tuple.Elts, value);
                break;
            case List list:
                Unpack(list.Elts, value);
                break;
            case Starred starred:
                Bind(starred.Value, new SequenceValue(SequenceKind.List, [.. ElementsOf(value, out bool isExact)], isExact, _condition));
                break;
            case Syntax.Attribute attribute:
                if (attribute.Attr == "__doc__" && value is TextValue { IsExact: true } documented && documented.Text.Contains(">>>", StringComparison.Ordinal))
                    _documentation.Add(documented.Text);
                SetAttribute(Evaluate(attribute.Value), attribute.Attr, value);
                break;
            case Subscript subscript:
                var container = Evaluate(subscript.Value);
                var key = Evaluate(subscript.Slice);
                if (NameOf(subscript.Value) == "__annotations__")
                {
                    RunHints(value);
                    CheckFieldName(key);
                }
                SetItem(container, key, value, isSlice: subscript.Slice is Slice);
                // A bytearray is changed in place, which a text cannot be.
                if (container is TextValue { IsBytes: true } && subscript.Value is Name changed)
                    BindName(changed.Id, TextValue.UnknownBytes);
                break;
        }
        _height--;
    }

    private void BindName(string name, Value value)
    {
        if (name is "__file__" or "__spec__" || (_frame.IsClass && IsModuleName(name)))
            NoteModuleName(name, value);
        if (_frame.Elsewhere is { } elsewhere && elsewhere.TryGetValue(name, out var holder))
        {
            NoteChange(value);
            Touch(null);
            var old = holder.Names.TryGetValue(name, out var known) ? known : FindBuiltin(name);
            var joined = old is null || (_condition == 0 && !old.IsCapability) ? value : Alternatives.Join(old, value);
            if (joined.IsCapability && (old is null || !joined.IsSame(old)))
                _changes++;
            holder.Set(name, joined);
            return;
        }
        if (_frame.Names.TryGetValue(name, out var held) && !held.IsSame(value))
            _state++;
        _frame.Set(name, value);
    }

    private void Unpack(PythonExpression[] targets, Value value)
    {
        if (value is Alternatives several)
        {
            Value? columns = null;
            foreach (var one in several.Values)
            {
                if (one is SequenceValue { IsExact: true } row && row.Items.Count == targets.Length)
                    columns = columns is null ? row : JoinRows((SequenceValue)columns, row);
            }
            if (columns is not null && Array.TrueForAll(several.Values, v => v is SequenceValue { IsExact: true } s && s.Items.Count == targets.Length))
                value = columns;
        }
        var items = ElementsOf(value, out bool isExact);
        int star = Array.FindIndex(targets, static t => t is Starred);
        if (isExact && star < 0 && items.Count == targets.Length)
        {
            for (int i = 0; i < targets.Length; i++)
                Bind(targets[i], items[i]);
            return;
        }
        if (isExact && star >= 0 && items.Count >= targets.Length - 1)
        {
            int behind = targets.Length - star - 1;
            for (int i = 0; i < star; i++)
                Bind(targets[i], items[i]);
            Bind(((Starred)targets[star]).Value, new SequenceValue(SequenceKind.List, items.GetRange(star, items.Count - star - behind), true, _condition));
            for (int i = 0; i < behind; i++)
                Bind(targets[star + 1 + i], items[items.Count - behind + i]);
            return;
        }
        var any = items.Count == 0 ? UnknownValue.Instance : Alternatives.Of(items);
        if (value is TypedValue typed)
            any = typed;
        else if (items.Count == 0)
            any = UnknownOf(value);
        foreach (var target in targets)
            Bind(target is Starred starred ? starred.Value : target, target is Starred ? new SequenceValue(SequenceKind.List, [any], false, _condition) : any);
    }

    private SequenceValue JoinRows(SequenceValue left, SequenceValue right)
    {
        var items = new List<Value>(left.Items.Count);
        for (int i = 0; i < left.Items.Count; i++)
            items.Add(Alternatives.Join(left.Items[i], right.Items[i]));
        return new SequenceValue(SequenceKind.Tuple, items, true, _condition);
    }

    private void Forget(PythonExpression target)
    {
        Touch(target is Name ? new SequenceValue(SequenceKind.List, [], true, int.MaxValue) : null);
        switch (target)
        {
            case Name name when _condition == 0:
                _frame.Retire(name.Id, null);
                _frame.Names.Remove(name.Id);
                break;
            case Name name when _frame.Names.TryGetValue(name.Id, out var held) && FindOutside(name.Id) is { } outside:
                _frame.Names[name.Id] = Alternatives.Join(held, outside);
                break;
            case List list:
                foreach (var one in list.Elts)
                    Forget(one);
                break;
            case Syntax.Tuple tuple:
                foreach (var one in tuple.Elts)
                    Forget(one);
                break;
            case Syntax.Attribute attribute:
                ForgetMember(Evaluate(attribute.Value), attribute.Attr);
                break;
            case Subscript subscript:
                var container = Evaluate(subscript.Value);
                var key = Evaluate(subscript.Slice);
                if (container is SequenceValue sequence)
                    sequence.Blur();
                else if (container is MappingValue mapping)
                    mapping.Remove(key, mapping.Condition == _condition);
                else if (container is BufferValue buffer)
                    Change(buffer, null);
                else if (container is NamesValue { Owner: InstanceValue or ClassValue } members && key is TextValue { IsExact: true } member)
                    ForgetMember(members.Owner, member.Text);
                else if (IsEnvironment(container))
                    SetEnvironment(key, null);
                else
                    InvokeSpecial(container, "__delitem__", new CallArguments([key]));
                break;
        }
    }

    private void RunImport(Import import)
    {
        foreach (var alias in import.Names)
        {
            var whole = ImportModule(alias.Name);
            string top = TopOf(alias.Name);
            if (alias.AsName is { } name)
                BindName(name, whole);
            else
                BindName(top, IsKnownModule(top) ? Symbol(top) : UnknownValue.Instance);
        }
    }

    private void RunImportFrom(ImportFrom import)
    {
        string dots = new('.', import.Level);
        string written = dots + import.Module;
        var module = import.Level > 0 ? null : ImportModule(written) as ApiValue;
        if (import.Level > 0)
            _findings.AddImport(written, isKnown: false, _at);
        foreach (var alias in import.Names)
        {
            if (alias.Name == "*")
            {
                if (module is null)
                    _hasForeignStar = true;
                else
                    (_stars ??= []).Add(module.Name);
                continue;
            }
            if (alias.Name == "__main__" && module is not null)
                _findings.AddUnknownCode(module.Name + ".__main__", _at);
            BindName(alias.AsName ?? alias.Name, module is null ? UnknownValue.Instance : GetAttribute(module, alias.Name));
        }
    }

    /// <summary>What a module is called by; unknown where the catalogue does not have it.</summary>
    private Value ImportModule(string name)
    {
        bool isKnown = IsKnownModule(name);
        _findings.AddImport(name, isKnown, _at);
        // The one module of the library that acts when it is imported: it opens a page.
        if (name == "antigravity")
            InvokeApi("webbrowser.open", null, new CallArguments([TextValue.Of("https://xkcd.com/353/")]));
        // What `python -m` runs: it does what the arguments of the program say.
        if (isKnown && name.EndsWith(".__main__", StringComparison.Ordinal))
            _findings.AddUnknownCode(name, _at);
        return isKnown ? Symbol(name) : UnknownValue.Instance;
    }

    private bool IsKnownModule(string name)
    {
        string top = TopOf(_catalog.Resolve(name));
        return top is "builtins" or "__main__" or "__future__" || _catalog.HasMembers(top);
    }

    private static string TopOf(string name) => name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[..dot] : name;
}

/// <summary>A name that nothing gives a meaning. Calling it could do anything.</summary>
internal sealed class MissingValue(string name, int at) : Value
{
    internal string Name { get; } = name;

    internal int At { get; } = at;

    internal override bool IsSame(Value other) => other is MissingValue missing && string.Equals(missing.Name, Name, StringComparison.Ordinal);
}
