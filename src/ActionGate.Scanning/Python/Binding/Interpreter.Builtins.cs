using System.Text;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Functions that only move values around, and need to know where to.</summary>
internal sealed partial class Interpreter
{
    private static bool IsBuiltinType(string name) => name is "builtins.list" or "builtins.dict" or "builtins.set" or "builtins.tuple" or "builtins.str"
        or "builtins.bytes" or "builtins.object" or "builtins.type" or "builtins.frozenset" or "collections.deque" or "collections.OrderedDict" or "collections.defaultdict";

    /// <summary><c>list.append</c>: a method that gets its object as an argument.</summary>
    private static MethodValue? UnboundOf(string type, string name)
    {
        if (name is "__setattr__" or "__getattribute__" or "__delattr__" or "__getattr__")
            return new MethodValue(UnknownValue.Instance, "\0unbound " + name, false);
        if (name == "__new__")
            return new MethodValue(UnknownValue.Instance, "\0new", false);
        if (Escapes.Contains(name) || Descriptive.Contains(name) || type is "builtins.object" or "builtins.type" || name is "fromkeys" or "maketrans" or "fromhex")
            return null;
        return new MethodValue(TextValue.Of(name), "\0unbound", false);
    }

    /// <summary>Calls what only the interpreter itself makes; the name begins with a zero character.</summary>
    private Value InvokeHidden(Value receiver, string name, CallArguments arguments)
    {
        var first = arguments.At(0) ?? UnknownValue.Instance;
        switch (name)
        {
            case "\0attr" when receiver is SequenceValue names:
                return new SequenceValue(SequenceKind.Tuple, names.Items.ConvertAll(n => AttributePath(first, n.AsText().Text)), true, _condition);
            case "\0attr":
                return AttributePath(first, receiver.AsText().Text);
            case "\0call":
                // What methodcaller was given stands before the object.
                int last = arguments.Positional.Count - 1;
                if (last < 0)
                    return Invoke(LostValue.Instance, arguments);
                var method = AttributePath(arguments.Positional[last], receiver.AsText().Text);
                return Invoke(method, new CallArguments(arguments.Positional.GetRange(0, last)) { Named = arguments.Named });
            case "\0item" when receiver is SequenceValue keys:
                return new SequenceValue(SequenceKind.Tuple, keys.Items.ConvertAll(k => GetItem(first, k)), true, _condition);
            case "\0item":
                return GetItem(first, receiver);
            case "\0unbound":
                return Invoke(GetAttribute(first, receiver.AsText().Text), arguments.From(1));
            case "\0bind":
                return first is NoneValue ? receiver : new BoundValue(first, receiver);
            case "\0new":
                // A metaclass that hands on other names or bases than its own makes another class than the one that stands here.
                if (first is ClassValue maker && Array.Exists(maker.Order, static o => o is ApiValue { Name: "builtins.type" or "abc.ABCMeta" or "enum.EnumMeta" or "enum.EnumType" })
                    && arguments.At(3) is { } body && arguments.At(2) is { } parents && !IsAsGiven(body, parents))
                    _findings.AddUnknownCode("__new__", _at);
                Escape(arguments.From(1), "__new__");
                return first is ClassValue type ? SelfOf(type) : UnknownValue.Foreign;
            case "\0unbound __setattr__" when arguments.Positional.Count == 3:
                SetPlain(first, arguments.At(1)!, arguments.At(2)!);
                return NoneValue.Instance;
            case "\0__setattr__" when arguments.Positional.Count == 2:
                SetPlain(receiver, first, arguments.At(1)!);
                return NoneValue.Instance;
            case "\0unbound __delattr__" when arguments.At(1) is TextValue { IsExact: true } deleted:
                ForgetMember(first, deleted.Text);
                return NoneValue.Instance;
            case "\0__delattr__" when first is TextValue { IsExact: true } deleted:
                ForgetMember(receiver, deleted.Text);
                return NoneValue.Instance;
            case "\0unbound __getattribute__" or "\0unbound __getattr__":
                return GetPlain(first, arguments.At(1) ?? UnknownValue.Instance);
            case "\0__getattribute__" or "\0__getattr__":
                return GetPlain(receiver, first);
            case var _ when receiver is InstanceValue mixed && name.StartsWith("\0mixin ", StringComparison.Ordinal):
                return InvokeMixin(mixed, name["\0mixin ".Length..], arguments);
            case var _ when receiver is InstanceValue built && name.StartsWith("\0build ", StringComparison.Ordinal):
                Build(built, name["\0build ".Length..], arguments);
                return NoneValue.Instance;
            case "\0factory":
                return receiver;
            default:
                Escape(arguments, name.TrimStart('\0'));
                return UnknownValue.Instance;
        }
    }

