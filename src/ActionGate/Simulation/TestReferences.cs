using ActionGate.Compilation;
using ActionGate.Policies;
using ActionGate.Policies.Testing;
using ActionGate.Policies.Validation;

namespace ActionGate.Simulation;

/// <summary>
/// Holds the names that tests use against the policies: a rule that is not there can't decide, and a test of a misspelt action that
/// expects a refusal would pass for nothing.
/// </summary>
internal static class TestReferences
{
    private static readonly string[] Reserved =
        [RuleReference.Self.Id, RuleReference.Constraint.Id, RuleReference.Unresolved.Id, RuleReference.Fault.Id, TestCase.ByDefault];

    internal static void Check(TestDocument document, ReadOnlySpan<CompiledPolicy> layers, DiagnosticBag diagnostics)
    {
        var rules = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers)
            rules.UnionWith(layer.Rules.Select(r => r.Id));
        foreach (var test in document.Tests)
        {
            if (diagnostics.IsFull)
                return;
            string place = $" in test {Quoted.Text(test.Name)}";
            if (test.Rule is { } rule)
            {
                IReadOnlyCollection<string> known = rule.Value.StartsWith('@') ? Reserved : rules;
                if (!known.Contains(rule.Value))
                    diagnostics.Error(
                        DiagnosticIds.UnknownTestRule,
                        rule.Span,
                        $"unknown rule {Quoted.Text(rule.Value)}{place}",
                        Spelling.Help(rule.Value, known));
            }
            if (test.Action is { } action && test.Rule?.Value != RuleReference.Fault.Id && !IsKind(action.Value.Kind.Name, layers))
                diagnostics.Error(
                    DiagnosticIds.UnknownTestAction,
                    action.Span,
                    $"unknown action {Quoted.Text(action.Value.Kind.Name)}{place}",
                    $"{Spelling.Help(action.Value.Kind.Name, ActionNames.BuiltIn)}; a test that shows how it is refused expects 'rule: \"@fault\"'");
        }
    }

    private static bool IsKind(string name, ReadOnlySpan<CompiledPolicy> layers)
    {
        foreach (var layer in layers)
        {
            if (layer.IsKind(name))
                return true;
        }
        return false;
    }
}
