using System.CommandLine;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>approve list</c>: what waits in a folder.</summary>
internal sealed class ApproveListCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly Argument<string> _folder = PendingInputs.Folder();
    private readonly Option<bool> _json = new("--json") { Description = "A JSON object for each request." };

    internal ApproveListCommand(CommandHost host)
        : base("list", "List the requests that wait in a folder.")
    {
        _host = host;
        Add(_folder);
        Add(_json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var requests = PendingApprovals.List(PendingInputs.FolderOf(parsed, _folder));
        if (parsed.GetValue(_json))
        {
            var output = new JsonOutput(_host.Output);
            foreach (var request in requests)
            {
                PendingText.Write(output.Json, request);
                output.EndLine();
            }
            output.Flush();
            return ExitCode.Done;
        }
        using var text = _host.OpenText();
        foreach (var request in requests)
            text.WriteLine(PendingText.Line(request));
        return ExitCode.Done;
    }
}
