using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The folder of a log on the command line, and what is held against it.</summary>
internal sealed class AuditFolder
{
    private readonly Argument<string> _directory = new("DIR") { Description = "The folder of the log." };
    private readonly Option<string?> _key = new("--key") { HelpName = "FILE", Description = "The log's public key: PEM, or name+id+base64. From somebody you trust, not from beside the log." };

    internal void AddDirectoryTo(Command command) => command.Add(_directory);

    internal void AddKeyTo(Command command) => command.Add(_key);

    /// <exception cref="CommandException">It is no folder's name.</exception>
    internal string Of(ParseResult parsed)
    {
        string directory = parsed.GetValue(_directory)!;
        if (WholeInput.IsStandardInput(directory))
            throw new CommandException("a log is a folder and can't be read from standard input");
        return string.IsNullOrWhiteSpace(directory) ? throw new CommandException($"expected a folder, found '{directory}'") : directory;
    }

    /// <returns><see langword="null"/>: none was named.</returns>
    /// <exception cref="CommandException">The file's name is none.</exception>
    internal AuditPublicKey? KeyOf(ParseResult parsed) => parsed.GetValue(_key) is { } file ? LoadKey(file) : null;

    internal static AuditPublicKey LoadKey(string file)
    {
        try
        {
            return AuditPublicKey.Load(file);
        }
        catch (ArgumentException)
        {
            throw new CommandException($"expected the file of a key, found '{file}'");
        }
    }

    /// <summary>Verifies the log.</summary>
    /// <exception cref="CommandException">It can't be read: then nothing is said of it.</exception>
    internal static AuditVerification Verify(string directory, VerifyOptions options)
    {
        AuditVerification verification;
        try
        {
            verification = AuditLog.VerifyAsync(directory, options).AsTask().GetAwaiter().GetResult();
        }
        catch (ArgumentException)
        {
            throw new CommandException($"expected a folder, found '{directory}'");
        }
        if (verification.Problems.Count > 0 && verification.Problems[0] is { } problem && IsEnvironment(problem))
            throw new CommandException(problem.ToString());
        return verification;
    }

    /// <summary>AG4002: what is there is no log by its names; AG4006: it can't be read.</summary>
    private static bool IsEnvironment(AuditProblem problem) => problem.DiagnosticId is "AG4002" or "AG4006";
}
