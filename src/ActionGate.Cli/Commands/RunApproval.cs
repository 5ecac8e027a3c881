using System.CommandLine;
using ActionGate.Approvals;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>Whom <c>run</c> asks, where the policy requires approval.</summary>
internal sealed class RunApproval
{
    private const string NobodyThere = "there is no terminal at which somebody could be asked; --pending DIR asks in a folder";

    private readonly CommandHost _host;
    private readonly ApproverInputs _approvers = new();
    private readonly Option<string?> _approve = new("--approve") { HelpName = "WHO", Description = "Where the policy requires approval: ask at the terminal, which is the default, or never." };

    internal RunApproval(CommandHost host)
    {
        _host = host;
        _approve.AcceptOnlyFromAmong("ask", "never");
    }

    internal void AddTo(Command command)
    {
        command.Add(_approve);
        _approvers.AddTo(command);
    }

    /// <summary>Who answers; <see langword="null"/>: nobody.</summary>
    /// <exception cref="CommandException">The options don't go together.</exception>
    internal IApprovalHandler? HandlerOf(ParseResult parsed, Func<string, CommandException> usage)
    {
        string? approve = parsed.GetValue(_approve);
        if (_approvers.HandlerOf(parsed, _host, usage) is { } folder)
            return approve is null ? folder : throw usage("expected --approve or --pending, found both");
        if (approve == "never")
            return null;
        // Opened once somebody has to be asked: most runs touch no terminal.
        var terminal = new Lazy<IApprovalHandler?>(() => _host.OpenTerminal() is { } t ? new ConsoleApprovalHandler(t.Input, t.Output, Environment.UserName) : null);
        return ApprovalHandler.From((request, cancellation) =>
            terminal.Value?.RequestAsync(request, cancellation) ?? ValueTask.FromResult(ApprovalResponse.Deny(null, NobodyThere)));
    }
}
