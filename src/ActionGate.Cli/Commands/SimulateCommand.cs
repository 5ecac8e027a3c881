using System.CommandLine;
using System.Globalization;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;
using ActionGate.Simulation.Replays;
using ActionGate.Simulation.Suggestions;

namespace ActionGate.Cli.Commands;

/// <summary><c>simulate</c>: decides again what was decided before, by another policy, and says what would differ.</summary>
internal sealed class SimulateCommand : ToolCommand
{
    private const int UsualExamples = 3;
    private const int MostMalformedTold = 20;

    private readonly CommandHost _host;
    private readonly PolicyFiles _policies;
    private readonly Option<string?> _agent = new("--agent") { HelpName = "ID", Description = "The agent of requests that name none." };
    private readonly Option<string?> _lines = new("--jsonl") { HelpName = "REQUESTS", Description = "A file of requests, one JSON object a line, in place of LOGDIR; '-' is standard input." };
    private readonly Option<bool> _suggest = new("--suggest") { Description = "Suggest rules for what is refused and wanted, to be reviewed by a person." };
    private readonly Option<int?> _examples = new("--examples") { HelpName = "N", Description = "How many requests are named for each change; 3 where it is left out." };
    private readonly Option<bool> _json = new("--json") { Description = "Answer with a JSON object." };
    private readonly Argument<string?> _log = new("LOGDIR") { Arity = ArgumentArity.ZeroOrOne, Description = "The folder of an audit log; a log in use can be read too." };

    internal SimulateCommand(CommandHost host)
        : base("simulate", "Decide by another policy what was decided before, and say what would differ.")
    {
        _host = host;
        _policies = new PolicyFiles(host, new PolicyInputs());
        Notes = """
            Examples:
              actiongate simulate --policy new.yaml ./audit
              actiongate simulate --policy new.yaml --jsonl answers.jsonl
              actiongate simulate --policy policy.yaml --suggest --jsonl requests.jsonl

            A line for --jsonl is a request as eval reads it, with the 'decision' and 'rule' that it had, where
            that is known; answers of eval are such lines. "wanted":true marks what should be allowed. It may
            also have "isRecursive":true, for an action on all that lies below its target, and 'shell': which
            shell read it, as --shell names them.
            A record is decided as of the time at which it was made, on the disk as it is now. Records that do not
            hold the whole of what was asked (a long target, code) can't be decided again, and are counted; so are
            requests that brought a policy of their own.

            --suggest prints rules in the style of the policy for wanted requests that are refused (of a log:
            those that a person approved), with what each covers and what else it would allow. They are tried
            first: what is wanted must be allowed with them, and nothing else may change. Nothing is written.

            The exit code is 0 where nothing would differ, 1 where something would; with --suggest it is 1 where
            something that is wanted is not covered.
            """;
        _policies.AddTo(this);
        Add(_agent);
        Add(_lines);
        Add(_suggest);
        Add(_examples);
        Add(_json);
        _policies.AddReadingTo(this);
        Add(_log);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        CheckUsage(parsed);
        var rehearsal = new Rehearsal(_policies.Load(parsed)!, _policies.ShellOf(parsed), _policies.CatalogOf(parsed));
        var source = new ReplaySource(parsed.GetValue(_agent), _policies.BaseOf(parsed));
        var items = parsed.GetValue(_lines) is { } lines ? ReadLines(lines, source) : ReadLog(parsed.GetValue(_log)!, source);
        var report = new ReplayReport(parsed.GetValue(_examples) ?? UsualExamples);
        var kept = parsed.GetValue(_suggest) ? new List<ReplayItem>() : null;
        foreach (var item in items)
        {
            report.Add(item, item.Action is { } action ? rehearsal.Decide(action, item.At, item.Shell) : rehearsal.Decide(item.Code!, item.At).Overall);
            kept?.Add(item);
        }
        var suggestions = kept is null ? null : rehearsal.Suggest(kept);
        Write(parsed, report, suggestions, source);
        return (suggestions is null ? report.Different : suggestions.Uncovered.Count) == 0 ? ExitCode.Done : ExitCode.Refused;
    }

    private void Write(ParseResult parsed, ReplayReport report, SuggestionReport? suggestions, ReplaySource source)
    {
        if (parsed.GetValue(_json))
        {
            var output = new JsonOutput(_host.Output);
            output.Json.WriteStartObject();
            ReplayJson.WriteMembers(output.Json, report, source.NotReplayable, source.Malformed);
            if (suggestions is not null)
                SuggestionJson.WriteMembers(output.Json, suggestions);
            output.Json.WriteEndObject();
            output.EndLine();
            output.Flush();
            return;
        }
        using var text = _host.OpenText();
        if (suggestions is not null)
            SuggestionLines.Write(text, suggestions);
        else
            ReplayLines.Write(text, report, source.NotReplayable, source.Malformed);
    }

    private IEnumerable<ReplayItem> ReadLines(string file, ReplaySource source)
    {
        using var stream = WholeInput.IsStandardInput(file) ? null : WholeInput.Open(file);
        var items = new List<ReplayItem>();
        int number = 0;
        RequestLines.Each(stream ?? _host.Input, FieldSet.Replays, line =>
        {
            number++;
            if (source.ItemOf(line, number, out string? problem) is { } item)
                items.Add(item);
            else if (problem is not null)
                Malformed(source, number, problem);
            else
                _host.Complain(string.Create(CultureInfo.InvariantCulture, $"line {number}: not replayable: it brings a policy of its own"));
        });
        return items;
    }

    /// <summary>The line gets its error, and the rest goes on.</summary>
    private void Malformed(ReplaySource source, int line, string problem)
    {
        if (++source.Malformed <= MostMalformedTold)
            _host.Complain(string.Create(CultureInfo.InvariantCulture, $"line {line}: {problem}"));
    }

    private IEnumerable<ReplayItem> ReadLog(string directory, ReplaySource source)
    {
        RecordedDecisions decisions;
        try
        {
            var verification = AuditLog.VerifyAsync(directory).AsTask().GetAwaiter().GetResult();
            if (!verification.IsValid)
                _host.Complain($"the log does not verify, so what it says may not be what was decided: {verification.Problems[0]}");
            decisions = new RecordedDecisions(directory);
        }
        catch (ArgumentException)
        {
            throw new CommandException($"expected the folder of a log, found '{directory}'");
        }
        foreach (var item in decisions.Read())
            yield return source.Completed(item);
        source.NotReplayable = decisions.NotReplayable;
        source.Malformed = decisions.Unreadable;
    }

    private void CheckUsage(ParseResult parsed)
    {
        string[] policies = _policies.FilesOf(parsed);
        string? lines = parsed.GetValue(_lines);
        string? log = parsed.GetValue(_log);
        if (policies.Length == 0)
            throw Usage("expected --policy FILE");
        if (lines is null == log is null)
            throw Usage(lines is null ? "expected LOGDIR, or --jsonl REQUESTS" : "expected LOGDIR or --jsonl REQUESTS, found both");
        if (log is not null && WholeInput.IsStandardInput(log))
            throw Usage("a log is a folder and can't be read from standard input");
        if (policies.Count(WholeInput.IsStandardInput) + (lines is not null && WholeInput.IsStandardInput(lines) ? 1 : 0) > 1)
            throw Usage("standard input can be read for one thing only");
        if (parsed.GetValue(_examples) is < 0 or > 10_000)
            throw Usage("--examples: expected a number from 0 to 10000");
    }

    private static CommandException Usage(string problem) => new(problem + "\nTry 'actiongate simulate --help'.");
}
