using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>check --sarif</c>: SARIF 2.1.0 (OASIS), as code scanning services read it.</summary>
internal static class SarifLog
{
    internal static void Write(Stream stream, IReadOnlyList<Diagnostic> diagnostics)
    {
        var output = new JsonOutput(stream);
        var json = output.Json;
        string[] ids = [.. diagnostics.Select(d => d.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteString("$schema"u8, "https://json.schemastore.org/sarif-2.1.0.json"u8);
        json.WriteString("version"u8, "2.1.0"u8);
        json.WriteStartArray("runs"u8);
        json.WriteStartObject();
        json.WriteStartObject("tool"u8);
        json.WriteStartObject("driver"u8);
        json.WriteString("name"u8, "actiongate"u8);
        json.WriteStartArray("rules"u8);
        foreach (string id in ids)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, id);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind"u8, "utf16CodeUnits"u8);
        json.WriteStartArray("results"u8);
        for (int i = 0; i < diagnostics.Count; i++)
            WriteResult(json, diagnostics[i], Array.IndexOf(ids, diagnostics[i].Id));
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        output.EndLine();
        output.Flush();
    }

    private static void WriteResult(Utf8JsonWriter json, Diagnostic diagnostic, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId"u8, diagnostic.Id);
        json.WriteNumber("ruleIndex"u8, rule);
        json.WriteString("level"u8, Words.Of(diagnostic.Severity));
        json.WriteStartObject("message"u8);
        json.WriteString("text"u8, diagnostic.Help is null ? diagnostic.Message : $"{diagnostic.Message}; {diagnostic.Help}");
        json.WriteEndObject();
        json.WriteStartArray("locations"u8);
        if (diagnostic.File is not null)
            WriteLocation(json, diagnostic, diagnostic.File);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, Diagnostic diagnostic, string file)
    {
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation"u8);
        json.WriteStartObject("artifactLocation"u8);
        json.WriteString("uri"u8, UriOf(file));
        json.WriteEndObject();
        if (diagnostic.Line > 0)
        {
            json.WriteStartObject("region"u8);
            json.WriteNumber("startLine"u8, diagnostic.Line);
            json.WriteNumber("startColumn"u8, diagnostic.Column);
            json.WriteNumber("endColumn"u8, diagnostic.Column + diagnostic.Length);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A relative file stays relative: services hold it against the root of the repository.</summary>
    private static string UriOf(string file) => Path.IsPathFullyQualified(file)
        ? new UriBuilder(Uri.UriSchemeFile, "") { Path = file.Replace('\\', '/') }.Uri.AbsoluteUri
        : string.Join('/', file.Replace('\\', '/').Split('/').Select(Uri.EscapeDataString));
}
