using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>How a command writes to a log: with which key its checkpoints are signed.</summary>
internal sealed class AuditWriting
{
    private readonly Option<string?> _key = new("--key") { HelpName = "FILE", Description = "The private key that signs the log's checkpoints; the user's own where it is left out." };

    internal void AddTo(Command command) => command.Add(_key);

    /// <summary>A log that never had checkpoints gets none, unless a key is named.</summary>
    internal AuditOptions OptionsOf(ParseResult parsed, string directory)
    {
        var options = new AuditOptions { ExpectExisting = true };
        if (parsed.GetValue(_key) is { } file)
            return options with { KeyFile = RequireFile(file) };
        return File.Exists(Path.Combine(directory, "checkpoint")) || File.Exists(Path.Combine(directory, "checkpoints.log")) ? options : options with { CheckpointInterval = null };
    }

    internal static string RequireFile(string file) =>
        string.IsNullOrWhiteSpace(file) ? throw new CommandException("expected the file of a key, found no path") : file;
}
