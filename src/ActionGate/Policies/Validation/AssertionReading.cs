using ActionGate.Policies.Yaml;

namespace ActionGate.Policies.Validation;

/// <summary>Reads <c>assert</c>: a map with <c>never</c> and <c>always</c>, or a list of such maps; under each an entry, or a list of entries.</summary>
internal sealed class AssertionReading(RuleValidator rules, DiagnosticBag diagnostics)
{
    internal List<PolicyAssertion> Read(YamlNode node)
    {
        var assertions = new List<PolicyAssertion>();
        foreach (YamlNode group in node is YamlSequence sequence ? sequence.Items : [node])
        {
            if (diagnostics.IsFull)
                break;
            if (group is YamlMapping mapping)
                ReadGroup(mapping, assertions);
            else
                diagnostics.Error(
                    DiagnosticIds.WrongType, group.Span, $"expected a map with 'never' and 'always', found {group.Kind}", "as in { never: [{ action: file_read, path: \"**/.ssh/**\", decision: allow }] }");
        }
        return assertions;
    }

    private void ReadGroup(YamlMapping group, List<PolicyAssertion> assertions)
    {
        KeyedMap keys = KeyedMap.Read(group, KeyTable.Assertions, " under 'assert'", diagnostics);
        foreach (string key in KeyTable.Assertions.Known)
        {
            if (!keys.TryFind(key, out YamlEntry entry))
                continue;
            foreach (YamlNode item in entry.Value is YamlSequence sequence ? sequence.Items : [entry.Value])
            {
                if (!diagnostics.IsFull && rules.ReadAssertion(item, isAlways: key == "always") is { } assertion)
                    assertions.Add(assertion);
            }
        }
    }
}
