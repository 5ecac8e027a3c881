using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>Records as comma-separated values (RFC 4180), one line each, which a spreadsheet takes for text and not for formulas.</summary>
internal static class RecordCsv
{
    private static readonly string[] Columns =
    [
        "seq", "ts", "type", "verdict", "mode", "action", "target", "method", "port", "agent", "suggester", "session", "group", "turn", "tool", "cwd",
        "rule", "reason", "policy", "code", "decision", "approved", "approver", "exit", "duration_ns", "error", "hash",
    ];

    internal static string Header => string.Join(',', Columns) + "\r\n";

    internal static string Line(AuditRecord record)
    {
        using var json = JsonDocument.Parse(record.Json);
        var line = new StringBuilder();
        foreach (string column in Columns)
        {
            if (line.Length > 0)
                line.Append(',');
            if (json.RootElement.TryGetProperty(column, out var value))
                line.Append(value.ValueKind == JsonValueKind.String ? Cell(RecordLines.TextOf(value)) : Number(value));
        }
        return line.Append("\r\n").ToString();
    }

    /// <summary>What a known record has there is a number or a truth; anything else is text.</summary>
    private static string Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) ? number.ToString(CultureInfo.InvariantCulture) : Cell(value.GetRawText());

    private static string Cell(string text)
    {
        text = PrintableText.Of(text).Replace("\n", "\\n", StringComparison.Ordinal);
        // With an apostrophe before it no program takes it for a formula.
        var start = text.AsSpan().TrimStart();
        if (!start.IsEmpty && start[0] is '=' or '+' or '-' or '@' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20')
            text = "'" + text;
        return text.AsSpan().ContainsAny(",\"' ") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
