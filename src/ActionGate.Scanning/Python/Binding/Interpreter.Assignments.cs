using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What code sets on objects: attributes of instances, classes, modules and functions, where the object may have a say in it.</summary>
internal sealed partial class Interpreter
{
    private void SetAttribute(Value whole, string name, Value value)
    {
        NoteChange(value);
        Touch(whole);
        if (name == "__annotations__")
            RunHints(value);
        if (IsModuleName(name))
            NoteModuleName(name, value);
        // A module of another name is loaded anew from elsewhere, and a package's folders are where its modules come from.
        if (name is "__path__" or "__loader__" or "__spec__" or "name_from" || (name == "__name__" && whole is ApiValue))
            _findings.AddUnknownCode(name, _at);
        switch (whole)
        {
            case Alternatives several:
                foreach (var one in several.Values)
                    SetAttribute(one, name, value);
                break;
            case InstanceValue instance:
                if (instance.Type.CatalogBase() is { } library && OfLibraries.Contains(name))
                    AlterObject(library, name, value);
                SetInstanceMember(instance, name, value);
                break;
            case ClassValue { Meta: ClassValue meta } made when meta.Find("__setattr__") is FunctionValue always && !IsEntered(always):
                Invoke(new BoundValue(made, always), new CallArguments([TextValue.Of(name), value]));
                SetClassMember(made, name, value);
                break;
            case ClassValue { Meta: ClassValue meta } made when meta.Find(name) is WrapperValue { Setters.Count: > 0 } property:
                foreach (var setter in property.Setters)
                    Invoke(setter, new CallArguments([made, value]));
                break;
            // Other base classes bring other members.
            case ClassValue when name == "__bases__":
                _findings.AddUnknownCode(name, _at);
                break;
            case ClassValue type:
                AddImplicit(type, name, value);
                Own(value, type);
                SetClassMember(type, name, value);
                break;
            case FunctionValue function when name is "__name__" or "__qualname__" or "__doc__" or "__module__":
                function.IsRenamed = true;
                break;
            case FunctionValue function when name is "__defaults__" && value is SequenceValue { IsExact: true } values:
                function.Defaults = [.. values.Items];
                break;
            case FunctionValue function when name is "__kwdefaults__" or "__defaults__":
                function.Forget(value);
                break;
            case ApiValue api:
                Patch(api, name, value);
                break;
            case SuperValue super:
                SetAttribute(super.Self, name, value);
                break;
            case FunctionValue when name is "__code__" or "__globals__" or "__class__":
                _findings.AddUnknownCode(name, _at);
                break;
            case TypedValue typed:
                AlterObject(typed.Type, name, value);
                Escape(value, "setattr");
                break;
            case MethodValue { Name: var part } when part.Contains('.', StringComparison.Ordinal):
                AlterObject(part, name, value);
                Escape(value, "setattr");
                break;
            default:
                if (name == "proxies" && IsForeign(whole))
                    AddProxies(value, "requests.Session.proxies");
                Escape(value, "setattr");
                break;
        }
    }

    private void SetInstanceMember(InstanceValue instance, string name, Value value)
    {
        if (name == "__dict__")
        {
            ReplaceDictionary(instance, value);
            return;
        }
        if (name == "__class__")
        {
            if (value is ClassValue type && instance.Condition == _condition)
                instance.Type = type;
            else if (!ReferenceEquals(value, instance.Type))
                _findings.AddUnknownCode(name, _at);
            return;
        }
        if (instance.Dictionary is MappingValue shared)
            shared.Set(TextValue.Of(name), value, false);
        if (instance.Type.Find("__setattr__") is FunctionValue always && !IsEntered(always))
        {
            Invoke(new BoundValue(instance, always), new CallArguments([TextValue.Of(name), value]));
            return;
        }
        switch (instance.Type.Find(name))
        {
            case WrapperValue { Setters.Count: > 0 } property:
                foreach (var setter in property.Setters)
                    Invoke(setter, new CallArguments([instance, value]));
                return;
            case WrapperValue:
                EscapeFunctions(value, 0);
                break;
            case InstanceValue descriptor when InvokeMember(descriptor, "__set__", new CallArguments([instance, value])) is not null:
                return;
        }
        bool isCertain = instance.Condition == _condition && !MayRefuse(instance.Type, name);
        PutMember(instance, name, value, isCertain);
    }

    /// <summary>Where it is not certain, the attribute may as well not have been set, and then the class answers.</summary>
    private void PutMember(InstanceValue instance, string name, Value value, bool isCertain)
    {
        if (isCertain)
            instance.Lacking?.Remove(name);
        else if (!instance.Members.ContainsKey(name))
            (instance.Lacking ??= new(StringComparer.Ordinal)).Add(name);
        SetMember(instance.Members, name, value, isCertain);
    }

    /// <summary>Objects of the class may not take the attribute, and what they held stays.</summary>
    private static bool MayRefuse(ClassValue type, string name)
    {
        bool isFrozen = false;
        foreach (var one in type.Order)
        {
            isFrozen |= one switch
            {
                ClassValue own => own.IsFrozen || (own.Members.TryGetValue("__slots__", out var slots) && !IsSlot(slots, name)),
                ApiValue api => api.Name is "typing.NamedTuple" || api.Name.StartsWith("enum.", StringComparison.Ordinal) || api.Name.StartsWith("pydantic", StringComparison.Ordinal),
                _ => false,
            };
        }
        return isFrozen;
    }

    private static bool IsSlot(Value slots, string name) => slots is TextValue { IsExact: true } only ? only.Text == name
        : slots is SequenceValue several && several.Items.Exists(s => s is TextValue { IsExact: true } slot && slot.Text == name);

    private void SetClassMember(ClassValue type, string name, Value value)
    {
        if (!type.Members.ContainsKey(name) && type.Find(name) is TextValue or TypedValue or Alternatives or SequenceValue or MappingValue or IntegerValue or NoneValue or ApiValue)
            type.Members[name] = type.Find(name)!;
        SetMember(type.Members, name, value, isCertain: false);
    }

    private void SetMember(Dictionary<string, Value> members, string name, Value value, bool isCertain)
    {
        if (members.TryGetValue(name, out var old))
        {
            if (!isCertain || old.IsCapability)
                value = Alternatives.Join(old, value);
            if (value.IsSame(old))
                return;
        }
        if (value.IsCapability)
            _changes++;
        members[name] = value;
    }

    /// <summary>A call of the function is unfinished.</summary>
    private bool IsEntered(FunctionValue function) => _calls.Exists(c => ReferenceEquals(c.Function.Node, function.Node));
}
