using System.Globalization;
using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>A record of an audit log in one line. Whatever agents put into it can neither begin a line nor look like another member.</summary>
internal static class RecordLines
{
    private const string Plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:/@+-";

    internal static void Write(TextOutput text, AuditRecord record)
    {
        text.Write(record.Sequence.ToString(CultureInfo.InvariantCulture), Tone.Faint);
        if (record.Timestamp is { } time)
            text.Write(time.ToString(" yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), Tone.Faint);
        if (record.Verdict is { } verdict)
        {
            text.Write(" ");
            text.Write(verdict switch { Verdict.Allow => "allow", Verdict.RequireApproval => "require_approval", _ => "deny" }, Words.ToneOf(verdict));
            if (record.Mode == GateMode.Simulate)
                text.Write(" (simulated)");
            text.Write(" " + Value(record.Action ?? "") + (record.Target is { } target ? " " + Quoted(target) : ""));
        }
        else
        {
            text.Write(" " + Value(record.Type));
        }
        using var json = JsonDocument.Parse(record.Json);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (!IsTold(member.Name, record.Verdict is not null) || member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                continue;
            text.Write($" {Value(member.Name)}=", Tone.Faint);
            text.Write(Value(member.Value.ValueKind == JsonValueKind.String ? TextOf(member.Value) : member.Value.GetRawText()));
        }
        text.WriteLine();
    }

    private static bool IsTold(string name, bool isDecision) => name is not ("v" or "seq" or "ts" or "type" or "prev" or "hash" or "engine" or "eval_ns" or "log_id")
        && !(isDecision && name is "verdict" or "action" or "target" or "mode" or "policy");

    /// <summary>Half a surrogate pair, which a record may hold as an escape, is no text to the reader.</summary>
    internal static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return element.GetRawText()[1..^1];
        }
    }

    private static string Value(string text) => text.Length is > 0 and < 100 && !text.AsSpan().ContainsAnyExcept(Plain) ? text : Quoted(text);

    private static string Quoted(string text) =>
        PrintableText.Quote(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal));
}
