using System.Runtime.CompilerServices;

namespace ActionGate;

/// <summary>Under which terms a decision lets an action go ahead. Immutable; shared by the decisions of a policy.</summary>
/// <param name="limits">What the action may use; <see langword="null"/>: no limits.</param>
/// <param name="approval">Who must approve; <see langword="null"/> where nobody is asked.</param>
internal sealed class DecisionTerms(ExecutionLimits? limits, ApprovalTerms? approval)
{
    /// <summary>What this makes together with others: worked out once, so that a decision costs no memory. Holds nothing alive.</summary>
    private ConditionalWeakTable<DecisionTerms, DecisionTerms>? _together;

    internal ExecutionLimits? Limits { get; } = limits;

    internal ApprovalTerms? Approval { get; } = approval;

    /// <summary>What satisfies both; <see langword="null"/> where there are none.</summary>
    internal static DecisionTerms? Strictest(DecisionTerms? left, DecisionTerms? right)
    {
        if (left is null || right is null || ReferenceEquals(left, right))
            return left ?? right;
        var together = left._together ?? Interlocked.CompareExchange(ref left._together, [], null) ?? left._together;
        return together.TryGetValue(right, out var known) ? known : together.GetOrAdd(right, left.And(right));
    }

    private DecisionTerms And(DecisionTerms other) => new(
        Limits is null ? other.Limits : other.Limits is null ? Limits : Limits.Strictest(other.Limits),
        Approval is null ? other.Approval : other.Approval is null ? Approval : Approval.Strictest(other.Approval));
}
