using System.Text.Json;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>scan</c>, member by member in the order of the contract.</summary>
internal static class ScanJson
{
    internal static void Write(Utf8JsonWriter json, JsonScalar id, string language, ScanResult scan)
    {
        json.WriteStartObject();
        id.Write(json, "id"u8);
        json.WriteString("language"u8, scan.Language ?? language);
        json.WriteString("parse"u8, scan.Parsed ? "ok"u8 : "error"u8);
        json.WriteBoolean("opaque"u8, scan.IsOpaque);
        json.WriteStrings("imports"u8, scan.Imports);
        json.WriteStrings("unknownImports"u8, scan.UnknownImports);
        json.WriteStartArray("operations"u8);
        for (int i = 0; i < scan.Operations.Count; i++)
            WriteOperation(json, scan.Operations[i]);
        json.WriteEndArray();
        if (scan.Shell is { } shell)
            WriteShell(json, shell);
        json.WriteEndObject();
    }

    /// <summary>The answer to a line that holds no code: as opaque as anything can be.</summary>
    internal static void WriteMalformed(Utf8JsonWriter json, InputLine line, string problem)
    {
        json.WriteStartObject();
        line.Echo(Field.Id).Write(json, "id"u8);
        line.Echo(Field.Language).Write(json, "language"u8);
        json.WriteString("parse"u8, "error"u8);
        json.WriteBoolean("opaque"u8, true);
        json.WriteEmpty("imports"u8);
        json.WriteEmpty("unknownImports"u8);
        json.WriteEmpty("operations"u8);
        json.WriteString("error"u8, problem);
        json.WriteEndObject();
    }

    private static void WriteOperation(Utf8JsonWriter json, Operation operation)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, operation.Kind.Name);
        json.WriteString("target"u8, operation.Target);
        json.WriteCertainty(operation);
        json.WriteNumber("line"u8, operation.At.Line);
        json.WriteNumber("column"u8, operation.At.Column);
        json.WriteString("api"u8, operation.Api);
        json.WriteStrings("via"u8, operation.Via);
        json.WriteEndObject();
    }

    private static void WriteShell(Utf8JsonWriter json, ShellFacts shell)
    {
        json.WriteStartArray("commands"u8);
        for (int i = 0; i < shell.Commands.Count; i++)
        {
            json.WriteStartArray();
            for (int word = 0; word < shell.Commands[i].Count; word++)
                json.WriteStringValue(shell.Commands[i][word]);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteStrings("writes"u8, shell.Writes);
        json.WriteStrings("reads"u8, shell.Reads);
        json.WriteStrings("hosts"u8, shell.Hosts);
        json.WriteStrings("assignments"u8, shell.Assignments);
    }
}
