using System.CommandLine;
using System.Globalization;
using System.Text;
using ActionGate.Audit.Verifying;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit export</c>: gives the records of a log out in the formats of other programs.</summary>
internal sealed class AuditExportCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly RecordFilter _filter = new();
    private readonly Option<string> _format = new("--format") { HelpName = "FORMAT", Required = true, Description = "jsonl, csv or ocsf (Open Cybersecurity Schema Framework 1.3.0)." };
    private readonly Option<bool> _unverified = new("--unverified") { Description = "Export what is there even where the log does not verify." };

    internal AuditExportCommand(CommandHost host)
        : base("export", "Export the records of an audit log.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate audit export ./audit --format csv --verdict deny > denied.csv
              actiongate audit export ./audit --format ocsf --key audit.pub > events.jsonl

            The log is verified first, and what was verified is exported. Where it does not verify nothing is,
            and the exit code is 1; with --unverified it is exported, and standard error says so.
            Control characters, and marks that turn the direction of text, are escaped in all formats. To verify
            a log elsewhere copy its folder.
            """;
        _format.AcceptOnlyFromAmong("jsonl", "csv", "ocsf");
        Add(_format);
        _filter.AddTo(this);
        _folder.AddKeyTo(this);
        Add(_unverified);
        _folder.AddDirectoryTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = _folder.Of(parsed);
        bool isUnverified = parsed.GetValue(_unverified);
        var isAskedFor = _filter.Of(parsed);
        long to = _filter.ToOf(parsed);
        using var reader = RecordReader.Open(directory, _filter.FromOf(parsed));
        var verification = AuditFolder.Verify(directory, new VerifyOptions { PublicKey = _folder.KeyOf(parsed) });
        if (!verification.IsValid)
        {
            _host.Complain($"the log does not verify{(isUnverified ? "" : ", and nothing was exported")}: {verification.Problems[0]}");
            if (!isUnverified)
                return ExitCode.Refused;
        }
        using (var text = new StreamWriter(_host.Output, new UTF8Encoding(false), leaveOpen: true))
        {
            var write = WriterOf(parsed.GetValue(_format)!, text);
            while (reader.Next() is { } record && record.Sequence <= to)
            {
                // What is pruned meanwhile was not verified.
                if (record.Sequence >= verification.PrunedBefore && isAskedFor(record))
                    write(record);
                // What was appended meanwhile was not verified.
                if (verification.IsValid && string.Equals(record.Hash, verification.Head, StringComparison.Ordinal))
                    break;
            }
        }
        if (reader.Unreadable > 0)
            _host.Complain(string.Create(CultureInfo.InvariantCulture, $"{reader.Unreadable} lines are no records"));
        return reader.Unreadable == 0 || isUnverified ? ExitCode.Done : ExitCode.Refused;
    }

    private Action<AuditRecord> WriterOf(string format, StreamWriter text)
    {
        switch (format)
        {
            case "csv":
                text.Write(RecordCsv.Header);
                return record => text.Write(RecordCsv.Line(record));
            case "ocsf":
                var json = new JsonOutput(_host.Output);
                return record =>
                {
                    RecordOcsf.Write(json.Json, record);
                    json.EndLine();
                    json.Flush();
                };
            default:
                return record =>
                {
                    text.Write(PrintableText.Of(record.Json));
                    text.Write('\n');
                };
        }
    }
}
