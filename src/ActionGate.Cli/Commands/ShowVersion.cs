using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace ActionGate.Cli.Commands;

/// <summary>Tells the version as the package has it.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        string version = typeof(ShowVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int commit = version.IndexOf('+', StringComparison.Ordinal);
        parseResult.InvocationConfiguration.Output.WriteLine(commit < 0 ? version : version[..commit]);
        return ExitCode.Done;
    }
}
