using System.Buffers;
using ActionGate.Compilation;
using ActionGate.Evaluation;
using ActionGate.Policies;
using ActionGate.Simulation.Explanations;
using ActionGate.Simulation.Replays;

namespace ActionGate.Simulation.Suggestions;

/// <summary>Finds what of a wanted request one document does not allow.</summary>
internal sealed class NeedFinder
{
    private const string ByHand = "if it must be, write the rule by hand";

    /// <summary>What may mean more than one name, now or in another list.</summary>
    private static readonly SearchValues<char> ManyNames = SearchValues.Create("*?[]{}@$");

    private readonly CompiledPolicy _layer;
    private readonly Trial _alone;
    private readonly Hazards _hazards;

    /// <summary>The rules that ask for approval, whoever asks and when, and that stand in the document's own list.</summary>
    private readonly HashSet<string> _asking;

    internal NeedFinder(CompiledPolicy layer, PolicyDocument document, Hazards hazards, TrialTerms terms)
    {
        _layer = layer;
        _alone = new Trial([layer], terms);
        _hazards = hazards;
        _asking = [.. document.Rules.Where(r => r.Decision == Verdict.RequireApproval && r.Conditions.IsNone).Select(r => r.Id)];
    }

    /// <summary>Finds them.</summary>
    /// <param name="item">The request.</param>
    /// <param name="problem">Why no rule can be suggested.</param>
    /// <returns>Nothing where the document allows it, or where there is a problem.</returns>
    internal IReadOnlyList<Need> Find(ReplayItem item, out string? problem)
    {
        problem = null;
        string? agent = item.Context.Agent;
        if (!_layer.IsFor(agent))
            return [];
        var trace = new RuleTrace();
        var decision = _alone.Try(item, trace, out var operations);
        if (decision.Verdict == Verdict.Allow)
            return [];
        var traced = trace.Operations.Count > 0 ? trace.Operations : [trace.Whole];
        if (operations.Count != traced.Count)
        {
            problem = decision.Reason;
            return [];
        }
        var needs = new List<Need>();
        for (int i = 0; i < operations.Count && problem is null; i++)
        {
            if (operations[i].Verdict == Verdict.Allow || _layer.Default == DefaultVerdict.Abstain && operations[i].Rule?.Id == RuleReference.Unresolved.Id)
                continue;
            string kind = trace.Operations.Count > 0 ? operations[i].Operation.Kind.Name : item.Action!.Kind.Name;
            if (NeedOf(item, kind, operations[i], traced[i], out problem) is { } need)
                needs.Add(need);
        }
        // What it does beside is its own affair while the document says nothing of such: it is held against what is everyday all the same.
        if (problem is null && needs.Count > 0 && _hazards.Of(item, (kind, target) => IsAllowed(operations, kind, target)) is { } hazard)
            problem = $"{SubjectOf(item)}: {hazard}: {ByHand}";
        return problem is null ? needs : [];
    }

    private static bool IsAllowed(IReadOnlyList<OperationDecision> operations, string kind, string? target)
    {
        foreach (var operation in operations)
        {
            if (operation.Verdict == Verdict.Allow && operation.Operation.Kind.Name == kind && operation.Operation.Target == target && target is not null)
                return true;
        }
        return false;
    }

    private Need? NeedOf(ReplayItem item, string kind, OperationDecision operation, TracedOperation traced, out string? problem)
    {
        problem = ProblemOf(operation);
        if (problem is not null)
            return null;
        if (traced.Walks.FirstOrDefault(w => w.Decided?.Reference.Id == operation.Rule?.Id) is not { Target: { IsPartlyKnown: false } target } walk)
        {
            problem = $"{Subject(operation)}: not all of it is known beforehand";
            return null;
        }
        string text = TextOf(walk, kind, operation);
        // A path may have lost its '..', and words their quotes.
        string whole = kind == ActionKind.ShellExec.Name ? operation.Operation.Target ?? text : text;
        if (_hazards.Of(kind, whole, TargetFamilies.Of(kind) == TargetFamily.Path ? [walk.Request.Target ?? ""] : target.Words) is { } hazard)
        {
            problem = $"{Subject(operation)}: {hazard}: {ByHand}";
            return null;
        }
        // A variable would be filled in, and a line of a policy holds no control characters.
        if (text.Contains("${", StringComparison.Ordinal) || !IsLine(text) || item.Context.Agent is { } agent && !IsLine(agent))
        {
            problem = $"{Subject(operation)}: no pattern can say it";
            return null;
        }
        if (item.Context.Agent is { } name && name.AsSpan().ContainsAny(ManyNames))
        {
            problem = $"{Subject(operation)}: the agent's name {DecisionText.Quote(name)} may stand for others too: {ByHand}";
            return null;
        }
        string? method = walk.Request.Method?.ToUpperInvariant();
        if (method is not null && !method.All(char.IsAsciiLetter))
        {
            problem = $"{Subject(operation)}: no rule can say its method";
            return null;
        }
        return new Need(kind, text, item.Context.Agent, operation.Rule?.Id, item.Place) { Words = target.Words, Host = target.HostAndPort, Scheme = target.Scheme, Method = method };
    }

    private static bool IsLine(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && InvisibleText.FirstIn(text) is null;

    private string? ProblemOf(OperationDecision operation) => operation switch
    {
        { Rule: null } => null,
        { Rule.Id: ['@', ..] } => $"{Subject(operation)}: {operation.Reason}",
        { Verdict: Verdict.Deny, Rule: { } rule } => $"{Subject(operation)}: rule {rule} denies it",
        { Rule: { } rule } => _asking.Contains(rule.Id) ? null : $"{Subject(operation)}: rule {rule} asks for approval, under conditions or for one agent: change that rule",
    };

    private string TextOf(TracedWalk walk, string kind, OperationDecision operation) => TargetFamilies.Of(kind) switch
    {
        TargetFamily.Path => walk.Policy.PathRules.Display(walk.Target.Text),
        // What was traced has no query.
        TargetFamily.Network => RequestEvaluator.NormalNetwork(operation.Operation.Target ?? walk.Request.Target ?? "", walk.Request.Port) ?? walk.Target.Text,
        _ => walk.Target.Text,
    };

    private static string SubjectOf(ReplayItem item) => item.Action is { } action ? $"{action.Kind} {DecisionText.Quote(action.Target)}" : "code";

    private static string Subject(OperationDecision operation) => $"{operation.Operation.Kind} {DecisionText.Quote(operation.Operation.Target ?? operation.Operation.Pattern)}";
}
