using System.Text.Json;
using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>What <c>json.loads</c> makes of a known text.</summary>
internal static class JsonFolding
{
    private const int MaxLength = 1 << 16;

    internal static Value Read(string text, int condition)
    {
        if (text.Length > MaxLength)
            return UnknownValue.Instance;
        try
        {
            using var document = JsonDocument.Parse(text);
            return Of(document.RootElement, condition);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a lone surrogate.
            return UnknownValue.Instance;
        }
    }

    /// <summary>The reader admits 64 levels.</summary>
    private static Value Of(JsonElement element, int condition)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var mapping = new MappingValue(condition);
                foreach (var member in element.EnumerateObject())
                    mapping.Set(TextValue.Of(member.Name), Of(member.Value, condition), true);
                if (mapping.Keys.Count == 0)
                    mapping.AddRest(UnknownValue.Instance);
                return mapping;
            case JsonValueKind.Array:
                var items = new List<Value>();
                foreach (var item in element.EnumerateArray())
                    items.Add(Of(item, condition));
                return new SequenceValue(SequenceKind.List, items, true, condition);
            case JsonValueKind.String:
                return TextValue.Of(element.GetString()!);
            case JsonValueKind.Number:
                return element.TryGetInt64(out long number) ? new IntegerValue(number) : UnknownValue.Instance;
            case JsonValueKind.True or JsonValueKind.False:
                return BoolValue.Of(element.ValueKind == JsonValueKind.True);
            default:
                return NoneValue.Instance;
        }
    }
}
