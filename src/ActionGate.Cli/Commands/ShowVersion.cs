using System.CommandLine;
using System.CommandLine.Invocation;

namespace ActionGate.Cli.Commands;

/// <summary>Tells the version.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(typeof(ShowVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
        return ExitCode.Done;
    }
}
