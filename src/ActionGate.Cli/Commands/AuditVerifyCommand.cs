using System.CommandLine;
using ActionGate.Audit.Notes;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit verify</c>: checks a log's hash chain, and its checkpoints.</summary>
internal sealed class AuditVerifyCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly Option<string> _key = new("--key")
    {
        Description = "The public key that signs the log's checkpoints; by default that of your own logs.",
        HelpName = "FILE",
    };
    private readonly Option<bool> _requireCheckpoint = new("--require-checkpoint") { Description = "Refuse a log that no checkpoint with a signature of the key vouches for." };
    private readonly Option<long> _from = new("--from") { Description = "The record to begin with.", HelpName = "SEQ" };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };
    private readonly Argument<string> _directory = new("DIR") { Description = "The folder of the log; a log in use can be verified too." };

    internal AuditVerifyCommand(CommandHost host)
        : base("verify", "Verify every record of an audit log and the chain of their hashes.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate audit verify ./audit

            The exit code is 1 where the log does not verify or is missing, 2 where it can't be read.
            'anchored at N': the key has signed that the log had these N records. 'unanchored': nothing vouches for
            its end, so records that are missing there, or a log that was written anew, do not show.
            """;
        Add(_key);
        Add(_requireCheckpoint);
        Add(_from);
        Add(_json);
        Add(_directory);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = parsed.GetValue(_directory)!;
        if (WholeInput.IsStandardInput(directory))
            throw new CommandException("a log is a folder and can't be read from standard input");
        long from = parsed.GetValue(_from);
        if (from < 0)
            throw new CommandException("expected a record in --from, counted from 0");
        var verification = Verify(directory, new VerifyOptions
        {
            PublicKey = PublicKey(parsed.GetValue(_key)),
            RequireCheckpoint = parsed.GetValue(_requireCheckpoint),
            From = from,
        });
        if (verification.Problems.Count > 0 && verification.Problems[0] is { } problem && IsEnvironment(problem))
            throw new CommandException(problem.ToString());

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
            WriteText(text, directory, verification);
        }
        return verification.IsValid ? ExitCode.Done : ExitCode.Refused;
    }

    /// <summary>Somebody's who is trusted: whom the command names, or the user.</summary>
    private static AuditPublicKey? PublicKey(string? path)
    {
        try
        {
            if (path is not null)
                return AuditPublicKey.Load(path);
            return KeyFile.DefaultPath is { } own && KeyFile.Exists(own) ? AuditKey.Load(own).PublicKey : null;
        }
        catch (Exception e) when (e is AuditException or ArgumentException)
        {
            throw new CommandException(e.Message);
        }
    }

    private static AuditVerification Verify(string directory, VerifyOptions options)
    {
        try
        {
            return AuditLog.VerifyAsync(directory, options).AsTask().GetAwaiter().GetResult();
        }
        catch (ArgumentException)
        {
            throw new CommandException($"expected a folder, found '{directory}'");
        }
    }

    /// <summary>AG4002: what is there is no log by its names; AG4006: it can't be read.</summary>
    private static bool IsEnvironment(AuditProblem problem) => problem.DiagnosticId is "AG4002" or "AG4006";

    private static void WriteText(TextOutput text, string directory, AuditVerification verification)
    {
        text.Write(directory);
        text.Write(": ");
        text.WriteLine(verification.ToString(), verification.IsValid ? Tone.Good : Tone.Bad);
    }
}
