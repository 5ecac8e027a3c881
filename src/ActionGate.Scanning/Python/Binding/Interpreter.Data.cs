using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Methods of data, and what iteration yields.</summary>
internal sealed partial class Interpreter
{
    private Value InvokeData(Value receiver, string name, CallArguments arguments)
    {
        switch (name)
        {
            case "\0attr":
                return AttributePath(arguments.At(0) ?? UnknownValue.Instance, receiver.AsText().Text);
            case "\0call":
                // What methodcaller was given stands before the object.
                int last = arguments.Positional.Count - 1;
                if (last < 0)
                    return Invoke(LostValue.Instance, arguments);
                var method = AttributePath(arguments.Positional[last], receiver.AsText().Text);
                return Invoke(method, new CallArguments(arguments.Positional.GetRange(0, last)) { Named = arguments.Named });
            case "\0item":
                return GetItem(arguments.At(0) ?? UnknownValue.Instance, receiver);
        }
        switch (receiver)
        {
            case TextValue text:
                return InvokeText(text, name, arguments);
            case SequenceValue sequence:
                return InvokeSequence(sequence, name, arguments);
            case MappingValue mapping:
                return InvokeMapping(mapping, name, arguments);
            case NamesValue names:
                return InvokeNames(names, name, arguments);
            case ApiValue { Name: "os.environ" }:
                return InvokeEnvironment(name, arguments);
            case WrapperValue wrapper:
                EscapeAll(arguments);
                return wrapper;
            case LostValue:
                return Invoke(LostValue.Instance, arguments);
            default:
                Escape(arguments, name);
                // What an unknown thing gives back is as unknown as it is.
                return UnknownValue.Instance;
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
                joined.Add(items[i] is TextValue or Alternatives ? items[i].AsText() : TextValue.Unknown);
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
            case "append" or "add" or "appendleft" or "put":
                if (name == "appendleft")
                    sequence.Blur();
                sequence.Add(first ?? UnknownValue.Instance, isCertain);
                return NoneValue.Instance;
            case "extend" or "update" or "extendleft":
                Extend(sequence, first ?? UnknownValue.Instance);
                return NoneValue.Instance;
            case "insert":
                if (isCertain && sequence.IsExact && first is IntegerValue { Value: >= 0 } index && index.Value <= sequence.Items.Count)
                {
                    sequence.Items.Insert((int)index.Value, arguments.At(1) ?? UnknownValue.Instance);
                    return NoneValue.Instance;
                }
                sequence.Blur();
                sequence.Add(arguments.At(1) ?? UnknownValue.Instance, false);
                return NoneValue.Instance;
            case "pop" or "popleft" or "get":
                if (name == "pop" && isCertain && sequence.IsExact && first is null && sequence.Items.Count > 0)
                {
                    var last = sequence.Items[^1];
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
            case "copy" or "union" or "intersection" or "difference":
                return new SequenceValue(sequence.Kind, [.. sequence.Items, .. arguments.Positional], sequence.IsExact && name == "copy", _condition);
            case "index" or "count":
                return UnknownValue.Instance;
            case "__getitem__":
                return GetItem(sequence, first ?? UnknownValue.Instance);
            case "__iter__":
                return sequence;
            default:
                Escape(arguments, name);
                return sequence.IsCapability ? LostValue.Instance : UnknownValue.Instance;
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
                if (name == "setdefault" && key is not null && fallback is not null)
                    mapping.Set(key, fallback, false);
                if (found is null)
                    return fallback ?? NoneValue.Instance;
                bool isSure = key is not null && MappingValue.KeyOf(key) is { } known && mapping.Entries.ContainsKey(known);
                return isSure || fallback is null ? found : Alternatives.Join(found, fallback);
            case "items":
                var rows = new List<Value>();
                foreach (var (text, value) in mapping.Entries)
                    rows.Add(new SequenceValue(SequenceKind.Tuple, [mapping.Keys[text], value], true, _condition));
                if (mapping.Rest is { } rest)
                    rows.Add(new SequenceValue(SequenceKind.Tuple, [UnknownValue.Instance, rest], true, _condition));
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
                return NoneValue.Instance;
            case "copy":
                var copy = new MappingValue(_condition);
                Update(copy, mapping, true);
                return copy;
            case "popitem":
                return new SequenceValue(SequenceKind.Tuple, [UnknownValue.Instance, mapping.AnyValue ?? UnknownValue.Instance], true, _condition);
            case "clear":
                return NoneValue.Instance;
            default:
                Escape(arguments, name);
                return mapping.IsCapability ? LostValue.Instance : UnknownValue.Instance;
        }
    }

    private Value InvokeNames(NamesValue names, string name, CallArguments arguments)
    {
        switch (name)
        {
            case "get" or "pop" or "setdefault" or "__getitem__":
                return GetName(names, arguments.At(0) ?? UnknownValue.Instance);
            case "update" when names.Frame is { } frame && arguments.At(0) is MappingValue mapping:
                foreach (var (_, key) in mapping.Keys)
                    frame.Set(key.AsText().Text, mapping.Get(key)!);
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
            sequence.Add(item, isCertain && isExact);
    }

    private void Update(MappingValue mapping, Value more, bool isCertain)
    {
        switch (more)
        {
            case MappingValue other:
                foreach (var (text, key) in other.Keys)
                    mapping.Set(key, other.Entries[text], isCertain);
                if (other.Rest is { } rest)
                    mapping.AddRest(rest);
                break;
            case SequenceValue pairs:
                foreach (var pair in pairs.Items)
                {
                    if (pair is SequenceValue { IsExact: true, Items.Count: 2 } row)
                        mapping.Set(row.Items[0], row.Items[1], isCertain && pairs.IsExact);
                    else
                        mapping.AddRest(UnknownOf(pair));
                }
                break;
            case ApiValue { Name: "os.environ" }:
                ReadEnvironment(null);
                mapping.AddRest(TextValue.Unknown);
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
            case SequenceValue sequence:
                isExact = sequence.IsExact && sequence.Kind != SequenceKind.Set;
                // What is run over may grow meanwhile.
                return [.. sequence.Items];
            case TextValue { IsExact: true, Text.Length: <= MaxUnrolled } text:
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
                if (!isExact)
                    keys.Add(UnknownValue.Instance);
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
                if (InvokeMember(instance, "__iter__", CallArguments.None) is { } iterator && !ReferenceEquals(iterator, instance) && iterator is SequenceValue items)
                    return [.. items.Items];
                return [InvokeMember(instance, "__next__", CallArguments.None) ?? UnknownValue.Instance];
            case TypedValue { Type: "os.ScandirIterator", Content: { } entry }:
                return [new TypedValue("pathlib.Path", entry)];
            case TypedValue { Type: "io.IOBase" }:
                return [TextValue.Unknown];
            case TypedValue { Content: null } typed:
                return [typed];
            case LostValue or NamesValue:
                return [LostValue.Instance];
            default:
                return [UnknownValue.Instance];
        }
    }
}
