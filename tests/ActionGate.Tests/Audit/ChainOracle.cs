using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActionGate.Tests.Audit;

/// <summary>
/// A second reader of the format, written from its description and sharing nothing with the product: what the two disagree on is a
/// fault in one of them.
/// </summary>
internal static partial class ChainOracle
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    internal enum Outcome
    {
        Valid,
        Torn,
        Tampered,
    }

    internal static Judgement Judge(byte[] log)
    {
        string previous = new('0', 64);
        int start = 0;
        for (int n = 0; ; n++)
        {
            int end = Array.IndexOf(log, (byte)'\n', start);
            if (end < 0)
                return new Judgement(start == log.Length ? (n == 0 ? Outcome.Tampered : Outcome.Valid) : log.Length - start < 65_535 ? Outcome.Torn : Outcome.Tampered, n);
            if (end - start + 1 > 65_535 || Record(log[start..end], n, previous) is not { } hash)
                return new Judgement(Outcome.Tampered, n);
            previous = hash;
            start = end + 1;
        }
    }

    /// <summary>Gives records from a place on a new sequence, predecessor and hash: what someone can do who may rewrite the file.</summary>
    internal static byte[] Rechain(IReadOnlyList<string> entries)
    {
        var log = new StringBuilder();
        string previous = new('0', 64);
        for (int i = 0; i < entries.Count; i++)
        {
            string entry = SequencePart().Replace(entries[i], m => m.Groups[1].Value + i.ToString(CultureInfo.InvariantCulture), 1);
            entry = $"{entry[..entry.LastIndexOf(",\"prev\":", StringComparison.Ordinal)]},\"prev\":\"{previous}\"}}";
            previous = HashOf(Strict.GetBytes(entry));
            log.Append(entry, 0, entry.Length - 1).Append(",\"hash\":\"").Append(previous).Append("\"}\n");
        }
        return Strict.GetBytes(log.ToString());
    }

    internal static string[] Lines(byte[] log) => Strict.GetString(log).TrimEnd('\n').Split('\n');

    internal static byte[] Bytes(IEnumerable<string> lines) => Strict.GetBytes(string.Concat(lines.Select(l => l + "\n")));

    internal static string HashOf(byte[] entry) => Convert.ToHexStringLower(SHA256.HashData([0, .. entry]));

    private static string? Record(byte[] line, int n, string previous)
    {
        string text;
        try
        {
            text = Strict.GetString(line);
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String)
                return null;
            if (n == 0 && type.GetString() != "log.open")
                return null;
        }
        catch (Exception e) when (e is DecoderFallbackException or JsonException or ArgumentException)
        {
            return null;
        }
        var shape = Shape().Match(text);
        if (!shape.Success || shape.Groups["seq"].Value != n.ToString(CultureInfo.InvariantCulture) || shape.Groups["prev"].Value != previous)
            return null;
        string hash = HashOf([.. line[..^75], (byte)'}']);
        return hash == shape.Groups["hash"].Value ? hash : null;
    }

    [GeneratedRegex("""\A\{"v":(0|[1-9][0-9]*),"seq":(?<seq>0|[1-9][0-9]*),.*,"prev":"(?<prev>[0-9a-f]{64})","hash":"(?<hash>[0-9a-f]{64})"\}\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("""^(\{"v":[0-9]+,"seq":)[0-9]+""", RegexOptions.CultureInvariant)]
    private static partial Regex SequencePart();

    internal readonly record struct Judgement(Outcome Outcome, int Records);
}
