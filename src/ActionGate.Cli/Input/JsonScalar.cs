using System.Text.Json;

namespace ActionGate.Cli.Input;

/// <summary>A scalar that came in and goes out again as it came.</summary>
/// <param name="Text">The text of a string; <see langword="null"/> for every other scalar.</param>
/// <param name="Raw">How it was written; empty where it did not come from JSON. Valid as long as the line is.</param>
internal readonly record struct JsonScalar(string? Text, ReadOnlyMemory<byte> Raw = default)
{
    internal void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        json.WritePropertyName(name);
        // Beyond plain ASCII the encoder escapes what programs take for the end of a line (U+2028, U+0085, …).
        if (!Raw.IsEmpty && !Raw.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
            json.WriteRawValue(Raw.Span, skipInputValidation: true);
        else
            json.WriteStringValue(Text);
    }
}
