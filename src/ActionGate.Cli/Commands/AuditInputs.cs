using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The options by which a command that decides records what it decided.</summary>
internal sealed class AuditInputs
{
    private readonly Option<string?> _folder = new("--audit") { HelpName = "DIR", Description = "Record every decision in the audit log in this folder; it is created where it is missing." };
    private readonly Option<string?> _key = new("--audit-key") { HelpName = "FILE", Description = "The key that signs the log's checkpoints; made where it is missing. The user's own where it is left out." };
    private readonly Option<string?> _level = new("--audit-level") { HelpName = "LEVEL", Description = "How far a record must have come before its answer: buffered, flush or durable." };

    internal AuditInputs() => _level.AcceptOnlyFromAmong("buffered", "flush", "durable");

    internal Option[] Options => [_folder, _key, _level];

    /// <summary>Opens the log; one in memory where no folder was named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isShared">Other processes may write to it meanwhile.</param>
    /// <param name="usage">Makes an error of a problem.</param>
    /// <exception cref="CommandException">The options don't go together, or name nothing.</exception>
    internal AuditLog Open(ParseResult parsed, bool isShared, Func<string, CommandException> usage)
    {
        string? key = parsed.GetValue(_key);
        string? level = parsed.GetValue(_level);
        if (parsed.GetValue(_folder) is not { } folder)
        {
            if (key is not null || level is not null)
                throw usage($"{(key is not null ? _key : _level).Name} belongs to --audit");
            return AuditLog.InMemory(capacity: 1);
        }
        if (key is not null && string.IsNullOrWhiteSpace(key))
            throw usage("--audit-key: expected a file, found no path");
        try
        {
            return AuditLog.Open(folder, new AuditOptions
            {
                KeyFile = key,
                Level = level switch { "buffered" => AuditLevel.Buffered, "durable" => AuditLevel.Durable, _ => AuditLevel.Flush },
                Shared = isShared,
            });
        }
        catch (ArgumentException)
        {
            throw usage("--audit: expected a folder, found no path");
        }
    }
}
