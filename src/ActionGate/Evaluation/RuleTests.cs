using ActionGate.Compilation;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>
/// Runs the <c>tests</c> that rules carry: targets that a rule must match for each of its actions, and targets that it must not match for
/// any. They ask what its patterns mean: conditions and other rules don't matter.
/// </summary>
internal static class RuleTests
{
    internal static void Run(PolicyDocument document, PolicyCompiler.HostInputs host, DiagnosticBag diagnostics)
    {
        foreach (var rule in document.Rules.Concat(document.Agents?.SelectMany(a => a.Rules) ?? []))
        {
            if (rule.Match.Count > 0 || rule.NoMatch.Count > 0)
                Run(document, rule, host, diagnostics);
        }
    }

    private static void Run(PolicyDocument document, PolicyRule rule, PolicyCompiler.HostInputs host, DiagnosticBag diagnostics)
    {
        var alone = document with
        {
            Agent = null,
            Agents = null,
            Default = DefaultVerdict.Deny,
            Unresolved = UnresolvedVerdicts.Deny,
            Rules = [rule with { Conditions = RuleConditions.None, Rate = null }],
        };
        var policy = PolicyCompiler.Compile(alone, new DiagnosticBag(diagnostics.Source), host);
        foreach (var action in rule.Actions)
        {
            foreach (var target in rule.Match)
            {
                if (!Matches(policy, action.Value, target.Value))
                    Report(target, action.Value, "does not match");
            }
            foreach (var target in rule.NoMatch)
            {
                if (Matches(policy, action.Value, target.Value))
                    Report(target, action.Value, "matches");
            }
        }

        void Report(Marked<string> target, string action, string does) => diagnostics.Error(
            DiagnosticIds.RuleTestFailed, target.Span, $"rule {DecisionText.Quote(rule.Id)} {does} {DecisionText.Quote(target.Value)} as {action}", "correct the rule's target, or the test");
    }

    private static bool Matches(CompiledPolicy policy, string action, string target)
    {
        // Of the kinds that a glob covers any will do.
        string kind = action.EndsWith(".*", StringComparison.Ordinal) ? action[..^1] + "x" : action;
        var cause = new PolicyLayers([policy], policy.Hash).Decide(new ActionRequest(kind, target), default).Cause;
        return cause is CompiledRule or OperationsCause { IsByRule: true };
    }
}
