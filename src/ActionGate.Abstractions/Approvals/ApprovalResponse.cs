namespace ActionGate;

/// <summary>The answer to an <see cref="ApprovalRequest"/>.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ApprovalResponse
{
    private ApprovalResponse(bool isApproved, string? approver, string? reason, TimeSpan? scope = null)
    {
        IsApproved = isApproved;
        Approver = approver;
        Reason = reason;
        Scope = scope;
    }

    /// <summary>The action may happen: once, or for as long as the rule's <c>scope</c> and <see cref="Scope"/> say.</summary>
    public bool IsApproved { get; }

    /// <summary>Who answered; goes into the audit log.</summary>
    public string? Approver { get; }

    /// <summary>Why; goes into the audit log and, for a denial, to the agent.</summary>
    public string? Reason { get; }

    /// <summary>
    /// For how long an approval holds at most, for exactly this action; zero: once. <see langword="null"/>, the default: as the policy says. It
    /// can only shorten the <c>scope</c> of the rule: where that is one approval at a time, it is that whatever the approver says.
    /// </summary>
    public TimeSpan? Scope { get; }

    /// <summary>Approves the action.</summary>
    /// <param name="approver">Who approves; the agent that asks cannot.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <param name="scope">For how long at most, where the rule has a <c>scope</c>; zero: once.</param>
    /// <exception cref="ArgumentException"><paramref name="approver"/> is <see langword="null"/> or empty: an approval has a name.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="scope"/> is below zero.</exception>
    public static ApprovalResponse Approve(string approver, string? reason = null, TimeSpan? scope = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(approver);
        if (scope is { } time)
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero, nameof(scope));
        return new ApprovalResponse(true, approver, reason, scope);
    }

    /// <summary>Refuses the action.</summary>
    /// <param name="approver">Who refuses, where anybody did.</param>
    /// <param name="reason">Why; the agent reads it.</param>
    /// <exception cref="ArgumentException"><paramref name="reason"/> is <see langword="null"/> or empty.</exception>
    public static ApprovalResponse Deny(string? approver, string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return new ApprovalResponse(false, approver, reason);
    }
}
