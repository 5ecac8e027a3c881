using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Methods of data, and what iteration yields.</summary>
internal sealed partial class Interpreter
{
    private Value InvokeData(Value receiver, string name, CallArguments arguments)
    {
        if (name[0] == '\0')
            return InvokeHidden(receiver, name, arguments);
        switch (receiver)
        {
            case TextValue text:
                return InvokeText(text, name, arguments);
            case BufferValue buffer:
                return InvokeBuffer(buffer, name, arguments);
            case SequenceValue sequence:
                Ask(sequence);
                if (HasOwnMethods)
                    Reach([sequence, .. arguments.Positional]);
                if (!IsReading(name))
                    Touch(sequence);
                return InvokeSequence(sequence, name, arguments);
            case MappingValue mapping when name is "items" or "values" or "keys" or "__iter__":
                return ViewOf(mapping, name, arguments);
            case MappingValue mapping:
                if (HasOwnMethods)
                    Reach([mapping, .. arguments.Positional, .. mapping.Keys.Values]);
                if (!IsReading(name))
                    Touch(mapping);
                return InvokeMapping(mapping, name, arguments);
            case NamesValue names:
                return InvokeNames(names, name, arguments);
            case ApiValue { Name: "os.environ" }:
                return InvokeEnvironment(name, arguments);
            case WrapperValue wrapper:
                return Extended(wrapper, name, arguments);
            case FunctionValue { Others: { } others } general when name is "register" or "dispatch":
                return name == "register" ? Register(general, arguments) : Alternatives.Of([general, .. others]);
            case FunctionValue or BoundValue or PartialValue:
                Escape(arguments, name);
                return UnknownOf(receiver);
            case LostValue:
                return Invoke(LostValue.Instance, arguments);
            case IntegerValue number when name == "to_bytes":
                return LibraryFolding.ToBytes(number, arguments);
            case var _ when name == "__set__" && arguments.At(1) is { } placed:
                SetAnyMember(arguments.At(0)!, placed, name);
                return NoneValue.Instance;
            default:
                if (receiver is MethodValue { Name: var part } && part.Contains('.', StringComparison.Ordinal) && IsChange(name))
                    AlterBy(part, name, arguments);
                var made = IsForeign(receiver) ? InvokeForeign(name, arguments) : UnknownOf(receiver);
                Escape(arguments, name);
                return made;
        }
    }

    private Value AttributePath(Value whole, string path)
    {
        foreach (string part in path.Split('.'))
            whole = GetAttribute(whole, part);
        return whole;
    }

    private Value InvokeText(TextValue text, string name, CallArguments arguments)
    {
        if (name == "join" && arguments.At(0) is { } parts)
        {
            var items = ElementsOf(parts, out bool isExact);
            if (!isExact)
                return TextValue.Unknown;
            var joined = default(TextValue.Builder);
            for (int i = 0; i < items.Count; i++)
            {
                if (i > 0)
                    joined.Add(text);
                joined.Add(BytesIn(items[i]) is TextValue or Alternatives ? BytesIn(items[i]).AsText() : TextValue.Unknown);
            }
            return joined.Build(text.IsBytes);
        }
        if (name is "format" or "format_map")
        {
            EscapeAll(arguments);
            return TextFolding.FormatAll(text, arguments, GetAttribute, GetItem);
        }
        return TextMethods.Call(text, name, arguments, _condition);
    }

