using System.CommandLine;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit key</c>: prints a public key.</summary>
internal sealed class AuditKeyCommand : ToolCommand
{
    private const int LongestCheckpoint = 1024 * 1024;

    private readonly CommandHost _host;
    private readonly Argument<string> _source = new("DIR|FILE") { Description = "The folder of a log that is signed with the user's own key, or the file of a key." };

    internal AuditKeyCommand(CommandHost host)
        : base("key", "Print the public key that verifies a log's checkpoints.")
    {
        _host = host;
        Notes = """
            Examples:
              actiongate audit key ./audit > audit.pub
              actiongate audit key /etc/agents/audit.key

            Of a log, the key comes with the log's name (name+id+base64) and verifies that log alone; it is the
            user's own key, and the exit code is 1 where the log's checkpoint is not signed with it. Of a file
            with a private or public key it is the public one as PEM.
            """;
        Add(_source);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string source = parsed.GetValue(_source)!;
        if (!Directory.Exists(source))
            return Print(AuditFolder.LoadKey(source).ToString());
        string path = KeyFile.DefaultPath is { } own && File.Exists(own) ? own : throw new CommandException("the user has no key yet: name the file of the key that signs the log");
        var key = AuditPublicKey.Load(path);
        var checkpoint = CheckpointOf(source);
        if (checkpoint.IsSignedBy(key))
            return Print(key.ToVerifierKey(checkpoint.Log) + "\n");
        _host.Complain($"{source}: the checkpoint is not signed with the key in {path}: name the file of the key that signs the log");
        return ExitCode.Refused;
    }

    private int Print(string key)
    {
        _host.Output.Write(System.Text.Encoding.UTF8.GetBytes(key));
        return ExitCode.Done;
    }

    private static AuditCheckpoint CheckpointOf(string source)
    {
        string path = LogDirectory.At(source).Checkpoint;
        // What is no file, a pipe for one, has no length either, and might never open.
        if (!LogDirectory.IsFile(path) || new FileInfo(path).Length is 0 or > LongestCheckpoint)
            throw new CommandException($"{source}: the log has no checkpoint");
        try
        {
            return AuditCheckpoint.Parse(WholeInput.ReadFile(path));
        }
        catch (FormatException e)
        {
            throw new CommandException($"{path}: {e.Message}");
        }
    }
}
