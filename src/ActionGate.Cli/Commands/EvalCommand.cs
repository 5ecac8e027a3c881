using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>eval</c>: decides requests by policies.</summary>
internal sealed class EvalCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly PolicyInputs _inputs = new();
    private readonly CatalogInputs _catalogs = new();

    private readonly Option<string[]> _policies = new("--policy", "-p")
    {
        HelpName = "FILE",
        Description = "A policy; given again, each decides by itself and the strictest verdict stands.",
    };

    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "The agent of requests that name none." };
    private readonly Option<bool> _simulate = new("--simulate") { Description = "Decide as always, and say that nothing is blocked: the exit code is 0." };
    private readonly Option<string?> _audit = new("--audit") { HelpName = "DIR", Description = "Record every decision in the audit log in this folder; it is created where it is missing." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Read requests from standard input, one JSON object a line, and answer each with one." };
    private readonly Option<string?> _method = new("--method") { HelpName = "NAME", Description = "The method of a network request." };
    private readonly Option<int?> _port = new("--port") { HelpName = "N", Description = "The port of a network request whose target names none." };
    private readonly Option<string?> _workingDirectory = new("--cwd") { HelpName = "DIR", Description = "The folder in which the action takes place; the base where it is left out. A relative one starts in the current folder." };
    private readonly Option<string?> _language = new("--language") { HelpName = "L", Description = "Decide code in this language; the code stands in place of KIND TARGET." };

    private readonly Option<string> _shell = new("--shell")
    {
        HelpName = "NAME",
        Description = "The shell that reads the text of shell_exec: bash, sh, zsh, or interactive-bash where it is typed at a prompt. Without it, what the text does in bash and in POSIX shells is decided.",
    };

    private readonly Argument<string?> _kind = new("KIND")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "shell_exec, file_read, file_write, file_delete, network, or any kind that the policy knows.",
    };

    private readonly Argument<string?> _target = new("TARGET")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = "What the action acts on, as one argument; '-' is standard input.",
    };

    internal EvalCommand(CommandHost host)
        : base("eval", "Decide requests: one on the command line, or many on standard input.")
    {
        _host = host;
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
        Add(_policies);
        _inputs.AddTo(this);
        _catalogs.AddTo(this);
        Add(_agent);
        Add(_simulate);
        Add(_audit);
        Add(_json);
        Add(_jsonLines);
        Add(_method);
        Add(_port);
        Add(_workingDirectory);
        Add(_language);
        _shell.AcceptOnlyFromAmong("bash", "sh", "zsh", "interactive-bash");
        Add(_shell);
        Add(_kind);
        Add(_target);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        CheckUsage(parsed);
        string? workingDirectory = _inputs.BaseOf(parsed, _host);
        var options = new PolicyOptions { BaseDirectory = workingDirectory, Variables = _inputs.VariablesOf(parsed) };
        var policy = LoadPolicies(parsed.GetValue(_policies) ?? [], options);
        var catalog = _catalogs.CatalogOf(parsed);
        // The policy on a line has no folder of its own.
        var inlineOptions = options with { BaseDirectory = workingDirectory ?? (_host.CurrentDirectory.Length > 0 ? _host.CurrentDirectory : null) };
        GateMode? mode = parsed.GetValue(_simulate) ? GateMode.Simulate : null;
        using var audit = OpenAudit(parsed);
        using var bench = new Bench(policy, inlineOptions, audit, mode, ShellOf(parsed), catalog);
        var judge = new Judge(bench, parsed.GetValue(_agent), workingDirectory);
        return parsed.GetValue(_jsonLines) ? AnswerLines(judge) : AnswerOne(parsed, judge);
    }

    private HostShell ShellOf(ParseResult parsed) => parsed.GetValue(_shell) switch
    {
        "bash" => HostShell.Bash,
        "sh" => HostShell.Sh,
        "zsh" => HostShell.Zsh,
        "interactive-bash" => HostShell.InteractiveBash,
        _ => HostShell.Any,
    };

    private int AnswerLines(Judge judge)
    {
        var output = new JsonOutput(_host.Output);
        var lines = new LineSource(_host.Input);
        var request = new InputLine(FieldSet.Requests);
        do
        {
            while (lines.TryTake(out var line, out bool isTooLong))
            {
                if (isTooLong)
                    request.ReadTooLong();
                else
                    request.Read(line);
                DecisionJson.Write(output.Json, request, judge.Rule(request));
                output.EndLine();
            }
            // Before waiting for more, so that whoever sends one request at a time gets its answer.
            output.Flush();
        }
        while (lines.Fill());
        return ExitCode.Done;
    }

    private int AnswerOne(ParseResult parsed, Judge judge)
    {
        var request = RequestOf(parsed);
        var ruling = judge.Rule(request);
        if (ruling.Error is not null)
            throw new CommandException(ruling.Error);
        if (parsed.GetValue(_json))
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

    private InputLine RequestOf(ParseResult parsed)
    {
        string[] words = WordsOf(parsed);
        string target = words[^1];
        bool isCode = parsed.GetValue(_language) is not null;
        if (WholeInput.IsStandardInput(target))
        {
            target = WholeInput.Read(_host.Input, "standard input");
            if (!isCode && target.EndsWith('\n'))
                target = target[..^1];
        }
        return new InputLine(FieldSet.Requests)
        {
            [Field.ActionType] = isCode ? null : words[0],
            [Field.Target] = isCode ? null : target,
            [Field.Language] = parsed.GetValue(_language),
            [Field.Code] = isCode ? target : null,
            [Field.Method] = parsed.GetValue(_method),
            [Field.WorkingDirectory] = parsed.GetValue(_workingDirectory) is { Length: > 0 } folder ? FromHere(folder) : null,
            Port = parsed.GetValue(_port),
        };
    }

    /// <summary>A folder on the command line means what it means to whoever types it. How policies for other systems write one is left to them, and so is '..'.</summary>
    private string FromHere(string folder) =>
        folder[0] is '/' or '\\' or '~' || folder is [_, ':', ..] || folder.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? folder
            : Path.Combine(_host.RequireCurrentDirectory(), folder);

    private void CheckUsage(ParseResult parsed)
    {
        string[] policies = parsed.GetValue(_policies) ?? [];
        string[] words = WordsOf(parsed);
        int readers = policies.Count(WholeInput.IsStandardInput);
        if (parsed.GetValue(_jsonLines))
        {
            readers++;
            if (words.Length > 0)
                throw Usage("expected --jsonl or KIND TARGET, found both");
            foreach (Option option in (ReadOnlySpan<Option>)[_method, _port, _workingDirectory, _language])
            {
                if (parsed.GetResult(option) is not null)
                    throw Usage($"{option.Name} belongs to KIND TARGET; with --jsonl each line says it");
            }
        }
        else
        {
            bool isCode = parsed.GetValue(_language) is not null;
            if (words.Length != (isCode ? 1 : 2))
                throw Usage(isCode ? "expected the code behind --language L, or '-' for standard input" : "expected KIND TARGET, or --jsonl");
            if (policies.Length == 0)
                throw Usage("expected --policy FILE");
            if (WholeInput.IsStandardInput(words[^1]))
                readers++;
            if (parsed.GetValue(_port) is < 0 or > 65535)
                throw Usage("--port: expected a port from 0 to 65535");
        }
        if (readers > 1)
            throw Usage("standard input can be read for one thing only");
    }

    private string[] WordsOf(ParseResult parsed) =>
        parsed.GetValue(_kind) is not { } kind ? [] : parsed.GetValue(_target) is not { } target ? [kind] : [kind, target];

    private static CommandException Usage(string problem) => new(problem + "\nTry 'actiongate eval --help'.");

    private Policy? LoadPolicies(string[] files, PolicyOptions options)
    {
        if (files.Length == 0)
            return null;
        var layers = new Policy[files.Length];
        for (int i = 0; i < files.Length; i++)
        {
            try
            {
                layers[i] = WholeInput.IsStandardInput(files[i])
                    ? Policy.Parse(WholeInput.Read(_host.Input, "standard input"), options with { BaseDirectory = options.BaseDirectory ?? _host.RequireCurrentDirectory() })
                    : Policy.Load(files[i], options);
            }
            catch (PolicyException e)
            {
                throw new CommandException($"the policy can't be used\n{e.Message}");
            }
        }
        return Policy.Combine(layers);
    }

    private AuditLog OpenAudit(ParseResult parsed)
    {
        if (parsed.GetValue(_audit) is not { } folder)
            return AuditLog.InMemory(capacity: 1);
        try
        {
            return AuditLog.Open(folder);
        }
        catch (ArgumentException)
        {
            throw Usage("--audit: expected a folder, found no path");
        }
    }
}
