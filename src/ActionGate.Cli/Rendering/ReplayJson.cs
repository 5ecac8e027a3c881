using System.Text.Json;
using ActionGate.Simulation.Replays;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>simulate --json</c>.</summary>
internal static class ReplayJson
{
    /// <summary>The members of the answer, but for what is suggested.</summary>
    internal static void WriteMembers(Utf8JsonWriter json, ReplayReport report, int notReplayable, int malformed)
    {
        json.WriteNumber("decided"u8, report.Decided);
        json.WriteNumber("same"u8, report.Same);
        json.WriteNumber("different"u8, report.Different);
        json.WriteNumber("withoutDecision"u8, report.Unknown);
        json.WriteNumber("notReplayable"u8, notReplayable);
        json.WriteNumber("malformed"u8, malformed);
        json.WriteNumber("allow"u8, report.Count(Verdict.Allow));
        json.WriteNumber("requireApproval"u8, report.Count(Verdict.RequireApproval));
        json.WriteNumber("deny"u8, report.Count(Verdict.Deny));
        json.WriteStartArray("changes"u8);
        foreach (var change in report.Changes)
            Write(json, change);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ReplayChange change)
    {
        json.WriteStartObject();
        json.WriteString("was"u8, Words.Of(change.Was));
        json.WriteString("wasRule"u8, change.WasRule);
        json.WriteString("now"u8, Words.Of(change.Now));
        json.WriteString("rule"u8, change.Rule?.Id);
        json.WriteNumber("count"u8, change.Count);
        json.WriteStartArray("examples"u8);
        foreach (var example in change.Examples)
        {
            json.WriteStartObject();
            json.WriteString("place"u8, example.Place);
            json.WriteString("actionType"u8, example.Kind);
            json.WriteString("target"u8, example.Target);
            json.WriteString("agentId"u8, example.Agent);
            json.WriteString("reason"u8, example.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