    private static bool IsAsGiven(Value names, Value parents) => names is UnknownValue || (names is NamesValue { Owner: ClassValue made }
        && parents is SequenceValue { IsExact: true } given && given.Items.Count == made.Bases.Length && !given.Items.Where((one, i) => !one.IsSame(made.Bases[i])).Any());

    private void SetPlain(Value whole, Value name, Value value)
    {
        Touch(whole);
        NoteChange(value);
        if (whole is InstanceValue instance && name is TextValue { IsExact: true } known)
            PutMember(instance, known.Text, value, instance.Condition == _condition);
        else if (whole is ClassValue type && name is TextValue { IsExact: true } member)
            SetClassMember(type, member.Text, value);
        else if (whole is TypedValue or ApiValue or MethodValue)
            SetAttribute(whole, name is TextValue { IsExact: true } given ? given.Text : "__dict__", value);
        else
            SetAnyMember(whole, value, "__setattr__");
    }

    private Value GetPlain(Value whole, Value name) => (whole, name) switch
    {
        (InstanceValue instance, TextValue { IsExact: true } known) => GetPlainMember(instance, known.Text),
        (InstanceValue instance, _) => AnyMemberOf(instance, name),
        (_, TextValue { IsExact: true } known) => GetAttribute(whole, known.Text),
        _ => UnknownOf(whole),
    };