    private Value InvokeSequence(SequenceValue sequence, string name, CallArguments arguments)
    {
        bool isCertain = sequence.Condition == _condition;
        var first = arguments.At(0);
        switch (name)
        {
            case "append" or "add" or "appendleft" or "put" or "put_nowait":
                if (name == "appendleft")
                    sequence.Blur();
                Put(sequence, first ?? UnknownValue.Instance, isCertain);
                return NoneValue.Instance;
            case "extendleft":
                sequence.Blur();
                Extend(sequence, first ?? UnknownValue.Instance);
                return NoneValue.Instance;
            case "extend" or "update" or "__iadd__" or "__ior__" or "symmetric_difference_update":
                Extend(sequence, first ?? UnknownValue.Instance);
                return NoneValue.Instance;
            case "insert":
                if (isCertain && sequence.IsExact && first is IntegerValue { Value: >= 0 } index && index.Value <= sequence.Items.Count)
                {
                    sequence.Items.Insert((int)index.Value, arguments.At(1) ?? UnknownValue.Instance);
                    return NoneValue.Instance;
                }
                sequence.Blur();
                Put(sequence, arguments.At(1) ?? UnknownValue.Instance, false);
                return NoneValue.Instance;
            case "pop" or "popleft" or "get" or "get_nowait" or "popright" or "__next__":
                if (name == "pop" && isCertain && sequence is { IsExact: true, Kind: not SequenceKind.Set } && first is null && sequence.Items.Count > 0)
                {
                    var last = sequence.Items[^1];
                    if (last.IsCapability)
                        sequence.Blur();
                    else
                        sequence.Items.RemoveAt(sequence.Items.Count - 1);
                    return last;
                }
                sequence.Blur();
                return sequence.AnyItem;
            case "remove" or "clear" or "sort" or "reverse" or "discard" or "rotate":
                if (arguments.Keyword("key") is { } key and not NoneValue)
                    Invoke(key, new CallArguments([sequence.AnyItem]));
                sequence.Blur();
                return NoneValue.Instance;
            case "copy" or "union" or "intersection" or "difference" or "__copy__" or "symmetric_difference":
                var together = new List<Value>(sequence.Items);
                foreach (var other in arguments.Positional)
                    together.AddRange(ElementsOf(other, out _));
                return new SequenceValue(sequence.Kind, together, sequence.IsExact && name == "copy", _condition);
            case "index" or "count":
                return UnknownValue.Instance;
            case "__getitem__":
                return GetItem(sequence, first ?? UnknownValue.Instance);
            case "__iter__" or "__aiter__" when !sequence.IsIterator:
                return AsIterator(new SequenceValue(SequenceKind.List, ElementsOf(sequence, out bool isEach), isEach, _condition));
            case "__iter__" or "__aiter__":
                return sequence;
            case "__reversed__":
                return AsIterator(new SequenceValue(SequenceKind.List, ElementsOf(sequence, out _), false, _condition));
            case "__anext__" or "send" or "asend" or "throw" or "athrow" or "close" or "aclose":
                sequence.Advances++;
                Escape(arguments, name);
                return sequence.AnyItem;
            case "__setitem__" when arguments.At(1) is { } placed:
                SetItem(sequence, first ?? UnknownValue.Instance, placed);
                return NoneValue.Instance;
            case "__add__" or "__mul__":
                return Operate(name == "__add__" ? Syntax.BinaryOperator.Add : Syntax.BinaryOperator.Mult, sequence, first ?? UnknownValue.Instance);
            case "__contains__" or "__len__" or "__eq__":
                return UnknownValue.Instance;
            default:
                Escape(arguments, name);
                return UnknownOf(sequence);
        }
    }

