using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>test --json</c>, file by file.</summary>
internal static class TestJson
{
    internal static void Write(Utf8JsonWriter json, PolicyTestReport report)
    {
        json.WriteStartObject();
        json.WriteString("file"u8, report.File);
        json.WriteBoolean("valid"u8, true);
        json.WriteNumber("passed"u8, report.Results.Count - report.Failures.Count);
        json.WriteNumber("failed"u8, report.Failures.Count);
        json.WriteStartArray("failures"u8);
        for (int i = 0; i < report.Failures.Count; i++)
            WriteFailure(json, report.Failures[i]);
        json.WriteEndArray();
        json.WriteStartArray("unreached"u8);
        for (int i = 0; i < report.Unreached.Count; i++)
            WriteUnreached(json, report.Unreached[i]);
        json.WriteEndArray();
        json.WriteEmpty("diagnostics"u8);
        json.WriteEndObject();
    }

    /// <summary>The answer for tests that could not be loaded.</summary>
    internal static void WriteInvalid(Utf8JsonWriter json, string file, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartObject();
        json.WriteString("file"u8, file);
        json.WriteBoolean("valid"u8, false);
        json.WriteNumber("passed"u8, 0);
        json.WriteNumber("failed"u8, 0);
        json.WriteEmpty("failures"u8);
        json.WriteEmpty("unreached"u8);
        json.WriteStartArray("diagnostics"u8);
        for (int i = 0; i < diagnostics.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("file"u8, diagnostics[i].File);
            CheckJson.WriteMembers(json, diagnostics[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFailure(Utf8JsonWriter json, PolicyTestResult failure)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, failure.Name);
        json.WriteNumber("line"u8, failure.Line);
        json.WriteStrings("differences"u8, failure.Differences);
        json.WriteString("decision"u8, Words.Of(failure.Decision.Verdict));
        json.WriteString("rule"u8, failure.Decision.Rule?.Id);
        json.WriteString("reason"u8, failure.Decision.Reason);
        json.WriteEndObject();
    }

    private static void WriteUnreached(Utf8JsonWriter json, UnreachedRule rule)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, rule.Id);
        json.WriteString("agent"u8, rule.Agent);
        json.WriteString("file"u8, rule.File);
        json.WriteNumber("line"u8, rule.Line);
        json.WriteEndObject();
    }
}
