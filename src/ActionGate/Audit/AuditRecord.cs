using System.Globalization;
using System.Text;
using System.Text.Json;
using ActionGate.Audit.Records;

namespace ActionGate;

/// <summary>One record of an audit log, read back.</summary>
/// <remarks>
/// What a type of record does not have is <see langword="null"/>. Further members, such as <c>ops</c> and <c>meta</c>, are in
/// <see cref="Json"/>. Immutable; safe to share between threads.
/// </remarks>
public sealed class AuditRecord
{
    private readonly Dictionary<string, string> _members;

    private AuditRecord(string json, long sequence, Dictionary<string, string> members)
    {
        Json = json;
        Sequence = sequence;
        _members = members;
    }

    /// <summary>The record's place in the log, from 0.</summary>
    public long Sequence { get; }

    /// <summary>The whole line as it is stored, without its line feed.</summary>
    public string Json { get; }

    /// <summary>When it was written, in UTC, by the log's clock; <see langword="null"/> where the text is no time.</summary>
    public DateTimeOffset? Timestamp =>
        DateTimeOffset.TryParseExact(Text("ts"), "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    /// <summary><c>log.open</c>, <c>policy</c>, <c>decision</c>, <c>approval</c>, <c>outcome</c>, <c>recovery</c>, <c>close</c>, or what a newer version wrote.</summary>
    public string Type => Text("type") ?? "";

    /// <summary>The record's hash, 64 hexadecimal digits; the next record names it as its predecessor.</summary>
    public string Hash => Text("hash") ?? "";

    /// <summary>The agent that executes.</summary>
    public string? Agent => Text("agent");

    /// <summary>The agent that proposed the action.</summary>
    public string? Suggester => Text("suggester");

    /// <summary>The session or conversation.</summary>
    public string? Session => Text("session");

    /// <summary>The group chat or team.</summary>
    public string? Group => Text("group");

    /// <summary>The tool through which the action came.</summary>
    public string? Tool => Text("tool");

    /// <summary>The turn within the conversation.</summary>
    public long? Turn => Number("turn");

    /// <summary>The kind of action.</summary>
    public string? Action => Text("action");

    /// <summary>The target as it was asked for, cut at 256 UTF-16 units; <c>[redacted]</c> stands in the place of secrets.</summary>
    public string? Target => Text("target");

    /// <summary>The method of a network request.</summary>
    public string? Method => Text("method");

    /// <summary>What was decided.</summary>
    public Verdict? Verdict => Text("verdict") switch
    {
        "allow" => ActionGate.Verdict.Allow,
        "require_approval" => ActionGate.Verdict.RequireApproval,
        "deny" => ActionGate.Verdict.Deny,
        _ => null,
    };

    /// <summary>Whether the verdict was binding.</summary>
    public GateMode? Mode => Text("mode") switch
    {
        "enforce" => GateMode.Enforce,
        "simulate" => GateMode.Simulate,
        _ => null,
    };

    /// <summary>The id of the rule that decided; <see langword="null"/> where the default did.</summary>
    public string? Rule => Text("rule");

    /// <summary>Why; of a decision only where it did not allow.</summary>
    public string? Reason => Text("reason");

    /// <summary>The hash of the policy that decided, or that was put in force.</summary>
    public string? PolicyHash => Text("policy");

    /// <summary>The hash of the code that was decided.</summary>
    public string? CodeHash => Text("code");

    /// <summary>The sequence of the decision that an approval or an outcome belongs to.</summary>
    public long? DecisionSequence => Number("decision");

    /// <summary>Whether a person approved; of approvals only.</summary>
    public bool? IsApproved => Text("approved") switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };

    /// <summary>Who answered a request for approval.</summary>
    public string? Approver => Text("approver");

    /// <summary>The exit code of an outcome.</summary>
    public long? ExitCode => Number("exit");

    /// <summary>Some text was not valid Unicode: its lone surrogates stand as escapes in <see cref="Json"/>.</summary>
    public bool IsLossy => Text("lossy") is "true";

    /// <summary>The record as it is stored.</summary>
    public override string ToString() => Json;

    /// <summary>Reads a line without its line feed.</summary>
    /// <returns><see langword="null"/>: it is no record.</returns>
    internal static AuditRecord? Parse(ReadOnlySpan<byte> line)
    {
        var members = new Dictionary<string, string>(24, StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = JsonText.Decode(reader.ValueSpan);
                reader.Read();
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                    reader.Skip();
                else
                    members[name] = JsonText.Decode(reader.ValueSpan);
            }
        }
        catch (JsonException)
        {
            return null;
        }
        return members.TryGetValue("seq", out string? text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)
            ? new AuditRecord(Encoding.UTF8.GetString(line), sequence, members)
            : null;
    }

    private string? Text(string name) => _members.GetValueOrDefault(name);

    private long? Number(string name) => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
