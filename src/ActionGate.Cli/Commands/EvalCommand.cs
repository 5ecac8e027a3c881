using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>eval</c>: decides requests by policies.</summary>
internal sealed class EvalCommand : ToolCommand
{
    /// <summary>The id of a decision that could not be recorded.</summary>
    private const string AuditUnavailable = "AG4000";

    private readonly CommandHost _host;
    private readonly RequestInputs _inputs;

    private readonly Option<bool> _simulate = new("--simulate") { Description = "Decide as always, and say that nothing is blocked: the exit code is 0." };
    private readonly AuditInputs _audit = new();

    /// <summary>The last answer that has no record says why.</summary>
    private string? _unrecorded;

    internal EvalCommand(CommandHost host)
        : base("eval", "Decide requests: one on the command line, or many on standard input.")
    {
        _host = host;
        _inputs = new RequestInputs(host, "eval");
        Notes = """
            Examples:
              actiongate eval --policy policy.yaml shell_exec 'rm -rf build'
              actiongate eval --policy policy.yaml --agent coder file_write ./workspace/a.csv
              actiongate eval --policy policy.yaml --language bash - < deploy.sh
              actiongate eval --policy org.yaml --policy team.yaml --audit ./audit --jsonl < requests.jsonl

            A line for --jsonl:
              {"id":"1","actionType":"shell_exec","target":"git status","agentId":"coder"}
              {"id":"2","language":"python","code":"print(1)"}
            It may also have cwd, method, port, suggesterId, session, and policy: the text of a policy that
            decides beside the files and can only tighten. A line that is no request is answered with DENY
            and an error; the exit code is 0 when all lines were answered.

            Relative paths resolve against --cwd, else --base, else each policy's own base: the folder of its
            file, or for a policy on a line or on standard input the current folder. A relative cwd on a line
            resolves against the same.
            A line feed at the end of a TARGET from standard input does not count; code is taken as it is.
            """;
        _inputs.AddTo(this, [_simulate, .. _audit.Options]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        _inputs.CheckUsage(parsed);
        var policy = _inputs.Policies.Load(parsed);
        GateMode? mode = parsed.GetValue(_simulate) ? GateMode.Simulate : null;
        using var audit = _audit.Open(parsed, isShared: false, _inputs.Usage);
        using var bench = new Bench(policy, _inputs.Policies.InlineOptionsOf(parsed), audit, mode, _inputs.Policies.ShellOf(parsed), _inputs.Policies.CatalogOf(parsed));
        var judge = new Judge(bench, _inputs.AgentOf(parsed), _inputs.Policies.BaseOf(parsed));
        int code = _inputs.HasLines(parsed) ? AnswerLines(judge) : AnswerOne(parsed, judge);
        Settle(audit);
        return code;
    }

    /// <summary>What was answered before its record was written has a record in the end, or the exit code says so: closing by itself tells nobody.</summary>
    private void Settle(AuditLog audit)
    {
        if (_unrecorded is not null)
            throw new CommandException($"not every answer is recorded in the audit log: {_unrecorded}");
        try
        {
            audit.FlushAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (AuditException e)
        {
            throw new CommandException($"not every answer is recorded in the audit log: {e.Message}");
        }
    }

    private int AnswerLines(Judge judge)
    {
        var output = new JsonOutput(_host.Output);
        RequestLines.Each(
            _host.Input,
            FieldSet.Requests,
            request =>
            {
                var ruling = judge.Rule(request);
                NoteRecord(in ruling);
                DecisionJson.Write(output.Json, request, in ruling);
                output.EndLine();
            },
            output.Flush);
        return ExitCode.Done;
    }

    /// <summary>What can't be recorded is denied, which is an answer like others to whoever asked.</summary>
    private void NoteRecord(in Ruling ruling)
    {
        if (ruling is { Error: null, Decision.DiagnosticId: AuditUnavailable })
            _unrecorded = ruling.Decision.Reason;
    }

    private int AnswerOne(ParseResult parsed, Judge judge)
    {
        var request = _inputs.RequestOf(parsed);
        var ruling = judge.Rule(request);
        if (ruling.Error is not null)
            throw new CommandException(ruling.Error);
        NoteRecord(in ruling);
        if (_inputs.WantsJson(parsed))
        {
            var json = new JsonOutput(_host.Output);
            DecisionJson.Write(json.Json, request, in ruling);
            json.EndLine();
            json.Flush();
        }
        else
        {
            using var text = _host.OpenText();
            DecisionLines.Write(text, in ruling);
        }
        return ruling.Decision.MayProceed ? ExitCode.Done : ExitCode.Refused;
    }
}
