using System.Globalization;
using System.Text.Json;
using ActionGate.Audit.Files;
using ActionGate.Audit.Records;

namespace ActionGate.Simulation.Replays;

/// <summary>Reads the decisions of an audit log, without opening it for writing: a log in use can be read too. For one thread.</summary>
/// <param name="directory">The folder of the log.</param>
internal sealed class RecordedDecisions(string directory)
{
    private const string OwnPolicyName = "policy";
    private const string OwnPolicyValue = "of the request";

    /// <summary>What was asked depends on these: where one was cut, the request can't be made again.</summary>
    private static readonly string[] Needed = ["action", "target", "agent", "cwd", "method"];

    /// <summary>What is recorded with a request that brought a policy of its own.</summary>
    internal static IReadOnlyDictionary<string, string> OwnPolicy { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { [OwnPolicyName] = OwnPolicyValue };

    /// <summary>How many decisions can't be decided again: the log does not hold the whole of what was asked, or a policy of the request decided as well.</summary>
    internal int NotReplayable { get; private set; }

    /// <summary>How many lines are no records.</summary>
    internal int Unreadable { get; private set; }

    /// <summary>The decisions that can be made again, in their order. Read once.</summary>
    /// <exception cref="AuditException">There is no log, or it can't be read.</exception>
    internal IEnumerable<ReplayItem> Read()
    {
        var approved = new HashSet<long>();
        foreach (var record in Records())
        {
            if (record is { Type: "approval", IsApproved: true, DecisionSequence: { } decision })
                approved.Add(decision);
        }
        Unreadable = 0;
        foreach (var record in Records())
        {
            if (record.Type != "decision")
                continue;
            if (ItemOf(record, approved) is { } item)
                yield return item;
            else
                NotReplayable++;
        }
    }

    private IEnumerable<AuditRecord> Records()
    {
        foreach (var segment in Segments())
        {
            using var stream = new FileStream(segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var lines = new LineReader();
            int count;
            // Behind the last line feed is a record that is being written, or was torn.
            while (!lines.IsLineTooLong && (count = stream.Read(lines.Room().Span)) > 0)
            {
                lines.Filled(count);
                while (TryTake(lines, out var record))
                {
                    if (record is not null)
                        yield return record;
                    else
                        Unreadable++;
                }
            }
            if (lines.IsLineTooLong)
                Unreadable++;
        }
    }

    private static bool TryTake(LineReader lines, out AuditRecord? record)
    {
        record = null;
        if (!lines.TryTake(out var line))
            return false;
        record = AuditRecord.Parse(line);
        return true;
    }

    private List<LogSegment> Segments()
    {
        var folder = LogDirectory.At(directory);
        folder.Inspect();
        var segments = folder.Segments();
        return segments.Count > 0 ? segments : throw new AuditException(DiagnosticIds.AuditMissing, $"{folder.FullPath}: there is no audit log");
    }

    /// <summary>The request of a record; <see langword="null"/> where it is not known whole.</summary>
    private static ReplayItem? ItemOf(AuditRecord record, HashSet<long> approved)
    {
        if (record.Verdict is not { } verdict || record.Action is not { } kind || record.IsLossy || record.CodeHash is not null)
            return null;
        string? folder = null;
        int? port = null;
        bool isRecursive = false;
        HostShell? shell = null;
        using var json = JsonDocument.Parse(record.Json);
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (member.NameEquals("cwd") && member.Value.ValueKind == JsonValueKind.String)
                folder = member.Value.GetString();
            else if (member.NameEquals("port") && member.Value.TryGetInt32(out int number))
                port = number;
            else if (member.NameEquals("recursive"))
                isRecursive = member.Value.ValueKind == JsonValueKind.True;
            else if (member.NameEquals("shell") && member.Value.ValueKind == JsonValueKind.String && (shell = ShellNames.Parse(member.Value.GetString())) is null)
                return null;
            else if (member.NameEquals("meta") && HasOwnPolicy(member.Value))
                return null;
            else if (member.NameEquals("n") && member.Value.ValueKind == JsonValueKind.Object && IsCut(member.Value))
                return null;
        }
        var context = new ActionContext { Agent = record.Agent, Suggester = record.Suggester, Session = record.Session, WorkingDirectory = folder };
        return new ReplayItem(string.Create(CultureInfo.InvariantCulture, $"record {record.Sequence}"), new ActionRequest(kind, record.Target, context) { Method = record.Method, Port = port, IsRecursive = isRecursive })
        {
            Shell = shell,
            Was = verdict,
            WasRule = record.Rule,
            At = record.Timestamp,
            IsWanted = approved.Contains(record.Sequence),
        };
    }

    private static bool HasOwnPolicy(JsonElement metadata) =>
        metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty(OwnPolicyName, out var policy) && policy.ValueKind == JsonValueKind.String && policy.ValueEquals(OwnPolicyValue);

    private static bool IsCut(JsonElement lengths)
    {
        foreach (var member in lengths.EnumerateObject())
        {
            if (Array.IndexOf(Needed, member.Name) >= 0)
                return true;
        }
        return false;
    }
}
