using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Evaluation;

/// <summary>Holds a rule's conditions against a request. What is not known counts for a rule that refuses, and not for one that allows.</summary>
internal static class ConditionCheck
{
    /// <summary>How strongly the conditions hold: the weakest of them.</summary>
    internal static MatchStrength Check(RuleConditions conditions, in RequestFacts facts)
    {
        if (facts.Now < conditions.NotBefore || facts.Now >= conditions.Expires)
            return MatchStrength.None;
        var weakest = MatchStrength.Definite;
        if (conditions.Agents is { } agents && !(Contains(agents, "*", StringComparison.Ordinal)))
            weakest = Weaker(weakest, facts.Agent is null ? MatchStrength.Broad : StrengthOf(Contains(agents, facts.Agent, StringComparison.Ordinal)));
        if (conditions.Languages is { } languages)
            weakest = Weaker(weakest, facts.Language is null ? MatchStrength.Broad : StrengthOf(Contains(languages, facts.Language, StringComparison.Ordinal)));
        if (conditions.Methods is { } methods)
            weakest = Weaker(weakest, facts.Method is not { } method ? MatchStrength.Broad : StrengthOf(Contains(methods, method, StringComparison.OrdinalIgnoreCase)));
        if (conditions.Ports is { } ports)
            weakest = Weaker(weakest, facts.Port is not { } port ? MatchStrength.Broad : StrengthOf(Contains(ports, port)));
        return weakest;
    }

    private static MatchStrength StrengthOf(bool holds) => holds ? MatchStrength.Definite : MatchStrength.None;

    private static MatchStrength Weaker(MatchStrength left, MatchStrength right) => left < right ? left : right;

    private static bool Contains(string[] names, string name, StringComparison comparison)
    {
        foreach (string known in names)
        {
            if (known.Equals(name, comparison))
                return true;
        }
        return false;
    }

    private static bool Contains(PortRange[] ranges, int port)
    {
        foreach (var range in ranges)
        {
            if (port >= range.First && port <= range.Last)
                return true;
        }
        return false;
    }
}
