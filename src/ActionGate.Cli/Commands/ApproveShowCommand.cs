using System.CommandLine;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>approve show</c>: the whole of a request.</summary>
internal sealed class ApproveShowCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly Argument<string> _folder = PendingInputs.Folder();
    private readonly Argument<string> _id = PendingInputs.Id();

    internal ApproveShowCommand(CommandHost host)
        : base("show", "Show the whole of a request, control characters escaped.")
    {
        _host = host;
        Add(_folder);
        Add(_id);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var request = PendingInputs.RequestOf(PendingInputs.FolderOf(parsed, _folder), parsed.GetValue(_id)!);
        using var text = _host.OpenText();
        foreach (string line in PendingText.Lines(request))
            text.WriteLine(line);
        return ExitCode.Done;
    }
}
