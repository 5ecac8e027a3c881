using System.Buffers.Text;
using System.Text.Json;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Rendering;

/// <summary>The answers of <c>eval</c>, member by member in the order of the contract.</summary>
internal static class DecisionJson
{
    internal static void Write(Utf8JsonWriter json, InputLine request, in Ruling ruling)
    {
        json.WriteStartObject();
        if (ruling.IsRequest)
            WriteEcho(json, request);
        else
            request.Echo(Field.Id).Write(json, "id"u8);

        if (ruling.Error is not null)
        {
            json.WriteString("decision"u8, Words.Of(Verdict.Deny));
            json.WriteNull("rule"u8);
            json.WriteString("reason"u8, ruling.Reason);
            json.WriteString("error"u8, ruling.Error);
        }
        else
        {
            WriteDecision(json, ruling.Decision, ruling.Code);
        }
        json.WriteEndObject();
    }

    internal static void WriteEcho(Utf8JsonWriter json, InputLine request)
    {
        request.Echo(Field.Id).Write(json, "id"u8);
        if (request[Field.Code] is null)
        {
            request.Echo(Field.ActionType).Write(json, "actionType"u8);
            request.Echo(Field.Target).Write(json, "target"u8);
        }
        else
        {
            request.Echo(Field.Language).Write(json, "language"u8);
        }
        request.Echo(Field.AgentId).Write(json, "agentId"u8);
    }

    private static void WriteDecision(Utf8JsonWriter json, in Decision decision, CodeDecision? code)
    {
        json.WriteString("decision"u8, Words.Of(decision.Verdict));
        json.WriteString("rule"u8, decision.Rule?.Id);
        json.WriteString("reason"u8, decision.Reason);
        json.WriteString("mode"u8, Words.Of(decision.Mode));
        WriteTime(json, decision.EvaluationTime);
        json.WriteStartArray("operations"u8);
        var operations = code?.Operations ?? decision.Operations;
        for (int i = 0; i < operations.Count; i++)
            WriteOperation(json, operations[i], hasOrigin: code is not null || operations.Count > 1);
        json.WriteEndArray();
        if (code is null)
            return;
        json.WriteStrings("imports"u8, code.Imports);
        json.WriteBoolean("opaque"u8, code.IsOpaque);
        json.WriteString("codeHash"u8, code.CodeHash);
    }

    private static void WriteTime(Utf8JsonWriter json, TimeSpan time)
    {
        Span<byte> text = stackalloc byte[40];
        Utf8Formatter.TryFormat(time.TotalMilliseconds, text, out int length, new('F', 3));
        "ms"u8.CopyTo(text[length..]);
        json.WriteString("evaluationTime"u8, text[..(length + 2)]);
    }

    private static void WriteOperation(Utf8JsonWriter json, OperationDecision decision, bool hasOrigin)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, decision.Operation.Kind.Name);
        json.WriteString("target"u8, decision.Operation.Target);
        json.WriteString("decision"u8, Words.Of(decision.Verdict));
        json.WriteString("rule"u8, decision.Rule?.Id);
        if (hasOrigin)
            WriteOrigin(json, decision.Operation);
        json.WriteEndObject();
    }

    /// <summary>Where in the code an operation comes from, as far as it is known.</summary>
    private static void WriteOrigin(Utf8JsonWriter json, Operation operation)
    {
        json.WriteCertainty(operation);
        if (operation.At.Line > 0)
        {
            json.WriteNumber("line"u8, operation.At.Line);
            json.WriteNumber("column"u8, operation.At.Column);
        }
        if (operation.Api.Length > 0)
            json.WriteString("api"u8, operation.Api);
        if (operation.Via.Count > 0)
            json.WriteStrings("via"u8, operation.Via);
    }
}
