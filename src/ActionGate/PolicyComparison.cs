using ActionGate.Analysis;
using ActionGate.Compilation;

namespace ActionGate;

/// <summary>What two policies decide otherwise, over all requests that there could be.</summary>
/// <remarks>
/// <para>
/// Immutable; safe to share between threads. Each pair of verdicts that some request gets is shown by one request of each kind, which
/// both policies were asked. Requests are compared as <see cref="Policy.Evaluate(ActionRequest)"/> decides them: paths as text, no disk,
/// rates as if nothing had been counted.
/// </para>
/// </remarks>
public sealed class PolicyComparison
{
    private PolicyComparison(IReadOnlyList<PolicyChange> changes, IReadOnlyList<string> settings, IReadOnlyList<string> unknown)
    {
        Changes = changes;
        Settings = settings;
        Unknown = unknown;
    }

    /// <summary>It is proved that both decide every request alike. Without differences it is still <see langword="false"/> where something is not known.</summary>
    public bool IsEquivalent => Changes.Count == 0 && Settings.Count == 0 && Unknown.Count == 0;

    /// <summary>Requests that the policies decide otherwise: one for each kind of action, agent and pair of verdicts.</summary>
    public IReadOnlyList<PolicyChange> Changes { get; }

    /// <summary>What is set otherwise beside the rules' verdicts, such as <c>limits</c> or <c>unresolved</c>: keys of a policy.</summary>
    public IReadOnlyList<string> Settings { get; }

    /// <summary>The kinds of action of which not everything is known: there may be further changes.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Compares two policies of one document each.</summary>
    /// <param name="before">The one.</param>
    /// <param name="after">The other.</param>
    /// <param name="agent">Compares requests of this agent only; <see langword="null"/>: of whoever acts.</param>
    /// <exception cref="ArgumentNullException">A policy is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">A policy has several layers.</exception>
    public static PolicyComparison Of(Policy before, Policy after, string? agent = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var difference = new PolicyDifference(DocumentOf(before, nameof(before)), DocumentOf(after, nameof(after)), agent);
        return new PolicyComparison(
            [.. difference.Changes.Select(c => new PolicyChange(c, difference.Old))],
            [.. SettingDifferences.Between(difference.Old, difference.New), .. difference.Effects.Select(kind => $"{kind} by commands and code")],
            difference.Unknown.AsReadOnly());
    }

    private static CompiledPolicy DocumentOf(Policy policy, string name) =>
        policy.Layers is [var only] ? only : throw new ArgumentException("expected a policy of one document, found layers", name);
}