    /// <returns><see langword="null"/> for functions that the catalogue alone describes.</returns>
    private Value? InvokeBuiltin(string name, CallArguments arguments)
    {
        var first = arguments.At(0);
        switch (name)
        {
            case "functools.reduce" or "_functools.reduce" when first is not null && arguments.At(1) is { } source:
                return Reduce(first, ElementsOf(source, out bool isExact), isExact, arguments.At(2, "initial"));
            case "functools.partialmethod" when first is not null:
                return new PartialValue(first, arguments.From(1)) { IsMethod = true };
            case "types.MethodType" when first is not null && arguments.At(1) is { } self:
                return first is FunctionValue ? new BoundValue(self, first) : new PartialValue(first, new CallArguments([self]));
            case "argparse.ArgumentParser":
                // Arguments that begin so name files of more arguments.
                if (arguments.Keyword("fromfile_prefix_chars") is { } and not NoneValue)
                    AddPath(ActionKind.FileRead, TextValue.Unknown, name);
                return new TypedValue(name);
            case "typing.cast":
                return arguments.At(1, "val") ?? UnknownValue.Instance;
            case "dataclasses.field":
                if (arguments.Keyword("init") is not null || arguments.Keyword("kw_only") is not null)
                    _optionFields++;
                var made = arguments.Keyword("default_factory") is { } factory ? Invoke(factory, CallArguments.None) : null;
                if (made is SequenceValue or MappingValue or InstanceValue or BufferValue)
                    _factories[made] = arguments.Keyword("default_factory")!;
                return arguments.Keyword("default") ?? made ?? UnknownValue.Foreign;
            case "builtins.iter" when arguments.Positional.Count == 2:
                return Repeated(first!);
            case "builtins.next" or "builtins.anext" when first is not InstanceValue && arguments.At(1) is { } fallback:
                return Alternatives.Join(AnyOf(first), fallback);
            case "builtins.delattr" when first is not null && arguments.At(1) is TextValue { IsExact: true } deleted:
                ForgetMember(first, deleted.Text);
                return NoneValue.Instance;
            case "builtins.slice" when first is not null:
                return arguments.Positional.Count == 1 ? SliceOf(NoneValue.Instance, first, NoneValue.Instance)
                    : SliceOf(first, arguments.At(1) ?? UnknownValue.Instance, arguments.At(2) ?? NoneValue.Instance);
            case "contextlib.suppress":
                return new TypedValue(name);
            case "unittest.mock.patch.object" when first is ClassValue or InstanceValue && arguments.At(1, "attribute") is TextValue { IsExact: true } replacedName:
                // It holds as long as the patch does.
                SetAttribute(first, replacedName.Text, Alternatives.Join(GetAttribute(first, replacedName.Text), arguments.At(2, "new") ?? UnknownValue.Foreign));
                return null;
            case "unittest.mock.patch":
                AlterByName(arguments);
                return null;
            case "builtins.bytearray":
                return MakeBuffer(arguments);
            case "builtins.bytearray.fromhex":
                return NewBuffer(LibraryFolding.FromHex(first as TextValue) as TextValue ?? TextValue.UnknownBytes);
            case "builtins.property" or "enum.property" or "types.DynamicClassAttribute" or "abc.abstractproperty":
                return PropertyOf(arguments);
            case "builtins.dict.fromkeys" when first is not null:
                var mapping = new MappingValue(_condition);
                foreach (var key in ElementsOf(first, out bool isWhole))
                    mapping.Set(key, arguments.At(1) ?? NoneValue.Instance, isWhole);
                return mapping;
            case "builtins.type" when arguments.Positional.Count == 1:
                return TypeOfValue(first!);
            case "operator.getitem" or "operator.__getitem__" when first is not null:
                return GetItem(first, arguments.At(1) ?? UnknownValue.Instance);
            case "operator.setitem" when first is not null && arguments.At(2) is { } placed:
                SetItem(first, arguments.At(1)!, placed);
                return NoneValue.Instance;
            case "operator.itemgetter" when arguments.Positional.Count > 1:
                return Getter(arguments, "\0item");
            case "operator.attrgetter" when arguments.Positional.Count > 1 && arguments.Positional.TrueForAll(static n => n is TextValue { IsExact: true }):
                return Getter(arguments, "\0attr");
            case "operator.or_" or "operator.ior" or "operator.add" or "operator.concat" or "operator.iadd" when first is not null && arguments.At(1) is { } other:
                if (first is MethodValue && name == "operator.iadd")
                    Escape(first, name);
                if (name is "operator.iadd" or "operator.ior")
                    return Augment(name == "operator.ior" ? Syntax.BinaryOperator.BitOr : Syntax.BinaryOperator.Add, first, other);
                return Operate(name.Contains("or", StringComparison.Ordinal) && !name.EndsWith("add", StringComparison.Ordinal) && !name.EndsWith("concat", StringComparison.Ordinal)
                    ? Syntax.BinaryOperator.BitOr : Syntax.BinaryOperator.Add, first, other);
            case "itertools.chain.from_iterable" when first is not null:
                var all = new List<Value>();
                foreach (var one in ElementsOf(first, out _))
                    all.AddRange(ElementsOf(one, out _));
                return new SequenceValue(SequenceKind.List, all, false, _condition);
            case "itertools.permutations" or "itertools.combinations" or "itertools.pairwise" or "itertools.batched" or "itertools.combinations_with_replacement" when first is not null:
                var row = new SequenceValue(SequenceKind.Tuple, ElementsOf(first, out _), false, _condition);
                return new SequenceValue(SequenceKind.List, [row], false, _condition);
            case "html.unescape" when first is TextValue { IsExact: true } entities:
                return WordFolding.Unescape(entities.Text);
            case "json.loads" when first is TextValue { IsExact: true } document && (!document.IsBytes || Ascii.IsValid(document.Text)) && arguments.Named.Count == 0 && arguments.MoreNamed is null:
                return JsonFolding.Read(document.Text, _condition);
            case "string.Template" when first is TextValue template:
                return new TypedValue(name, template);
            case "itertools.groupby" when first is not null:
                var grouped = ElementsOf(first, out _);
                var group = new SequenceValue(SequenceKind.List, grouped, false, _condition);
                var label = group.AnyItem;
                if (arguments.At(1, "key") is { } by and not NoneValue)
                    label = Alternatives.Of(InvokeForEach(by, grouped));
                return new SequenceValue(SequenceKind.List, [new SequenceValue(SequenceKind.Tuple, [label, group], true, _condition)], false, _condition);
            case "builtins.sum" when first is not null && arguments.At(1, "start") is SequenceValue sum:
                Value total = sum;
                foreach (var part in ElementsOf(first, out bool isEach))
                    total = Operate(Syntax.BinaryOperator.Add, total, part) is SequenceValue { IsExact: true } whole && !isEach ? Blurred(whole) : Operate(Syntax.BinaryOperator.Add, total, part);
                return total;
            case "heapq.heappush" or "bisect.insort" or "bisect.insort_left" or "bisect.insort_right" or "heapq.heappushpop" or "heapq.heapreplace":
                if (first is not SequenceValue heap)
                    return null;
                heap.Blur();
                Put(heap, arguments.At(1) ?? UnknownValue.Instance, false);
                return heap.AnyItem;
            case "heapq.heappop" or "heapq.heapify" or "random.shuffle" when first is SequenceValue shuffled:
                shuffled.Blur();
                return shuffled.AnyItem;
            case "types.SimpleNamespace" or "argparse.Namespace":
                var holder = new InstanceValue(new ClassValue("SimpleNamespace", [], new(StringComparer.Ordinal)), _condition);
                foreach (var (member, value) in arguments.Named)
                    holder.Members[member] = value;
                return arguments.MoreNamed is null && arguments.Positional.Count == 0 ? holder : null;
            case "copy.copy" or "copy.deepcopy" when first is InstanceValue original && original.Type.Find(name == "copy.copy" ? "__copy__" : "__deepcopy__") is { } copier:
                return Invoke(new BoundValue(original, copier), new CallArguments([]) { MorePositional = UnknownValue.Instance });
            case "copy.copy" or "copy.deepcopy" when first is InstanceValue copied && (copied.Type.Find("__reduce_ex__") ?? copied.Type.Find("__reduce__")) is { } reducer:
                // What it tells to call with what is called to make the copy.
                if (Invoke(new BoundValue(copied, reducer), new CallArguments([]) { MorePositional = UnknownValue.Instance }) is SequenceValue { Items.Count: > 1 } recipe)
                    return Invoke(recipe.Items[0], Spread(recipe.Items[1], null));
                return null;
            case "copy.copy" or "copy.deepcopy" when first is SequenceValue or MappingValue && HasMethods([first], 0):
                return CopyOf(first, name) ?? Copied(first, name != "copy.copy");
            case "copy.copy" or "copy.deepcopy" when first is SequenceValue or MappingValue or InstanceValue or BufferValue or Alternatives:
                return Copied(first, name != "copy.copy");
            case "copy.replace" when first is InstanceValue replaced && replaced.Type.Find("__replace__") is { } replacer:
                return Invoke(new BoundValue(replaced, replacer), arguments.From(1));
            case "webbrowser.open" or "webbrowser.open_new" or "webbrowser.open_new_tab" or "webbrowser.get" when _environment.TryGetValue("BROWSER", out var browser):
                AddCommand(browser is TextValue line ? TextValue.Of(line.Text.Replace("%s", "\0", StringComparison.Ordinal)) : TextValue.Unknown, name);
                return null;
            case "copy.replace" or "dataclasses.replace" when first is InstanceValue changed:
                return Replaced(changed, arguments);
            case "functools.cache" when first is FunctionValue:
                return Keeping(first);
            case "functools.singledispatch" or "functools.singledispatchmethod" when first is FunctionValue general:
                return general.With(isKeeping: false, []);
            case "copyreg.pickle" when first is ClassValue pickled && arguments.At(1) is { } recipes:
                if (Invoke(recipes, new CallArguments([SelfOf(pickled)])) is SequenceValue { Items.Count: > 1 } told)
                    Invoke(told.Items[0], Spread(told.Items[1], null));
                return null;
            case "typing.get_type_hints" when first is FunctionValue hinted:
                AddHints(hinted.Parameters, name);
                return null;
            case "collections.namedtuple" or "_collections.namedtuple":
                return NamedTuple(arguments);
            default:
                return null;
        }
    }

