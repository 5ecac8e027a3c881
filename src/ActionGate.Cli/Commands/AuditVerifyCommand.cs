using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit verify</c>: checks a log's hash chain, its tree and its checkpoints.</summary>
internal sealed class AuditVerifyCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly Option<bool> _requireCheckpoint = new("--require-checkpoint") { Description = "Without a checkpoint that the key verifies, the log is not valid." };
    private readonly Option<long> _from = new("--from") { HelpName = "SEQ", Description = "Begin with that record; what is before it is not read." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };

    internal AuditVerifyCommand(CommandHost host)
        : base("verify", "Verify every record of an audit log, the chain of their hashes, and its checkpoints.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate audit verify ./audit
              actiongate audit verify ./audit --key audit.pub --require-checkpoint

            The exit code is 1 where the log does not verify or is missing, 2 where it can't be read. A log in
            use can be verified too.
            'unanchored': no checkpoint was verified with a key, so records that are missing at the end, or a
            log that was written anew, do not show. 'anchored at N': the first N records are what they were
            when the log's key signed them.
            """;
        _folder.AddKeyTo(this);
        Add(_requireCheckpoint);
        Add(_from);
        Add(_json);
        _folder.AddDirectoryTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = _folder.Of(parsed);
        long from = parsed.GetValue(_from);
        if (from < 0)
            throw new CommandException("--from: expected the sequence of a record, 0 or more");
        var key = _folder.KeyOf(parsed);
        bool requires = parsed.GetValue(_requireCheckpoint);
        if (requires && key is null)
            throw new CommandException("--require-checkpoint needs --key: without a key no checkpoint can be verified");
        var verification = AuditFolder.Verify(directory, new VerifyOptions { PublicKey = key, RequireCheckpoint = requires, From = from });

        if (parsed.GetValue(_json))
        {
            var json = new JsonOutput(_host.Output);
            VerificationJson.Write(json.Json, directory, verification);
            json.EndLine();
            json.Flush();
        }
        else
        {
            using var text = _host.OpenText();
            text.Write(directory);
            text.Write(": ");
            text.WriteLine(verification.ToString(), verification.IsValid ? Tone.Good : Tone.Bad);
        }
        return verification.IsValid ? ExitCode.Done : ExitCode.Refused;
    }
}
