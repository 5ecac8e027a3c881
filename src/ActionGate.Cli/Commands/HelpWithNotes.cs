using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ActionGate.Cli.Commands;

/// <summary>The help, and below it the command's notes.</summary>
internal sealed class HelpWithNotes(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand { Notes: { Length: > 0 } notes })
            parseResult.InvocationConfiguration.Output.WriteLine(notes);
        return code;
    }
}
