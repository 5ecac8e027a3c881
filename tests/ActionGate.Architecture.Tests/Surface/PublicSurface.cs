using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace ActionGate.Architecture.Tests.Surface;

/// <summary>What an assembly shows to others, as text: a line for each type and member, sorted, so that a change is a change of lines.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    internal static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(TypeText.Declaration(type)).Append('\n');
            foreach (string member in type.IsEnum ? Values(type) : Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return [];
        return type.GetFields(Declared).Where(f => IsVisible(f.Attributes)).Select(Field)
            .Concat(type.GetConstructors(Declared).Where(IsVisible).Select(c => $"{Modifiers(c)}{TypeText.Simple(type)}({Parameters(c)})"))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"{Modifiers(e.AddMethod!)}event {TypeText.Of(e)} {e.Name}"))
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && !IsAccessor(m) && !IsGenerated(m)).Select(Method));
    }

    private static IEnumerable<string> Values(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"{f.Name} = {Literal(f.GetRawConstantValue())}");

    private static string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
        string value = field.IsLiteral ? $" = {Literal(field.GetRawConstantValue())}" : "";
        return $"{(field.IsFamily ? "protected " : "")}{kind}{(field.IsInitOnly ? "readonly " : "")}{TypeText.Of(field)} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        var shown = property.GetAccessors(true).First(IsVisible);
        string set = property.SetMethod is { } setter && IsVisible(setter)
            ? setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;"
            : "";
        string get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : "";
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        return $"{Modifiers(shown)}{required}{TypeText.Of(property)} {property.Name}{index} {{{get}{set} }}";
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Modifiers(method)}{TypeText.Of(method.ReturnParameter)} {method.Name}{generic}({extension}{Parameters(method)}){TypeText.Constraints(method.IsGenericMethod ? method.GetGenericArguments() : [])}";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string passing = parameter.IsOut ? "out " : parameter.IsIn ? "in " : parameter.ParameterType.IsByRef ? "ref " : "";
        string many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        string value = parameter.HasDefaultValue ? $" = {Literal(parameter.DefaultValue)}" : "";
        return $"{many}{passing}{TypeText.Of(parameter)} {parameter.Name}{value}";
    }

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Modifiers(MethodBase method)
    {
        string access = method.IsFamily || method.IsFamilyOrAssembly ? "protected " : "";
        if (method.IsStatic)
            return $"{access}static ";
        bool isOverride = method is MethodInfo m && m.GetBaseDefinition() != m;
        string kind = method.DeclaringType!.IsInterface ? ""
            : isOverride ? (method.IsFinal ? "sealed override " : "override ")
            : method.IsAbstract ? "abstract "
            : method.IsVirtual && !method.IsFinal ? "virtual "
            : "";
        return access + kind;
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || ((method.IsFamily || method.IsFamilyOrAssembly) && !method.DeclaringType!.IsSealed);

    private static bool IsVisible(FieldAttributes attributes) =>
        (attributes & FieldAttributes.FieldAccessMask) is FieldAttributes.Public or FieldAttributes.Family or FieldAttributes.FamORAssem
        && (attributes & FieldAttributes.SpecialName) == 0;

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    /// <summary>What the compiler writes for every record; that it is a record says the line of its type.</summary>
    private static bool IsGenerated(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute));
}
