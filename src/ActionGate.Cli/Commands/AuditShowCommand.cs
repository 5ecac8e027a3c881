using System.CommandLine;
using System.Globalization;
using ActionGate.Audit.Verifying;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit show</c>: prints the records of a log.</summary>
internal sealed class AuditShowCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly RecordFilter _filter = new();
    private readonly Option<bool> _json = new("--json") { Description = "The records as they are stored, one a line." };

    internal AuditShowCommand(CommandHost host)
        : base("show", "Show the records of an audit log.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate audit show ./audit --verdict deny
              actiongate audit show ./audit --agent coder --from 100 --json

            The log is verified first. Where it does not verify its records are shown all the same, standard
            error says so, and the exit code is 1. A log in use can be shown too.
            """;
        _filter.AddTo(this);
        Add(_json);
        _folder.AddDirectoryTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = _folder.Of(parsed);
        var isAskedFor = _filter.Of(parsed);
        long to = _filter.ToOf(parsed);
        using var reader = RecordReader.Open(directory, _filter.FromOf(parsed));
        var verification = AuditFolder.Verify(directory, new VerifyOptions());
        if (!verification.IsValid)
            _host.Complain($"the log does not verify: {verification.Problems[0]}");
        using (var output = new RecordOutput(_host, parsed.GetValue(_json)))
        {
            while (reader.Next() is { } record && record.Sequence <= to)
            {
                // What is pruned meanwhile was not verified.
                if (record.Sequence >= verification.PrunedBefore && isAskedFor(record))
                    output.Write(record);
            }
        }
        if (reader.Unreadable > 0)
            _host.Complain(string.Create(CultureInfo.InvariantCulture, $"{reader.Unreadable} {(reader.Unreadable == 1 ? "line is no record" : "lines are no records")}"));
        return verification.IsValid && reader.Unreadable == 0 ? ExitCode.Done : ExitCode.Refused;
    }
}
