using System.CommandLine;
using ActionGate.Cli.Input;

namespace ActionGate.Cli.Commands;

/// <summary>The policies and requests of a command line, for the commands that decide one request, or many on standard input.</summary>
internal sealed class RequestInputs
{
    private readonly CommandHost _host;
    private readonly PolicyInputs _inputs = new();

    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "The agent of requests that name none." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };
    private readonly Option<bool> _jsonLines = new("--jsonl") { Description = "Read requests from standard input, one JSON object a line, and answer each with one." };
    private readonly Option<string?> _method = new("--method") { HelpName = "NAME", Description = "The method of a network request." };
    private readonly Option<int?> _port = new("--port") { HelpName = "N", Description = "The port of a network request whose target names none." };
    private readonly Option<string?> _workingDirectory = new("--cwd") { HelpName = "DIR", Description = "The folder in which the action takes place; the base where it is left out. A relative one starts in the current folder." };
    private readonly Option<string?> _language = new("--language") { HelpName = "L", Description = "Decide code in this language; the code stands in place of KIND TARGET." };

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

    private readonly string _command;

    internal RequestInputs(CommandHost host, string command)
    {
        _host = host;
        _command = command;
        Policies = new PolicyFiles(host, _inputs);
    }

    internal PolicyFiles Policies { get; }

    /// <summary>Adds the options.</summary>
    /// <param name="command">The command.</param>
    /// <param name="own">Those that the command has beside; they stand behind the agent.</param>
    internal void AddTo(Command command, params ReadOnlySpan<Option> own)
    {
        Policies.AddTo(command);
        command.Add(_agent);
        foreach (var option in own)
            command.Add(option);
        command.Add(_json);
        command.Add(_jsonLines);
        command.Add(_method);
        command.Add(_port);
        command.Add(_workingDirectory);
        command.Add(_language);
        Policies.AddReadingTo(command);
        command.Add(_kind);
        command.Add(_target);
    }

    internal string? AgentOf(ParseResult parsed) => parsed.GetValue(_agent);

    internal bool WantsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Requests come from standard input, one a line.</summary>
    internal bool HasLines(ParseResult parsed) => parsed.GetValue(_jsonLines);

    /// <summary>The request on the command line.</summary>
    /// <exception cref="CommandException">It is to be read from standard input, and that is no text.</exception>
    internal InputLine RequestOf(ParseResult parsed)
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

    /// <exception cref="CommandException">The options don't go together.</exception>
    internal void CheckUsage(ParseResult parsed)
    {
        string[] policies = Policies.FilesOf(parsed);
        string[] words = WordsOf(parsed);
        int readers = policies.Count(WholeInput.IsStandardInput);
        if (HasLines(parsed))
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

    internal CommandException Usage(string problem) => new($"{problem}\nTry 'actiongate {_command} --help'.");

    /// <summary>A folder on the command line means what it means to whoever types it. How policies for other systems write one is left to them, and so is '..'.</summary>
    private string FromHere(string folder) =>
        folder[0] is '/' or '\\' or '~' || folder is [_, ':', ..] || folder.StartsWith("file:", StringComparison.OrdinalIgnoreCase)
            ? folder
            : Path.Combine(_host.RequireCurrentDirectory(), folder);

    private string[] WordsOf(ParseResult parsed) =>
        parsed.GetValue(_kind) is not { } kind ? [] : parsed.GetValue(_target) is not { } target ? [kind] : [kind, target];
}
