using ActionGate.Cli.Commands;

namespace ActionGate.Cli;

internal static class Program
{
    private static int Main(string[] arguments) => Application.Run(arguments, CommandHost.OfProcess());
}
