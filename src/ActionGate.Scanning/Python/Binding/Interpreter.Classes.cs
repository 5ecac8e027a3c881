using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>How classes come to be, and their objects.</summary>
internal sealed partial class Interpreter
{
    /// <summary>How many objects of a class are told apart, and how many where its own methods make them.</summary>
    private const int MaxInstances = 256;

    private const int MaxInstancesOfOwn = 6;

    private readonly List<ClassValue> _classes = [];

    private void DefineClass(ClassDef type)
    {
        EvaluateTypes(type.TypeParams);
        var bases = EvaluateArguments(type.Bases, type.Keywords);
        var frame = _frame;
        _frame = new Frame(frame, isClass: true) { Function = frame.Function, Self = frame.Self };
        RunBlock(type.Body);
        var members = _frame.Names;
        _frame = frame;
        var parents = new List<Value>(bases.Positional);
        if (bases.MorePositional is { } more)
            parents.Add(Alternatives.Join(more, UnknownValue.Foreign));
        var made = new ClassValue(type.Name, [.. parents], members) { IsInner = _frame.IsClass || _frame.Function is not null };
        AddFields(made, type);
        var value = Finish(made, bases);
        BindName(type.Name, Decorated(value, type.DecoratorList));
    }

    /// <summary>What happens when a class is made: its metaclass and base classes hear of it.</summary>
    /// <returns>What stands under its name: itself, or what its metaclass made.</returns>
    private Value Finish(ClassValue made, CallArguments bases)
    {
        _classes.Add(made);
        made.Defined = made.Members.Count;
        _steps -= made.Order.Length;
        Value value = made;
        // A spider asks for these when it is started, by a program that stands elsewhere.
        if (made.CatalogBase() is { } spider && spider.StartsWith("scrapy.", StringComparison.Ordinal) && made.Find("start_urls") is { } pages)
        {
            foreach (var page in ElementsOf(pages, out _))
                AddNetwork(page, null, spider);
        }
        foreach (var (name, member) in made.Members)
        {
            Own(member, made);
            if (member is FunctionValue or WrapperValue && name is not ("__init__" or "__new__"))
                AddUnsteady(made, name, member);
            AddImplicit(made, name, member);
            if (member is FunctionValue function && !name.StartsWith("__", StringComparison.Ordinal))
                AddMethod(name, made, function);
        }
        foreach (var (name, member) in new Dictionary<string, Value>(made.Members))
        {
            if (member is InstanceValue descriptor)
                InvokeMember(descriptor, "__set_name__", new CallArguments([made, TextValue.Of(name)]));
        }
        var meta = bases.Named.TryGetValue("metaclass", out var given) ? given : null;
        foreach (var one in made.Bases)
        {
            if (one is ClassValue { Meta: { } inherited })
                meta ??= inherited;
            if (one is ClassValue parent && parent.Find("__init_subclass__") is { } hook)
                Invoke(hook is WrapperValue wrapper ? wrapper.Function : hook, new CallArguments([made]) { Named = WithoutMeta(bases) });
            // An object as a base names others in its place.
            else if (one is LostValue or InstanceValue)
                _findings.AddUnknownCode(made.Name, _at);
        }
        made.Meta = meta;
        if (meta is ClassValue type)
        {
            // It puts the classes into an order of its own, and others among them.
            if (type.Find("mro") is not null)
                _findings.AddUnknownCode("mro", _at);
            var parts = new CallArguments([type, TextValue.Of(made.Name), new SequenceValue(SequenceKind.Tuple, [.. made.Bases], true, _condition), new NamesValue(made, null)])
            {
                Named = WithoutMeta(bases),
            };
            if (type.Find("__new__") is { } maker)
                value = MadeBy(Invoke(maker is WrapperValue wrapper ? wrapper.Function : maker, parts), made, type);
            if (type.Find("__prepare__") is { } preparer && Invoke(preparer is WrapperValue prepare ? prepare.Function : preparer, parts.From(1).With(type)) is InstanceValue names)
                PutInto(names, made);
            if (type.Find("__init__") is { } init)
                Invoke(init, parts.From(1).With(made));
        }
        else if (meta is not (null or UnknownValue or ApiValue { IsCapability: false }))
        {
            var answer = Invoke(meta, new CallArguments([TextValue.Of(made.Name), new SequenceValue(SequenceKind.Tuple, [.. made.Bases], true, _condition), new NamesValue(made, null)]));
            value = MadeBy(answer, made, null);
        }
        return value;
    }

    /// <summary>What stands under the name of a class that was made by code: it may be anything.</summary>
    private static Value MadeBy(Value answer, ClassValue made, ClassValue? meta)
    {
        Value value = made;
        foreach (var one in answer is Alternatives several ? several.Values : [answer])
        {
            if (one is not (UnknownValue or LostValue or NoneValue) && !(one is InstanceValue instance && ReferenceEquals(instance.Type, meta)))
                value = Alternatives.Join(value, one);
        }
        return value;
    }

    /// <summary>What a class body defines goes into a dictionary of the code's own, which may make anything of it.</summary>
    private void PutInto(InstanceValue names, ClassValue made)
    {
        if ((names.Type.Find("__setitem__") ?? names.Type.Find("__getitem__") ?? names.Type.Find("__missing__") ?? names.Type.Find("items")) is null)
            return;
        foreach (string name in new List<string>(made.Members.Keys))
        {
            var member = made.Members[name];
            InvokeMember(names, "__setitem__", new CallArguments([TextValue.Of(name), member]));
            made.Members[name] = Alternatives.Join(member, member.IsCapability ? LostValue.Instance : UnknownValue.Foreign);
        }
    }

