using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;

namespace ActionGate.Cli.Commands;

/// <summary><c>run</c>: runs a file with code, or a command, where a policy lets it.</summary>
internal sealed class RunCommand : ToolCommand
{
    private const long MostOutputBytes = 64 * 1024 * 1024;
    private const int LongestSeconds = int.MaxValue / 1000;

    /// <summary>Where no time-out is given: those of the policy count alone.</summary>
    private static readonly TimeSpan Unlimited = TimeSpan.FromMilliseconds(int.MaxValue);

    private readonly CommandHost _host;
    private readonly PolicyInputs _inputs = new();
    private readonly PolicyFiles _policies;
    private readonly AuditInputs _audit = new();
    private readonly RunApproval _approval;
    private readonly RunTarget _target;

    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "The agent that runs it." };
    private readonly Option<bool> _simulate = new("--simulate") { Description = "Decide as always, say what would be refused, and run it all the same, without the policy's limits." };
    private readonly Option<string?> _workingDirectory = new("--cwd") { HelpName = "DIR", Description = "The folder in which it runs, and for which it is decided; the current one where it is left out." };
    private readonly Option<int?> _timeout = new("--timeout") { HelpName = "SECONDS", Description = "How long it may run. What the policy limits counts too; the stricter holds." };
    private readonly Option<bool> _sandbox = new("--sandbox") { Description = "Run it in bubblewrap, where only what the policy allows is there (Linux)." };
    private readonly Option<bool> _json = new("--json") { Description = "Tell how it ended, as a JSON object in a line on standard error." };

    internal RunCommand(CommandHost host)
        : base("run", "Run a file with code, or a command, where a policy lets it.")
    {
        _host = host;
        _policies = new PolicyFiles(host, _inputs);
        _target = new RunTarget(host);
        _approval = new RunApproval(host);
        Notes = """
            Examples:
              actiongate run --policy policy.yaml report.py
              actiongate run --policy policy.yaml --agent coder --audit ./audit --timeout 60 build.sh
              actiongate run --policy policy.yaml --language python - < report.py
              actiongate run --policy policy.yaml -- git log --oneline -5
              actiongate run --policy policy.yaml --sandbox --json -- make test

            All of it is decided before any of it runs. The language of a file follows from its name: .py .sh .bash
            .js .ps1. A command is one line of bash (of sh with --language sh), each argument quoted. What runs is a copy
            in the folder in which it runs, gone afterwards, with an empty standard input and few environment variables.
            Standard output and standard error come on standard output, as text, 64 MiB at most.

            Where the policy requires approval, somebody is asked at the terminal, also where code comes from standard
            input; --pending asks in a folder, --approve never asks nobody and is refused.

            Exit codes:
              the code's own; 124 time-out, 137 another limit, 126 and 127 the interpreter, 130 Ctrl+C
              1  denied, or refused before it started: standard error says why
              2  the usage or the environment is at fault
            The code may exit with these too. --json tells them apart: {"exitCode":1,"denied":true,"started":false,
            "limitHit":null,"reason":"…"}; without that line nothing was decided.
            """;
        _policies.AddTo(this);
        Add(_agent);
        Add(_simulate);
        foreach (var option in _audit.Options)
            Add(option);
        _approval.AddTo(this);
        Add(_workingDirectory);
        Add(_timeout);
        Add(_sandbox);
        Add(_json);
        _policies.AddReadingTo(this);
        _target.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        _target.CheckUsage(parsed, Usage);
        string[] policies = _policies.FilesOf(parsed);
        if (policies.Length == 0)
            throw Usage("expected --policy FILE");
        if (policies.Count(WholeInput.IsStandardInput) + (_target.IsStandardInput(parsed) ? 1 : 0) > 1)
            throw Usage("standard input can be read for one thing only");
        if (parsed.GetValue(_timeout) is < 1 or > LongestSeconds)
            throw Usage($"--timeout: expected 1 to {LongestSeconds} seconds");
        string folder = FolderOf(parsed);
        bool isSimulated = parsed.GetValue(_simulate);
        var options = new GateOptions
        {
            Policy = _policies.Load(parsed)!,
            Audit = AuditLog.InMemory(capacity: 1),
            Approvals = _approval.HandlerOf(parsed, Usage),
            Mode = isSimulated ? GateMode.Simulate : null,
            Shell = _policies.ShellOf(parsed),
            Catalog = _policies.CatalogOf(parsed),
        };
        var request = new CodeRequest([_target.BlockOf(parsed)], new ActionContext { Agent = parsed.GetValue(_agent), WorkingDirectory = folder });
        using var audit = _audit.Open(parsed, isShared: true, Usage);
        using var interruption = new Interruption();
        // A policy can say so too, and whoever runs it must not take that for a permission.
        if (isSimulated || options.Policy.Mode == GateMode.Simulate)
            Rehearse(options, request);
        return RunAsync(parsed, options with { Audit = audit }, request, interruption).GetAwaiter().GetResult();
    }

    private async Task<int> RunAsync(ParseResult parsed, GateOptions options, CodeRequest request, Interruption interruption)
    {
        bool isJson = parsed.GetValue(_json);
        using var gate = new Gate(options);
        using var progress = new RunProgress(_host.Error, _host.IsErrorTerminal && !isJson, options.Clock);
        var output = new LiveOutput(_host.Output, _host.IsTerminal, progress);
        var executor = new AnnouncedExecutor(ExecutorOf(parsed, request.Context.WorkingDirectory!), progress).Guard(gate);
        CodeResult? result = null;
        try
        {
            result = await executor.ExecuteAsync(new CodeExecution(request.Blocks) { Context = request.Context, Output = output }, interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.ExitCode is not null)
        {
            // Nobody had answered yet: nothing has begun.
        }
        finally
        {
            progress.End();
        }

        int exitCode = interruption.ExitCode ?? result!.ExitCode;
        // What an executor says without having run anything it says in the result alone.
        bool isRefused = result is not null && !output.HasBegun && result.Output.Length > 0;
        string? reason = interruption.ExitCode is not null ? "interrupted"
            : isRefused || result!.NothingRan ? result!.Output
            : result!.LimitHit is not null ? LastLineOf(result.Output)
            : null;
        if (result?.LimitHit is not null || interruption.ExitCode is not null)
            output.EndLine();
        if (isJson)
            _host.Say(RunJson.Line(exitCode, hasStarted: result is { NothingRan: false }, result, reason));
        else if (isRefused)
            _host.Complain(result!.Output);
        return exitCode;
    }

    private ICodeExecutor ExecutorOf(ParseResult parsed, string folder)
    {
        var options = new ProcessCodeExecutorOptions
        {
            WorkDirectory = folder,
            Timeout = parsed.GetValue(_timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : Unlimited,
            MaxOutputBytes = MostOutputBytes,
        };
        return parsed.GetValue(_sandbox) ? new SandboxedCodeExecutor(new() { Process = options }) : new ProcessCodeExecutor(options);
    }

    /// <summary>Says what a gate that does not only simulate would have refused.</summary>
    private void Rehearse(GateOptions options, CodeRequest request)
    {
        using var gate = new Gate(options);
        var decision = gate.DecideAsync(request).AsTask().GetAwaiter().GetResult().Overall;
        if (decision.Verdict != Verdict.Allow)
            _host.Complain($"only simulated, would be refused: {decision.Reason}");
    }

    private string FolderOf(ParseResult parsed)
    {
        if (parsed.GetValue(_workingDirectory) is not { } folder)
            return _host.RequireCurrentDirectory();
        if (folder.Length == 0 || folder.Contains('\0', StringComparison.Ordinal))
            throw Usage("--cwd: expected a folder, found no path");
        string full = Path.TrimEndingDirectorySeparator(_host.FullPath(folder));
        // An executor would make it.
        return Directory.Exists(full) ? full : throw new CommandException($"--cwd: there is no folder '{folder}'");
    }

    private static string LastLineOf(string output)
    {
        string text = output.TrimEnd('\n');
        return text[(text.LastIndexOf('\n') + 1)..];
    }

    private static CommandException Usage(string problem) => new($"{problem}\nTry 'actiongate run --help'.");
}
