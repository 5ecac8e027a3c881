using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActionGate.Arguments;

/// <summary>One argument that nobody can change any more.</summary>
internal readonly struct FrozenValue
{
    private FrozenValue(object? passed, JsonElement json = default)
    {
        Passed = passed;
        Json = json;
    }

    /// <summary>What the function gets.</summary>
    internal object? Passed { get; }

    /// <summary>The same as JSON; undefined where the argument was a plain .NET value.</summary>
    internal JsonElement Json { get; }

    /// <summary>The argument as text, decoded; <see langword="null"/> where it is none.</summary>
    internal string? Text => Json.ValueKind == JsonValueKind.String ? Json.GetString() : Passed as string;

    /// <summary>What the argument is, for a message.</summary>
    internal string Found => (Json.ValueKind, Passed) switch
    {
        (not JsonValueKind.Undefined, _) => Name(Json.ValueKind),
        (_, null) => "null",
        (_, string) => "text",
        (_, bool) => "a boolean",
        _ => "a number or another value",
    };

    /// <summary>Copies a value, so that what was decided is what is passed.</summary>
    /// <param name="value">The value, as an invoker or a host put it among the arguments.</param>
    /// <param name="options">How the function marshals its arguments.</param>
    /// <exception cref="Exception">The value can't be read; whatever its own code threw.</exception>
    internal static FrozenValue Of(object? value, JsonSerializerOptions options) => value switch
    {
        null or string or bool or char or Enum => new FrozenValue(value),
        sbyte or byte or short or ushort or int or uint or long or ulong or nint or nuint or Int128 or UInt128 => new FrozenValue(value),
        Half or float or double or decimal => new FrozenValue(value),
        DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or Uri => new FrozenValue(value),
        JsonElement element => Of(element.Clone()),
        JsonDocument document => Of(document.RootElement.Clone()),
        JsonNode node => Of(node),
        // Lists, dictionaries and objects of the host's own: somebody may still hold and change them. As JSON nobody can.
        _ => Of(JsonSerializer.SerializeToElement(value, options.GetTypeInfo(value.GetType()))),
    };

    /// <summary>The argument as JSON.</summary>
    internal string ToText() => (Json.ValueKind, Passed) switch
    {
        (not JsonValueKind.Undefined, _) => Json.GetRawText(),
        (_, null) => "null",
        (_, true) => "true",
        (_, false) => "false",
        (_, sbyte or byte or short or ushort or int or uint or long or ulong or nint or nuint or Int128 or UInt128 or decimal) => ((IFormattable)Passed).ToString(null, CultureInfo.InvariantCulture),
        (_, IFormattable other) => Quoted(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => Quoted(Passed.ToString() ?? ""),
    };

    /// <summary>A text in JSON (RFC 8259, 7), lone surrogates too, which no encoder of UTF-8 takes.</summary>
    internal static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
                quoted.Append(c).Append(text[++i]);
            else if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c < ' ' || char.IsSurrogate(c))
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }

    internal static string Name(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private static FrozenValue Of(JsonElement element) => new(element, element);

    private static FrozenValue Of(JsonNode node)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { MaxDepth = JsonShape.DeepestLevel }))
            node.WriteTo(writer);
        using var document = JsonDocument.Parse(text.WrittenMemory);
        // A function of its own may expect the type that it was given: a node again, of which only the function knows.
        return new FrozenValue(JsonNode.Parse(text.WrittenSpan), document.RootElement.Clone());
    }
}
