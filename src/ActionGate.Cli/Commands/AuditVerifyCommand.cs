using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit verify</c>: checks a log's hash chain.</summary>
internal sealed class AuditVerifyCommand : ToolCommand
{
    private readonly CommandHost _host;
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
            'unanchored': nothing outside the log vouches for its end, so records that are missing there, or a
            log that was written anew, do not show. Note the head, and compare it with the next one.
            """;
        Add(_json);
        Add(_directory);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = parsed.GetValue(_directory)!;
        if (WholeInput.IsStandardInput(directory))
            throw new CommandException("a log is a folder and can't be read from standard input");
        var verification = Verify(directory);
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

    private static AuditVerification Verify(string directory)
    {
        try
        {
            return AuditLog.VerifyAsync(directory).AsTask().GetAwaiter().GetResult();
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
