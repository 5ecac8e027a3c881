using ActionGate.Analysis;

namespace ActionGate;

/// <summary>Says what is odd about a policy that loads: rules that can never decide, refusals that come too late, rules that allow too much.</summary>
/// <remarks>
/// Patterns are regular languages, so the answers are exact: each is proved for all requests, or comes with a request that the policy itself
/// decides so. What would take too long is left out, and a note says so. Safe for concurrent use.
/// </remarks>
public static class PolicyAnalysis
{
    /// <summary>Looks at each document of a policy by itself. Paths are taken as text.</summary>
    /// <param name="policy">The policy.</param>
    /// <returns>Warnings and notes, in the order of the text.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is <see langword="null"/>.</exception>
    public static IReadOnlyList<Diagnostic> Check(Policy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var findings = new List<Diagnostic>();
        foreach (var document in policy.Layers)
            findings.AddRange(PolicyFindings.Of(document));
        return findings.AsReadOnly();
    }
}
