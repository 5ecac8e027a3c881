using System.CommandLine;
using System.Text.Json;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>approve</c>: what waits for a person; and with <c>--stdin</c> the answer to a framework that asks before it runs code.</summary>
internal sealed class ApproveCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly PolicyInputs _inputs = new();
    private readonly PolicyFiles _policies;

    private readonly Option<bool> _stdin = new("--stdin") { Description = "Read {\"code\": …, \"context\": …} from standard input, decide, and print {\"approved\": …, \"reason\": …}." };
    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "The agent that runs the code." };
    private readonly Option<string?> _workingDirectory = new("--cwd") { HelpName = "DIR", Description = "The folder in which the code will run; the base where it is left out." };
    private readonly Option<string?> _audit = new("--audit") { HelpName = "DIR", Description = "Record every decision in the audit log in this folder; several processes may do so at once." };
    private readonly Option<string?> _auditKey = new("--audit-key") { HelpName = "FILE", Description = "The key that signs the log's checkpoints; the user's own where it is left out." };
    private readonly ApproverInputs _approvers = new();

    internal ApproveCommand(CommandHost host)
        : base("approve", "List and answer requests for approval; decide for a framework that asks before it runs code.")
    {
        _host = host;
        _policies = new PolicyFiles(host, _inputs);
        Notes = """
            Examples:
              actiongate approve key ./ann.key --as ann > ann.pub
              actiongate approve list ./approvals
              actiongate approve show ./approvals 1f0c55a2d3b4e697
              actiongate approve answer ./approvals 1f0c55a2d3b4e697 --yes --key ./ann.key --as ann
              actiongate approve --stdin --policy policy.yaml --agent coder < request.json

            With --stdin the code is fenced as in Markdown, as AutoGen hands it to an approval function; context
            may be anything and is not read. The exit code is 0 for a yes, 1 for a no, 2 where nothing could be
            decided; approved is false then too.
            """;
        Add(new ApproveListCommand(host));
        Add(new ApproveShowCommand(host));
        Add(new ApproveAnswerCommand(host));
        Add(new ApproveKeyCommand(host));
        Add(_stdin);
        _policies.AddTo(this);
        _policies.AddReadingTo(this);
        Add(_agent);
        Add(_workingDirectory);
        Add(_audit);
        Add(_auditKey);
        _approvers.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        if (!parsed.GetValue(_stdin))
            throw Usage("expected list, show, answer, key or --stdin");
        try
        {
            var response = Decide(parsed);
            Answer(response.IsApproved, response.Reason ?? "");
            return response.IsApproved ? ExitCode.Done : ExitCode.Refused;
        }
        catch (Exception e) when (e is not ClosedOutputException)
        {
            // Whoever reads only the answer must not take silence for one.
            Answer(isApproved: false, "nothing could be decided");
            throw;
        }
    }

    private ApprovalResponse Decide(ParseResult parsed)
    {
        if (_policies.FilesOf(parsed).Any(WholeInput.IsStandardInput))
            throw Usage("standard input can be read for one thing only");
        var policy = _policies.Load(parsed) ?? throw Usage("expected --policy FILE");
        if (!TryReadCode(WholeInput.Read(_host.Input, "standard input"), out string? code, out string problem))
            return ApprovalResponse.Deny(null, problem);
        using var audit = OpenAudit(parsed);
        using var gate = new Gate(new GateOptions
        {
            Policy = policy,
            Audit = audit,
            Approvals = _approvers.HandlerOf(parsed, _host, Usage),
            Shell = _policies.ShellOf(parsed),
            Catalog = _policies.CatalogOf(parsed),
        });
        var context = new ActionContext
        {
            Agent = parsed.GetValue(_agent),
            WorkingDirectory = parsed.GetValue(_workingDirectory) is { Length: > 0 } folder ? _host.FullPath(folder) : policy.Layers[0].BaseDirectory,
        };
        return gate.ApproveCodeAsync(code, context).GetAwaiter().GetResult();
    }

    private static bool TryReadCode(string text, out string? code, out string problem)
    {
        (code, problem) = (null, "expected a JSON object with 'code'");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("code", out var value) || value.ValueKind != JsonValueKind.String)
                return false;
            code = value.GetString();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A lone surrogate in the text is no string, and so no code.
            return false;
        }
    }

    private void Answer(bool isApproved, string reason)
    {
        var output = new JsonOutput(_host.Output);
        output.Json.WriteStartObject();
        output.Json.WriteBoolean("approved", isApproved);
        output.Json.WriteString("reason", reason);
        output.Json.WriteEndObject();
        output.EndLine();
        output.Flush();
    }

    private AuditLog OpenAudit(ParseResult parsed)
    {
        if (parsed.GetValue(_audit) is not { } folder)
            return parsed.GetValue(_auditKey) is null ? AuditLog.InMemory(capacity: 1) : throw Usage("--audit-key belongs to --audit");
        // A framework may ask for several agents at once, each time a process.
        return AuditLog.Open(_host.FullPath(folder), new AuditOptions { KeyFile = parsed.GetValue(_auditKey), Shared = true });
    }

    private static CommandException Usage(string problem) => new($"{problem}\nTry 'actiongate approve --help'.");
}
