using System.CommandLine;
using System.Globalization;
using ActionGate.Audit.Verifying;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit prune</c>: deletes old segments.</summary>
internal sealed class AuditPruneCommand : ToolCommand
{
    private const int LongestAnswer = 16;

    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly AuditWriting _writing = new();
    private readonly Option<string> _before = new("--before") { HelpName = "SEQ|DATE", Required = true, Description = "What to keep: records from this sequence on, or from this day (2026-01-31) or time in UTC on." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Don't ask." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };

    internal AuditPruneCommand(CommandHost host)
        : base("prune", "Delete old segments of an audit log, whole ones only.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate audit prune ./audit --before 2026-01-01 --yes

            A record says what was deleted, so that the rest verifies as before. The last segment is never
            deleted. Make receipts before for what you may have to prove: they stay valid.
            """;
        Add(_before);
        Add(_yes);
        Add(_json);
        _writing.AddTo(this);
        _folder.AddDirectoryTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = _folder.Of(parsed);
        long before = SequenceOf(parsed.GetValue(_before)!, directory);
        if (!parsed.GetValue(_yes) && !Ask(directory, before))
        {
            _host.Complain("nothing was deleted");
            return ExitCode.Refused;
        }
        long first = AuditLog.Prune(directory, before, _writing.OptionsOf(parsed, directory));
        if (parsed.GetValue(_json))
        {
            var output = new JsonOutput(_host.Output);
            output.Json.WriteStartObject();
            output.Json.WriteString("directory"u8, directory);
            output.Json.WriteNumber("before"u8, before);
            output.Json.WriteNumber("first"u8, first);
            output.Json.WriteEndObject();
            output.EndLine();
            output.Flush();
        }
        else
        {
            using var text = _host.OpenText();
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{directory}: the log begins with record {first}"), Tone.Good);
        }
        return ExitCode.Done;
    }

    private bool Ask(string directory, long before)
    {
        _host.Error.Write(PrintableText.Of(string.Create(CultureInfo.InvariantCulture, $"Delete the segments of {directory} whose records all come before record {before}? [y/N] ")));
        _host.Error.Flush();
        var answer = new List<byte>();
        for (int b; answer.Count < LongestAnswer && (b = _host.Input.ReadByte()) is not (-1 or '\n');)
            answer.Add((byte)b);
        return System.Text.Encoding.ASCII.GetString([.. answer]).Trim().ToUpperInvariant() is "Y" or "YES";
    }

    private static long SequenceOf(string text, string directory)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence))
            return sequence;
        if (!DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new CommandException($"--before: expected a sequence, a day such as 2026-01-31 or a time such as 2026-01-31T12:00:00Z, found '{text}'");
        // The first that is not older is kept, and all behind it: where the clock went back, that is rather too much.
        using var reader = RecordReader.Open(directory, 0);
        long next = 0;
        while (reader.Next() is { } record)
        {
            if (record.Timestamp >= time)
                return record.Sequence;
            next = record.Sequence + 1;
        }
        return next;
    }
}
