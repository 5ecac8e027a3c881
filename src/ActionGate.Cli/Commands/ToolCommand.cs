using System.CommandLine;

namespace ActionGate.Cli.Commands;

/// <summary>A command whose help ends with notes: examples, and what the options do not say.</summary>
internal class ToolCommand(string name, string description) : Command(name, description)
{
    internal string Notes { get; init; } = "";
}
