using System.CommandLine;
using ActionGate.Audit.Verifying;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit tail</c>: prints the last records of a log, and those that come.</summary>
internal sealed class AuditTailCommand : ToolCommand
{
    private const int UsualCount = 10;
    private const int MostCount = 100_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly Option<int?> _count = new("--lines", "-n") { HelpName = "N", Description = "How many records; 10 where it is left out." };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Go on with the records that come, until the command is ended." };
    private readonly Option<bool> _json = new("--json") { Description = "The records as they are stored, one a line." };

    internal AuditTailCommand(CommandHost host)
        : base("tail", "Show the last records of an audit log, and follow it.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate audit tail ./audit -n 20 --follow

            Nothing is verified: 'audit verify' does that.
            """;
        Add(_count);
        Add(_follow);
        Add(_json);
        _folder.AddDirectoryTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        int count = parsed.GetValue(_count) ?? UsualCount;
        if (count is < 0 or > MostCount)
            throw new CommandException("-n: expected a number from 0 to 100000");
        // So far back there may be as many; what is too much is dropped as it is read.
        using var reader = RecordReader.Open(_folder.Of(parsed), -(long)count - 1);
        var last = new Queue<AuditRecord>();
        while (reader.Next() is { } record)
        {
            last.Enqueue(record);
            if (last.Count > count)
                last.Dequeue();
        }
        using var output = new RecordOutput(_host, parsed.GetValue(_json));
        foreach (var record in last)
            output.Write(record);
        output.Flush();
        while (parsed.GetValue(_follow) && _host.Pause(Pause))
        {
            while (reader.Next() is { } record)
                output.Write(record);
            output.Flush();
        }
        return ExitCode.Done;
    }
}
