using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>The attributes of what the code itself defines: instances, classes, functions; descriptors, and the methods that stand in for attributes.</summary>
internal sealed partial class Interpreter
{
    private Value GetInstanceMember(InstanceValue instance, string name)
    {
        if (name == "__class__")
            return instance.Type;
        if (name == "__dict__")
            return new NamesValue(instance, null);
        if (name != "__getattribute__" && instance.Type.Find("__getattribute__") is FunctionValue always && !IsEntered(always))
            return OrElse(instance, name, Alternatives.Join(Invoke(new BoundValue(instance, always), new CallArguments([TextValue.Of(name)])), GetPlainMember(instance, name)));
        return GetPlainMember(instance, name);
    }

    /// <summary>What computes an attribute may say that there is none: then <c>__getattr__</c> is asked.</summary>
    private Value OrElse(InstanceValue instance, string name, Value found) => instance.Type.Find("__getattr__") is { } getter && !(getter is FunctionValue own && IsEntered(own))
        ? Alternatives.Join(found, Invoke(new BoundValue(instance, getter), new CallArguments([TextValue.Of(name)])))
        : found;

    private Value GetPlainMember(InstanceValue instance, string name)
    {
        instance.Members.TryGetValue(name, out var own);
        if (instance.Dictionary is { } dictionary && InDictionary(dictionary, name, instance) is { } held)
            own = own is null ? held : Alternatives.Join(own, held);
        var found = instance.Type.Find(name);
        bool mayLack = instance.Lacking?.Contains(name) == true;
        if (own is not null && !mayLack && instance.Condition == _condition && found is not (WrapperValue or InstanceValue))
            return own;
        var shared = found is null ? null : BindTo(found, instance, instance.Type);
        if (found is WrapperValue { Kind: WrapperKind.Property } or InstanceValue or Alternatives)
            shared = OrElse(instance, name, shared!);
        if (shared is not null && instance.Type.LibraryBefore(name) is { } library)
            shared = Alternatives.Join(shared, GetTyped(instance, library, name));
        if (own is not null)
            return shared is not null ? Alternatives.Join(own, shared) : mayLack ? OrElse(instance, name, own) : own;
        if (found is WrapperValue { IsKeeping: true })
            SetMember(instance.Members, name, shared!, isCertain: false);
        if (shared is not null)
            return shared;
        if (Escapes.Contains(name))
        {
            _findings.AddUnknownCode(name, _at);
            return LostValue.Instance;
        }
        if (instance.Type.Find("__getattr__") is { } getter)
            return Invoke(new BoundValue(instance, getter), new CallArguments([TextValue.Of(name)]));
        if (instance.Inner is { } inner)
            return name[0] == '_' ? UnknownOf(inner) : GetAttribute(inner, name);
        if (instance.Type.CatalogBase() is { } inherited)
            return MixinOf(instance, inherited, name) ?? GetTyped(instance, inherited, name);
        return GetUnknownMember(instance.IsCapability && name.StartsWith("__", StringComparison.Ordinal) ? LostValue.Instance : UnknownValue.Foreign, name);
    }

    /// <summary>What a member of a class is where it is reached through an object or through the class.</summary>
    private Value BindTo(Value member, InstanceValue? instance, ClassValue type)
    {
        switch (member)
        {
            case FunctionValue:
                return instance is null ? member : new BoundValue(instance, member);
            case PartialValue { IsMethod: true } applied when instance is not null:
                return new PartialValue(new BoundValue(instance, applied.Function), applied.Arguments);
            case WrapperValue { Kind: WrapperKind.Property } wrapper:
                return instance is null ? wrapper : Invoke(wrapper.Function, new CallArguments([instance]));
            case WrapperValue { Kind: WrapperKind.Class } wrapper:
                return new BoundValue(type, wrapper.Function);
            case WrapperValue wrapper:
                return wrapper.Function;
            case InstanceValue descriptor when descriptor.Type.Find("__get__") is { } getter:
                return Invoke(new BoundValue(descriptor, getter), new CallArguments([(Value?)instance ?? NoneValue.Instance, type]));
            case Alternatives several:
                return Alternatives.Of([.. Array.ConvertAll(several.Values, v => BindTo(v, instance, type))]);
            default:
                return member;
        }
    }