    /// <summary>A copy of a container asks what lies in it to copy itself.</summary>
    private Value? CopyOf(Value container, string api)
    {
        if (api == "copy.copy")
            return null;
        var parts = new List<Value>();
        AddOperands(parts, container, 0);
        bool isLost = false;
        foreach (var part in parts)
        {
            if (part is InstanceValue { Type: var type } && (type.Find("__deepcopy__") ?? type.Find("__reduce__") ?? type.Find("__reduce_ex__")) is not null)
                isLost |= InvokeKnown(api, new CallArguments([part])) is { IsCapability: true };
        }
        return isLost ? LostValue.Instance : null;
    }

    /// <summary>What a command line is read with; <see langword="null"/> for other methods.</summary>
    private Value? InvokeParser(string name, CallArguments arguments)
    {
        switch (name[(name.LastIndexOf('.') + 1)..])
        {
            case "add_argument":
                // What it converts with runs on text from outside.
                if (arguments.Keyword("type") is { } converter)
                    Invoke(converter, new CallArguments([TextValue.Unknown]));
                if (arguments.Keyword("action") is { } action and not TextValue)
                    Escape(action, name);
                return UnknownValue.Instance;
            case "add_argument_group" or "add_mutually_exclusive_group" or "add_subparsers" or "add_parser":
                return new TypedValue("argparse.ArgumentParser");
            case "parse_args" or "parse_known_args" or "parse_intermixed_args":
                return UnknownValue.Foreign;
            default:
                return null;
        }
    }

