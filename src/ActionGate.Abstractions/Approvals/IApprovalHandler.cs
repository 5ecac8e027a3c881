namespace ActionGate;

/// <summary>Asks a person whether an action may happen.</summary>
/// <remarks>
/// A gate asks only where the policy says <c>require_approval</c>; a handler can never lift a denial. A handler that throws, that is
/// cancelled or that answers too late has refused. Implementations must be safe for concurrent calls.
/// </remarks>
public interface IApprovalHandler
{
    /// <summary>Asks, and waits for the answer.</summary>
    /// <param name="request">What is to be approved.</param>
    /// <param name="cancellationToken">Cancelled when the request expires or the caller gives up.</param>
    /// <returns>The answer; it holds for this request only.</returns>
    ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken = default);
}
