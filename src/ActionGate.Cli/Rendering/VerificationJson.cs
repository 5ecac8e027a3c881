using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>audit verify --json</c>.</summary>
internal static class VerificationJson
{
    internal static void Write(Utf8JsonWriter json, string directory, AuditVerification verification)
    {
        json.WriteStartObject();
        json.WriteString("directory"u8, directory);
        json.WriteBoolean("valid"u8, verification.IsValid);
        json.WriteBoolean("anchored"u8, verification.Anchor is not null);
        if (verification.From > verification.PrunedBefore)
            json.WriteNumber("from"u8, verification.From);
        json.WriteNumber("records"u8, verification.Records);
        json.WriteString("head"u8, verification.Head);
        if (verification.Anchor is { } anchor)
        {
            json.WriteStartObject("anchor"u8);
            json.WriteString("origin"u8, anchor.Origin);
            json.WriteNumber("size"u8, anchor.Size);
            json.WriteBase64String("root"u8, anchor.RootHash.Span);
            json.WriteEndObject();
        }
        if (verification.PrunedBefore > 0)
            json.WriteNumber("prunedBefore"u8, verification.PrunedBefore);
        WriteProblems(json, "problems"u8, verification.Problems);
        WriteProblems(json, "warnings"u8, verification.Warnings);
        json.WriteEndObject();
    }

    private static void WriteProblems(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<AuditProblem> problems)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < problems.Count; i++)
            WriteProblem(json, problems[i]);
        json.WriteEndArray();
    }

    /// <summary>One thing that is wrong with a log, and its place.</summary>
    internal static void WriteProblem(Utf8JsonWriter json, AuditProblem problem)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, problem.DiagnosticId);
        json.WriteString("message"u8, problem.Message);
        if (problem.Segment is not null)
            json.WriteString("segment"u8, problem.Segment);
        json.WriteNumber("line"u8, problem.Line);
        json.WriteNumber("offset"u8, problem.Offset);
        json.WriteNumber("record"u8, problem.Sequence);
        json.WriteEndObject();
    }
}