    private PartialValue Getter(CallArguments arguments, string name) =>
        new(new MethodValue(new SequenceValue(SequenceKind.Tuple, [.. arguments.Positional], true, _condition), name, false), CallArguments.None);

    private Value Reduce(Value function, List<Value> items, bool isExact, Value? initial)
    {
        if (!isExact && items.Count > 0)
            items = [Alternatives.Of(items), Alternatives.Of(items)];
        var result = initial;
        foreach (var item in items)
        {
            var next = result is null ? item : Invoke(function, new CallArguments([result, item]));
            result = isExact || result is null ? next : Alternatives.Join(result, next);
            if (IsSpent)
                break;
        }
        return result ?? UnknownValue.Foreign;
    }

    /// <summary><c>iter(function, end)</c>: what later calls give back is not known.</summary>
    private SequenceValue Repeated(Value function) =>
        new(SequenceKind.List, [Repeated(() => Invoke(function, CallArguments.None))], false, _condition);

    private WrapperValue PropertyOf(CallArguments arguments)
    {
        var wrapper = new WrapperValue(WrapperKind.Property, arguments.At(0, "fget") ?? UnknownValue.Foreign);
        if (arguments.At(1, "fset") is { } setter and not NoneValue)
            wrapper.Setters.Add(setter);
        if (arguments.At(2, "fdel") is { } deleter and not NoneValue)
            wrapper.Deleters.Add(deleter);
        return wrapper;
    }

    /// <summary><c>@x.setter</c></summary>
    private Value Extended(WrapperValue wrapper, string name, CallArguments arguments)
    {
        if (name == "getter" && arguments.At(0) is { } getter)
            return new WrapperValue(wrapper.Kind, getter);
        if (name is "__set__" or "__get__" or "__delete__")
        {
            foreach (var called in name == "__set__" ? wrapper.Setters : name == "__get__" ? [wrapper.Function] : wrapper.Deleters)
                return Invoke(called, wrapper.Kind == WrapperKind.Property && name == "__get__" ? new CallArguments([arguments.At(0) ?? UnknownValue.Foreign]) : arguments);
            return UnknownValue.Instance;
        }
        if (name is not ("setter" or "deleter") || arguments.At(0) is not { } added)
        {
            EscapeAll(arguments);
            return wrapper;
        }
        var extended = new WrapperValue(wrapper.Kind, wrapper.Function);
        extended.Setters.AddRange(wrapper.Setters);
        extended.Deleters.AddRange(wrapper.Deleters);
        (name == "setter" ? extended.Setters : extended.Deleters).Add(added);
        return extended;
    }

