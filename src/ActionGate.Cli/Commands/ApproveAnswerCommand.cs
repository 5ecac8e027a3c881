using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary><c>approve answer</c>: answers a request under a key.</summary>
internal sealed class ApproveAnswerCommand : ToolCommand
{
    private readonly Argument<string> _folder = PendingInputs.Folder();
    private readonly Argument<string> _id = PendingInputs.Id();
    private readonly Option<bool> _yes = new("--yes") { Description = "Approve it." };
    private readonly Option<bool> _no = new("--no") { Description = "Refuse it." };
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Description = "The private key of whoever answers.", Required = true };
    private readonly Option<string> _name = new("--as") { HelpName = "NAME", Description = "The name that the host knows the key by.", Required = true };
    private readonly Option<string?> _reason = new("--reason") { HelpName = "TEXT", Description = "Why; it is recorded, and for a refusal the agent reads it." };
    private readonly Option<int?> _minutes = new("--minutes") { HelpName = "N", Description = "Approve it for at most so many minutes, where the rule lets an approval hold for a time; 0: once." };

    internal ApproveAnswerCommand(CommandHost host)
        : base("answer", "Answer a request.")
    {
        _ = host;
        Notes = """
            Example:
              actiongate approve answer ./approvals 1f0c55a2d3b4e697 --no --key ./ann.key --as ann --reason 'not on Friday'

            What is signed is what 'approve list' and 'approve show' name by this id; a request that has changed since
            has another.
            """;
        Add(_folder);
        Add(_id);
        Add(_yes);
        Add(_no);
        Add(_key);
        Add(_name);
        Add(_reason);
        Add(_minutes);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        bool isYes = parsed.GetValue(_yes);
        if (isYes == parsed.GetValue(_no))
            throw Usage("expected --yes or --no");
        if (parsed.GetValue(_minutes) is < 0 || !isYes && parsed.GetValue(_minutes) is not null)
            throw Usage("--minutes: expected 0 or more, beside --yes");
        string name = parsed.GetValue(_name)!;
        string? reason = parsed.GetValue(_reason);
        string folder = PendingInputs.FolderOf(parsed, _folder);
        var request = PendingInputs.RequestOf(folder, parsed.GetValue(_id)!);
        try
        {
            var response = isYes
                ? ApprovalResponse.Approve(name, reason, parsed.GetValue(_minutes) is { } minutes ? TimeSpan.FromMinutes(minutes) : null)
                : ApprovalResponse.Deny(name, string.IsNullOrWhiteSpace(reason) ? $"{name} did not approve" : reason);
            PendingApprovals.AnswerAsync(folder, request, response, AuditKey.Load(AuditWriting.RequireFile(parsed.GetValue(_key)!))).AsTask().GetAwaiter().GetResult();
        }
        catch (ArgumentException e)
        {
            throw new CommandException(e.Message);
        }
        return ExitCode.Done;
    }

    private static CommandException Usage(string problem) => new($"{problem}\nTry 'actiongate approve answer --help'.");
}
