using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Attributes that are set otherwise than by an assignment: through <c>__dict__</c>, by names that are not known, by descriptors called by hand.</summary>
internal sealed partial class Interpreter
{
    private void ReplaceDictionary(InstanceValue instance, Value value)
    {
        switch (value)
        {
            case NamesValue { Owner: { } owner } when ReferenceEquals(owner, instance):
                break;
            case MappingValue or NamesValue { Owner: InstanceValue } or Alternatives:
                instance.Dictionary = instance.Dictionary is { } before ? Alternatives.Join(before, value) : value;
                break;
            default:
                InvokeMembers(instance, "update", new CallArguments([value]));
                break;
        }
    }

    /// <summary>What stands under a name in a dictionary that holds an object's attributes; <see langword="null"/> where nothing does.</summary>
    private static Value? InDictionary(Value dictionary, string name, InstanceValue owner)
    {
        switch (dictionary)
        {
            case MappingValue mapping:
                return mapping.Get(TextValue.Of(name));
            case NamesValue { Owner: InstanceValue other } when !ReferenceEquals(other, owner):
                other.Members.TryGetValue(name, out var held);
                return other.Dictionary is MappingValue shared && shared.Get(TextValue.Of(name)) is { } within ? held is null ? within : Alternatives.Join(held, within) : held;
            case Alternatives several:
                Value? any = null;
                foreach (var one in several.Values)
                {
                    if (InDictionary(one, name, owner) is { } part)
                        any = any is null ? part : Alternatives.Join(any, part);
                }
                return any;
            default:
                return UnknownOf(dictionary);
        }
    }

    /// <summary>Any attribute may be the one that is set; what can act is told at once.</summary>
    private void SetAnyMember(Value whole, Value value, string api)
    {
        Escape(value, api);
        if (whole is Alternatives several)
        {
            foreach (var one in several.Values)
                SetAnyMember(one, value, api);
            return;
        }
        var members = (whole as InstanceValue)?.Members ?? (whole as ClassValue)?.Members;
        if (members is null || !(value is TextValue or TypedValue or Alternatives))
            return;
        Touch(whole);
        if (whole is InstanceValue { Type: var type })
        {
            foreach (var (name, held) in type.Members)
            {
                if (held is TextValue or TypedValue or Alternatives)
                    members.TryAdd(name, held);
            }
        }
        foreach (string name in members.Keys)
        {
            if (members[name] is not (FunctionValue or WrapperValue or ClassValue))
                members[name] = Alternatives.Join(members[name], value);
        }
    }

    /// <summary>Methods that an abstract class of a library builds on those that the code defines: what they give back is what these do.</summary>
    private Value? MixinOf(InstanceValue instance, string library, string name)
    {
        if (!library.StartsWith("collections.abc.", StringComparison.Ordinal) && !library.StartsWith("typing.", StringComparison.Ordinal)
            && !library.StartsWith("_collections_abc.", StringComparison.Ordinal))
            return null;
        bool isMixin = name is "get" or "pop" or "setdefault" or "popitem" or "items" or "values" or "keys" or "__next__" or "__reversed__" or "__iter__" or "__anext__";
        return isMixin && (instance.Type.Find("__getitem__") ?? instance.Type.Find("__next__") ?? instance.Type.Find("send")) is not null
            ? new MethodValue(instance, "\0mixin " + name, false)
            : null;
    }

    private Value InvokeMixin(InstanceValue instance, string name, CallArguments arguments)
    {
        Reach([instance, .. arguments.Positional]);
        Value any = arguments.At(0) is { } first && name is "get" or "pop" or "setdefault" ? arguments.At(1) ?? NoneValue.Instance : UnknownValue.Instance;
        foreach (string own in (ReadOnlySpan<string>)["__getitem__", "__next__", "send", "pop"])
        {
            if (InvokeMember(instance, own, new CallArguments([arguments.At(0) ?? UnknownValue.Instance])) is { } part)
                any = Alternatives.Join(any, part);
        }
        return name switch
        {
            "items" => new SequenceValue(SequenceKind.List, [new SequenceValue(SequenceKind.Tuple, [UnknownValue.Instance, any], true, _condition)], false, _condition),
            "values" or "__reversed__" => new SequenceValue(SequenceKind.List, [any], false, _condition),
            "keys" or "__iter__" => new SequenceValue(SequenceKind.List, IteratedBy(instance, 0), false, _condition),
            _ => any,
        };
    }
}
