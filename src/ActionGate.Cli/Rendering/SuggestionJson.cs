using System.Text.Json;
using ActionGate.Simulation.Suggestions;

namespace ActionGate.Cli.Rendering;

/// <summary>The members that <c>simulate --suggest --json</c> has beside those of the replay.</summary>
internal static class SuggestionJson
{
    internal static void WriteMembers(Utf8JsonWriter json, SuggestionReport report)
    {
        json.WriteNumber("wanted"u8, report.Wanted);
        json.WriteNumber("covered"u8, report.Covered);
        json.WriteNumber("unchanged"u8, report.Others);
        json.WriteStartArray("suggestions"u8);
        foreach (var file in report.Files)
        {
            foreach (var rule in file.Rules)
                Write(json, file.Name, rule);
        }
        json.WriteEndArray();
        json.WriteStartArray("uncovered"u8);
        foreach (var (item, why) in report.Uncovered)
        {
            json.WriteStartObject();
            json.WriteString("place"u8, item.Place);
            json.WriteString("why"u8, why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string file, SuggestedRule rule)
    {
        json.WriteStartObject();
        json.WriteString("policy"u8, file);
        json.WriteString("before"u8, rule.Before);
        json.WriteString("yaml"u8, rule.Yaml);
        json.WriteStrings("covers"u8, rule.Covers);
        json.WriteStrings("newlyAllows"u8, rule.NewlyAllows);
        json.WriteEndObject();
    }
}
