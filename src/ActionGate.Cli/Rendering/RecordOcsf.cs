using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ActionGate.Cli.Rendering;

/// <summary>
/// Records as events in the shape of the Open Cybersecurity Schema Framework, version 1.3.0: the class is that of what was to be done, the profile
/// <c>security_control</c> says what was decided. What the schema has no place for stands in <c>unmapped</c>, whole.
/// </summary>
/// <remarks>
/// Sources: <c>events/</c>, <c>objects/</c> and <c>profiles/</c> of the schema (github.com/ocsf/ocsf-schema), its browser at schema.ocsf.io/1.3.0. Objects of
/// which the schema wants at least one of several identifiers get one: a process the record's hash, a device no more than a word.
/// </remarks>
internal static class RecordOcsf
{
    private const string Version = "1.3.0";

    /// <summary>Where the schema requires a name, and the record holds none.</summary>
    private const string Unknown = "unknown";

    /// <summary>A class of events, and what was done there.</summary>
    private readonly record struct Event(int Category, int Class, int Activity);

    internal static void Write(Utf8JsonWriter json, AuditRecord record)
    {
        var kind = EventOf(record);
        json.WriteStartObject();
        json.WriteNumber("category_uid"u8, kind.Category);
        json.WriteNumber("class_uid"u8, kind.Class);
        json.WriteNumber("activity_id"u8, kind.Activity);
        json.WriteNumber("type_uid"u8, 100L * kind.Class + kind.Activity);
        if (kind.Activity == 99)
            json.WriteString("activity_name"u8, Safe(record.Action ?? record.Type));
        json.WriteNumber("severity_id"u8, record.Verdict switch { Verdict.Deny => 3, Verdict.RequireApproval => 2, _ => 1 });
        json.WriteNumber("time"u8, record.Timestamp?.ToUnixTimeMilliseconds() ?? 0);
        WriteMetadata(json, record);
        if (record.Reason is { } reason)
            json.WriteString("message"u8, Safe(reason));
        if (record.Verdict is { } verdict)
        {
            WriteControl(json, record, verdict);
            WriteActor(json, record);
            json.WriteStartObject("device"u8);
            json.WriteNumber("type_id"u8, 0);
            json.WriteString("name"u8, Unknown);
            json.WriteEndObject();
            WriteObject(json, record, kind);
        }
        json.WritePropertyName("unmapped"u8);
        json.WriteRawValue(PrintableText.Of(record.Json));
        json.WriteEndObject();
    }

    private static Event EventOf(AuditRecord record)
    {
        if (record.Verdict is null)
            return new Event(0, 0, 99);
        return record.Action switch
        {
            "shell_exec" or "script_exec" or "code_execution" or "dynamic_code" => new Event(1, 1007, 1),
            "file_read" => new Event(1, 1001, 2),
            "file_write" => new Event(1, 1001, 3),
            "file_delete" => new Event(1, 1001, 4),
            "network" => new Event(4, 4001, 1),
            _ => new Event(6, 6003, 99),
        };
    }

    private static void WriteMetadata(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject("metadata"u8);
        json.WriteString("version"u8, Version);
        json.WriteStartObject("product"u8);
        json.WriteString("name"u8, "ActionGate");
        json.WriteString("vendor_name"u8, "ActionGate");
        json.WriteEndObject();
        json.WriteString("uid"u8, Safe(record.Hash));
        json.WriteNumber("sequence"u8, record.Sequence);
        if (record.Verdict is not null)
        {
            json.WriteStartArray("profiles"u8);
            json.WriteStringValue("host"u8);
            json.WriteStringValue("security_control"u8);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>What was simulated was not held up, whatever the verdict.</summary>
    private static void WriteControl(Utf8JsonWriter json, AuditRecord record, Verdict verdict)
    {
        bool isAllowed = verdict == Verdict.Allow || record.Mode == GateMode.Simulate;
        json.WriteNumber("action_id"u8, isAllowed ? 1 : 2);
        json.WriteNumber("disposition_id"u8, isAllowed ? 1 : 2);
        json.WriteNumber("status_id"u8, isAllowed ? 1 : 2);
        if (record.Rule is null && record.PolicyHash is null)
            return;
        json.WriteStartObject("policy"u8);
        if (record.Rule is { } rule)
            json.WriteString("name"u8, Safe(rule));
        if (record.PolicyHash is { } hash)
            json.WriteString("uid"u8, Safe(hash));
        json.WriteEndObject();
    }

    private static void WriteActor(Utf8JsonWriter json, AuditRecord record)
    {
        json.WriteStartObject("actor"u8);
        json.WriteString("app_name"u8, Safe(record.Agent ?? Unknown));
        if (record.Session is { } session)
        {
            json.WriteStartObject("session"u8);
            json.WriteString("uid"u8, Safe(session));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter json, AuditRecord record, Event kind)
    {
        string target = Safe(record.Target is { Length: > 0 } known ? known : Unknown);
        switch (kind.Class)
        {
            case 1007:
                json.WriteStartObject("process"u8);
                json.WriteString("uid"u8, Safe(record.Hash));
                json.WriteString("cmd_line"u8, target);
                json.WriteEndObject();
                break;
            case 1001:
                string path = target.TrimEnd('/', '\\');
                string name = path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
                json.WriteStartObject("file"u8);
                json.WriteString("name"u8, name.Length > 0 ? name : target);
                json.WriteString("path"u8, target);
                json.WriteNumber("type_id"u8, 0);
                json.WriteEndObject();
                break;
            case 4001:
                WriteEndpoint(json, target);
                break;
            default:
                json.WriteStartObject("api"u8);
                json.WriteString("operation"u8, Safe(record.Action ?? ""));
                json.WriteEndObject();
                json.WriteStartArray("resources"u8);
                json.WriteStartObject();
                json.WriteString("name"u8, target);
                json.WriteEndObject();
                json.WriteEndArray();
                // The schema asks for where the call came from.
                json.WriteStartObject("src_endpoint"u8);
                json.WriteString("name"u8, Safe(record.Agent ?? Unknown));
                json.WriteEndObject();
                break;
        }
    }

    /// <summary>A URL, a host, or a host and a port behind a colon.</summary>
    private static void WriteEndpoint(Utf8JsonWriter json, string target)
    {
        string host = target;
        int port = 0;
        if (Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
        {
            (host, port) = (uri.Host, uri.Port);
        }
        else if (target.LastIndexOf(':') is > 0 and var colon && target.IndexOf(':', StringComparison.Ordinal) == colon
            && ushort.TryParse(target.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
        {
            (host, port) = (target[..colon], number);
        }
        json.WriteStartObject("dst_endpoint"u8);
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            json.WriteString("ip"u8, address.ToString());
        else
            json.WriteString("hostname"u8, host);
        if (port > 0)
            json.WriteNumber("port"u8, port);
        json.WriteEndObject();
    }

    private static string Safe(string text) => PrintableText.Of(text);
}
