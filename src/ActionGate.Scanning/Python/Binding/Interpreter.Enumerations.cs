using ActionGate.Scanning.Python.Syntax;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Enumerations. A member is an object: neither its text nor what it equals is that of its value.</summary>
internal sealed partial class Interpreter
{
    private static bool IsEnumeration(ClassValue type) => Array.Exists(type.Order, static b => b is ApiValue api && api.Name.StartsWith("enum.", StringComparison.Ordinal));

    private static bool IsMember(ClassValue type, string name, Value value) =>
        value is not (FunctionValue or WrapperValue or ClassValue or InstanceValue) && name[0] != '_' && IsEnumeration(type);

    /// <summary>The object of a member; where its class is a kind of text as well, it may count as that.</summary>
    private Value MemberOf(ClassValue type, string name, Value value)
    {
        name = FirstWith(type, value) ?? name;
        if (!type.EnumMembers.TryGetValue(name, out var member))
        {
            type.EnumMembers[name] = member = NewInstance(type);
            member.Members["value"] = member.Members["_value_"] = value;
            member.Members["name"] = member.Members["_name_"] = NameOfMember(type, name, value);
            var arguments = new CallArguments(value is SequenceValue { Kind: SequenceKind.Tuple } parts ? [.. parts.Items] : [value]);
            if (type.Find("__new__") is { } maker && Invoke(maker is WrapperValue wrapper ? wrapper.Function : maker, arguments.With(type)) is var made)
            {
                // What it sets is the value.
                foreach (var one in made is Alternatives several ? several.Values : [made])
                {
                    if (one is InstanceValue other && other.Members.TryGetValue("_value_", out var given))
                        member.Members["value"] = Alternatives.Join(member.Members["value"], given);
                }
            }
            if (type.Find("__init__") is { } init)
                Invoke(new BoundValue(member, init), arguments);
        }
        return value is TextValue && IsText(type) ? Alternatives.Join(value, member) : member;
    }

    /// <summary>A further name for a value is no further member.</summary>
    private static TextValue NameOfMember(ClassValue type, string name, Value value)
    {
        foreach (var (other, held) in type.Members)
        {
            if (other == name)
                break;
            if (other[0] == '_' || held is FunctionValue or WrapperValue or ClassValue)
                continue;
            if (held.IsSame(value) || held is not (TextValue { IsExact: true } or IntegerValue) || value is not (TextValue { IsExact: true } or IntegerValue))
                return TextValue.Unknown;
        }
        return TextValue.Of(name);
    }

    /// <summary>The member that an expression names, as text: its value or, by the version and what else it is, its name.</summary>
    private Value AsMember(PythonExpression expression, Value value)
    {
        if (expression is not Syntax.Attribute { Value: Name holder } member || value is not (TextValue or IntegerValue) || Find(holder.Id) is not ClassValue type
            || !IsEnumeration(type) || Array.Exists(type.Bases, static b => b is ApiValue { Name: "enum.StrEnum" }) || type.Find(member.Attr)?.IsSame(value) != true)
            return value;
        return Alternatives.Join(value.AsText(), TextValue.Of(type.Name + "." + member.Attr));
    }

    private static bool IsText(ClassValue type) => Array.Exists(type.Order, static b => b is ApiValue { Name: "builtins.str" or "enum.StrEnum" });

    /// <summary>The members of an enumeration, in their order.</summary>
    private List<Value> MembersOf(ClassValue type, out bool isExact)
    {
        var members = new List<Value>();
        var values = new List<Value>();
        // What makes the members may give them other values, and the same value is the same member.
        isExact = type.Members.Count == type.Defined && !Array.Exists(type.Order, static b => b is ApiValue { Name: "enum.Flag" or "enum.IntFlag" })
            && (type.Find("_ignore_") ?? type.Find("__new__") ?? type.Find("_generate_next_value_") ?? type.Find("__init__")) is null;
        foreach (var (name, value) in type.Members)
        {
            if (name.StartsWith('_') || value is FunctionValue or WrapperValue || values.Exists(v => v.IsSame(value)))
                continue;
            values.Add(value);
            members.Add(IsMember(type, name, value) ? MemberOf(type, name, value) : BindTo(value, null, type));
            isExact &= value is TextValue or IntegerValue or SequenceValue { Kind: SequenceKind.Tuple } && NameOfMember(type, name, value).IsExact;
        }
        if (members.Count > 0 && isExact)
            return members;
        isExact = false;
        return [AnyMemberOf(type, UnknownValue.Instance)];
    }

    /// <summary>The name of the member that an expression names: that of the first with the same value. <see langword="null"/> where it is none.</summary>
    private TextValue? NameOfMember(PythonExpression expression)
    {
        if (expression is not Syntax.Attribute { Value: Name holder } member || Find(holder.Id) is not ClassValue type || !IsEnumeration(type) || type.Find(member.Attr) is not { } value)
            return null;
        return MembersOf(type, out bool isExact).Count > 0 && isExact && FirstWith(type, value) is { } name ? TextValue.Of(name) : TextValue.Unknown;
    }

    private static string? FirstWith(ClassValue type, Value value)
    {
        foreach (var (name, other) in type.Members)
        {
            if (name[0] != '_' && other.IsSame(value))
                return name;
        }
        return null;
    }
}
