using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The options by which a command asks people who answer from another process.</summary>
internal sealed class ApproverInputs
{
    private readonly Option<string?> _pending = new("--pending") { HelpName = "DIR", Description = "Where the policy requires approval, put a request into this folder and wait for its answer." };
    private readonly Option<string[]> _approvers = new("--approver") { HelpName = "KEY", Description = "The public key of one whose answers count (name+id+base64), or the name of a file with it; may be given again. Belongs to --pending." };

    internal void AddTo(Command command)
    {
        command.Add(_pending);
        command.Add(_approvers);
    }

    /// <summary>The folder's handler; <see langword="null"/>: none was named.</summary>
    /// <exception cref="CommandException">The options don't go together, or name nothing.</exception>
    internal PendingApprovals? HandlerOf(ParseResult parsed, CommandHost host, Func<string, CommandException> usage)
    {
        string[] approvers = parsed.GetValue(_approvers) ?? [];
        if (parsed.GetValue(_pending) is not { } folder)
            return approvers.Length == 0 ? null : throw usage("--approver belongs to --pending");
        try
        {
            return new PendingApprovals(new PendingApprovalsOptions { Directory = host.FullPath(folder), Approvers = [.. approvers.Select(KeyOf)] });
        }
        catch (ArgumentException e)
        {
            throw usage($"--pending: {e.Message}");
        }
    }

    private static AuditPublicKey KeyOf(string text)
    {
        try
        {
            return File.Exists(text) ? AuditPublicKey.Load(text) : AuditPublicKey.Parse(text);
        }
        catch (FormatException e)
        {
            throw new CommandException($"--approver: {e.Message}");
        }
    }
}
