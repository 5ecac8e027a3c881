namespace ActionGate;

/// <summary>Which rule decided: its id and where it stands.</summary>
/// <remarks>Immutable. Ids that begin with <c>@</c> are the gate's own: <c>@self</c>, <c>@constraint</c>, <c>@unresolved</c>, <c>@fault</c>.</remarks>
public sealed class RuleReference
{
    internal RuleReference(string id, string? file = null, int line = 0)
    {
        Id = id;
        File = file;
        Line = line;
    }

    /// <summary>The action would take the gate itself out of force.</summary>
    internal static RuleReference Self { get; } = new("@self");

    /// <summary>The policy does not list the agent. What an agent's own entry grants or forbids has the same id, and that entry's line.</summary>
    internal static RuleReference Constraint { get; } = new("@constraint");

    /// <summary>The target could not be resolved, and no rule allows everything it may be.</summary>
    internal static RuleReference Unresolved { get; } = new("@unresolved");

    /// <summary>The request or the gate itself is at fault.</summary>
    internal static RuleReference Fault { get; } = new("@fault");

    /// <summary>The rule's id; <c>#N</c> for the N-th rule when it has none.</summary>
    public string Id { get; }

    /// <summary>The policy file as it was named when loaded; <see langword="null"/> for text, and for the gate's own ids but <c>@constraint</c>, which stands for an agent's entry.</summary>
    public string? File { get; }

    /// <summary>The rule's first line in the policy, from 1; 0 for those of the gate's own ids that no line stands for.</summary>
    public int Line { get; }

    /// <summary>Such as <c>'no-rm' (policy.yaml:4)</c>.</summary>
    public override string ToString()
    {
        if (Line == 0)
            return $"'{Id}'";
        string file = File is null ? "line " : Path.GetFileName(File) + ":";
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{Id}' ({file}{Line})");
    }
}