    private Value InvokeMapping(MappingValue mapping, string name, CallArguments arguments)
    {
        var key = arguments.At(0);
        switch (name)
        {
            case "get" or "pop" or "setdefault" or "__getitem__":
                var found = mapping.Get(key ?? UnknownValue.Instance);
                var fallback = arguments.At(1);
                if (name == "setdefault" && key is not null)
                {
                    fallback ??= NoneValue.Instance;
                    mapping.Set(key, fallback, false);
                    if (fallback.CanAct)
                        _changes++;
                }
                bool isSure = !mapping.IsLoose && key is not null && MappingValue.KeyOf(key) is { } known && mapping.Entries.ContainsKey(known);
                if (name == "pop")
                    mapping.Remove(key, mapping.Condition == _condition);
                if (found is null)
                    return fallback ?? (name == "get" ? NoneValue.Instance : UnknownValue.Foreign);
                return isSure || fallback is null ? found : Alternatives.Join(found, fallback);
            case "items":
                var rows = new List<Value>();
                foreach (var (text, value) in mapping.Entries)
                    rows.Add(new SequenceValue(SequenceKind.Tuple, [mapping.Keys[text], value], true, _condition));
                if (mapping.Rest is { } rest)
                    rows.Add(new SequenceValue(SequenceKind.Tuple, [mapping.RestKey!, rest], true, _condition));
                return new SequenceValue(SequenceKind.List, rows, mapping.IsExact, _condition);
            case "values":
                var values = new List<Value>(mapping.Entries.Values);
                if (mapping.Rest is { } more)
                    values.Add(more);
                return new SequenceValue(SequenceKind.List, values, mapping.IsExact, _condition);
            case "keys":
                return new SequenceValue(SequenceKind.List, ElementsOf(mapping, out bool isExact), isExact, _condition);
            case "update":
                if (key is not null)
                    Update(mapping, key, mapping.Condition == _condition);
                foreach (var (text, value) in arguments.Named)
                    mapping.Set(TextValue.Of(text), value, mapping.Condition == _condition);
                if (arguments.MoreNamed is { } others)
                    mapping.AddRest(others);
                return NoneValue.Instance;
            case "__setitem__" when key is not null && arguments.At(1) is { } placed:
                SetItem(mapping, key, placed);
                return NoneValue.Instance;
            case "__or__" or "__ior__":
                return Operate(Syntax.BinaryOperator.BitOr, mapping, key ?? UnknownValue.Instance);
            case "__delitem__" or "move_to_end":
                mapping.Remove(key, name == "__delitem__" && mapping.Condition == _condition);
                return UnknownValue.Instance;
            case "__contains__" or "__len__" or "__eq__":
                return UnknownValue.Instance;
            case "__iter__":
                return new SequenceValue(SequenceKind.List, ElementsOf(mapping, out bool isWhole), isWhole, _condition);
            case "copy":
                var copy = new MappingValue(_condition);
                Update(copy, mapping, true);
                return copy;
            case "popitem":
                mapping.Remove(null, isCertain: false);
                return new SequenceValue(SequenceKind.Tuple, [AnyOf(mapping), mapping.AnyValue ?? UnknownValue.Instance], true, _condition);
            case "clear":
                foreach (var held in mapping.Keys.Values.ToArray())
                    mapping.Remove(held, mapping.Condition == _condition);
                return NoneValue.Instance;
            default:
                Escape(arguments, name);
                return UnknownOf(mapping);
        }
    }

    private Value InvokeNames(NamesValue names, string name, CallArguments arguments)
    {
        if (names.Owner is InstanceValue or ClassValue && InvokeMembers(names.Owner, name, arguments) is { } made)
            return made;
        switch (name)
        {
            case "get" or "pop" or "setdefault" or "__getitem__":
                return GetName(names, arguments.At(0) ?? UnknownValue.Instance);
            case "update" when names.Frame is { } frame && arguments.At(0) is MappingValue mapping:
                Touch(names);
                foreach (var (_, key) in mapping.Keys)
                    SetGlobal(frame, key.AsText().Text, mapping.Get(key)!);
                return NoneValue.Instance;
            case "keys" or "copy" or "__contains__" when name != "copy":
                return new SequenceValue(SequenceKind.List, [TextValue.Unknown], false, _condition);
            default:
                _findings.AddUnknownCode("globals", _at);
                return LostValue.Instance;
        }
    }

