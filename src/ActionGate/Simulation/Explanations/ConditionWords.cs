using System.Globalization;
using ActionGate.Evaluation;
using ActionGate.Matching;
using ActionGate.Policies;

namespace ActionGate.Simulation.Explanations;

/// <summary>Says which condition of a rule does not hold, or is not known to hold: each is asked of <see cref="ConditionCheck"/> by itself.</summary>
internal static class ConditionWords
{
    /// <summary>What keeps the rule from applying; <see langword="null"/> where all conditions hold.</summary>
    internal static string? WhyNot(RuleConditions conditions, in RequestFacts facts)
    {
        foreach (var (alone, fails, unknown) in Each(conditions, facts))
        {
            switch (ConditionCheck.Check(alone, in facts))
            {
                case MatchStrength.None:
                    return fails;
                case MatchStrength.Broad:
                    return unknown;
            }
        }
        return null;
    }

    private static IEnumerable<(RuleConditions Alone, string Fails, string Unknown)> Each(RuleConditions conditions, RequestFacts facts)
    {
        if (conditions.NotBefore is { } from)
            yield return (new RuleConditions { NotBefore = from }, $"it applies only from {TextOf(from)}", "");
        if (conditions.Expires is { } end)
            yield return (new RuleConditions { Expires = end }, $"it has expired at {TextOf(end)}", "");
        if (conditions.Agents is { } agents)
            yield return (new RuleConditions { Agents = agents }, $"it is for {ListOf("agent", agents)}, and {Quote(facts.Agent)} acts", $"it is for {ListOf("agent", agents)}, and who acts is not known");
        if (conditions.Languages is { } languages)
            yield return (new RuleConditions { Languages = languages }, $"it is for code in {string.Join(", ", languages)}, and this is {facts.Language}", $"it is for code in {string.Join(", ", languages)}, and the language is not known");
        if (conditions.Methods is { } methods)
            yield return (new RuleConditions { Methods = methods }, $"it is for {ListOf("method", methods)}, and this is {Quote(facts.Method)}", $"it is for {ListOf("method", methods)}, and the method is not known");
        if (conditions.Ports is { } ports)
            yield return (new RuleConditions { Ports = ports }, string.Create(CultureInfo.InvariantCulture, $"it is for {PortsOf(ports)}, and this is port {facts.Port}"), $"it is for {PortsOf(ports)}, and the port is not known");
    }

    private static string TextOf(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    private static string ListOf(string noun, string[] names) => $"{noun}{(names.Length == 1 ? "" : "s")} {string.Join(", ", names.Select(Quote))}";

    private static string PortsOf(PortRange[] ports) => (ports is [{ } one] && one.First == one.Last ? "port " : "ports ")
        + string.Join(", ", ports.Select(p => p.First == p.Last ? p.First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{p.First}-{p.Last}")));

    private static string Quote(string? text) => DecisionText.Quote(text);
}
