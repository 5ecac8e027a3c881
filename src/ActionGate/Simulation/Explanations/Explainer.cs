using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Simulation.Explanations;

/// <summary>Makes the explanation of a request from its decision and from what was tried. Reads each document once; for one thread.</summary>
internal sealed class Explainer
{
    private readonly Dictionary<CompiledPolicy, DocumentText> _documents = new(ReferenceEqualityComparer.Instance);

    /// <summary>Explains a decision on an action.</summary>
    internal Explanation Explain(ReadOnlySpan<CompiledPolicy> layers, in Decision decision, string? agent, RuleTrace trace)
    {
        var traced = trace.Operations.Count > 0 ? trace.Operations : [trace.Whole];
        return new Explanation(decision, null, Explain(layers, decision.Operations, decision.Request?.Kind.Name, agent, traced));
    }

    /// <summary>Explains a decision on code.</summary>
    internal Explanation Explain(ReadOnlySpan<CompiledPolicy> layers, CodeDecision decision, string? agent, RuleTrace trace) =>
        new(decision.Overall, decision, Explain(layers, decision.Operations, null, agent, trace.Operations));

    private List<ExplainedOperation> Explain(
        ReadOnlySpan<CompiledPolicy> layers, IReadOnlyList<OperationDecision> operations, string? kind, string? agent, IReadOnlyList<TracedOperation> traced)
    {
        var documents = new List<DocumentRules>();
        foreach (var layer in layers)
            documents.Add(TextOf(layer).RulesOf(agent));
        var explained = new List<ExplainedOperation>();
        for (int i = 0; i < operations.Count; i++)
        {
            // An evaluation that failed has one answer, whatever had been tried by then.
            var trace = operations.Count == traced.Count ? traced[i] : new TracedOperation([], 0, null);
            string of = kind is not null && operations.Count == 1 ? kind : operations[i].Operation.Kind.Name;
            var explainedLayers = documents.ConvertAll(d => Explain(d, of, operations[i], trace));
            explained.Add(new ExplainedOperation(operations[i], explainedLayers, Hints(operations[i], of, explainedLayers)));
        }
        return explained;
    }

    private DocumentText TextOf(CompiledPolicy policy)
    {
        if (!_documents.TryGetValue(policy, out var text))
            _documents[policy] = text = new DocumentText(policy);
        return text;
    }

    private static ExplainedLayer Explain(DocumentRules document, string kind, OperationDecision operation, TracedOperation traced)
    {
        var walks = new List<ExplainedWalk>();
        var seen = new HashSet<(string, string, RuleReference?)>();
        var tried = new HashSet<RuleReference>(ReferenceEqualityComparer.Instance);
        foreach (var walk in traced.Walks)
        {
            if (!ReferenceEquals(walk.Policy, document.Policy))
                continue;
            var explained = WalkExplainer.Explain(walk);
            tried.UnionWith(explained.Rules.Select(r => r.Rule));
            if (seen.Add((explained.Kind, explained.Target, explained.Decided)))
                walks.Add(explained);
        }
        string? note = walks.Count > 0 ? null : NoteOf(document, kind, operation);
        var others = walks.Count == 0 ? [] : document.Rules.Where(r => !tried.Contains(r.Rule)).ToList();
        return new ExplainedLayer(document.Name, note, walks, traced.LeftOut, others);
    }

    private static string NoteOf(DocumentRules document, string kind, OperationDecision operation)
    {
        var policy = document.Policy;
        if (!policy.IsFor(document.Agent))
            return $"abstains: it is for agent {DecisionText.Quote(policy.Agent)}, and {(document.Agent is null ? "who acts is not known" : $"{DecisionText.Quote(document.Agent)} acts")}";
        if (policy.Find(document.Agent) is not { } agent)
            return "refuses: it lists agents, and the one that acts is not among them";
        if (agent.Rules.Find(kind) is not { } chain)
            return $"does not know the kind {DecisionText.Quote(kind)}";
        return chain.IsEmpty && operation.Rule is null ? $"has no rule for {kind}" : "no rule of it was tried: that was settled before";
    }

    /// <summary>What would have to change, where that is plain.</summary>
    private static List<string> Hints(OperationDecision operation, string kind, List<ExplainedLayer> layers)
    {
        var hints = new List<string>();
        if (operation.Verdict == Verdict.Allow)
            return hints;
        foreach (var layer in layers)
        {
            // The first form is the target as it was asked for.
            if (layer.Walks is not [{ } walk, ..])
                continue;
            if (walk.Decided is null && operation.Rule is null)
                hints.Add(NearestOf(walk, kind));
            else if (walk.Decided is { } decided && ReferenceEquals(decided, operation.Rule) && walk.Rules.FirstOrDefault(r => r is { WouldMatch: true, Verdict: Verdict.Allow }) is { } later)
                hints.Add($"rule {later.Rule} would allow it, and stands behind rule {decided}");
        }
        return hints;
    }

    private static string NearestOf(ExplainedWalk walk, string kind)
    {
        var nearest = walk.Rules.Where(r => r.Verdict != Verdict.Deny && r.Closeness > 1).MaxBy(r => r.Closeness);
        return nearest is null
            ? $"no rule for {kind} matches, and none comes near"
            : $"no rule for {kind} matches; the nearest is rule {nearest.Rule} with {DecisionText.Quote(nearest.Pattern)}: {nearest.Why}";
    }

    /// <summary>The rules that bind an agent in one document.</summary>
    private sealed record DocumentRules(CompiledPolicy Policy, string Name, string? Agent, IReadOnlyList<OtherKindRule> Rules);

    /// <summary>A document, read again: what a policy keeps of it is ordered by kind.</summary>
    private sealed class DocumentText
    {
        private readonly CompiledPolicy _policy;
        private readonly PolicyDocument? _document;
        private readonly Dictionary<(string, int), RuleReference> _references = [];

        internal DocumentText(CompiledPolicy policy)
        {
            _policy = policy;
            _document = PolicyReader.Read(policy.Source, new DiagnosticBag(policy.Source), long.MaxValue);
            foreach (var reference in policy.Rules)
                _references[(reference.Id, reference.Line)] = reference;
        }

        internal DocumentRules RulesOf(string? agent)
        {
            var own = _document?.Agents?.FirstOrDefault(a => a.Name.Value == agent) ?? _document?.Agents?.FirstOrDefault(a => a.Name.Value == CompiledPolicy.AnyAgent);
            var rules = new List<OtherKindRule>();
            foreach (var rule in (own?.Rules ?? []).Concat(_document?.Rules ?? []))
            {
                if (_references.TryGetValue((rule.Id, rule.Span.Line), out var reference))
                    rules.Add(new OtherKindRule(reference, rule.Decision, [.. rule.Actions.Select(a => a.Value)]));
            }
            return new DocumentRules(_policy, _policy.Source.File is { } file ? Path.GetFileName(file) : _policy.Name ?? "policy", agent, rules);
        }
    }
}
