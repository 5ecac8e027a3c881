using System.Reflection;
using System.Runtime.CompilerServices;

namespace ActionGate.Architecture.Tests.Surface;

/// <summary>Types as C# writes them, with the nullability that the compiler recorded.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    internal static string Of(FieldInfo field) => Of(new NullabilityInfoContext().Create(field));

    internal static string Of(PropertyInfo property) => Of(new NullabilityInfoContext().Create(property));

    internal static string Of(EventInfo handler) => Of(new NullabilityInfoContext().Create(handler));

    internal static string Of(ParameterInfo parameter) => Of(new NullabilityInfoContext().Create(parameter));

    /// <summary>The line of a type: what it is, what it derives from and implements.</summary>
    internal static string Declaration(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type) && type.GetMethod("Invoke") is { } invoke)
            return $"delegate {Of(invoke.ReturnParameter)} {Full(type)}({string.Join(", ", invoke.GetParameters().Select(p => $"{Of(p)} {p.Name}"))})";
        bool isRecord = type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null;
        string kind = type.IsEnum ? "enum"
            : type.IsInterface ? "interface"
            : type.IsValueType ? $"{(type.IsDefined(typeof(IsReadOnlyAttribute)) ? "readonly " : "")}{(type.IsByRefLike ? "ref " : "")}{(isRecord ? "record struct" : "struct")}"
            : $"{(type is { IsAbstract: true, IsSealed: true } ? "static " : type.IsSealed ? "sealed " : type.IsAbstract ? "abstract " : "")}{(isRecord ? "record" : "class")}";
        Type[] inherited = type.BaseType?.GetInterfaces() ?? [];
        var above = new List<string>();
        if (type.IsEnum)
            above.Add(Name(Enum.GetUnderlyingType(type)));
        else if (type.BaseType is { } from && from != typeof(object) && from != typeof(ValueType))
            above.Add(Name(from));
        if (!type.IsEnum)
            above.AddRange(type.GetInterfaces().Except(inherited).Where(i => i.IsVisible).Select(Name).Order(StringComparer.Ordinal));
        return $"{kind} {Full(type)}{(above.Count == 0 ? "" : $" : {string.Join(", ", above)}")}{Constraints(type.GetGenericArguments())}";
    }

    internal static string Constraints(Type[] parameters) => string.Concat(parameters.Select(p =>
    {
        var parts = new List<string>();
        if ((p.GenericParameterAttributes & GenericParameterAttributes.ReferenceTypeConstraint) != 0)
            parts.Add("class");
        if ((p.GenericParameterAttributes & GenericParameterAttributes.NotNullableValueTypeConstraint) != 0)
            parts.Add("struct");
        parts.AddRange(p.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(Name));
        return parts.Count == 0 ? "" : $" where {p.Name} : {string.Join(", ", parts)}";
    }));

    internal static string Simple(Type type) => type.Name.Split('`')[0];

    private static string Of(NullabilityInfo info)
    {
        var type = info.Type.IsByRef ? info.Type.GetElementType()! : info.Type;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        string text = type.IsArray && info.ElementType is { } element ? $"{Of(element)}[]"
            : type.IsGenericType && info.GenericTypeArguments.Length > 0 ? $"{Outer(type)}<{string.Join(", ", info.GenericTypeArguments.Select(Of))}>"
            : Name(type);
        bool isNullable = !type.IsValueType && (info.ReadState == NullabilityState.Nullable || info.WriteState == NullabilityState.Nullable);
        return isNullable && !text.EndsWith('?') ? $"{text}?" : text;
    }

    private static string Full(Type type) =>
        $"{type.Namespace}.{(type.DeclaringType is { } outer ? $"{Simple(outer)}." : "")}{Simple(type)}{(type.IsGenericType ? $"<{string.Join(", ", type.GetGenericArguments().Select(a => a.Name))}>" : "")}";

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return $"{Name(value)}?";
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[]";
        return type.IsGenericType ? $"{Outer(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : Outer(type);
    }

    private static string Outer(Type type) => type is { IsNested: true, IsGenericParameter: false } ? $"{Outer(type.DeclaringType!)}.{Simple(type)}" : Simple(type);
}
