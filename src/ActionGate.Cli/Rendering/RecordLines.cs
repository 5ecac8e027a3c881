using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Rendering;

/// <summary>A record of an audit log in one line. Whatever agents put into it can neither begin a line nor look like another member.</summary>
internal static class RecordLines
{
    private const int MostLate = 20;
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
            string name = JsonText.Unescape(JsonMarshal.GetRawUtf8PropertyName(member));
            if (record.Type is "recovery" && WordsOf(name, member.Value) is { } words)
                text.Write(": " + words);
            else if (IsTold(name, record.Verdict is not null) && member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                WriteMember(text, name, member.Value);
        }
        text.WriteLine();
    }

    private static void WriteMember(TextOutput text, string name, JsonElement value)
    {
        text.Write($" {Value(name)}=", Tone.Faint);
        text.Write(Value(value.ValueKind == JsonValueKind.String ? TextOf(value) : value.GetRawText()));
    }

    /// <summary>What a recovery record says of records before it.</summary>
    /// <returns><see langword="null"/>: the member says something else.</returns>
    private static string? WordsOf(string name, JsonElement value)
    {
        if (name is "unanchored" && value.ValueKind == JsonValueKind.Number)
            return $"records before it that had no checkpoint: {Value(value.GetRawText())}; what signed them was taken away, or never was there";
        if (name is not "late" || value.ValueKind != JsonValueKind.Array)
            return null;
        int count = value.GetArrayLength();
        var first = value.EnumerateArray().Take(MostLate).Select(e => Value(e.GetRawText()));
        return $"written after their callers had been refused: {string.Join(", ", first)}{(count > MostLate ? string.Create(CultureInfo.InvariantCulture, $" and {count - MostLate} more") : "")}";
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
