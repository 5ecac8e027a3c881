using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>The documents that decide together: each by itself, the strictest verdict stands. Also puts their decisions into words.</summary>
internal sealed class PolicyLayers(CompiledPolicy[] layers, string hash) : DecisionExplainer
{
    internal ReadOnlySpan<CompiledPolicy> Layers => layers;

    internal override string PolicyHash { get; } = hash;

    /// <summary>Decides one operation.</summary>
    internal Finding Decide(ActionRequest request, bool requireWorkingDirectory)
    {
        var strictest = Finding.Abstention;
        foreach (var layer in layers)
            strictest = Stricter(strictest, RequestEvaluator.Evaluate(layer, request, requireWorkingDirectory));
        return strictest.Abstains ? Finding.Refused(WhyAllAbstain(request.Context.Agent)) : strictest;
    }

    internal static Finding Stricter(Finding left, Finding right) =>
        left.Abstains ? right : right.Abstains || left.Verdict <= right.Verdict ? left : right;

    internal Refusal WhyAllAbstain(string? agent)
    {
        foreach (var layer in layers)
        {
            if (!layer.IsFor(agent))
                return Refusals.OtherAgent(layer.Agent, agent);
        }
        return Refusals.OtherAgent(null, agent);
    }

    internal override string Explain(in Decision decision)
    {
        if (decision.Cause is CompiledRule rule)
            return $"rule {rule.Reference} matched {DecisionText.Quote(rule.Pattern)}{(rule.IsBroadened ? HowBroad(in decision) : "")}";
        return decision.Verdict switch
        {
            Verdict.Deny => "no rule allows it",
            Verdict.RequireApproval => "no rule matches, and the default is to ask for approval",
            _ => layers.Any(l => l.Default == DefaultVerdict.Allow) ? "no rule matches, and the default is to allow" : "a shell builtin that needs no rule",
        };
    }

    internal override string? NormalizedTarget(in Decision decision)
    {
        if (decision.Request is not { Target: { } target } request || decision.Cause is Refusal)
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
        if (decision.Request is not { } request)
            return [];
        string? target = decision.Target;
        var operation = new Operation(request.Kind, target, target is null ? Certainty.Unknown : Certainty.Exact);
        return [new OperationDecision(operation, decision.Verdict, decision.Rule, decision.Reason)];
    }

    /// <summary>A plain request is one operation.</summary>
    internal override bool HasSeveralOperations(in Decision decision) => false;

    private string HowBroad(in Decision decision)
    {
        if (decision.Request is not { Target: { } target } request)
            return ", which it may be";
        switch (TargetFamilies.Of(request.Kind.Name))
        {
            case TargetFamily.Path:
                bool isNormal = RequestEvaluator.NormalPath(layers[0], target, RequestEvaluator.WorkingDirectory(layers[0], request.Context, isRequired: false)) is not null;
                return isNormal ? " and covers what lies beneath" : ", which the target may be: it can't be resolved";
            case TargetFamily.Network:
                return RequestEvaluator.NormalNetwork(target, request.Port) is not null ? " and covers what lies beneath or is not known" : ", which the target may be: it can't be resolved";
            default:
                return " in another spelling";
        }
    }
}
