using System.Text.Json;

namespace ActionGate.Arguments;

/// <summary>What JSON must not be, where two readers of the same text could see two things.</summary>
internal static class JsonShape
{
    /// <summary>As deep as System.Text.Json reads by default; it bounds the recursion here and in whatever reads the value next.</summary>
    internal const int DeepestLevel = 64;

    /// <summary>Why a value is refused; <see langword="null"/> where it may pass.</summary>
    /// <remarks>
    /// Names that differ in case alone count as one: the options that functions are bound with by default ignore case, so of
    /// <c>{"path": …, "Path": …}</c> the function sees the last.
    /// </remarks>
    internal static string? Fault(JsonElement value, int level = 0)
    {
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return null;
        if (level == DeepestLevel)
            return $"they are nested deeper than {DeepestLevel} levels";
        return value.ValueKind == JsonValueKind.Object ? FaultOfObject(value, level) : FaultOfArray(value, level);
    }

    private static string? FaultOfObject(JsonElement value, int level)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var property in value.EnumerateObject())
        {
            if (!names.Add(property.Name))
                return $"an object in them has the property {ArgumentName.Shown(property.Name)} twice";
            if (Fault(property.Value, level + 1) is { } fault)
                return fault;
        }
        return null;
    }

    private static string? FaultOfArray(JsonElement value, int level)
    {
        foreach (var item in value.EnumerateArray())
        {
            if (Fault(item, level + 1) is { } fault)
                return fault;
        }
        return null;
    }
}
