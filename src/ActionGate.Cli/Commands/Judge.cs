using System.Collections.ObjectModel;
using ActionGate.Cli.Input;
using ActionGate.Cli.Rendering;
using ActionGate.Simulation.Replays;

namespace ActionGate.Cli.Commands;

/// <summary>Rules on requests; whatever one holds, there is an answer.</summary>
/// <param name="bench">Who decides.</param>
/// <param name="agent">The agent of requests that name none.</param>
/// <param name="workingDirectory">Where requests that do not say take place; <see langword="null"/>: in the policy's base.</param>
internal sealed class Judge(Bench bench, string? agent, string? workingDirectory)
{
    internal Ruling Rule(InputLine request)
    {
        if (ProblemOf(request) is { } problem)
            return Ruling.Malformed(problem);
        if (request[Field.AgentId] is null)
            request[Field.AgentId] = agent;

        var arbiter = bench.Standing;
        if (request[Field.Policy] is { } inline)
        {
            arbiter = bench.WithInline(inline, out string? error);
            if (arbiter is null)
                return Ruling.Undecided("the policy of the request can't be used", error!);
        }
        if (arbiter is null)
            return Ruling.Undecided("there is no policy", "expected --policy, or 'policy' in the request, found neither");

        return RequestOf(request, workingDirectory, out var code) is { } action ? Rule(arbiter, action) : Rule(arbiter, code!);
    }

    private Ruling Rule(Arbiter arbiter, ActionRequest request)
    {
        if (StandingBeside(arbiter) is { } standing && standing.WouldDeny(request))
            arbiter = standing;
        return Ruling.Of(arbiter.Decide(request));
    }

    private Ruling Rule(Arbiter arbiter, CodeRequest request)
    {
        if (StandingBeside(arbiter) is { } standing && standing.WouldDeny(request))
            arbiter = standing;
        return Ruling.Of(arbiter.Decide(request));
    }

    /// <summary>
    /// The policy files by themselves, where a request brings a layer of its own: files that all abstain deny, and the request's own layer
    /// could turn that into an allow. It may only tighten.
    /// </summary>
    private Arbiter? StandingBeside(Arbiter arbiter) => ReferenceEquals(arbiter, bench.Standing) ? null : bench.Standing;

    /// <summary>The action that a line asks for; <see langword="null"/>: it asks for <paramref name="code"/>.</summary>
    /// <param name="request">A line that has no problem.</param>
    /// <param name="workingDirectory">Where requests that do not say take place.</param>
    /// <param name="code">The code.</param>
    internal static ActionRequest? RequestOf(InputLine request, string? workingDirectory, out CodeRequest? code)
    {
        var context = new ActionContext
        {
            Agent = request[Field.AgentId],
            Suggester = request[Field.Suggester],
            Session = request[Field.Session],
            WorkingDirectory = request[Field.WorkingDirectory] is { Length: > 0 } own ? own : workingDirectory,
            // A log that is decided again must show that not the policy files alone decided.
            Metadata = request[Field.Policy] is null ? ReadOnlyDictionary<string, string>.Empty : RecordedDecisions.OwnPolicy,
        };
        code = request[Field.Code] is { } text ? new CodeRequest([new CodeBlock(text, request[Field.Language]!)], context) : null;
        return code is null ? new ActionRequest(request[Field.ActionType], request[Field.Target], context) { Method = request[Field.Method], Port = request.Port, IsRecursive = request.IsRecursive } : null;
    }

    /// <summary>Why a line is no request; <see langword="null"/> where it is one.</summary>
    internal static string? ProblemOf(InputLine request)
    {
        if (request.Problem is { } problem)
            return problem;
        bool isCode = request[Field.Code] is not null;
        if (isCode && (request[Field.ActionType] ?? request[Field.Target]) is not null)
            return "expected an action ('actionType', 'target') or code ('language', 'code'), found both";
        if (isCode && request[Field.Language] is null)
            return "expected 'language' beside 'code', found none";
        return isCode || request[Field.ActionType] is not null ? null : "expected 'actionType', or 'language' and 'code', found neither";
    }
}