    private void AddUnsteady(ClassValue type, string name, Value member)
    {
        bool isUnseen = member is WrapperValue || name.StartsWith("__", StringComparison.Ordinal) || name is "keys" or "write" or "read" or "close"
            || Array.Exists(type.Bases, static b => b is not ClassValue);
        if (!isUnseen || (member as FunctionValue ?? (member as WrapperValue)?.Function) is not FunctionValue function)
            return;
        foreach (var statement in BodyOf(function.Node))
        {
            if (statement is Global global)
                _unsteady.UnionWith(global.Names);
            else if (statement is Nonlocal nonlocal)
                _unsteady.UnionWith(nonlocal.Names);
        }
    }

    private static Dictionary<string, Value> WithoutMeta(CallArguments bases)
    {
        var named = new Dictionary<string, Value>(bases.Named, StringComparer.Ordinal);
        named.Remove("metaclass");
        return named;
    }

    private void AddMethod(string name, ClassValue type, FunctionValue method)
    {
        if (!_methods.TryGetValue(name, out var all))
            _methods[name] = all = [];
        if (all.Count < 8 && !all.Exists(m => ReferenceEquals(m.Method.Node, method.Node)))
            all.Add((type, method));
    }

    private static void Own(Value member, ClassValue owner)
    {
        switch (member)
        {
            case FunctionValue function:
                function.Owner ??= owner;
                break;
            case PartialValue { IsMethod: true } applied:
                Own(applied.Function, owner);
                break;
            case Alternatives several:
                foreach (var one in several.Values)
                    Own(one, owner);
                break;
            case WrapperValue { Kind: not WrapperKind.Static } wrapper:
                Own(wrapper.Function, owner);
                foreach (var setter in wrapper.Setters)
                    Own(setter, owner);
                break;
        }
    }

    private Value Instantiate(ClassValue type, CallArguments arguments)
    {
        if (type.Meta is ClassValue meta && meta.Find("__call__") is FunctionValue caller && !IsEntered(caller))
            return Alternatives.Join(Invoke(new BoundValue(type, caller), arguments), Make(type, arguments));
        if (IsEnumeration(type))
            return AnyMemberOf(type, UnknownValue.Instance);
        return Make(type, arguments);
    }

    private Value Make(ClassValue type, CallArguments arguments)
    {
        var instance = NewInstance(type);
        Value? other = null;
        if (type.Find("__new__") is { } maker)
            other = Invoke(maker is WrapperValue wrapper ? wrapper.Function : maker, arguments.With(type));
        Initialise(type, instance, arguments);
        if (_implicit.Count > 0)
            RunImplicit(instance);
        // What __new__ made may be something else.
        return other is null or UnknownValue or NoneValue or TypedValue ? instance : Alternatives.Join(instance, other);
    }

    private InstanceValue NewInstance(ClassValue type)
    {
        // An object that makes others of its kind makes any number of them.
        int most = _calls.Exists(c => ReferenceEquals(c.Function.Owner, type)) ? MaxInstancesOfOwn : MaxInstances;
        if (type.Made++ >= most)
        {
            if (type.Summary is null)
                type.Instances.Add(type.Summary = new InstanceValue(type, -1));
            return type.Summary;
        }
        var instance = new InstanceValue(type, _condition);
        if (type.Instances.Count < MaxInstancesOfOwn)
            type.Instances.Add(instance);
        return instance;
    }

    private void Initialise(ClassValue type, InstanceValue instance, CallArguments arguments)
    {
        if (type.Find("__init__") is { } init)
        {
            Invoke(new BoundValue(instance, init), arguments);
            return;
        }
        var fields = FieldsOf(type, out bool isKnown);
        if (isKnown)
            SetFields(type, instance, fields, arguments);
        else
            SetAnyField(type, instance, fields, arguments);
        InvokeMember(instance, "__post_init__", new CallArguments([]) { MorePositional = arguments.HoldCapability ? LostValue.Instance : UnknownValue.Foreign });
        if (type.CatalogBase() is { } inherited && !inherited.StartsWith("builtins.", StringComparison.Ordinal) && !inherited.StartsWith("collections.", StringComparison.Ordinal))
            Build(instance, inherited, arguments);
        else if (fields.Count == 0)
            Escape(arguments, type.Name);
    }

    /// <summary>The constructor of a library's class: what it makes may be called or hold what it got, and then the object stands for it.</summary>
    private void Build(InstanceValue instance, string inherited, CallArguments arguments)
    {
        var made = InvokeApi(inherited, instance, arguments);
        if (made is PartialValue or SequenceValue or MappingValue)
            instance.Inner = made;
        else if (arguments.HoldCapability)
            instance.Members["_target"] = instance.Members["_args"] = instance.Members["_kwargs"] = LostValue.Instance;
    }

    private Value MakeType(CallArguments arguments)
    {
        var members = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (arguments.At(2) is MappingValue mapping)
        {
            foreach (var (_, key) in mapping.Keys)
                members[key.AsText().Text] = mapping.Get(key)!;
            if (mapping.Rest is { CanAct: true } rest)
                members["__getattr__"] = UnknownOf(rest);
        }
        else if (arguments.At(2) is NamesValue { Owner: ClassValue source })
        {
            foreach (var (name, value) in source.Members)
                members[name] = value;
        }
        else if (arguments.At(2) is { CanAct: true } other)
        {
            members["__getattr__"] = UnknownOf(other);
        }
        var bases = arguments.At(1) is SequenceValue sequence ? sequence.IsExact ? sequence.Items.ToArray() : [Alternatives.Join(sequence.AnyItem, UnknownValue.Foreign)] : [];
        var made = new ClassValue(arguments.At(0)?.AsText().Text ?? "", bases, members);
        return Finish(made, new CallArguments([]) { Named = arguments.Named });
    }
}
