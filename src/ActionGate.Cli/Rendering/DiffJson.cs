using System.Globalization;
using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>The answer of <c>diff --json</c>.</summary>
internal static class DiffJson
{
    internal static void Write(Stream stream, PolicyComparison comparison)
    {
        var output = new JsonOutput(stream);
        var json = output.Json;
        json.WriteStartObject();
        json.WriteBoolean("equivalent"u8, comparison.IsEquivalent);
        json.WriteStartArray("changes"u8);
        for (int i = 0; i < comparison.Changes.Count; i++)
            Write(json, comparison.Changes[i]);
        json.WriteEndArray();
        json.WriteStrings("settings"u8, comparison.Settings);
        json.WriteStrings("unknown"u8, comparison.Unknown);
        json.WriteEndObject();
        output.EndLine();
        output.Flush();
    }

    private static void Write(Utf8JsonWriter json, PolicyChange change)
    {
        json.WriteStartObject();
        json.WriteString("actionType"u8, change.Request.Kind.Name);
        json.WriteString("target"u8, change.Request.Target);
        json.WriteString("agentId"u8, change.Request.Context.Agent);
        json.WriteString("method"u8, change.Request.Method);
        json.WriteString("language"u8, change.Language);
        json.WriteString("at"u8, change.At?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
        json.WriteString("before"u8, Word(change.Before));
        json.WriteString("beforeRule"u8, change.BeforeRule?.Id);
        json.WriteString("after"u8, Word(change.After));
        json.WriteString("afterRule"u8, change.AfterRule?.Id);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> Word(Verdict? verdict) => verdict is { } known ? Words.Of(known) : "ABSTAIN"u8;
}