    private Value GetClassMember(ClassValue type, string name)
    {
        // These each class has for itself.
        if (name is "__name__" or "__qualname__" or "__doc__" or "__module__")
            return NamingOf(type, name);
        if (type.Meta is not ClassValue meta || (name.StartsWith("__", StringComparison.Ordinal) && meta.Find(name) is null && meta.Find("__getattribute__") is null))
            return GetPlainClassMember(type, name);
        if (meta.Find("__getattribute__") is FunctionValue always && !IsEntered(always))
            return Alternatives.Join(Invoke(new BoundValue(type, always), new CallArguments([TextValue.Of(name)])), GetPlainClassMember(type, name));
        var own = type.Find(name);
        var shared = meta.Find(name);
        // A descriptor of the metaclass comes before what the class itself holds.
        if (shared is WrapperValue { Kind: WrapperKind.Property } property)
            return Invoke(property.Function, new CallArguments([type]));
        if (shared is InstanceValue descriptor && InvokeMember(descriptor, "__get__", new CallArguments([type, meta])) is { } got)
            return own is null ? got : Alternatives.Join(got, BindTo(own, null, type));
        if (own is null && shared is null && !IsEnumeration(type) && meta.Find("__getattr__") is FunctionValue getter && !IsEntered(getter))
            return Invoke(new BoundValue(type, getter), new CallArguments([TextValue.Of(name)]));
        return GetPlainClassMember(type, name);
    }

    private Value GetPlainClassMember(ClassValue type, string name)
    {
        if (type.Find(name) is { } found)
            return IsMember(type, name, found) ? MemberOf(type, name, found) : BindTo(found, null, type);
        if (name == "__dict__")
            return new NamesValue(type, null);
        if (name == "__class__")
            return type.Meta ?? UnknownValue.Instance;
        if (name == "__call__")
            return type;
        if (type.Meta is ClassValue meta && meta.Find(name) is { } member)
            return member is FunctionValue ? new BoundValue(type, member) : BindTo(member, null, meta);
        if (Kinship(type, name) is { } kin)
            return kin;
        if (Escapes.Contains(name))
        {
            _findings.AddUnknownCode(name, _at);
            return LostValue.Instance;
        }
        if (name is "__annotations__" or "__type_params__")
            return LostValue.Instance;
        return type.CatalogBase() is { } inherited
            ? GetMember(new ApiValue(inherited, _catalog.IsActing(inherited)), name)
            : GetUnknownMember(UnknownValue.Foreign, name);
    }

    private static Value NamingOf(ClassValue type, string name)
    {
        bool isKnown = name == "__name__" || (name == "__qualname__" && !type.IsInner);
        Value own = isKnown && !IsMangled(type.Name) ? TextValue.Of(type.Name) : TextValue.Unknown;
        return type.Members.TryGetValue(name, out var given) ? Alternatives.Join(own, given) : own;
    }

    /// <summary>A private name of a class, which its function or class does not call itself.</summary>
    private static bool IsMangled(string name) => name.Length > 3 && name[0] == '_' && name.IndexOf("__", 1, StringComparison.Ordinal) > 1;

    /// <summary>The classes around one of the code's own; what leads out of them to all classes there are is no part of it.</summary>
    private Value? Kinship(ClassValue type, string name)
    {
        var parents = type.Bases.Length == 0 ? [new ApiValue("builtins.object", false)] : type.Bases;
        switch (name)
        {
            case "__bases__":
                return new SequenceValue(SequenceKind.Tuple, [.. parents], true, _condition);
            case "__base__":
                return parents[0];
            case "__mro__":
                return Ancestry(type);
            case "mro":
                return new PartialValue(new MethodValue(Ancestry(type), "\0factory", false), CallArguments.None);
            case "__subclasses__":
                var children = new List<Value>();
                foreach (var one in _classes)
                {
                    if (Array.Exists(one.Bases, b => ReferenceEquals(b, type)))
                        children.Add(one);
                }
                return new PartialValue(new MethodValue(new SequenceValue(SequenceKind.List, children, true, _condition), "\0factory", false), CallArguments.None);
            default:
                return null;
        }
    }

    private SequenceValue Ancestry(ClassValue type) =>
        new(SequenceKind.Tuple, [.. type.Order, new ApiValue("builtins.object", false)], type.Certainty == OrderCertainty.Known, _condition);

    private Value GetFunctionMember(FunctionValue function, string name)
    {
        switch (name)
        {
            case "__name__" or "__qualname__" or "__doc__" or "__module__" when function.IsRenamed:
                return TextValue.Unknown;
            case "__name__" when !IsMangled(function.Name):
                return TextValue.Of(function.Name);
            case "__qualname__" when function.Owner is null && function.Outer.Outer is null:
                return TextValue.Of(function.Name);
            case "__name__" or "__qualname__":
                return TextValue.Unknown;
            case "__defaults__":
                return new SequenceValue(SequenceKind.Tuple, [.. function.Defaults], true, _condition);
            case "__doc__" when BodyOf(function.Node) is [Expr { Value: Constant { Value: ConstantKind.String } text }, ..] && !text.Text.Contains('\n', StringComparison.Ordinal) && text.Text.AsSpan().Trim().Length == text.Text.Length:
                return TextValue.Of(text.Text);
            case "__doc__":
                return TextValue.Unknown;
            case "__get__":
                return new MethodValue(function, "\0bind", false);
            case "register" or "dispatch" when function.Others is not null:
                return new MethodValue(function, name, false);
            case "__kwdefaults__":
                // Whoever has them can set others.
                function.Forget(UnknownValue.Foreign);
                return LostValue.Instance;
            case "__annotations__" or "__type_params__" or "__annotate__" or "__dict__":
                return LostValue.Instance;
            default:
                return GetUnknownMember(UnknownValue.Foreign, name);
        }
    }

