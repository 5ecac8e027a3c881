using System.CommandLine;
using System.Text;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit receipt</c>: makes the proof that a log holds a record.</summary>
internal sealed class AuditReceiptCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly Argument<long> _sequence = new("SEQ") { Description = "The sequence of the record." };
    private readonly Option<string?> _out = new("--out") { HelpName = "FILE", Description = "Write the receipt there, to a new file, and not to standard output." };

    internal AuditReceiptCommand(CommandHost host)
        : base("receipt", "Make a receipt: the proof that an audit log holds a record.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate audit receipt ./audit 3 --out record-3.receipt

            Whoever has the receipt and the log's public key can verify it without the log. The exit code is 1
            where the records are not those that a checkpoint counts, 2 where no checkpoint counts the record.
            """;
        Add(_out);
        _folder.AddDirectoryTo(this);
        Add(_sequence);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = _folder.Of(parsed);
        long sequence = parsed.GetValue(_sequence);
        if (sequence < 0)
            throw new CommandException("expected the sequence of a record, 0 or more");
        AuditReceipt receipt;
        try
        {
            receipt = AuditLog.GetReceiptAsync(directory, sequence).AsTask().GetAwaiter().GetResult();
        }
        catch (AuditException e) when (e.DiagnosticId is "AG4003")
        {
            _host.Complain(e.Message);
            return ExitCode.Refused;
        }
        // As it is, whatever is in the record: a byte that was escaped would be another record.
        string whole = receipt.ToString();
        byte[] text = Encoding.UTF8.GetBytes(whole);
        if (parsed.GetValue(_out) is { } file)
        {
            using var stream = Create(file);
            stream.Write(text);
        }
        else if (_host.IsTerminal && !string.Equals(PrintableText.Of(whole), whole, StringComparison.Ordinal))
        {
            throw new CommandException("the record holds characters that a terminal should not get: write the receipt to a file with --out");
        }
        else
        {
            _host.Output.Write(text);
        }
        return ExitCode.Done;
    }

    private static FileStream Create(string file)
    {
        try
        {
            return new FileStream(file, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new CommandException($"--out: expected the name of a file, found '{file}'");
        }
    }
}
