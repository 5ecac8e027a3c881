using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit new-segment</c>: goes on after damage.</summary>
internal sealed class AuditNewSegmentCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly AuditFolder _folder = new();
    private readonly AuditWriting _writing = new();
    private readonly Option<string> _reason = new("--reason") { HelpName = "TEXT", Required = true, Description = "Why, for the record." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };

    internal AuditNewSegmentCommand(CommandHost host)
        : base("new-segment", "Begin a new segment; after damage, so that the log can be opened again.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate audit new-segment ./audit --reason 'disk replaced, incident 7'

            A log that does not verify gets a segment with a chain of its own, whose first record says what was
            wrong and why somebody went on. What is damaged stays where it is, and keeps failing to verify.
            """;
        Add(_reason);
        Add(_json);
        _writing.AddTo(this);
        _folder.AddDirectoryTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string directory = _folder.Of(parsed);
        string reason = parsed.GetValue(_reason)!;
        if (string.IsNullOrWhiteSpace(reason))
            throw new CommandException("--reason: expected why");
        var problem = AuditLog.NewSegment(directory, reason, _writing.OptionsOf(parsed, directory));
        if (parsed.GetValue(_json))
        {
            WriteJson(directory, problem);
            return ExitCode.Done;
        }
        using var text = _host.OpenText();
        text.Write(directory + ": ");
        if (problem is null)
            text.WriteLine("a new segment begins; nothing was wrong with the log", Tone.Good);
        else
            text.WriteLine($"the log goes on in a new segment, in a chain of its own; before it: {problem}", Tone.Caution);
        return ExitCode.Done;
    }

    private void WriteJson(string directory, AuditProblem? damage)
    {
        var output = new JsonOutput(_host.Output);
        output.Json.WriteStartObject();
        output.Json.WriteString("directory"u8, directory);
        output.Json.WritePropertyName("damage"u8);
        if (damage is null)
            output.Json.WriteNullValue();
        else
            VerificationJson.WriteProblem(output.Json, damage);
        output.Json.WriteEndObject();
        output.EndLine();
        output.Flush();
    }
}
