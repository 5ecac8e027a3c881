using System.CommandLine;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;
using ActionGate.Simulation.Explanations;

namespace ActionGate.Cli.Commands;

/// <summary><c>explain</c>: decides requests as <c>eval</c> does, and says of every rule why it did or did not match.</summary>
internal sealed class ExplainCommand : ToolCommand
{
    private readonly CommandHost _host;
    private readonly RequestInputs _inputs;

    internal ExplainCommand(CommandHost host)
        : base("explain", "Say why a request gets its decision: every rule that is tried, and why it does or does not match.")
    {
        _host = host;
        _inputs = new RequestInputs(host, "explain");
        Notes = """
            Examples:
              actiongate explain --policy policy.yaml file_read docs/plan.md
              actiongate explain --policy policy.yaml --agent coder shell_exec 'git push && rm -rf build'
              actiongate explain --policy policy.yaml --jsonl < requests.jsonl

            A target is shown in the form in which rules are tried on it. Shell text and code are taken apart, and
            each operation is explained by itself; so is the place to which a link leads. Lines are those of eval.
            'no match' gives the first difference that is plain; there may be others behind it.
            The exit code is that of eval: 1 where the request is refused, and 0 for --jsonl.
            """;
        _inputs.AddTo(this);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        _inputs.CheckUsage(parsed);
        var policy = _inputs.Policies.Load(parsed);
        var shell = _inputs.Policies.ShellOf(parsed);
        var catalog = _inputs.Policies.CatalogOf(parsed);
        var standing = policy is null ? null : new Rehearsal(policy, shell, catalog);
        var scene = new Scene(standing, _inputs.Policies.InlineOptionsOf(parsed), shell, catalog, _inputs.AgentOf(parsed), _inputs.Policies.BaseOf(parsed));
        return _inputs.HasLines(parsed) ? AnswerLines(scene) : AnswerOne(parsed, scene);
    }

    private int AnswerLines(Scene scene)
    {
        var output = new JsonOutput(_host.Output);
        RequestLines.Each(_host.Input, FieldSet.Requests, request => WriteJson(output, request, scene), output.Flush);
        return ExitCode.Done;
    }

    private int AnswerOne(ParseResult parsed, Scene scene)
    {
        var request = _inputs.RequestOf(parsed);
        var explanation = Explain(request, scene, out var ruling);
        if (explanation is null)
            throw new CommandException(ruling.Error!);
        if (_inputs.WantsJson(parsed))
        {
            var output = new JsonOutput(_host.Output);
            ExplanationJson.Write(output.Json, request, explanation);
            output.EndLine();
            output.Flush();
        }
        else
        {
            using var text = _host.OpenText();
            ExplanationLines.Write(text, explanation);
        }
        return explanation.Decision.MayProceed ? ExitCode.Done : ExitCode.Refused;
    }

    private static void WriteJson(JsonOutput output, InputLine request, Scene scene)
    {
        if (Explain(request, scene, out var ruling) is { } explanation)
            ExplanationJson.Write(output.Json, request, explanation);
        else
            DecisionJson.Write(output.Json, request, in ruling);
        output.EndLine();
    }

    /// <summary>Explains a request; <see langword="null"/> where there is no decision, and <paramref name="ruling"/> says why.</summary>
    private static Explanation? Explain(InputLine request, Scene scene, out Ruling ruling)
    {
        ruling = default;
        if (Judge.ProblemOf(request) is { } problem)
        {
            ruling = Ruling.Malformed(problem);
            return null;
        }
        if (request[Field.AgentId] is null)
            request[Field.AgentId] = scene.Agent;
        var rehearsal = scene.Standing;
        if (request[Field.Policy] is { } inline)
        {
            if (!Policy.TryParse(inline, scene.InlineOptions, out var policy, out var diagnostics))
            {
                ruling = Ruling.Undecided("the policy of the request can't be used", string.Join('\n', diagnostics));
                return null;
            }
            rehearsal = new Rehearsal(scene.Standing is null ? policy : Policy.Combine(scene.Standing.Policy, policy), scene.Shell, scene.Catalog);
        }
        if (rehearsal is null)
        {
            ruling = Ruling.Undecided("there is no policy", "expected --policy, or 'policy' in the request, found neither");
            return null;
        }
        var action = Judge.RequestOf(request, scene.WorkingDirectory, out var code);
        // As eval has it: a request's own policy can only tighten.
        if (scene.Standing is { } standing && !ReferenceEquals(standing, rehearsal)
            && (action is null ? standing.Decide(code!).Overall : standing.Decide(action)).Verdict == Verdict.Deny)
        {
            rehearsal = standing;
        }
        return action is null ? rehearsal.Explain(code!) : rehearsal.Explain(action);
    }

    /// <summary>What requests are held against.</summary>
    /// <param name="Standing">The policies of the files; <see langword="null"/> where there are none.</param>
    /// <param name="InlineOptions">On what terms the policy of a line is read.</param>
    /// <param name="Shell">Which shell reads shell text.</param>
    /// <param name="Catalog">What is known of libraries.</param>
    /// <param name="Agent">The agent of requests that name none.</param>
    /// <param name="WorkingDirectory">Where requests that do not say take place.</param>
    private sealed record Scene(Rehearsal? Standing, PolicyOptions InlineOptions, HostShell Shell, ScanCatalog? Catalog, string? Agent, string? WorkingDirectory);
}
