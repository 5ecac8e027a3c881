namespace ActionGate.Approvals;

/// <summary>An approval handler of a function.</summary>
internal sealed class DelegateApprovalHandler(Func<ApprovalRequest, CancellationToken, ValueTask<ApprovalResponse>> ask) : IApprovalHandler
{
    public ValueTask<ApprovalResponse> RequestAsync(ApprovalRequest request, CancellationToken cancellationToken = default) => ask(request, cancellationToken);
}