    private Value InvokeEnvironment(string name, CallArguments arguments)
    {
        switch (name)
        {
            case "get" or "__getitem__":
                return EnvironmentValue(arguments.At(0, "key"), arguments.At(1, "default"));
            case "__contains__":
                ReadEnvironment(arguments.At(0));
                return UnknownValue.Instance;
            case "pop" or "setdefault":
                var before = EnvironmentValue(arguments.At(0), arguments.At(1));
                SetEnvironment(arguments.At(0) ?? UnknownValue.Instance, name == "pop" ? null : before);
                return before;
            case "__setitem__":
                SetEnvironment(arguments.At(0) ?? UnknownValue.Instance, arguments.At(1));
                return NoneValue.Instance;
            case "__delitem__":
                SetEnvironment(arguments.At(0) ?? UnknownValue.Instance, null);
                return NoneValue.Instance;
            case "update" or "__ior__":
                if (arguments.At(0) is MappingValue set)
                {
                    foreach (var (text, key) in set.Keys)
                        SetEnvironment(key, set.Entries[text]);
                    if (set.Rest is not null)
                        SetEnvironment(UnknownValue.Instance, null);
                }
                else if (arguments.At(0) is { } given)
                {
                    foreach (var pair in ElementsOf(given, out _))
                        SetEnvironment(pair is SequenceValue { Items.Count: > 0 } row ? row.Items[0] : UnknownValue.Instance, null);
                }
                foreach (var (key, value) in arguments.Named)
                    SetEnvironment(TextValue.Of(key), value);
                if (arguments.MoreNamed is not null)
                    SetEnvironment(UnknownValue.Instance, null);
                return NoneValue.Instance;
            case "clear" or "popitem":
                SetEnvironment(TextValue.Of("*"), null);
                return NoneValue.Instance;
            case "copy" or "__or__" or "__ror__":
                ReadEnvironment(null);
                return CopyOfEnvironment();
            default:
                ReadEnvironment(null);
                return new SequenceValue(SequenceKind.List, [new SequenceValue(SequenceKind.Tuple, [TextValue.Unknown, TextValue.Unknown], true, _condition)], false, _condition);
        }
    }

    private void Extend(SequenceValue sequence, Value more)
    {
        bool isCertain = sequence.Condition == _condition;
        foreach (var item in ElementsOf(more, out bool isExact))
            Put(sequence, item, isCertain && isExact);
    }

    private void Update(MappingValue mapping, Value more, bool isCertain)
    {
        switch (more)
        {
            case MappingValue other:
                foreach (var (text, key) in other.Keys)
                    mapping.Set(key, other.Entries[text], isCertain && !other.IsLoose);
                if (other.Rest is { } rest)
                    mapping.AddRest(rest, other.RestKey);
                if (other.IsLoose)
                    mapping.Remove(null, isCertain: false);
                break;
            case NamesValue { Owner: InstanceValue instance }:
                foreach (var (name, value) in instance.Members)
                    mapping.Set(TextValue.Of(name), value, false);
                break;
            case Alternatives several:
                foreach (var one in several.Values)
                    Update(mapping, one, false);
                break;
            case SequenceValue pairs:
                foreach (var pair in ElementsOf(pairs, out bool isWhole))
                {
                    if (pair is SequenceValue { IsExact: true, Items.Count: 2 } row)
                        mapping.Set(row.Items[0], row.Items[1], isCertain && isWhole);
                    else
                        mapping.AddRest(UnknownOf(pair), UnknownOf(pair));
                }
                break;
            case ApiValue { Name: "os.environ" }:
                ReadEnvironment(null);
                mapping.AddRest(TextValue.Unknown);
                break;
            case InstanceValue instance when InvokeMember(instance, "__getitem__", new CallArguments([UnknownValue.Instance])) is { } item:
                InvokeMember(instance, "keys", CallArguments.None);
                mapping.AddRest(instance.Type.CatalogBase() is null ? item : Alternatives.Join(item, UnknownValue.Foreign));
                break;
            default:
                mapping.AddRest(UnknownOf(more));
                break;
        }
    }

