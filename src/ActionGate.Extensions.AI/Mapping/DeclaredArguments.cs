using System.Text.Json;
using ActionGate.Arguments;
using Microsoft.Extensions.AI;

namespace ActionGate.Mapping;

/// <summary>The arguments that a function's schema speaks of; any other is refused, since nobody reviewed what it does.</summary>
internal sealed class DeclaredArguments
{
    private readonly HashSet<string> _names;

    private DeclaredArguments(HashSet<string> names) => _names = names;

    /// <summary>Reads a function's schema. Where it declares no properties at all, the mapped arguments are the declared ones.</summary>
    /// <exception cref="ArgumentException">The mapping names an argument that the schema does not declare.</exception>
    internal static DeclaredArguments Of(AIFunction function, ToolMapping mapping)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var schema = function.JsonSchema;
        bool hasProperties = schema.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            && AddNames(properties, names);
        foreach (var path in mapping.Targets.SelectMany(static t => new[] { t.Path, t.MethodPath }).OfType<ArgumentPath>())
        {
            if (hasProperties && !names.Contains(path.Argument))
            {
                string known = names.Count == 0 ? "none" : string.Join(", ", names.Order(StringComparer.Ordinal));
                throw new ArgumentException($"the function '{function.Name}' declares no argument '{path.Argument}' (it declares: {known})", nameof(mapping));
            }
            names.Add(path.Argument);
        }
        return new DeclaredArguments(names);
    }

    /// <summary>Which argument nobody declared; <see langword="null"/> where all were.</summary>
    internal string? Fault(FrozenArguments arguments)
    {
        foreach (string name in arguments.Names)
        {
            if (!_names.Contains(name))
                return $"the function declares no argument {ArgumentName.Shown(name)}";
        }
        return null;
    }

    private static bool AddNames(JsonElement properties, HashSet<string> names)
    {
        foreach (var property in properties.EnumerateObject())
            names.Add(property.Name);
        return true;
    }
}
