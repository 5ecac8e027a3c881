using System.CommandLine;
using ActionGate.Audit.Files;
using ActionGate.Audit.Notes;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit key</c>: prints a public key.</summary>
internal sealed class AuditKeyCommand : ToolCommand
{
    private const int LongestCheckpoint = 1024 * 1024;

    private readonly CommandHost _host;
    private readonly Argument<string> _source = new("DIR|FILE") { Description = "The folder of a log that is signed with the user's own key, or the file of a key." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };

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
        Add(_json);
        Add(_source);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string source = parsed.GetValue(_source)!;
        bool isJson = parsed.GetValue(_json);
        if (!Directory.Exists(source))
            return Print(source, AuditFolder.LoadKey(source), null, isJson);
        string path = KeyFile.DefaultPath is { } own && File.Exists(own) ? own : throw new CommandException("the user has no key yet: name the file of the key that signs the log");
        var key = AuditPublicKey.Load(path);
        var checkpoint = CheckpointOf(source);
        if (checkpoint.IsSignedBy(key))
            return Print(source, key, checkpoint.Log, isJson);
        _host.Complain($"{source}: the checkpoint is not signed with the key in {path}: name the file of the key that signs the log");
        return ExitCode.Refused;
    }

    /// <param name="source">What was named.</param>
    /// <param name="key">Its key.</param>
    /// <param name="log">The log's name; <see langword="null"/>: the key was not asked for with a log.</param>
    /// <param name="isJson">Whether to answer with JSON.</param>
    private int Print(string source, AuditPublicKey key, string? log, bool isJson)
    {
        string? verifier = log is null ? null : key.ToVerifierKey(log);
        if (!isJson)
        {
            _host.Output.Write(System.Text.Encoding.UTF8.GetBytes(verifier is null ? key.ToString() : verifier + "\n"));
            return ExitCode.Done;
        }
        var output = new JsonOutput(_host.Output);
        output.Json.WriteStartObject();
        output.Json.WriteString("source"u8, source);
        output.Json.WriteString("log"u8, log);
        output.Json.WriteString("verifierKey"u8, verifier);
        output.Json.WriteString("pem"u8, key.ToString());
        output.Json.WriteEndObject();
        output.EndLine();
        output.Flush();
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
