using ActionGate.Compilation;
using ActionGate.Matching;

namespace ActionGate.Evaluation;

/// <summary>Decides what a scanner found in code, by one document.</summary>
internal static class OperationEvaluator
{
    private const string NotKnown = "a part of it is not known before the code runs";

    /// <summary>Decides an operation that is no command.</summary>
    internal static Finding Evaluate(in DocumentScope scope, Operation operation)
    {
        var chain = scope.Agent.Rules.Find(operation.Kind.Name)!;
        if (operation.Kind == ActionKind.EnvRead && chain.IsEmpty && !MayBeSecret(operation))
            return new Finding(Verdict.Allow, null, scope.Agent.Terms);
        return chain switch
        {
            RuleChain<PathTarget> paths => EvaluatePath(in scope, paths, operation),
            RuleChain<NetworkTarget> hosts => EvaluateNetwork(in scope, hosts, operation),
            RuleChain<TextTarget> texts => EvaluateText(in scope, texts, operation),
            _ => scope.DecideAnything(chain, Refusals.Unresolved(NotKnown)),
        };
    }

    /// <summary>Decides an import; abstains where the document does not speak of imports and it is known what the module does.</summary>
    internal static Finding EvaluateImport(in DocumentScope scope, string module, bool isKnown)
    {
        var chain = (RuleChain<TextTarget>)scope.Agent.Rules.Find(ActionKind.ModuleImport.Name)!;
        return isKnown && chain.IsEmpty && scope.Agent.Code is not { ConstrainsImports: true }
            ? Finding.Abstention
            : RequestEvaluator.EvaluateImport(in scope, chain, module, isKnown);
    }

    /// <summary>Decides that there may be more than is known.</summary>
    internal static Finding EvaluateOpaque(in DocumentScope scope, Refusal refusal) =>
        scope.Agent.Code is { ForbidsSomething: true } code
            ? Finding.Refused(code.NotKnown)
            : scope.DecideAnything(scope.Agent.Rules.Find(ActionKind.DynamicCode.Name)!, refusal);

    /// <summary>A partly known target; where the scanner only shows it, its own stars count as not known, which is the stricter reading.</summary>
    private static string ShapeOf(Operation operation) => operation.Shape ?? operation.Pattern?.Replace('*', TargetShape.Hole) ?? $"{TargetShape.Hole}";

    private static Finding EvaluatePath(in DocumentScope scope, RuleChain<PathTarget> chain, Operation operation) => operation switch
    {
        { Target: { } path } => PathEvaluator.Evaluate(in scope, chain, path),
        { Certainty: Certainty.Partial } => PathEvaluator.EvaluateShape(in scope, chain, ShapeOf(operation), NotKnown),
        _ => PathEvaluator.EvaluateUnknown(in scope, chain, NotKnown),
    };

    private static Finding EvaluateNetwork(in DocumentScope scope, RuleChain<NetworkTarget> chain, Operation operation) => operation switch
    {
        { Target: { } target } => RequestEvaluator.EvaluateNetwork(in scope, chain, target),
        { Certainty: Certainty.Partial } => PartlyKnownUrl.Evaluate(in scope, chain, ShapeOf(operation), NotKnown),
        _ => scope.DecideAnything(chain, Refusals.Unresolved(NotKnown)),
    };

    private static Finding EvaluateText(in DocumentScope scope, RuleChain<TextTarget> chain, Operation operation)
    {
        if (operation.Target is { } target)
            return RequestEvaluator.EvaluateText(in scope, chain, target);
        var unresolved = operation.Kind == ActionKind.DynamicCode ? Refusals.Opaque("code is made while it runs") : Refusals.Unresolved(NotKnown);
        if (operation.Kind == ActionKind.DynamicCode && scope.Agent.Code is { ForbidsSomething: true } code)
            return Finding.Refused(code.NotKnown);
        return operation.Certainty == Certainty.Partial
            ? scope.DecideShape(chain, new TextTarget(ShapeOf(operation)) { IsShape = true }, unresolved)
            : scope.DecideAnything(chain, unresolved);
    }

    private static bool MayBeSecret(Operation operation) => operation.Target is not { } name || SecretNames.Hold(name);
}