    /// <summary><c>Class[key]</c></summary>
    private Value GetClassItem(ClassValue type, Value key)
    {
        if (type.Meta is ClassValue meta && meta.Find("__getitem__") is { } item)
            return Invoke(new BoundValue(type, item), new CallArguments([key]));
        if (IsEnumeration(type))
            return key is TextValue { IsExact: true } name ? GetClassMember(type, name.Text) : AnyMemberOf(type, key);
        if (type.Find("__class_getitem__") is { } getter)
            return Invoke(new BoundValue(type, getter is WrapperValue wrapper ? wrapper.Function : getter), new CallArguments([key]));
        return type;
    }


    /// <summary>Any member of an object or class whose name may be a partly known one.</summary>
    private Value AnyMemberOf(Value whole, Value name)
    {
        var type = (whole as InstanceValue)?.Type ?? (ClassValue)whole;
        var pattern = name is TextValue text ? text.Text : "\0";
        int hole = pattern.IndexOf(TextValue.Hole, StringComparison.Ordinal);
        string head = hole < 0 ? pattern : pattern[..hole];
        string tail = hole < 0 ? "" : pattern[(pattern.LastIndexOf(TextValue.Hole) + 1)..];
        Value any = UnknownValue.Foreign;
        if (whole is InstanceValue instance)
        {
            foreach (var (member, value) in instance.Members)
                any = Fits(member) ? Alternatives.Join(any, value) : any;
        }
        foreach (var one in type.Order)
        {
            if (one is ClassValue from)
                AddMembers(from);
        }
        if (name is TextValue or UnknownValue && type.Find("__getattr__") is { } getter && whole is InstanceValue)
            any = Alternatives.Join(any, Invoke(new BoundValue(whole, getter), new CallArguments([name])));
        return any;

        bool Fits(string member) => member.StartsWith(head, StringComparison.Ordinal) && member.EndsWith(tail, StringComparison.Ordinal);

        void AddMembers(ClassValue from)
        {
            foreach (var (member, value) in from.Members)
            {
                if (Fits(member) && !member.StartsWith("__", StringComparison.Ordinal) && --_steps > 0)
                    any = Alternatives.Join(any, whole is ClassValue && IsMember(type, member, value) ? MemberOf(type, member, value) : BindTo(value, whole as InstanceValue, type));
            }
        }
    }

    private Value GetInherited(SuperValue super, string name)
    {
        if (FindAfter(super, name) is { } found)
            return BindSuper(found, super.Self, name);
        if (name is "__setattr__" or "__getattribute__" or "__getattr__" or "__delattr__")
            return new MethodValue(super.Self, "\0" + name, false);
        if (name == "__new__")
            return new MethodValue(super.Self, "\0new", false);
        if (name == "__init__" && (super.Owner.CatalogBase() ?? (super.Self as InstanceValue)?.Type.CatalogBase()) is { } acting && !_catalog.TryFindExact(acting + ".__init__", out _)
            && _catalog.TryFindExact(acting, out var maker) && Array.Exists(maker.Effects, static e => e.Verb != "hold"))
            return super.Self is InstanceValue ? new MethodValue(super.Self, "\0build " + acting, true) : new ApiValue(acting, true);
        return super.Owner.CatalogBase() is { } inherited ? GetTyped(super.Self, inherited, name) : new MethodValue(UnknownValue.Foreign, name, false);
    }

    private Value BindSuper(Value found, Value self, string name) => found switch
    {
        WrapperValue { Kind: WrapperKind.Property } property => Invoke(property.Function, new CallArguments([self])),
        WrapperValue { Kind: WrapperKind.Class } wrapper => new BoundValue(self is InstanceValue { Type: var type } ? type : self, wrapper.Function),
        WrapperValue wrapper => wrapper.Function,
        FunctionValue when name != "__new__" => new BoundValue(self, found),
        Alternatives several => Alternatives.Of([.. Array.ConvertAll(several.Values, v => BindSuper(v, self, name))]),
        _ => found,
    };

    /// <summary>What stands under a name in the classes behind the one that asks, in the order of the object's class.</summary>
    private static Value? FindAfter(SuperValue super, string name)
    {
        Value? any = null;
        foreach (var self in super.Self is Alternatives several ? several.Values : [super.Self])
        {
            var whole = (self as InstanceValue)?.Type ?? self as ClassValue;
            if (whole is null || Array.IndexOf(whole.Order, super.Owner) < 0)
                whole = super.Owner;
            if (whole.FindAfter(super.Owner, name) is { } found)
                any = any is null ? found : Alternatives.Join(any, found);
        }
        return any;
    }
}
