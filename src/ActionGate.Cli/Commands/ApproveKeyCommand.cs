using System.CommandLine;
using System.Text;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary><c>approve key</c>: an approver's key.</summary>
internal sealed class ApproveKeyCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly Argument<string> _file = new("FILE") { Description = "The file of the private key; made, for its owner alone, where it is missing." };
    private readonly Option<string> _name = new("--as") { HelpName = "NAME", Description = "The approver's name: no spaces, no '+'.", Required = true };

    internal ApproveKeyCommand(CommandHost host)
        : base("key", "Print an approver's public key, which the host is given; make the key where there is none.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate approve key ~/.config/approver.key --as ann > ann.pub

            Keep the private key where no agent, and no user that an agent runs as, can read it.
            """;
        Add(_file);
        Add(_name);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string name = parsed.GetValue(_name)!;
        string verifier = AuditKey.LoadOrCreate(AuditWriting.RequireFile(parsed.GetValue(_file)!)).PublicKey.ToVerifierKey(name.Length > 0 ? name : throw new CommandException("--as: expected a name"));
        if (!verifier.StartsWith(name + "+", StringComparison.Ordinal) || name.Contains('+', StringComparison.Ordinal))
            throw new CommandException($"--as: expected a name without spaces, control characters and '+', found '{name}'");
        _host.Output.Write(Encoding.UTF8.GetBytes(verifier + "\n"));
        return ExitCode.Done;
    }
}
