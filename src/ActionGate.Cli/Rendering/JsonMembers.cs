using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>Members that several answers share.</summary>
internal static class JsonMembers
{
    internal static void WriteStrings(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string?> values)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i++)
            json.WriteStringValue(values[i]);
        json.WriteEndArray();
    }

    internal static void WriteEmpty(this Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WriteStartArray(name);
        json.WriteEndArray();
    }

    /// <summary>How much of an operation's target is known, and its shape where that is a part.</summary>
    internal static void WriteCertainty(this Utf8JsonWriter json, Operation operation)
    {
        json.WriteString("certainty"u8, Words.Of(operation.Certainty));
        if (operation.Certainty == Certainty.Partial)
            json.WriteString("pattern"u8, operation.Pattern);
    }
}
