using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>audit verify-receipt</c>: checks a receipt, without the log.</summary>
internal sealed class AuditVerifyReceiptCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly Argument<string> _file = new("FILE") { Description = "The receipt; '-' is standard input." };
    private readonly Option<string> _key = new("--key") { HelpName = "FILE", Required = true, Description = "The log's public key: PEM, or name+id+base64. From somebody you trust." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };

    internal AuditVerifyReceiptCommand(CommandHost host)
        : base("verify-receipt", "Verify a receipt; neither the log nor a network is needed.")
    {
        _host = host;
        Notes = """
            Example:
              actiongate audit verify-receipt record-3.receipt --key audit.pub

            The exit code is 1 where the receipt proves nothing.
            """;
        Add(_key);
        Add(_json);
        Add(_file);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        string name = parsed.GetValue(_file)!;
        var key = AuditFolder.LoadKey(parsed.GetValue(_key)!);
        string text = WholeInput.IsStandardInput(name) ? WholeInput.Read(_host.Input, "standard input") : WholeInput.ReadFile(name);
        AuditReceiptVerification? verification = null;
        string? problem = null;
        try
        {
            verification = AuditReceipt.Parse(text).Verify(key);
            problem = verification.Problem;
        }
        catch (FormatException e)
        {
            problem = e.Message;
        }
        if (parsed.GetValue(_json))
        {
            WriteJson(verification, problem);
        }
        else
        {
            using var output = _host.OpenText();
            output.WriteLine($"{name}: {(problem is null ? verification!.ToString() : "not valid: " + problem)}", problem is null ? Tone.Good : Tone.Bad);
            if (verification?.Record is { } record)
                RecordLines.Write(output, record);
        }
        return problem is null ? ExitCode.Done : ExitCode.Refused;
    }

    private void WriteJson(AuditReceiptVerification? verification, string? problem)
    {
        var output = new JsonOutput(_host.Output);
        var json = output.Json;
        json.WriteStartObject();
        json.WriteBoolean("valid"u8, problem is null);
        if (problem is not null)
            json.WriteString("problem"u8, problem);
        if (verification is { Checkpoint: { } checkpoint, Record: { } record })
        {
            json.WriteString("origin"u8, checkpoint.Origin);
            json.WriteNumber("size"u8, checkpoint.Size);
            json.WritePropertyName("record"u8);
            json.WriteRawValue(PrintableText.Of(record.Json));
        }
        json.WriteEndObject();
        output.EndLine();
        output.Flush();
    }
}