    private Value TypeOfValue(Value value) => value switch
    {
        InstanceValue instance => instance.Type,
        Alternatives several => Alternatives.Of([.. Array.ConvertAll(several.Values, TypeOfValue)]),
        ClassValue type => type.Meta ?? UnknownValue.Instance,
        TypedValue { Type: "io.IOBase" } => new ApiValue("io.FileIO", true),
        ApiValue api when ClassOfStream(api.Name) is { } stream => stream,
        MethodValue method when _catalog.TryFindExact(method.Name, out var entry) && entry.Result is { } result && ResultOf(result) is TypedValue made => TypeOfValue(made),
        TypedValue { Type: not ("str" or "bytes" or "code") } typed => new ApiValue(typed.Type, _catalog.IsActing(typed.Type)),
        _ => UnknownOf(value),
    };

    private ClassValue NamedTuple(CallArguments arguments)
    {
        var type = new ClassValue(arguments.At(0)?.AsText().Text ?? "", [], new(StringComparer.Ordinal));
        var names = arguments.At(1, "field_names");
        if (names is TextValue { IsExact: true } text)
            type.Fields.AddRange(text.Text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
        else if (names is SequenceValue sequence)
            type.Fields.AddRange(sequence.Items.ConvertAll(static n => n.AsText().Text));
        type.IsData = type.IsFrozen = true;
        return type;
    }

    /// <summary><c>obj.__dict__.method()</c>; <see langword="null"/> for methods that are read as those of all names.</summary>
    private Value? InvokeMembers(Value owner, string name, CallArguments arguments)
    {
        switch (name)
        {
            case "update":
                if (arguments.At(0) is MappingValue mapping)
                {
                    foreach (var (_, key) in mapping.Keys)
                        SetPlainMember(owner, key.AsText().Text, mapping.Get(key)!);
                    if (mapping.Rest is { } rest)
                        Escape(rest, "__dict__");
                }
                else if (arguments.At(0) is NamesValue { Frame: { } frame })
                {
                    foreach (var (member, value) in frame.Names)
                    {
                        if (!ReferenceEquals(value, owner))
                            SetPlainMember(owner, member, value);
                    }
                }
                else if (arguments.At(0) is { } other)
                {
                    SetAnyMember(owner, other, "__dict__");
                }
                foreach (var (member, value) in arguments.Named)
                    SetPlainMember(owner, member, value);
                if (arguments.MoreNamed is { } more)
                    Escape(more, "__dict__");
                return NoneValue.Instance;
            case "values":
                return new SequenceValue(SequenceKind.List, [AnyMemberOf(owner, UnknownValue.Instance)], false, _condition);
            case "items":
                return new SequenceValue(SequenceKind.List,
                    [new SequenceValue(SequenceKind.Tuple, [TextValue.Unknown, AnyMemberOf(owner, UnknownValue.Instance)], true, _condition)], false, _condition);
            case "copy":
                var copy = new MappingValue(_condition);
                copy.AddRest(AnyMemberOf(owner, UnknownValue.Instance));
                return copy;
            case "clear" or "pop" or "popitem":
                foreach (string member in new List<string>(owner is InstanceValue cleared ? cleared.Members.Keys : Enumerable.Empty<string>()))
                {
                    if (name != "pop" || arguments.At(0) is not TextValue { IsExact: true } taken || taken.Text == member)
                        ForgetMember(owner, member);
                }
                return name == "clear" ? NoneValue.Instance : null;
            default:
                return null;
        }
    }

    private void SetPlainMember(Value owner, string name, Value value)
    {
        Touch(owner);
        if (owner is InstanceValue instance)
            PutMember(instance, name, value, isCertain: false);
        else
            SetAttribute(owner, name, value);
    }
}