    /// <summary>What iteration over a value yields.</summary>
    internal List<Value> ElementsOf(Value whole, out bool isExact)
    {
        isExact = false;
        switch (whole)
        {
            case BufferValue buffer:
                return ElementsOf(BytesIn(buffer), out isExact);
            case SequenceValue sequence:
                Ask(sequence);
                isExact = IsFirst(sequence) && sequence.IsExact && sequence.Kind != SequenceKind.Set;
                _steps -= sequence.Items.Count / ElementsPerStep;
                // What is run over may grow meanwhile.
                return [.. sequence.Items];
            case TextValue { IsExact: true, Text.Length: <= MaxUnrolled, IsWide: false } text:
                isExact = true;
                var letters = new List<Value>(text.Text.Length);
                foreach (char letter in text.Text)
                    letters.Add(text.IsBytes ? new IntegerValue((byte)letter) : TextValue.Of(letter.ToString()));
                return letters;
            case TextValue { IsBytes: false }:
                return [TextValue.Unknown];
            case MappingValue mapping:
                isExact = mapping.IsExact;
                var keys = new List<Value>(mapping.Keys.Values);
                if (mapping.RestKey is { } others)
                    keys.Add(others);
                return keys;
            case Alternatives several:
                var all = new List<Value>();
                foreach (var one in several.Values)
                    all.AddRange(ElementsOf(one, out _));
                return all;
            case ApiValue { Name: "os.environ" }:
                ReadEnvironment(null);
                return [TextValue.Unknown];
            case InstanceValue instance:
                isExact = instance.Type.Fields.Count > 0 && instance.Type.Fields.Count == instance.Members.Count
                    && (instance.Type.Find("__iter__") ?? instance.Type.Find("__next__") ?? instance.Type.Find("__getitem__") ?? instance.Type.Find("__aiter__")) is null;
                return IteratedBy(instance, 0);
            case ClassValue { Meta: ClassValue meta } type when meta.Find("__iter__") is { } iterator:
                return ElementsOf(Invoke(new BoundValue(type, iterator), CallArguments.None), out _);
            case ClassValue type when IsEnumeration(type):
                return MembersOf(type, out isExact);
            case TypedValue { Type: "os.ScandirIterator", Content: { } entry }:
                return [new TypedValue("pathlib.Path", entry)];
            case TypedValue { Type: "io.IOBase" }:
                return [TextValue.Unknown];
            case TypedValue { Content: null } typed:
                return [typed];
            case NamesValue:
                return [TextValue.Unknown];
            default:
                return [IsForeign(whole) ? UnknownValue.Foreign : UnknownOf(whole)];
        }
    }

    private List<Value> IteratedBy(InstanceValue instance, int depth)
    {
        var iterator = InvokeMember(instance, "__iter__", CallArguments.None) ?? InvokeMember(instance, "__aiter__", CallArguments.None);
        if (iterator is InstanceValue other && !ReferenceEquals(other, instance) && depth < 4)
            return IteratedBy(other, depth + 1);
        if (iterator is not (null or InstanceValue))
            return ElementsOf(iterator, out _);
        if ((instance.Type.Find("__next__") ?? instance.Type.Find("__anext__") ?? instance.Type.Find("send") ?? instance.Type.Find("asend")) is not null)
            return [Repeated(() => NextOf(instance))];
        // Without an iterator it is asked for its items by their numbers. A container of the library holds its own.
        if (InvokeMember(instance, "__getitem__", new CallArguments([UnknownValue.Instance])) is { } item)
            return [instance.Type.CatalogBase() is null ? item : Alternatives.Join(item, UnknownValue.Foreign)];
        var items = new List<Value>();
        foreach (var (_, value) in instance.Members)
            items.Add(value);
        return items.Count > 0 ? items : [UnknownValue.Foreign];
    }
}
