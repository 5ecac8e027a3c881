using ActionGate.Compilation;
using ActionGate.Normalisation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>The documents that decide together: each by itself, the strictest verdict stands. Also puts their decisions into words.</summary>
internal sealed class PolicyLayers(CompiledPolicy[] layers, string hash) : DecisionExplainer
{
    private const string CantBeResolved = ", which the target may be: it can't be resolved";

    internal ReadOnlySpan<CompiledPolicy> Layers => layers;

    internal override string PolicyHash { get; } = hash;

    internal override string? PolicyName { get; } = Join(layers.Select(l => l.Name));

    internal override string? PolicyRevision { get; } = Join(layers.Select(l => l.Revision));

    /// <summary>What every decision is made under unless the host says otherwise: it binds, unless all documents only simulate.</summary>
    internal GateMode Mode { get; } = layers.All(l => l.Mode == GateMode.Simulate) ? GateMode.Simulate : GateMode.Enforce;

    /// <summary>A rule counts or expires, so the time matters.</summary>
    internal bool AsksTime { get; } = layers.Any(l => l.AsksTime);

    /// <summary>A rule counts.</summary>
    internal bool Counts { get; } = layers.Any(l => l.Counts);

    /// <summary>The same documents with literal paths also as they really are now; their decisions name the same hash.</summary>
    internal PolicyLayers WithRealPaths(IPathResolver resolver)
    {
        var real = Array.ConvertAll(layers, l => l.WithRealPaths(resolver));
        return real.SequenceEqual(layers) ? this : new PolicyLayers(real, PolicyHash);
    }

    /// <summary>Decides one operation.</summary>
    internal Finding Decide(ActionRequest request, in Circumstances circumstances)
    {
        if (request is { Kind.Name: "shell_exec", Target: { Length: > 0 and <= RequestEvaluator.LongestTarget } text }
            && (ShellEvaluator.MayBeExpanded(text, in circumstances) || !CommandEvaluator.IsPlain(text, layers, request.Context.Agent, SelfProtection.GuardsReads(in circumstances))))
            return ShellEvaluator.Decide(this, request, text, in circumstances);
        var strictest = Finding.Abstention;
        foreach (var layer in layers)
            strictest = Finding.OfLayers(strictest, RequestEvaluator.Evaluate(layer, request, in circumstances));
        return strictest.Abstains ? Finding.Refused(WhyAllAbstain(request)) : strictest;
    }

    internal Refusal WhyAllAbstain(ActionRequest request)
    {
        string? agent = request.Context.Agent;
        bool isKnown = false;
        foreach (var layer in layers)
        {
            if (!layer.IsFor(agent))
                return Refusals.OtherAgent(layer.Agent, agent);
            isKnown |= layer.Find(agent)?.Rules.Find(request.Kind.Name) is not null;
        }
        return isKnown ? Refusals.OtherAgent(null, agent) : Refusals.UnknownKind(request.Kind.Name);
    }

    internal override string Explain(in Decision decision) => Explain(in decision, decision.Cause);

    private string Explain(in Decision decision, object? cause) => cause switch
    {
        CompiledRule rule => $"rule {rule.Reference} matched {DecisionText.Quote(rule.Pattern)}{(rule.IsBroadened ? HowBroad(rule, in decision) : "")}",
        ConstraintGrant grant => grant.Reason,
        Refusal refusal => refusal.Message,
        OperationsCause several => several.ReasonFor(decision.Request),
        RealPathCause real => $"on disk it reaches {DecisionText.Quote(layers[0].PathRules.Display(real.Path))}: {Explain(in decision, real.Inner)}",
        _ => ExplainDefault(in decision),
    };

    private string ExplainDefault(in Decision decision) =>
        decision.Verdict switch
        {
            Verdict.Deny => "no rule allows it",
            Verdict.RequireApproval => "no rule matches, and the default is to ask for approval",
            _ => layers.Any(l => l.Default == DefaultVerdict.Allow) ? "no rule matches, and the default is to allow" : "it needs no rule: what only steers the shell, or what the text itself defines",
        };

    internal override string? NormalizedTarget(in Decision decision)
    {
        if (decision.Request is not { Target: { } target } request || decision.Cause is Refusal or OperationsCause)
            return decision.Request?.Target;
        return TargetFamilies.Of(request.Kind.Name) switch
        {
            TargetFamily.Path => RequestEvaluator.NormalPath(layers[0], target, RequestEvaluator.WorkingDirectory(layers[0], request.Context, isRequired: false)),
            TargetFamily.Network => RequestEvaluator.NormalNetwork(target, request.Port),
            _ => null,
        } ?? target;
    }

    internal override IReadOnlyList<OperationDecision> Operations(in Decision decision)
    {
        if (decision.Cause is OperationsCause several)
            return several.Operations;
        if (decision.Request is not { } request)
            return [];
        string? target = decision.Target;
        var operation = new Operation(request.Kind, target, target is null ? Certainty.Unknown : Certainty.Exact);
        return [new OperationDecision(operation, in decision)];
    }

    internal override IReadOnlyList<ScannedScript> Scripts(in Decision decision) => decision.Cause is OperationsCause several ? several.Scripts : [];

    internal override IReadOnlyList<string> AbsentScripts(in Decision decision) => decision.Cause is OperationsCause several ? several.AbsentScripts : [];

    internal override bool HasSeveralOperations(in Decision decision) => decision.Cause is OperationsCause { Count: > 1 };

    private static string? Join(IEnumerable<string?> texts) => string.Join(" + ", texts.Where(t => t is not null)) is { Length: > 0 } joined ? joined : null;

    /// <summary>Why a rule that refuses holds, though it does not name the target.</summary>
    private string HowBroad(CompiledRule rule, in Decision decision)
    {
        if (decision.Request is not { Target: { } target } request)
            return ", which it may be";
        if (WhatIsNotKnown(rule, request, target) is { } unknown)
            return $", and {unknown}";
        switch (TargetFamilies.Of(request.Kind.Name))
        {
            case TargetFamily.Path:
                bool isNormal = RequestEvaluator.NormalPath(layers[0], target, RequestEvaluator.WorkingDirectory(layers[0], request.Context, isRequired: false)) is not null;
                bool reachesBelow = request.IsRecursive || request.Kind == ActionKind.FileDelete;
                return isNormal ? reachesBelow ? " and covers what lies beneath, or could match there" : " and covers what lies beneath" : CantBeResolved;
            case TargetFamily.Network:
                return RequestEvaluator.NormalNetwork(target, request.Port) is not null ? " and covers what lies beneath, what is spelled otherwise or what is not known" : CantBeResolved;
            case TargetFamily.Command:
                return " broadly: by another spelling, or by what is not known of it";
            default:
                return request.Kind != ActionKind.ModuleImport ? ", which it may be" : ModuleName.Read(target, out _) is null ? " and covers what the package holds" : CantBeResolved;
        }
    }

    /// <summary>The condition of a rule of which nobody can tell whether it holds; <see langword="null"/> where there is none.</summary>
    private static string? WhatIsNotKnown(CompiledRule rule, ActionRequest request, string target)
    {
        if (rule.Conditions is not { } conditions)
            return null;
        if (conditions.Agents is not null && request.Context.Agent is null)
            return "who acts is not known";
        if (conditions.Methods is not null && new RequestFacts { WrittenMethod = request.Method }.Method is null)
            return "the method is not known";
        return conditions.Ports is not null && !RequestEvaluator.KnowsPort(target, request.Port) ? "the port is not known" : null;
    }
}
