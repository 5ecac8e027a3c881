using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The folder of requests on the command line, and a request in it.</summary>
internal static class PendingInputs
{
    internal static Argument<string> Folder() => new("DIR") { Description = "The folder in which requests wait." };

    internal static Argument<string> Id() => new("ID") { Description = "The request, as 'approve list' or 'approve show' named it." };

    /// <exception cref="CommandException">It is no folder.</exception>
    internal static string FolderOf(ParseResult parsed, Argument<string> argument)
    {
        string folder = parsed.GetValue(argument)!;
        return Directory.Exists(folder) ? folder : throw new CommandException($"expected a folder, found '{folder}'");
    }

    /// <summary>The request of that very id, which stands for all that was shown of it.</summary>
    /// <exception cref="CommandException">There is no such request.</exception>
    internal static PendingApproval RequestOf(string folder, string id) =>
        PendingApprovals.List(folder).FirstOrDefault(r => string.Equals(r.Id, id, StringComparison.Ordinal))
        ?? throw new CommandException($"no request '{id}' waits there: it has expired, was answered, or has changed");
}
