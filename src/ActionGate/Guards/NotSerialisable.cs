using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActionGate.Guards;

/// <summary>Says that a gate is no data: what it asks people with, its log and its counts live in this process.</summary>
internal sealed class NotSerialisable : JsonConverter<Gate>
{
    private const string Message =
        "a gate can't be serialised: its approval handler, audit log and counts live in this process; store the policy's file, and make a gate where it is needed";

    public override Gate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException(Message);

    public override void Write(Utf8JsonWriter writer, Gate value, JsonSerializerOptions options) => throw new NotSupportedException(Message);
}
