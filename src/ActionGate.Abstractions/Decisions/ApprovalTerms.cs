namespace ActionGate;

/// <summary>Who must approve what a policy asks approval for; what is absent is up to the host.</summary>
internal sealed record ApprovalTerms
{
    /// <summary>One approval by anybody but the agent, once.</summary>
    internal static ApprovalTerms Default { get; } = new();

    /// <summary>How long an answer is waited for.</summary>
    internal TimeSpan? Timeout { get; init; }

    /// <summary>Whose approval counts; <see langword="null"/>: anybody's but the agent's own.</summary>
    internal IReadOnlyList<string>? Approvers { get; init; }

    /// <summary>How many different people must approve.</summary>
    internal int Required { get; init; } = 1;

    /// <summary>How long an approval of exactly this action holds; <see langword="null"/>: once.</summary>
    internal TimeSpan? Scope { get; init; }

    /// <summary>What satisfies both.</summary>
    internal ApprovalTerms Strictest(ApprovalTerms other) => new()
    {
        Timeout = Timeout is { } left && other.Timeout is { } right ? (left <= right ? left : right) : Timeout ?? other.Timeout,
        Approvers = Approvers is not null && other.Approvers is not null
            ? [.. Approvers.Where(a => other.Approvers.Contains(a, StringComparer.Ordinal))]
            : Approvers ?? other.Approvers,
        Required = Math.Max(Required, other.Required),
        Scope = Scope is { } first && other.Scope is { } second ? (first <= second ? first : second) : null,
    };
}
