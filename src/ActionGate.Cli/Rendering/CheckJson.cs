using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>check --json</c>.</summary>
internal static class CheckJson
{
    internal static void Write(Utf8JsonWriter json, string file, string? hash, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartObject();
        json.WriteString("file"u8, file);
        json.WriteBoolean("valid"u8, hash is not null);
        json.WriteString("hash"u8, hash);
        json.WriteStartArray("diagnostics"u8);
        for (int i = 0; i < diagnostics.Count; i++)
        {
            json.WriteStartObject();
            WriteMembers(json, diagnostics[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The members of a diagnostic.</summary>
    internal static void WriteMembers(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteString("id"u8, diagnostic.Id);
        json.WriteString("severity"u8, Words.Of(diagnostic.Severity));
        json.WriteString("message"u8, diagnostic.Message);
        json.WriteString("help"u8, diagnostic.Help);
        json.WriteNumber("line"u8, diagnostic.Line);
        json.WriteNumber("column"u8, diagnostic.Column);
        json.WriteNumber("length"u8, diagnostic.Length);
    }
}
