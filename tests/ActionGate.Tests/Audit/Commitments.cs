using System.Text.Json;

namespace ActionGate.Tests.Audit;

/// <summary>Reads commitments and their salts.</summary>
internal static class Commitments
{
    /// <summary>The member <c>c</c> as it stands in a record.</summary>
    internal static string Of(AuditRecord record)
    {
        int start = record.Json.IndexOf("\"c\":{", StringComparison.Ordinal);
        return start < 0 ? "" : record.Json[start..(record.Json.IndexOf('}', start) + 1)];
    }

    internal static Dictionary<string, string> In(AuditRecord record)
    {
        using var json = JsonDocument.Parse(record.Json);
        return json.RootElement.TryGetProperty("c", out var c) ? c.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!) : [];
    }

    /// <summary>The salts of a record: those of its last line.</summary>
    internal static Dictionary<string, string> Salts(string file, long sequence)
    {
        Dictionary<string, string> salts = [];
        foreach (string line in File.ReadAllLines(file))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.GetProperty("seq").GetInt64() == sequence)
                salts = json.RootElement.GetProperty("salts").EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetString()!);
        }
        return salts;
    }
}
