using System.Globalization;

namespace ActionGate;

/// <summary>Something in a policy that decided nothing in any test: a rule, an agent's entry, or the default.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class UnreachedRule
{
    internal const string Default = "@default";

    internal UnreachedRule(string id, string? agent, string? file, int line)
    {
        Id = id;
        Agent = agent;
        File = file;
        Line = line;
    }

    /// <summary>The rule's id; <c>@constraint</c> for what an agent's entry grants and forbids; <c>@default</c> for the default.</summary>
    public string Id { get; }

    /// <summary>Whose entry it is; <see langword="null"/> for rules and the default.</summary>
    public string? Agent { get; }

    /// <summary>The policy file as the tests name it, behind their own folder; <see langword="null"/> for text.</summary>
    public string? File { get; }

    /// <summary>The first line of the rule or entry, from 1; 0 for the default.</summary>
    public int Line { get; }

    /// <summary>Such as <c>policy.yaml:14: rule 'x' is reached by no test</c>.</summary>
    public override string ToString()
    {
        string place = Line == 0 ? File ?? "policy" : string.Create(CultureInfo.InvariantCulture, $"{File ?? "policy"}:{Line}");
        string what = Agent is not null ? $"what is granted and forbidden to agent {DecisionText.Quote(Agent)}"
            : Id == Default ? "the default"
            : $"rule {DecisionText.Quote(Id)}";
        return $"{place}: {what} is reached by no test";
    }
}
