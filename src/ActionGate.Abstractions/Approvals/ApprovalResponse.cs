namespace ActionGate;

/// <summary>The answer to an <see cref="ApprovalRequest"/>.</summary>
/// <remarks>Immutable; safe to share between threads.</remarks>
public sealed class ApprovalResponse
{
    private ApprovalResponse(bool isApproved, string? approver, string? reason)
    {
        IsApproved = isApproved;
        Approver = approver;
        Reason = reason;
    }

    /// <summary>The action may happen, once.</summary>
    public bool IsApproved { get; }

    /// <summary>Who answered; goes into the audit log.</summary>
    public string? Approver { get; }

    /// <summary>Why; goes into the audit log and, for a denial, to the agent.</summary>
    public string? Reason { get; }

    /// <summary>Approves the action, once.</summary>
    /// <param name="approver">Who approves; the agent that asks cannot.</param>
    /// <param name="reason">Why, for the log.</param>
    /// <exception cref="ArgumentException"><paramref name="approver"/> is <see langword="null"/> or empty: an approval has a name.</exception>
    public static ApprovalResponse Approve(string approver, string? reason = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(approver);
        return new ApprovalResponse(true, approver, reason);
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
